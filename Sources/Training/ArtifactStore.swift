package import CatalogStore
import Core
package import Crypto
import Foundation

/// Files named by the SHA-256 of their content, below one folder. A file is written beside its place, synced and renamed,
/// so a name that exists always holds its whole content.
package struct ArtifactStore: Sendable {
    package let folder: String
    /// Without the point.
    package let fileExtension: String

    package init(folder: String, fileExtension: String) {
        self.folder = folder
        self.fileExtension = fileExtension
    }

    /// The files of one kind in a data directory.
    package init(_ kind: StoredFile.Kind, directory: String) {
        self.init(folder: "\(directory)/\(kind.folder)", fileExtension: kind.fileExtension)
    }

    package func path(hash: String) -> String { "\(folder)/\(hash).\(fileExtension)" }

    /// A new name to write to before `adopt`.
    package func temporaryPath() -> String { "\(folder)/.\(UUID().uuidString).tmp" }

    /// Takes a finished file into the store under its hash. A file of equal content that is there already stays.
    /// - Throws: `SQLFailure` 58030, 53100 when the disk is full.
    package func adopt(_ temporaryPath: String) throws -> (hash: String, bytes: Int) {
        let sealed = try Self.seal(temporaryPath)
        try place(temporaryPath, hash: sealed.hash)
        return sealed
    }

    /// The first half of `adopt`: the file's content is on the disk, and has a name.
    static func seal(_ path: String) throws -> (hash: String, bytes: Int) {
        let sealed = try hash(ofFile: path)
        try sync(path)
        return sealed
    }

    /// The second half: the file has its place.
    func place(_ temporaryPath: String, hash: String) throws {
        let place = path(hash: hash)
        guard !FileManager.default.fileExists(atPath: place) else {
            unlink(temporaryPath)
            return
        }
        guard rename(temporaryPath, place) == 0 else { throw Self.failure("rename", place) }
        try Self.sync(folder)
    }

    package func write(_ content: [UInt8]) throws -> (hash: String, bytes: Int) {
        let path = temporaryPath()
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        guard file >= 0 else { throw Self.failure("create", path) }
        var written = 0
        while written < content.count {
            let count = content.withUnsafeBytes { Foundation.write(file, $0.baseAddress! + written, content.count - written) }
            guard count > 0 else {
                let failure = Self.failure("write", path)
                close(file)
                unlink(path)
                throw failure
            }
            written += count
        }
        close(file)
        return try adopt(path)
    }

    /// The content of a file, checked against its name.
    /// - Throws: `SQLFailure` XX001 when it is missing or damaged.
    package func read(hash: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path(hash: hash)) else {
            throw SQLFailure(.dataCorrupted, "the file of \"\(hash)\" is missing", hint: "restore it from a backup, or RETRAIN the model")
        }
        guard SHA256.hash(data: data).hexadecimal == hash else {
            throw SQLFailure(.dataCorrupted, "the file of \"\(hash)\" is damaged", hint: "restore it from a backup, or RETRAIN the model")
        }
        return [UInt8](data)
    }

    /// SHA-256 of a file's content, read in pieces.
    package static func hash(ofFile path: String) throws -> (hash: String, bytes: Int) {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw failure("open", path) }
        defer { close(file) }
        var hasher = SHA256()
        var bytes = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = Foundation.read(file, buffer.baseAddress, buffer.count)
            if count == 0 { break }
            guard count > 0 else { throw failure("read", path) }
            hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            bytes += count
        }
        return (hasher.finalize().hexadecimal, bytes)
    }

    private static func sync(_ path: String) throws {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw failure("open", path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure("sync", path) }
    }

    private static func failure(_ verb: String, _ path: String) -> SQLFailure {
        let reason = String(cString: strerror(errno))
        return SQLFailure(
            errno == ENOSPC ? .diskFull : .ioError, "could not \(verb) a file of the server: \(reason)",
            hint: errno == ENOSPC ? "free space on the disk of the data directory" : nil, cause: path)
    }
}

extension SHA256Digest {
    package var hexadecimal: String { map { hexByte($0) }.joined() }
}
