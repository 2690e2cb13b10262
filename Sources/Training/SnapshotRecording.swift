import CatalogStore
import Core
import DuckEngine
import Foundation

/// A snapshot on its way: brought to the disk, named by its content, put in its place, profiled and told, while a training that
/// has its rows in memory goes on.
struct SnapshotRecording: Sendable {
    private let work: Alongside<Void>

    /// - Parameters:
    ///   - path: of the finished file under its temporary name, which ends with the work.
    ///   - database: what profiles it, on one thread: the others are the training's.
    ///   - tell: called once, when nothing of it can fail any more.
    init(
        path: String, columns: [Column], rows: Int, store: ArtifactStore, database: DuckDatabase,
        tell: @escaping @Sendable (_ hash: String, _ bytes: Int, _ profile: JSONValue) -> Void
    ) {
        work = Alongside {
            defer { unlink(path) }
            // On Linux of this thread alone: it takes what the training leaves.
            setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
            let (hash, bytes) = try ArtifactStore.seal(path)
            let connection = try database.connect()
            try connection.execute("SET threads = 1")
            let profile = try SnapshotProfile(path: path, columns: columns, rows: rows, connection: connection).json()
            try store.place(path, hash: hash)
            tell(hash, bytes, profile)
        }
    }

    /// - Throws: why it failed, if it has.
    func check() throws { try work.check() }

    /// Waits for its end. - Throws: why it failed.
    func finish() throws { try work.value() }
}
