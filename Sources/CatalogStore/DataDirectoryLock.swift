package import Core
import Foundation

/// Holds a data directory for one server. The system releases it when the process ends, however it ends.
package final class DataDirectoryLock: Sendable {
    private let file: Int32
    private let path: String

    /// - Throws: `SQLFailure` 55006 when another server holds it.
    package init(directory: String) throws {
        path = "\(directory)/server.lock"
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw SQLFailure(.ioError, "the data directory \"\(directory)\" cannot be written: \(String(cString: strerror(errno)))")
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.content(directory: directory)?["pid"]?.integer
            close(file)
            throw SQLFailure(
                .objectInUse, "the data directory \"\(directory)\" is in use by another server" + (holder.map { " (process \($0))" } ?? ""),
                hint: "stop that server, or give another --data")
        }
    }

    deinit { close(file) }

    /// Says how the server can be reached, for tools on the same machine.
    package func describe(host: String, port: Int, httpPort: Int) {
        let json = JSONValue.object([
            .init("pid", .number(Double(ProcessInfo.processInfo.processIdentifier))), .init("host", .string(host)),
            .init("port", .number(Double(port))), .init("http_port", .number(Double(httpPort))),
        ])
        let bytes = Array((json.text + "\n").utf8)
        ftruncate(file, 0)
        _ = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
    }

    /// What the server that holds the directory said; nil when there is none.
    package static func content(directory: String) -> JSONValue? {
        guard let data = FileManager.default.contents(atPath: "\(directory)/server.lock") else { return nil }
        return try? JSONValue.parse([UInt8](data))
    }

    /// Whether a server holds the directory now.
    package static func isHeld(directory: String) -> Bool {
        let file = open("\(directory)/server.lock", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        if flock(file, LOCK_SH | LOCK_NB) == 0 {
            flock(file, LOCK_UN)
            return false
        }
        return true
    }
}
