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
        var end: @Sendable (SQLFailure) -> Void
    }

    private let entries = Mutex<[Int32: Entry]>([:])

    package init() {}

    func add(_ id: Int32, user: String, application: String, address: String, end: @escaping @Sendable (SQLFailure) -> Void) {
        let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
        entries.withLock { $0[id] = Entry(user: user, application: application, address: address, startedAt: now, end: end) }
    }

    /// Ends all sessions of a user.
    func end(user: String, _ failure: SQLFailure) {
        let ends = entries.withLock { entries in entries.sorted { $0.key < $1.key }.filter { $0.value.user.folded == user.folded }.map(\.value.end) }
        for end in ends { end(failure) }
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
