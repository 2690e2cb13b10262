import CatalogStore
import Core
import Crypto
import Foundation
import Learning
import Training

extension ModelFile {
    /// Reads a file and checks it from end to end before anything in it is believed.
    /// - Throws: `SQLFailure` 22000 when it is another kind of file, 0A000 when it was written by a newer program, XX001 when it is cut off
    ///   or damaged, 58P01, 58030.
    init(reading path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileCopy.failure("read", path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw FileCopy.failure("read", path) }
        let size = Int(status.st_size)
        var bytes: [UInt8] = []
        func take(_ count: Int) throws -> [UInt8] {
            bytes = []
            try FileCopy.pieces(of: file, path, count: count) { bytes += $0 }
            guard bytes.count == count else { throw Self.cutOff(path) }
            return bytes
        }
        try Self.requireFormat(try take(min(size, Self.line.count)), path)
        let length = try take(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= Self.maximumHeader else { throw Self.damaged(path) }
        guard let header = try? JSONValue.parse(try take(Int(length))), let contents = Self.contents(header) else {
            throw size < Self.line.count + 8 + Int(length) ? Self.cutOff(path) : Self.damaged(path)
        }
        self.init(header: header, contents: contents)
        let expected = contents.reduce(contentStart(headerLength: Int(length)) + Self.checksumLength) { $0 + $1.bytes }
        guard size >= expected else { throw Self.cutOff(path) }
        guard size == expected, try Self.checksum(of: file, path, count: size - Self.checksumLength) == take(Self.checksumLength) else { throw Self.damaged(path) }
    }

    /// Puts the contents into the stores of a data directory. A file of equal content that is there already stays.
    /// - Throws: `SQLFailure` XX001, 58030, 53100
    func unpack(_ path: String, into directory: DataDirectory) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileCopy.failure("read", path) }
        defer { close(file) }
        guard lseek(file, off_t(contentStart(headerLength: header.text.utf8.count)), SEEK_SET) >= 0 else { throw FileCopy.failure("read", path) }
        for content in contents {
            let store = ArtifactStore(content.kind, directory: directory.path)
            try FileCopy.makeFolder(store.folder)
            let temporary = store.temporaryPath()
            defer { unlink(temporary) }
            let output = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard output >= 0 else { throw FileCopy.failure("make", temporary) }
            defer { close(output) }
            try FileCopy.pieces(of: file, path, count: content.bytes) { try FileCopy.write($0, to: output, temporary) }
            guard try ArtifactStore.hash(ofFile: temporary).hash == content.hash else { throw Self.damaged(path) }
            _ = try store.adopt(temporary)
            // A model of a format that this program does not know is refused here and not by the first query.
            switch content.kind {
            case .artifact: _ = try Model(deserializing: store.read(hash: content.hash))
            case .held: _ = try HeldModel(deserializing: store.read(hash: content.hash))
            case .snapshot: break
            }
        }
    }

    private func contentStart(headerLength: Int) -> Int { Self.line.count + 8 + headerLength }

    private static func requireFormat(_ start: [UInt8], _ path: String) throws {
        guard start != line else { return }
        if line.starts(with: start) { throw cutOff(path) }
        let text = String(decoding: start, as: UTF8.self)
        guard text.hasPrefix(name) else {
            throw SQLFailure(.dataException, "\"\(path)\" is no exported model", hint: "foretell export MODEL FILE --data DIR makes one")
        }
        guard let digit = text.dropFirst(name.count).first, ("2"..."9").contains(digit) else { throw damaged(path) }
        throw SQLFailure(.featureNotSupported, "\"\(path)\" was exported by a newer version of foretell", hint: "import it with that version")
    }

    /// nil when the list is none.
    private static func contents(_ header: JSONValue) -> [Content]? {
        var total = 0
        var contents: [Content] = []
        for json in header["contents"]?.array ?? [] {
            guard let kind = json["kind"]?.string.flatMap(StoredFile.Kind.init(rawValue:)), let hash = json["hash"]?.string,
                // A hash becomes the name of a file.
                hash.utf8.count == 64, hash.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
                let bytes = json["bytes"]?.integer, bytes >= 0, !contents.contains(where: { $0.kind == kind })
            else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(bytes)
            guard !overflow, sum < 1 << 50 else { return nil }
            total = sum
            contents.append(Content(kind: kind, hash: hash, bytes: bytes))
        }
        return contents
    }

    /// Leaves the file at the end of what was read.
    private static func checksum(of file: Int32, _ path: String, count: Int) throws -> [UInt8] {
        guard lseek(file, 0, SEEK_SET) == 0 else { throw FileCopy.failure("read", path) }
        var hasher = SHA256()
        try FileCopy.pieces(of: file, path, count: count) { hasher.update(bufferPointer: $0) }
        return Array(hasher.finalize())
    }

    private static func cutOff(_ path: String) -> SQLFailure {
        SQLFailure(.dataCorrupted, "\"\(path)\" is cut off", hint: "export the model again, or copy the file again")
    }

    static func damaged(_ path: String) -> SQLFailure {
        SQLFailure(.dataCorrupted, "\"\(path)\" is damaged", hint: "export the model again, or copy the file again")
    }
}
