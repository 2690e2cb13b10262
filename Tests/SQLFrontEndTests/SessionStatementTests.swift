import Core
import SQLFrontEnd
import Testing

@Suite struct SessionStatementTests {
    @Test("SHOW", arguments: [
        ("SHOW DATABASES", Show(subject: .databases, position: 5)), ("SHOW TABLES FROM shop", Show(subject: .tables, from: ObjectName(["shop"], position: 17), position: 5)),
        ("SHOW FULL TABLES IN s LIKE 'a%'", Show(subject: .tables, from: ObjectName(["s"], position: 20), filter: .like("a%"), position: 5)),
        ("SHOW MODELS", Show(subject: .models, position: 5)), ("SHOW MODELS FROM p WHERE name = 'x'", Show(subject: .models, from: ObjectName(["p"], position: 17), filter: .condition(Fragment("name = 'x'", position: 25)), position: 5)),
        ("SHOW ALL", Show(subject: .all, position: 5)), ("SHOW ALL TABLES", Show(subject: .tables, position: 5)), ("SHOW JOBS", Show(subject: .jobs, position: 5)),
        ("SHOW VIEWS", Show(subject: .views, position: 5)), ("SHOW PROJECTS", Show(subject: .projects, position: 5)),
        ("SHOW server_version", Show(subject: .setting("server_version"), position: 5)), ("show TimeZone;", Show(subject: .setting("timezone"), position: 5)),
        ("SHOW TIME ZONE", Show(subject: .setting("timezone"), position: 5)), ("SHOW transaction isolation level", Show(subject: .setting("transaction_isolation"), position: 5)),
        ("SHOW standard_conforming_strings", Show(subject: .setting("standard_conforming_strings"), position: 5)), ("SHOW my.setting", Show(subject: .setting("my.setting"), position: 5)),
        ("SHOW COLUMNS FROM t", Show(subject: .columns, from: ObjectName(["t"], position: 18), position: 5)),
        ("SHOW CREATE TABLE t", Show(subject: .other("create table"), from: ObjectName(["t"], position: 18), position: 5)),
        ("SHOW knowledge bases FROM p", Show(subject: .other("knowledge bases"), from: ObjectName(["p"], position: 26), position: 5)),
        ("SHOW SESSION AUTHORIZATION", Show(subject: .setting("session_authorization"), position: 5)),
    ])
    func show(text: String, expected: Show) throws {
        #expect(try parsed(text) == .show(expected))
    }

    @Test("SET", arguments: [
        ("SET application_name = 'psql'", SetSetting(name: "application_name", values: ["psql"], position: 4)),
        ("SET extra_float_digits TO 3", SetSetting(name: "extra_float_digits", values: ["3"], position: 4)),
        ("SET DateStyle = ISO, MDY", SetSetting(name: "datestyle", values: ["ISO", "MDY"], position: 4)),
        ("SET LOCAL x.y TO on", SetSetting(scope: .local, name: "x.y", values: ["on"], position: 10)),
        ("SET SESSION a = -1.5", SetSetting(name: "a", values: ["-1.5"], position: 12)), ("SET a TO DEFAULT", SetSetting(name: "a", values: nil, position: 4)),
        ("SET TIME ZONE 'UTC'", SetSetting(name: "timezone", values: ["UTC"], position: 4)), ("SET TIME ZONE LOCAL", SetSetting(name: "timezone", values: nil, position: 4)),
        ("SET TIME ZONE -7", SetSetting(name: "timezone", values: ["-7"], position: 4)), ("SET NAMES 'utf8'", SetSetting(name: "client_encoding", values: ["utf8"], position: 4)),
        ("SET search_path TO \"a b\", public", SetSetting(name: "search_path", values: ["a b", "public"], position: 4)), ("SET SCHEMA 'x'", SetSetting(name: "search_path", values: ["x"], position: 4)),
        ("SET ROLE NONE", SetSetting(name: "role", values: ["NONE"], position: 4)), ("SET session = 1", SetSetting(name: "session", values: ["1"], position: 4)),
        ("SET SESSION AUTHORIZATION DEFAULT", SetSetting(name: "session_authorization", values: nil, position: 4)),
    ])
    func set(text: String, expected: SetSetting) throws {
        #expect(try parsed(text) == .set(expected))
    }

