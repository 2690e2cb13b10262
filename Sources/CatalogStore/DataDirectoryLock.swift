package import Core
import Foundation

/// Holds a data directory for one server. The system releases it when the process ends, however it ends.
package final class DataDirectoryLock: Sendable {
    private let file: Int32

    /// - Throws: `SQLFailure` 55006 when another server holds it, 58030 when the directory cannot be written.
    package init(directory: String) throws {
        let file = open(Self.path(directory), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw SQLFailure(
                .ioError, "the data directory \"\(directory)\" cannot be written: \(String(cString: strerror(errno)))",
                hint: "make it, check its rights, or give another --data")
        }
        guard Self.lock(file) else {
            let holder = Self.content(directory: directory)?["pid"]?.integer
            close(file)
            throw SQLFailure(
                .objectInUse, "the data directory \"\(directory)\" is in use by another server" + (holder.map { " (process \($0))" } ?? ""),
                hint: "stop that server, or give another --data")
        }
        self.file = file
        // What the last server wrote no longer holds.
        write([Self.process])
    }

    deinit { close(file) }

    /// Says how the server can be reached, for tools on the same machine.
    package func describe(host: String, port: Int, httpPort: Int) {
        write([
            Self.process, .init("host", .string(host)), .init("port", .number(Double(port))), .init("http_port", .number(Double(httpPort))),
        ])
    }

    /// What the server that holds the directory, or the last one that did, said; nil when there was none.
    package static func content(directory: String) -> JSONValue? {
        guard let data = FileManager.default.contents(atPath: path(directory)) else { return nil }
        return try? JSONValue.parse([UInt8](data))
    }

    /// Whether a server holds the directory now.
    package static func isHeld(directory: String) -> Bool {
        let file = open(path(directory), O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return flock(file, LOCK_SH | LOCK_NB) != 0
    }

    private static func path(_ directory: String) -> String { "\(directory)/server.lock" }

    private static var process: JSONValue.Member { .init("pid", .number(Double(ProcessInfo.processInfo.processIdentifier))) }

    /// `isHeld` takes a lock for a moment: what is refused is tried again, for a fifth of a second.
    private static func lock(_ file: Int32) -> Bool {
        for attempt in 0..<5 {
            if flock(file, LOCK_EX | LOCK_NB) == 0 { return true }
            if attempt < 4 { usleep(50_000) }
        }
        return false
    }

    private func write(_ members: [JSONValue.Member]) {
        let bytes = Array((JSONValue.object(members).text + "\n").utf8)
        ftruncate(file, 0)
        _ = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
    }
}
