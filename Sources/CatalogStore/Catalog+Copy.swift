import Foundation
import GRDB

extension Catalog {
    /// Copies a catalog as it is at one moment, while a server may be writing to it. The copy can be read where nothing can be written,
    /// since it has no journal of its own. Blocking.
    /// - Parameter path: of a file that is not there yet; it gets mode 0600.
    /// - Throws: `SQLFailure` 58030, 53100, XX001
    package static func copy(from source: String, to path: String) throws {
        do {
            try makePrivateFile(path)
            let new = try DatabaseQueue(path: path)
            try copy(source, to: new)
            try new.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA journal_mode = DELETE") }
            try new.close()
        } catch {
            throw failure(error)
        }
    }

    /// - Throws: what GRDB throws.
    static func copy(_ source: String, to database: DatabaseQueue) throws {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(10)
        let old = try DatabaseQueue(path: source, configuration: configuration)
        try old.backup(to: database)
        try old.close()
    }
}