    @Test("modes of transactions")
    func transactions() throws {
        let modes = TransactionModes(isolation: .repeatableRead, isReadOnly: true, isDeferrable: false)
        #expect(try parsed("BEGIN") == .begin(TransactionModes()))
        #expect(try parsed("BEGIN WORK") == .begin(TransactionModes()))
        #expect(try parsed("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY NOT DEFERRABLE") == .begin(modes))
        #expect(try parsed("START TRANSACTION READ WRITE") == .begin(TransactionModes(isReadOnly: false)))
        #expect(try parsed("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE") == .setTransaction(SetTransaction(modes: .init(isolation: .serializable), isForSession: false)))
        #expect(try parsed("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY") == .setTransaction(SetTransaction(modes: .init(isReadOnly: true), isForSession: true)))
        #expect(try failure(of: "BEGIN ISOLATION LEVEL CHAOS").position == 22)
    }

    @Test("ends of transactions", arguments: [
        ("COMMIT", Statement.commit), ("COMMIT WORK", .commit), ("END", .commit), ("END TRANSACTION", .commit), ("COMMIT AND NO CHAIN", .commit), ("ROLLBACK", .rollback),
        ("ABORT", .rollback), ("ROLLBACK TRANSACTION", .rollback), ("SAVEPOINT a", .savepoint(Name("a", position: 10))),
        ("RELEASE SAVEPOINT a", .releaseSavepoint(Name("a", position: 18))), ("RELEASE a", .releaseSavepoint(Name("a", position: 8))),
        ("ROLLBACK TO a", .rollbackToSavepoint(Name("a", position: 12))), ("ROLLBACK WORK TO SAVEPOINT a", .rollbackToSavepoint(Name("a", position: 27))),
        ("RESET ALL", .reset(nil)), ("RESET TimeZone", .reset("timezone")), ("DISCARD ALL", .sessionCommand(.discardAll)), ("DISCARD TEMP", .sessionCommand(.discard("temp"))),
        ("LISTEN a", .sessionCommand(.listen(Name("a", position: 7)))), ("UNLISTEN *", .sessionCommand(.unlisten(nil))),
        ("NOTIFY a, 'b'", .sessionCommand(.notify(Name("a", position: 7), payload: "b"))),
    ])
    func ends(text: String, expected: Statement) throws {
        #expect(try parsed(text) == expected)
    }

