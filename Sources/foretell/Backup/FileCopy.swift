import Core
import Crypto
import Foundation
import Training

/// Copies of files that are on the disk when the copying ends.
enum FileCopy {
    /// Copies a file in pieces. - Returns: SHA-256 of what was copied, hexadecimal.
    /// - Throws: `SQLFailure` 58030, 53100; 58P01 when there is no such file.
    @discardableResult
    static func copy(_ source: String, to path: String) throws -> String {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw failure("read", source) }
        defer { close(input) }
        // What an attempt before this one left goes.
        unlink(path)
        let output = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard output >= 0 else { throw failure("make", path) }
        defer { close(output) }
        var hasher = SHA256()
        try pieces(of: input, source) { piece in
            hasher.update(bufferPointer: piece)
            try write(piece, to: output, path)
        }
        guard fsync(output) == 0 else { throw failure("write", path) }
        return hasher.finalize().hexadecimal
    }

    /// Copies a folder with all that is in it; links are not followed, and what vanishes meanwhile is left out. - Throws: as `copy`.
    static func copyFolder(_ source: String, to path: String) throws {
        try makeFolder(path)
        for name in try FileManager.default.contentsOfDirectory(atPath: source).sorted() {
            let (from, to) = ("\(source)/\(name)", "\(path)/\(name)")
            do {
                switch try? FileManager.default.attributesOfItem(atPath: from)[.type] as? FileAttributeType {
                case .typeDirectory?: try copyFolder(from, to: to)
                case .typeRegular?: try copy(from, to: to)
                default: break
                }
            } catch let failure as SQLFailure where failure.sqlState == .undefinedFile {}
        }
        try sync(folder: path)
    }

    static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("make", path) }
    }

    static func sync(folder: String) throws {
        let file = open(folder, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw failure("read", folder) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure("write", folder) }
    }

    /// Hands over an open file from where it stands, at most a megabyte at once.
    /// - Parameter count: bytes; nil: to the end. - Returns: bytes that were there.
    @discardableResult
    static func pieces(of file: Int32, _ path: String, count: Int? = nil, _ body: (UnsafeRawBufferPointer) throws -> Void) throws -> Int {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var total = 0
        while total < count ?? .max {
            let got = read(file, buffer.baseAddress, min(buffer.count, (count ?? .max) - total))
            guard got >= 0 else { throw failure("read", path) }
            if got == 0 { break }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
            total += got
        }
        return total
    }

    static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32, _ path: String) throws {
        var written = 0
        while written < bytes.count {
            let count = Foundation.write(file, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            guard count > 0 else { throw failure("write", path) }
            written += count
        }
    }

    /// What the system's last error means for a file.
    static func failure(_ verb: String, _ path: String) -> SQLFailure {
        let reason = String(cString: strerror(errno))
        switch errno {
        case ENOENT: return SQLFailure(.undefinedFile, "could not \(verb) \"\(path)\": \(reason)", hint: "check the path")
        case ENOSPC: return SQLFailure(.diskFull, "could not \(verb) \"\(path)\": \(reason)", hint: "free space on its disk")
        default: return SQLFailure(.ioError, "could not \(verb) \"\(path)\": \(reason)", hint: "check the disk and the rights")
        }
    }
}
