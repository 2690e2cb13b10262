import CatalogStore
import Core
import DuckEngine
import Foundation
import Synchronization

/// A snapshot on its way: brought to the disk, named by its content, put in its place and told, then profiled, while a training that
/// has its rows in memory goes on.
final class SnapshotRecording: Sendable {
    private let work: Alongside<Void>
    private let wantsProfile: ProfileWish

    private final class ProfileWish: Sendable {
        private let holds = Mutex(true)
        var isHeld: Bool { holds.withLock { $0 } }
        func drop() { holds.withLock { $0 = false } }
    }

    /// - Parameters:
    ///   - path: of the finished file under its temporary name.
    ///   - database: opened for the profile: the one that read the sources ends with the reading.
    ///   - tell: called when the file is in its place, with its hash and bytes, and again with the profile.
    init(
        path: String, columns: [Column], rows: Int, store: ArtifactStore, database: @escaping @Sendable () throws -> DuckDatabase,
        tell: @escaping @Sendable (Step) -> Void
    ) {
        let wish = ProfileWish()
        wantsProfile = wish
        work = Alongside {
            defer { unlink(path) }
            let (hash, bytes) = try ArtifactStore.seal(path)
            try store.place(path, hash: hash)
            tell(.placed(hash: hash, bytes: bytes))
            guard wish.isHeld else { return }
            // On Linux of this thread alone: it takes little of what the training needs.
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
            tell(.profiled(try SnapshotProfile(path: store.path(hash: hash), columns: columns, rows: rows, connection: database().connect()).json()))
        }
    }

    enum Step: Sendable {
        case placed(hash: String, bytes: Int)
        case profiled(JSONValue)
    }

    /// - Throws: why it failed, if it has.
    func check() throws { try work.check() }

    /// Waits for its end. - Throws: why it failed.
    /// - Parameter profiles: false: nobody will ask what the columns hold; a profile that is not begun is left out.
    func finish(profiles: Bool) throws {
        if !profiles { wantsProfile.drop() }
        try work.value()
    }
}
