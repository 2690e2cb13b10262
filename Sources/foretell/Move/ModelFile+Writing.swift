import CatalogStore
import Core
import Crypto
import Foundation
import Training

extension ModelFile {
    /// Writes beside the path and renames, so that a file of this name is whole.
    /// - Parameter directory: the data directory that the contents lie in.
    /// - Throws: `SQLFailure` 42710 when there is a file of this name, 58030, 53100, XX001 when a content is damaged.
    func write(to path: String, from directory: DataDirectory) throws {
        guard access(path, F_OK) != 0 else {
            throw SQLFailure(.duplicateObject, "\"\(path)\" is there already", hint: "name another file, or remove this one")
        }
        let partial = "\(path).\(UUID().uuidString.prefix(8)).partial"
        do {
            try writeWhole(partial, directory)
            guard rename(partial, path) == 0 else { throw FileCopy.failure("make", path) }
        } catch {
            unlink(partial)
            throw error
        }
    }

    private func writeWhole(_ path: String, _ directory: DataDirectory) throws {
        let output = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw FileCopy.failure("make", path) }
        defer { close(output) }
        var hasher = SHA256()
        func put(_ piece: UnsafeRawBufferPointer) throws {
            hasher.update(bufferPointer: piece)
            try FileCopy.write(piece, to: output, path)
        }
        let header = Array(self.header.text.utf8)
        try Self.line.withUnsafeBytes(put)
        try withUnsafeBytes(of: UInt64(header.count).littleEndian, put)
        try header.withUnsafeBytes(put)
        for content in contents {
            let stored = "\(directory.path)/\(StoredFile(kind: content.kind, hash: content.hash).path)"
            let input = open(stored, O_RDONLY | O_CLOEXEC)
            guard input >= 0 else { throw FileCopy.failure("read", stored) }
            defer { close(input) }
            var own = SHA256()
            let bytes = try FileCopy.pieces(of: input, stored) { piece in
                own.update(bufferPointer: piece)
                try put(piece)
            }
            guard bytes == content.bytes, own.finalize().hexadecimal == content.hash else {
                throw SQLFailure(.dataCorrupted, "\"\(stored)\" is damaged", hint: "foretell doctor says what else is; restore it from a backup")
            }
        }
        try Array(hasher.finalize()).withUnsafeBytes { try FileCopy.write($0, to: output, path) }
        guard fsync(output) == 0 else { throw FileCopy.failure("write", path) }
    }
}