    @Test("users and rights")
    func rights() throws {
        #expect(try parsed("CREATE USER ann WITH PASSWORD 'x' SUPERUSER") == .createUser(UserDefinition(name: Name("ann", position: 12), password: .text("x"), isSuperuser: true)))
        #expect(try parsed("ALTER USER ann PASSWORD NULL NOLOGIN") == .alterUser(UserDefinition(name: Name("ann", position: 11), password: .none, canLogIn: false)))
        #expect(try parsed("DROP USER IF EXISTS ann") == .dropUser(DropObject(name: ObjectName(["ann"], position: 20), ifExists: true)))
        #expect(try parsed("GRANT SELECT, ALL PRIVILEGES ON MODEL p.m, n TO ann, USER bob WITH GRANT OPTION")
            == .grant(Grant(
                privileges: [.init("select", position: 6), .init("all", position: 14)], kind: .model,
                objects: [ObjectName(["p", "m"], position: 38), ObjectName(["n"], position: 43)], users: [Name("ann", position: 48), Name("bob", position: 58)],
                withGrantOption: true)))
        #expect(try parsed("REVOKE ALL ON t FROM public")
            == .revoke(Grant(privileges: [.init("all", position: 7)], kind: .table, objects: [ObjectName(["t"], position: 14)], users: [Name("public", position: 21)])))
        #expect(try parsed("GRANT analysts, \"Team A\" TO ann, ROLE bob")
            == .grantRole(RoleGrant(
                roles: [Name("analysts", position: 6), Name("Team A", position: 16)], members: [Name("ann", position: 28), Name("bob", position: 38)])))
        #expect(try parsed("REVOKE analysts FROM ann") == .revokeRole(RoleGrant(roles: [Name("analysts", position: 7)], members: [Name("ann", position: 21)])))
        #expect(try parsed("REASSIGN OWNED BY ann TO bob") == .reassignOwned(ReassignOwned(old: Name("ann", position: 18), new: Name("bob", position: 25))))
        #expect(try failure(of: "GRANT analysts TO").message == "syntax error at end of input")
        #expect(try failure(of: "GRANT READ ON MODEL m").hint == "expected TO: GRANT READ ON MODEL m TO user")
        #expect(try failure(of: "CREATE USER ann CREATEDB").message == "CREATEDB in CREATE USER is not supported")
    }

    @Test("COMMENT ON")
    func comment() throws {
        #expect(try parsed("COMMENT ON MODEL p.m IS 'it''s'") == .comment(Comment(kind: .model, name: ObjectName(["p", "m"], position: 17), text: "it's")))
        #expect(try parsed("COMMENT ON COLUMN a.b IS NULL") == .comment(Comment(kind: .column, name: ObjectName(["a", "b"], position: 18), text: nil)))
        #expect(try failure(of: "COMMENT ON MODEL m IS x").position == 22)
    }

    @Test("statements that reach files, networks or the configuration", arguments: [
        ("COPY t TO '/tmp/x'", "COPY"), ("ATTACH 'x.db'", "ATTACH"), ("INSTALL httpfs", "INSTALL"), ("FORCE INSTALL httpfs", "INSTALL"), ("LOAD 'x'", "LOAD"),
        ("PRAGMA version", "PRAGMA"), ("EXPORT DATABASE 'x'", "EXPORT"), ("IMPORT DATABASE 'x'", "IMPORT"), ("CALL f()", "CALL"),
        ("CREATE SECRET s (TYPE s3)", "CREATE SECRET"), ("CREATE OR REPLACE PERSISTENT SECRET s (TYPE s3)", "CREATE SECRET"), ("DROP SECRET s", "DROP SECRET"),
    ])
    func forbidden(text: String, keyword: String) throws {
        guard case .refused(let refused) = try parsed(text) else { return #expect(Bool(false)) }
        #expect(refused.failure.sqlState == .insufficientPrivilege && refused.failure.message == "\(keyword) is not allowed" && refused.position == 0)
    }

    @Test("statements that are only missing", arguments: [
        ("DETACH x", "DETACH"), ("CHECKPOINT", "CHECKPOINT"), ("VACUUM t", "VACUUM"), ("USE x", "USE"), ("CREATE FUNCTION f() AS 1", "CREATE FUNCTION"),
        ("CREATE OR REPLACE MACRO f() AS 1", "CREATE MACRO"), ("CREATE UNIQUE INDEX i ON t (a)", "CREATE UNIQUE"), ("CREATE SCHEMA s", "CREATE SCHEMA"),
        ("ALTER TABLE t ADD COLUMN a int", "ALTER TABLE"), ("DROP TABLE t", "DROP TABLE"), ("MERGE INTO t USING u ON a", "MERGE"), ("TRUNCATE t", "TRUNCATE"),
        ("CREATE TEMP TABLE t AS SELECT 1", "CREATE TEMP TABLE"), ("DECLARE c CURSOR FOR SELECT 1", "DECLARE"), ("COMMIT PREPARED 'x'", "COMMIT PREPARED"),
        ("COMMENT ON FUNCTION f IS 'x'", "COMMENT ON FUNCTION"), ("CREATE AGENT a", "CREATE AGENT"),
    ])
    func missing(text: String, keyword: String) throws {
        guard case .refused(let refused) = try parsed(text) else { return #expect(Bool(false)) }
        #expect(refused.failure.sqlState == .featureNotSupported && refused.failure.message == "\(keyword) is not supported")
    }

    @Test("what is no statement", arguments: [
        ("SELEC 1", "syntax error at or near \"SELEC\"", "did you mean SELECT?", 0), ("CREATE MODLE m", "syntax error at or near \"MODLE\"", "did you mean CREATE MODEL?", 7),
        ("DROP MODLE m", "syntax error at or near \"MODLE\"", "did you mean DROP MODEL?", 5), ("42", "syntax error at or near \"42\"", "expected a statement, such as SELECT or CREATE MODEL", 0),
        (")", "syntax error at or near \")\"", "expected a statement, such as SELECT or CREATE MODEL", 0), ("(1)", "syntax error at or near \"(\"", "expected a statement, such as SELECT or CREATE MODEL", 0),
        ("\"select\" 1", "syntax error at or near \"\"select\"\"", "expected a statement, such as SELECT or CREATE MODEL", 0),
        ("CREATE", "syntax error at end of input", "expected one of DATABASE, MODEL, PREDICTOR, VIEW, TABLE, JOB, TRIGGER, USER, ROLE, PROJECT, OUTCOME, CONFIGURATION after CREATE", 6),
        ("COMMIT x", "syntax error at or near \"x\"", "expected the end of the statement: COMMIT", 7),
    ])
    func noStatement(text: String, message: String, hint: String, position: Int) throws {
        let failure = try failure(of: text)
        #expect(failure.sqlState == .syntaxError && failure.message == message && failure.hint == hint && failure.position == position)
    }

    @Test("a long token is shortened in the message")
    func longToken() throws {
        let message = try failure(of: "COMMIT '" + String(repeating: "é", count: 1000) + "'").message
        #expect(message == "syntax error at or near \"'" + String(repeating: "é", count: 29) + "...\"")
    }
}
