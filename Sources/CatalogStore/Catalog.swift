import Core
import Foundation
import GRDB
import Synchronization

/// What exists, who may, and what is running: the file `catalog.sqlite` of the data directory.
///
/// Each function is one transaction. Errors are `SQLFailure`.
package final class Catalog: Sendable {
    private let pool: DatabasePool
    let vault: SourceVault
    private let changes = Atomic<Int64>(0)

    /// Opens, and brings the schema up to date. Blocking.
    /// - Throws: `SQLFailure` XX001 when the file is damaged or was written by a newer program.
    package init(path: String, keyFile: String) throws {
        vault = try SourceVault(keyFile: keyFile)
        var configuration = GRDB.Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
        do {
            pool = try DatabasePool(path: path, configuration: configuration)
            if try pool.read(Self.migrator.hasBeenSuperseded) {
                throw SQLFailure(
                    .dataCorrupted, "the data directory was written by a newer version of foretell",
                    hint: "start that version, or restore a backup made before the upgrade")
            }
            try Self.migrator.migrate(pool)
        } catch let error as DatabaseError {
            throw SQLFailure(
                .dataCorrupted, "the catalog cannot be opened", detail: error.message, hint: "restore \"catalog.sqlite\" from a backup")
        }
    }

    /// Grows with every change of what exists; not with progress.
    package var revision: Int64 { changes.load(ordering: .acquiring) }

    static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }

    /// A change. - Parameter counts: whether it changes what exists.
    func write<Result: Sendable>(counts: Bool = true, _ body: @Sendable (Database) throws -> Result) async throws -> Result {
        do {
            let result = try await pool.write(body)
            if counts { changes.add(1, ordering: .releasing) }
            return result
        } catch {
            throw Self.failure(error)
        }
    }

    func read<Result: Sendable>(_ body: @Sendable (Database) throws -> Result) async throws -> Result {
        do { return try await pool.read(body) } catch { throw Self.failure(error) }
    }

    /// The same for callers that may block, such as a thread of DuckDB's.
    func readBlocking<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do { return try pool.read(body) } catch { throw Self.failure(error) }
    }

    private static func failure(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return error }
        switch error.resultCode {
        case .SQLITE_FULL: return SQLFailure(.diskFull, "the catalog cannot grow: the disk is full", hint: "free space on the disk of the data directory")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return SQLFailure(.dataCorrupted, "the catalog is damaged", detail: error.message, hint: "restore \"catalog.sqlite\" from a backup")
        case .SQLITE_BUSY, .SQLITE_LOCKED: return SQLFailure(.objectInUse, "the catalog is busy", hint: "try again")
        default: return SQLFailure(.internalError, "the catalog could not do it", detail: error.message)
        }
    }

    /// What is wrong with the catalog, in sentences; empty when nothing is.
    package func check() async throws -> [String] {
        try await read { db in
            var findings: [String] = []
            for line in try String.fetchAll(db, sql: "PRAGMA integrity_check") where line != "ok" { findings.append("catalog: \(line)") }
            for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check") {
                findings.append("catalog: a row of \"\(row[0] as String? ?? "")\" names a row that does not exist")
            }
            for row in try Row.fetchAll(
                db, sql: """
                    SELECT m.name, v.number, v.artifact_hash, v.snapshot FROM versions v JOIN models m ON m.id = v.model_id
                    WHERE v.state = 'ready' AND (v.artifact_hash IS NULL OR v.snapshot IS NULL OR v.report IS NULL)
                    """)
            {
                findings.append("version \(row[1] as Int) of model \"\(row[0] as String)\" is ready but lacks its artifact, snapshot or report")
            }
            return findings
        }
    }

    /// Names of the files that versions and snapshots stand on, with who needs them.
    package func files() async throws -> (artifacts: [(hash: String, owner: String)], snapshots: [(hash: String, owner: String)]) {
        try await read { db in
            let artifacts = try Row.fetchAll(
                db, sql: """
                    SELECT v.artifact_hash, m.project || '.' || m.name || ' version ' || v.number FROM versions v
                    JOIN models m ON m.id = v.model_id WHERE v.artifact_hash IS NOT NULL ORDER BY v.id
                    """
            ).map { (hash: $0[0] as String, owner: $0[1] as String) }
            let snapshots = try Row.fetchAll(
                db, sql: """
                    SELECT v.snapshot, m.project || '.' || m.name || ' version ' || v.number FROM versions v
                    JOIN models m ON m.id = v.model_id WHERE v.snapshot IS NOT NULL ORDER BY v.id
                    """
            ).map { (hash: $0[0] as String, owner: $0[1] as String) }
            return (artifacts, snapshots)
        }
    }
}
