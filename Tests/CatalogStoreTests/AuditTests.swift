import CatalogStore
import Core
import Foundation
import GRDB
import Testing

@Suite("The audit")
struct AuditTests {
    private func entry(_ statement: String) -> AuditEntry {
        AuditEntry(user: "ann", address: "127.0.0.1:9", application: "psql", session: 7, statement: statement)
    }

    /// A catalog with three rows, closed again.
    private func written() async throws -> TestCatalog {
        let files = try TestCatalog()
        let catalog = try files.open()
        for number in 1...3 { try await catalog.record(entry("statement \(number)"), sqlState: "00000") }
        #expect(try await catalog.check() == [])
        return files
    }

    /// What somebody with the file, and without the key, may do to it.
    private func tamper(_ files: TestCatalog, _ sql: String) throws {
        try DatabaseQueue(path: files.path).write { db in try db.execute(sql: sql) }
    }

    @Test("has a row for a change, written with it")
    func withChange() async throws {
        let catalog = try TestCatalog().open()
        try await catalog.audited(entry("CREATE USER bob")) { try await catalog.createUser(name: "bob", verifier: "", isSuperuser: false) }
        let rows = try catalog.table(.audit)
        #expect(rows.count == 1)
        #expect(rows.first?["id"] == .integer(1))
        #expect(rows.first?["user"] == .text("ann"))
        #expect(rows.first?["address"] == .text("127.0.0.1:9"))
        #expect(rows.first?["application"] == .text("psql"))
        #expect(rows.first?["session"] == .integer(7))
        #expect(rows.first?["statement"] == .text("CREATE USER bob"))
        #expect(rows.first?["sqlstate"] == .text("00000"))
    }

    @Test("a change of several transactions has one row, one that changes nothing too")
    func severalChanges() async throws {
        let catalog = try TestCatalog().open()
        try await catalog.audited(entry("two")) {
            try await catalog.createUser(name: "bob", verifier: "", isSuperuser: false)
            try await catalog.createUser(name: "eve", verifier: "", isSuperuser: false)
        }
        try await catalog.audited(entry("none")) {}
        #expect(try catalog.table(.audit).map { $0["statement"] } == [.text("two"), .text("none")])
    }

    @Test("a statement that fails has a row with the reason, and two when it had changed something")
    func failures() async throws {
        let catalog = try TestCatalog().open()
        func attempt(_ name: String, changing: Bool) async {
            _ = await failure {
                try await catalog.audited(entry(name)) {
                    if changing { try await catalog.createUser(name: name, verifier: "", isSuperuser: false) }
                    throw SQLFailure(.insufficientPrivilege, "no")
                }
            }
        }
        await attempt("first", changing: false)
        await attempt("second", changing: true)
        #expect(try catalog.table(.audit).map { $0["sqlstate"] } == [.text("42501"), .text("00000"), .text("42501")])
        #expect(try await catalog.check() == [])
    }

    @Test("a change that is rolled back leaves no row of its success")
    func rolledBack() async throws {
        let catalog = try TestCatalog().open()
        try await catalog.createUser(name: "bob", verifier: "", isSuperuser: false)
        _ = await failure {
            try await catalog.audited(entry("again")) { try await catalog.createUser(name: "bob", verifier: "", isSuperuser: false) }
        }
        #expect(try catalog.table(.audit).map { $0["sqlstate"] } == [.text("42710")])
    }

    @Test("is append-only", arguments: ["UPDATE audit SET user = 'eve'", "DELETE FROM audit", "DELETE FROM audit WHERE id = 3"])
    func appendOnly(sql: String) async throws {
        let files = try await written()
        let refused = await failure { try tamper(files, sql) }
        #expect(refused?.detail?.contains("the audit is append-only") == true)
    }

    @Test("tells of what was done to it without the key", arguments: [
        ("UPDATE audit SET user = 'eve' WHERE id = 2", ["audit: row 2 is not as it was written"]),
        ("UPDATE audit SET at = at + 1 WHERE id = 1", ["audit: row 1 is not as it was written"]),
        ("UPDATE audit SET statement = 'statement 1', address = '' WHERE id = 3", ["audit: row 3 is not as it was written"]),
        ("UPDATE audit SET hash = x'00' WHERE id = 3", ["audit: row 3 is not as it was written", "audit: its end is not as it was written"]),
        ("DELETE FROM audit WHERE id = 2", ["audit: rows 2 to 2 are missing"]),
        ("DELETE FROM audit WHERE id = 1", ["audit: rows 1 to 1 are missing"]),
        ("DELETE FROM audit WHERE id = 3", ["audit: rows 3 to 3 are missing"]),
        ("DELETE FROM audit", ["audit: rows 1 to 3 are missing"]),
        ("DELETE FROM audit WHERE id = 3; UPDATE audit_end SET count = 2", ["audit: its end is not as it was written"]),
        ("DELETE FROM audit WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit_end SET count = 2",
         ["audit: row 2 is not as it was written", "audit: its end is not as it was written"]),
        ("DELETE FROM audit_end", ["audit: the seal of its end is missing"]),
        ("INSERT INTO audit SELECT 4, at, user, address, application, session, statement, sqlstate, hash FROM audit WHERE id = 3",
         ["audit: row 4 is not as it was written", "audit: its end is not as it was written"]),
    ])
    func tampering(sql: String, findings: [String]) async throws {
        let files = try await written()
        try tamper(files, "DROP TRIGGER audit_is_never_changed; DROP TRIGGER audit_is_never_shortened; \(sql)")
        #expect(try await files.open().check() == findings)
    }

    @Test("is one chain, however many write at once")
    func concurrent() async throws {
        let catalog = try TestCatalog().open()
        try await withThrowingTaskGroup { group in
            for number in 1...40 {
                group.addTask {
                    let entry = AuditEntry(user: "u\(number)", address: "", application: "", session: Int32(number), statement: "CREATE USER u\(number)")
                    try await catalog.audited(entry) { try await catalog.createUser(name: "u\(number)", verifier: "", isSuperuser: false) }
                }
            }
            try await group.waitForAll()
        }
        let rows = try catalog.table(.audit)
        #expect(rows.map { $0["id"] } == (1...40).map { .integer($0) })
        #expect(rows.allSatisfy { $0["statement"] == .text("CREATE USER \($0["user"]?.text ?? "")") })
        #expect(try await catalog.check() == [])
    }

    @Test("goes on after the catalog was opened again")
    func reopened() async throws {
        let files = try await written()
        let catalog = try files.open()
        try await catalog.record(entry("statement 4"), sqlState: "00000")
        #expect(try catalog.table(.audit).map { $0["id"] } == (1...4).map { .integer($0) })
        #expect(try await catalog.check() == [])
    }
}
