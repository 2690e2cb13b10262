import Core
import Foundation
import Synchronization

/// The sessions that are open, for `foretell.sessions`.
package final class SessionList: Sendable {
    private struct Entry: Sendable {
        var user: String
        var application: String
        var address: String
        var isActive = false
        var startedAt: Int64
    }

    private let entries = Mutex<[Int32: Entry]>([:])

    package init() {}

    func add(_ id: Int32, user: String, application: String, address: String) {
        let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
        entries.withLock { $0[id] = Entry(user: user, application: application, address: address, startedAt: now) }
    }

    func remove(_ id: Int32) { entries.withLock { $0[id] = nil } }

    func set(_ id: Int32, active: Bool) { entries.withLock { $0[id]?.isActive = active } }

    var chunk: Chunk {
        let sorted = entries.withLock { $0.sorted { $0.key < $1.key } }
        return Chunk(
            SystemViews.sessionColumns,
            rows: sorted.map { id, entry in
                [
                    .integer(Int64(id)), .text(entry.user), .text(entry.application), .text(entry.address),
                    .text(entry.isActive ? "active" : "idle"), .timestampTZ(entry.startedAt),
                ]
            })
    }
}
