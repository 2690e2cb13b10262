package import Core
import Foundation
import Synchronization

/// Ends a worker process that takes more memory than it may have, before the system does it for want of memory.
///
/// A limit of the system (`RLIMIT_AS`, `RLIMIT_DATA`) would make an allocation fail somewhere in C++, which ends the process with no word
/// about why; looking at the resident size every 20 ms can say it.
package final class MemoryWatch: Sendable {
    private struct Limit: Sendable {
        var bytes: Int
        /// What the limit is for.
        var data: String
    }

    private let limit: Mutex<Limit>
    /// The greatest that the limit can become, in bytes.
    private let bound: Int

    /// Starts to watch.
    /// - Parameters:
    ///   - bound: bytes.
    ///   - say: tells the server why the process ends.
    package init(bound: Int, say: @escaping @Sendable (WorkerEvent) -> Void) {
        self.bound = bound
        limit = Mutex(Limit(bytes: bound, data: "for reading the rows"))
        let thread = Thread { [self] in
            while true {
                usleep(20_000)
                guard let resident = Self.resident else { return }
                let limit = limit.withLock { $0 }
                guard resident > limit.bytes else { continue }
                say(.failed(Self.failure(resident, limit)))
                _exit(4)
            }
        }
        thread.name = "memory"
        thread.start()
    }

    /// The rows are read: from now on the limit is what they need.
    package func setLimit(for columns: [ColumnVector]) {
        let rows = columns.first?.count ?? 0
        let bytes = MemoryBudget.limit(
            rows: rows, columns: columns.count, texts: columns.count { MemoryBudget.holdsTexts($0) }, resident: Self.resident ?? 0, bound: bound)
        limit.withLock { $0 = Limit(bytes: bytes, data: "for \(rows) rows and \(columns.count) columns") }
    }

    /// Bytes of this process in memory; nil where the system does not tell. Source: proc(5), /proc/pid/statm.
    private static var resident: Int? {
        let text = [UInt8](unsafeUninitializedCapacity: 128) { buffer, count in count = max(0, pread(statistics, buffer.baseAddress, buffer.count, 0)) }
        let pages = text.split(separator: UInt8(ascii: " ")).dropFirst().first.flatMap { Int(String(decoding: $0, as: UTF8.self)) }
        return pages.map { $0 * pageSize }
    }

    private static let statistics = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    private static let pageSize = sysconf(Int32(_SC_PAGESIZE))

    private static func failure(_ resident: Int, _ limit: Limit) -> SQLFailure {
        SQLFailure(
            .outOfMemory, "the training took more memory than it may have",
            detail: "\(resident / 1_000_000) MB; the limit \(limit.data) is \(limit.bytes / 1_000_000) MB.",
            hint: "train on fewer rows or columns, or start the server with a greater --worker-memory")
    }
}
