import Core
import SQLFrontEnd
import Testing

@Suite struct QueryStatementTests {
    @Test("queries pass as they are", arguments: [
        "SELECT 1", "(SELECT 1) UNION ALL (SELECT 2)", "VALUES (1)", "FROM t", "TABLE t", "WITH a AS (SELECT 1) SELECT * FROM a", "SUMMARIZE t",
        "PIVOT t ON a USING sum(b)", "UNPIVOT t ON a", "with recursive a(n) as not materialized (select 1) from a", "select", "SELECT ]",
    ])
    func queries(text: String) throws {
        #expect(try parsed("/* a */ \(text) ; -- b") == .query(Fragment(text, position: 8)))
    }

    @Test("EXPLAIN")
    func explain() throws {
        #expect(try parsed("EXPLAIN SELECT 1") == .explain(Explain(analyze: false, options: [], query: Fragment("SELECT 1", position: 8))))
        #expect(try parsed("EXPLAIN ANALYZE (SELECT 1)") == .explain(Explain(analyze: true, options: [], query: Fragment("(SELECT 1)", position: 16))))
        guard case .explain(let explain) = try parsed("EXPLAIN (ANALYZE, FORMAT json, COSTS false) FROM m") else { return #expect(Bool(false)) }
        #expect(explain.analyze && explain.options.map(\.key) == ["analyze", "format", "costs"] && explain.query.text == "FROM m")
        #expect(try failure(of: "EXPLAIN INSERT INTO t SELECT 1").message == "EXPLAIN of INSERT is not supported")
        #expect(try failure(of: "EXPLAIN").message == "syntax error at end of input")
    }

    @Test("INSERT")
    func insert() throws {
        #expect(try parsed("INSERT INTO shop.public.t (a, \"B\") SELECT 1, 2;")
            == .insert(Insert(
                target: ObjectName(["shop", "public", "t"], position: 12), columns: [Name("a", position: 27), Name("B", position: 30)],
                query: Fragment("SELECT 1, 2", position: 35))))
        guard case .insert(let parenthesised) = try parsed("INSERT INTO t (SELECT 1)") else { return #expect(Bool(false)) }
        #expect(parenthesised.columns.isEmpty && parenthesised.query == Fragment("SELECT 1", position: 15))
        guard case .insert(let values) = try parsed("INSERT INTO t (a) VALUES (1), (2)") else { return #expect(Bool(false)) }
        #expect(values.query.text == "VALUES (1), (2)")
        guard case .insert(let union) = try parsed("INSERT INTO t (SELECT 1) UNION (SELECT 2)") else { return #expect(Bool(false)) }
        #expect(union.query.text == "(SELECT 1) UNION (SELECT 2)")
        guard case .insert(let join) = try parsed("INSERT INTO t SELECT * FROM a JOIN b ON conflict = x WHERE r.returning") else { return #expect(Bool(false)) }
        #expect(join.query.text.hasSuffix("r.returning"))
    }

    @Test("what INSERT does not do", arguments: [
        ("INSERT INTO t VALUES (1) RETURNING a", "RETURNING is not supported", 25), ("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING", "ON CONFLICT is not supported", 25),
        ("INSERT INTO t DEFAULT VALUES", "INSERT with DEFAULT VALUES is not supported", 14), ("INSERT OR REPLACE INTO t VALUES (1)", "INSERT OR is not supported", 7),
        ("WITH a AS (SELECT 1) INSERT INTO t SELECT 1", "WITH before INSERT is not supported", 21), ("INSERT INTO t BY NAME SELECT 1", "INSERT BY NAME is not supported", 14),
    ])
    func insertRefused(text: String, message: String, position: Int) throws {
        let failure = try failure(of: text)
        #expect(failure.sqlState == .featureNotSupported && failure.message == message && failure.position == position && failure.hint != nil)
    }

    @Test("CREATE TABLE AS")
    func createTableAs() throws {
        #expect(try parsed("CREATE TABLE shop.p AS SELECT 1")
            == .createTableAs(CreateTableAs(target: ObjectName(["shop", "p"], position: 13), orReplace: false, ifNotExists: false, query: Fragment("SELECT 1", position: 23))))
        guard case .createTableAs(let table) = try parsed("CREATE OR REPLACE TABLE IF NOT EXISTS s.t (SELECT 1) WITH NO DATA") else { return #expect(Bool(false)) }
        #expect(table.orReplace && table.ifNotExists && !table.withData && table.query.text == "SELECT 1")
        guard case .refused(let refused) = try parsed("CREATE TABLE t (a int)") else { return #expect(Bool(false)) }
        #expect(refused.failure.message == "CREATE TABLE without a query is not supported" && refused.failure.sqlState == .featureNotSupported)
        #expect(refused.failure.hint == "Write CREATE TABLE source.name AS SELECT ...")
        #expect(try failure(of: "CREATE TABLE t AS 1").position == 18)
    }

    @Test("CREATE VIEW")
    func createView() throws {
        func view(_ text: String) throws -> CreateView? { if case .createView(let view) = try parsed(text) { view } else { nil } }
        #expect(try view("CREATE VIEW v AS SELECT 1") == CreateView(name: ObjectName(["v"], position: 12), orReplace: false, ifNotExists: false, query: Fragment("SELECT 1", position: 17)))
        #expect(try view("CREATE OR REPLACE VIEW p.v (a, b) AS (SELECT 1, 2)")?.columns.map(\.text) == ["a", "b"])
        #expect(try view("CREATE VIEW v AS (SELECT 1)")?.query.text == "SELECT 1")
        #expect(try view("CREATE VIEW v (SELECT 1)")?.query.text == "SELECT 1")
        #expect(try view("CREATE VIEW v FROM shop (SELECT 1)")?.source?.text == "shop")
        #expect(try view("CREATE VIEW v AS FROM shop (SELECT 1)")?.source?.text == "shop")
        #expect(try view("CREATE VIEW v AS FROM t SELECT a")?.query.text == "FROM t SELECT a")
        #expect(try view("CREATE VIEW v AS (SELECT 1) UNION (SELECT 2)")?.query.text == "(SELECT 1) UNION (SELECT 2)")
        #expect(try failure(of: "CREATE VIEW v SELECT 1").hint == "expected AS and a query: CREATE VIEW name AS SELECT ...")
        #expect(try parsed("DROP VIEW IF EXISTS p.v") == .dropView(DropObject(name: ObjectName(["p", "v"], position: 20), ifExists: true)))
    }

    @Test("UPDATE and DELETE")
    func modifications() throws {
        let update = "UPDATE shop.t AS x SET a = 1 WHERE b"
        #expect(try parsed(update) == .update(Modification(target: ObjectName(["shop", "t"], position: 7), text: Fragment(update, position: 0))))
        let delete = "DELETE FROM t WHERE a = 1"
        #expect(try parsed(delete) == .delete(Modification(target: ObjectName(["t"], position: 12), text: Fragment(delete, position: 0))))
        #expect(try failure(of: "UPDATE EXTENSIONS").position == 17)
        #expect(try failure(of: "DELETE t").position == 7)
    }

    @Test("PREPARE, EXECUTE, DEALLOCATE")
    func prepared() throws {
        #expect(try parsed("PREPARE q (INT, numeric(10, 2)) AS SELECT $1")
            == .prepare(Prepare(
                name: Name("q", position: 8), parameterTypes: [Name("int", position: 11), Name("numeric(10, 2)", position: 16)],
                statement: Fragment("SELECT $1", position: 35))))
        #expect(try parsed("EXECUTE q (1, f(2, 3), 'a,b')")
            == .execute(Execute(name: Name("q", position: 8), arguments: [Fragment("1", position: 11), Fragment("f(2, 3)", position: 14), Fragment("'a,b'", position: 23)])))
        #expect(try parsed("EXECUTE q") == .execute(Execute(name: Name("q", position: 8))))
        #expect(try parsed("EXECUTE q()") == .execute(Execute(name: Name("q", position: 8))))
        #expect(try parsed("DEALLOCATE PREPARE q") == .deallocate(Name("q", position: 19)))
        #expect(try parsed("DEALLOCATE ALL") == .deallocate(nil))
        #expect(try failure(of: "EXECUTE q (1,)").position == 13)
    }
}
