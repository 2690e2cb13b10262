import Core
import Foundation
import GRDB
import Synchronization

/// What exists, who may, and what is running: the file `catalog.sqlite` of the data directory.
///
/// Each function is one transaction. Errors are `SQLFailure`. A call that has begun is done whole, even when the task that
/// made it is cancelled meanwhile: the end of a cancelled training must be recorded too.
package final class Catalog: Sendable {
    private let pool: any DatabaseWriter
    let vault: SourceVault
    private let changes = Atomic<Int64>(0)
    /// Runs that the history keeps of each job.
    let keptJobRuns: Int

    /// Opens, brings the schema up to date, and checks that the key file is the catalog's own. Blocking.
    /// - Parameters:
    ///   - keyFile: the key of the parameters of sources; made, with mode 0600, together with a new catalog.
    ///   - givenKey: the key itself, 32 bytes in 64 hexadecimal digits or in base64; there is no key file then.
    ///   - migrates: whether an older schema is brought up to date; otherwise it is refused, since a server may be working with it.
    /// - Throws: `SQLFailure` XX001 when the catalog or the key file is damaged, the key file is missing or another's, or the
    ///   catalog was written by a newer program; 55000 by an older one; 58030 when a file cannot be opened, 53100 when the disk is full.
    package init(
        path: String, keyFile: String, givenKey: String? = Catalog.environmentKey, migrates: Bool = true, keptJobRuns: Int = 1000
    ) throws {
        self.keptJobRuns = keptJobRuns
        do {
            try Self.makePrivateFile(path)
            let pool = try DatabasePool(path: path, configuration: Self.configuration)
            try Self.requireKnown(pool)
            if try !migrates && !pool.read(Self.migrator.hasCompletedMigrations) {
                throw SQLFailure(
                    .objectNotInPrerequisiteState, "the data directory was written by an older version of foretell",
                    hint: "start its server with this version first: that brings it up to date")
            }
            try Self.migrator.migrate(pool)
            vault = try Self.openVault(keyFile: keyFile, givenKey: givenKey, pool)
            self.pool = pool
        } catch {
            throw Self.failure(error)
        }
    }

    /// A copy in memory, as the catalog is at one moment and with the schema of this program: for tools that look at a data directory, of
    /// which a server may run, and change nothing in it. Blocking. - Throws: as `init(path:keyFile:migrates:)`.
    package init(copyOf path: String, keyFile: String, givenKey: String? = Catalog.environmentKey) throws {
        keptJobRuns = 0
        do {
            let memory = try DatabaseQueue(configuration: Self.configuration)
            try Self.copy(path, to: memory)
            try Self.requireKnown(memory)
            try Self.migrator.migrate(memory)
            vault = try Self.openVault(keyFile: keyFile, givenKey: givenKey, memory)
            pool = memory
        } catch {
            throw Self.failure(error)
        }
    }

    /// The key that the environment gives; nil: none.
    package static var environmentKey: String? { ProcessInfo.processInfo.environment["FORETELL_SECRET_KEY"].flatMap { $0.isEmpty ? nil : $0 } }

    private static var configuration: GRDB.Configuration {
        var configuration = GRDB.Configuration()
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
        return configuration
    }

    private static func requireKnown(_ database: any DatabaseReader) throws {
        if try database.read(migrator.hasBeenSuperseded) {
            throw SQLFailure(
                .dataCorrupted, "the data directory was written by a newer version of foretell",
                hint: "start that version, or restore a backup made before the upgrade")
        }
    }

    /// Grows with every change of what exists; not with progress. Starts at 0 with each opening.
    package var revision: Int64 { changes.load(ordering: .acquiring) }

    /// Another process has changed what exists.
    package func noticeChanges() { changes.add(1, ordering: .releasing) }

    /// Microseconds since 1970 in UTC.
    static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }

    /// A change. - Parameter counts: whether it changes what exists.
    func write<Result: Sendable>(counts: Bool = true, _ body: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        // The audit's row is a part of the change, or neither is there.
        let entry = Self.auditEntry.flatMap { $0.isRecorded ? nil : $0 }
        let vault = vault
        // GRDB's async functions give up when the task is cancelled; these do not.
        return try await withCheckedThrowingContinuation { continuation in
            pool.asyncWrite { db in
                let result = try body(db)
                if let entry { try Self.append(entry, sqlState: "00000", db, vault) }
                return result
            } completion: { _, result in
                if case .success = result {
                    if counts { self.changes.add(1, ordering: .releasing) }
                    entry?.isRecorded = true
                }
                continuation.resume(with: result.mapError(Self.failure))
            }
        }
    }

    func read<Result: Sendable>(_ body: @escaping @Sendable (Database) throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            pool.asyncRead { database in
                continuation.resume(with: Swift.Result { try body(database.get()) }.mapError(Self.failure))
            }
        }
    }

    /// The same for callers that may block, such as a thread of DuckDB's.
    func readBlocking<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do { return try pool.read(body) } catch { throw Self.failure(error) }
    }

    static func failure(_ error: any Error) -> any Error {
        guard let error = error as? DatabaseError else { return SQLFailure(wrapping: error) }
        // The index of the journal is a file too.
        if error.resultCode == .SQLITE_FULL || error.extendedResultCode == .SQLITE_IOERR_SHMSIZE {
            return SQLFailure(.diskFull, "the catalog cannot grow: the disk is full", hint: "free space on the disk of the data directory")
        }
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return SQLFailure(
                .dataCorrupted, "the catalog is damaged", detail: error.message, hint: "restore \"catalog.sqlite\" from a backup")
        case .SQLITE_BUSY, .SQLITE_LOCKED: return SQLFailure(.objectInUse, "the catalog is busy", hint: "try again")
        case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_PERM:
            return SQLFailure(
                .ioError, "the catalog cannot be read or written", detail: error.message,
                hint: "check the disk and the rights of the data directory")
        default: return SQLFailure(.internalError, "the catalog could not do it", detail: error.message)
        }
    }

    /// SQLite takes an empty file for a new database, and gives its journal the same rights.
    static func makePrivateFile(_ path: String) throws {
        let file = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            Foundation.close(file)
        } else if errno != EEXIST {
            throw SQLFailure(
                .ioError, "the catalog cannot be made: \(String(cString: strerror(errno)))",
                hint: "check the disk and the rights of the data directory", cause: path)
        }
    }

    /// The catalog holds a text sealed with its key, so that a wrong key file is noticed at once and not by the first source.
    private static func openVault(keyFile: String, givenKey: String?, _ pool: any DatabaseWriter) throws -> SourceVault {
        let sealed = try pool.read { db in try Data.fetchOne(db, sql: "SELECT sealed FROM vault") }
        let vault = try givenKey.map { try SourceVault(givenKey: $0) } ?? SourceVault(keyFile: keyFile, mayMake: sealed == nil)
        if let sealed {
            try vault.requireSame(sealed)
        } else {
            let check = try vault.check()
            try pool.write { db in try db.execute(sql: "INSERT INTO vault (id, sealed) VALUES (1, ?)", arguments: [check]) }
        }
        return vault
    }
}
