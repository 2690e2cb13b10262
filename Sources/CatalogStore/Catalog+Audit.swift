import Core
import Foundation
import GRDB

// The audit: a row for each statement that changes something. Rows are never changed, and each holds a code over itself and the
// code of the row before it, made with the key of the data directory: without the key nobody can make a row, or mend the chain
// round one that was taken out. Where the chain ends is sealed likewise, so that its last rows cannot be cut off either.
extension Catalog {
    /// The statement whose changes are made in this task; nil: none that is audited.
    @TaskLocal package static var auditEntry: AuditEntry?

    /// Runs a statement that changes something, so that its row is written with its first change, or at its end when it has
    /// changed nothing here. One that fails after a change has a second row.
    package func audited<Success>(_ entry: AuditEntry, _ body: () async throws -> Success) async throws -> Success {
        do {
            let success = try await Self.$auditEntry.withValue(entry, operation: body)
            if !entry.isRecorded { try await record(entry, sqlState: "00000") }
            return success
        } catch {
            let state = SQLFailure(wrapping: error).sqlState.rawValue
            // The failure that the client is told is the statement's own, also when the catalog cannot take its row.
            try? await record(entry, sqlState: state)
            throw error
        }
    }

    /// Adds a row by itself.
    package func record(_ entry: AuditEntry, sqlState: String) async throws {
        let vault = vault
        try await write(counts: false) { db in try Self.append(entry, sqlState: sqlState, db, vault) }
    }

    static func append(_ entry: AuditEntry, sqlState: String, _ db: Database, _ vault: SourceVault) throws {
        let last = try Row.fetchOne(db, sql: "SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1")
        let id = (last?["id"] as Int64? ?? 0) + 1
        let row = AuditRow(
            id: id, at: Catalog.now, user: entry.user, address: entry.address, application: entry.application, session: entry.session,
            statement: entry.statement, sqlState: sqlState)
        let hash = row.hash(after: last?["hash"], vault)
        try db.execute(
            sql: "INSERT INTO audit (id, at, user, address, application, session, statement, sqlstate, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [id, row.at, row.user, row.address, row.application, row.session, row.statement, row.sqlState, hash])
        try db.execute(sql: "INSERT OR REPLACE INTO audit_end (id, count, seal) VALUES (1, ?, ?)", arguments: [id, Self.seal(id, hash, vault)])
    }

    /// Over where the chain ends.
    private static func seal(_ count: Int64, _ hash: Data, _ vault: SourceVault) -> Data {
        vault.code(of: Data("end \(count) ".utf8) + hash)
    }

    /// Where the chain is broken, in sentences.
    static func auditFindings(_ db: Database, _ vault: SourceVault) throws -> [String] {
        var findings: [String] = []
        var expected: Int64 = 1
        var previous: Data?
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM audit ORDER BY id")
        while let stored = try rows.next() {
            let row = AuditRow(row: stored)
            let hash: Data = stored["hash"]
            if row.id != expected {
                findings.append("audit: rows \(expected) to \(row.id - 1) are missing")
            } else if hash != row.hash(after: previous, vault) {
                findings.append("audit: row \(row.id) is not as it was written")
            }
            if findings.count >= 20 { return findings }
            expected = row.id + 1
            previous = hash
        }
        let end = try Row.fetchOne(db, sql: "SELECT count, seal FROM audit_end")
        if let end {
            let count: Int64 = end["count"]
            let seal: Data = end["seal"]
            if count >= expected {
                findings.append("audit: rows \(expected) to \(count) are missing")
            } else if count != expected - 1 || seal != Self.seal(count, previous ?? Data(), vault) {
                findings.append("audit: its end is not as it was written")
            }
        } else if previous != nil {
            findings.append("audit: the seal of its end is missing")
        }
        return findings
    }
}
