import Core
import DuckEngine
import Execution
import SQLFrontEnd
import Testing

/// One DuckDB instance with the catalog's schema, two projects, a model and a source.
private enum Instance {
    static let database = Result { try make() }
    /// One that tests change.
    static let other = Result { try make() }

    private static func make() throws -> DuckDatabase {
        let database = try DuckDatabase(path: nil)
        let connection = try database.connect()
        try connection.execute(
            """
            CREATE SCHEMA foretell;
            CREATE VIEW foretell.users AS SELECT * FROM (VALUES ('foretell', true, true, '[]'::JSON), ('ann', false, true, '[]'::JSON))
                AS t(name, is_superuser, can_log_in, member_of);
            CREATE VIEW foretell.models AS SELECT NULL::VARCHAR AS name WHERE false;
            CREATE VIEW main.buyers AS SELECT NULL::DOUBLE AS page_values, NULL::VARCHAR AS month, NULL::BOOLEAN AS revenue,
                NULL::JSON AS revenue_probabilities WHERE false;
            COMMENT ON VIEW main.buyers IS 'who buys';
            CREATE SCHEMA marketing;
            CREATE VIEW marketing.churn AS SELECT 1 AS leaves WHERE false;
            ATTACH ':memory:' AS shop;
            CREATE TABLE shop.sessions(session_id BIGINT NOT NULL, device VARCHAR DEFAULT 'phone', amount DECIMAL(12, 2), tags VARCHAR[]);
            CREATE VIEW shop.orders AS SELECT 1 AS order_id;
            CREATE SCHEMA shop.archive;
            CREATE TABLE shop.archive."Old Ones"("A b" INTEGER);
            """)
        for statement in PostgresCatalog.setUp { try connection.execute(statement) }
        return database
    }

    /// Parameters are NULL.
    static func rows(_ sql: String, of database: Result<DuckDatabase, any Error> = database) throws -> DuckRows {
        let rewritten = try PostgresCatalog.rewrite(sql, tokens: Lexer.tokens(of: sql), user: "ann")
        let connection = try database.get().connect()
        let count = try connection.prepare(rewritten).parameterCount
        return try connection.query(rewritten, [Value](repeating: .null, count: count))
    }

    /// Rows as psql prints them without alignment; NULL is empty.
    static func lines(_ sql: String, of database: Result<DuckDatabase, any Error> = database) throws -> [String] {
        try rows(sql, of: database).rows.map { row in row.map { $0.text ?? "" }.joined(separator: "|") }
    }

    static func line(_ sql: String, of database: Result<DuckDatabase, any Error> = database) throws -> String {
        try lines(sql, of: database).joined(separator: "\n")
    }
}

@Suite("The PostgreSQL catalog")
struct PostgresCatalogTests {
    @Test("what a client asks is answered", arguments: CatalogQueries.all)
    func answers(_ query: CatalogQueries.Query) throws {
        _ = try Instance.rows(query.sql)
    }

    // MARK: psql

    private func psql(_ cause: String, _ index: Int = 0) throws -> String {
        let queries = CatalogQueries.psql.filter { $0.cause == cause }
        return try #require(queries.indices.contains(index) ? queries[index].sql : nil)
    }

    @Test(#"\d lists models, and the tables of sources as those of a schema"#)
    func listsRelations() throws {
        let expected = [
            "main|buyers|view|foretell", "marketing|churn|view|foretell", "shop|orders|table|foretell", "shop|sessions|table|foretell",
            "shop.archive|Old Ones|table|foretell",
        ]
        #expect(try Instance.lines(psql(#"\d"#)) == expected)
    }

    @Test(#"\d table shows the columns"#)
    func describesRelation() throws {
        let lookUp = try psql(#"\d main.buyers"#)
        let oid = try #require(try Instance.lines(lookUp).first?.split(separator: "|").first)
        let columns = try psql(#"\d main.buyers"#, 2).replacing(/'\d+'/, with: "'\(oid)'")
        let expected = [
            "page_values|double precision||f|||", "month|text||f|||", "revenue|boolean||f|||", "revenue_probabilities|json||f|||",
        ]
        #expect(try Instance.lines(columns) == expected)
    }

    @Test(
        "a table is found by its name alone where the name is listed",
        arguments: [("buyers", "main|buyers"), ("sessions", "shop|sessions"), ("models", "")])
    func findsByName(_ name: String, _ expected: String) throws {
        let lookUp = """
            SELECT n.nspname AS "Schema", c.relname FROM pg_catalog.pg_class c LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname OPERATOR(pg_catalog.~) '^(\(name))$' COLLATE pg_catalog.default AND pg_catalog.pg_table_is_visible(c.oid)
            """
        #expect(try Instance.line(lookUp) == expected)
    }

    @Test("only the session's own project is visible without a schema")
    func visibility() throws {
        let visible = "SELECT relname FROM pg_class WHERE pg_table_is_visible(oid) AND relnamespace <> 11 ORDER BY relname"
        #expect(try Instance.lines(visible) == ["buyers"])
    }

    @Test(#"\dn, \l and \du show schemas, the database and users"#)
    func listsTheRest() throws {
        #expect(try Instance.lines(psql(#"\dn"#)).map { $0.prefix { $0 != "|" } } == ["foretell", "main", "marketing", "shop", "shop.archive"])
        #expect(try Instance.line(psql(#"\l"#)).hasPrefix("foretell|foretell|UTF8|C.UTF-8|"))
        #expect(try Instance.lines(psql(#"\du"#)) == ["ann|f|t|f|f|t|-1||{}|f|f", "foretell|t|t|t|t|t|-1||{}|f|t"])
    }

    // MARK: Relations

    @Test("numbers of relations are unique and stay")
    func numbers() throws {
        let sql = "SELECT count(*) = count(DISTINCT oid), min(oid) > 0, max(oid) < 2147483648, sum(oid) FROM pg_class"
        let first = try Instance.line(sql)
        #expect(first.hasPrefix("t|t|t|"))
        #expect(try Instance.line(sql) == first)
    }

    @Test(
        "a column's type is what the wire announces",
        arguments: [
            ("BOOLEAN", 16, "boolean"), ("TINYINT", 21, "smallint"), ("INTEGER", 23, "integer"), ("BIGINT", 20, "bigint"),
            ("UINTEGER", 20, "bigint"), ("HUGEINT", 1700, "numeric"), ("DECIMAL(9, 3)", 1700, "numeric(9,3)"), ("FLOAT", 700, "real"),
            ("DOUBLE", 701, "double precision"), ("VARCHAR", 25, "text"), ("ENUM('a', 'b')", 25, "text"), ("JSON", 114, "json"),
            ("BLOB", 17, "bytea"), ("BIT", 1560, "bit"), ("DATE", 1082, "date"), ("TIME", 1083, "time without time zone"),
            ("TIMESTAMP", 1114, "timestamp without time zone"), ("TIMESTAMP_NS", 1114, "timestamp without time zone"),
            ("TIMESTAMPTZ", 1184, "timestamp with time zone"), ("INTERVAL", 1186, "interval"), ("UUID", 2950, "uuid"),
            ("STRUCT(a INTEGER)", 114, "json"), ("MAP(VARCHAR, INTEGER)", 114, "json"), ("INTEGER[]", 1007, "integer[]"),
            ("DECIMAL(9, 3)[]", 1231, "numeric[]"), ("INTEGER[][]", 1007, "integer[]"), ("ENUM('a', 'b')[]", 1009, "text[]"),
            ("STRUCT(a INTEGER)[]", 199, "json[]"), ("UUID[3]", 2951, "uuid[]"),
        ])
    func types(_ type: String, _ oid: Int, _ name: String) throws {
        let table = "t_" + String(type.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
        try Instance.other.get().connect().execute("CREATE TABLE shop.main.\(table)(c \(type))")
        let sql = """
            SELECT a.atttypid, format_type(a.atttypid, a.atttypmod), t.oid IS NOT NULL FROM pg_attribute a
            LEFT JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = 'shop.\(table)'::regclass
            """
        #expect(try Instance.line(sql, of: Instance.other) == "\(oid)|\(name)|t")
    }

    @Test("information_schema lists what pg_class lists")
    func informationSchema() throws {
        let tables = """
            SELECT table_schema, table_name, table_type FROM information_schema.tables
            WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'foretell') ORDER BY 1, 2
            """
        #expect(
            try Instance.lines(tables) == [
                "main|buyers|VIEW", "marketing|churn|VIEW", "shop|orders|BASE TABLE", "shop|sessions|BASE TABLE",
                "shop.archive|Old Ones|BASE TABLE",
            ])
        let columns = "SELECT column_name, data_type, is_nullable, numeric_scale FROM information_schema.columns WHERE table_name = 'sessions' ORDER BY ordinal_position"
        #expect(try Instance.lines(columns) == ["session_id|bigint|NO|0", "device|text|YES|", "amount|numeric|YES|2", "tags|ARRAY|YES|"])
    }

    @Test("our own schema is not listed")
    func hidesItself() throws {
        #expect(try Instance.line("SELECT count(*) FROM pg_namespace WHERE nspname = 'foretell_pg'") == "0")
        #expect(try Instance.line("SELECT count(*) FROM pg_class WHERE relname LIKE '\\_\\_%'") == "0")
    }

    // MARK: Functions

    @Test(
        "functions and casts of the catalog",
        arguments: [
            ("SELECT version()", "PostgreSQL 15.8 (Foretell, DuckDB)"), ("SELECT pg_catalog.version()", "PostgreSQL 15.8 (Foretell, DuckDB)"),
            ("SELECT current_schema(), current_user, current_database()", "main|ann|foretell"),
            ("SELECT current_schemas(true), pg_backend_pid() > 0, pg_is_in_recovery()", "{pg_catalog,main}|t|f"),
            ("SELECT current_setting('server_version_num')::int >= 150000", "t"), ("SELECT current_setting('nosuch', true)", ""),
            ("SELECT set_config('search_path', 'x', false)", "x"), ("SELECT quote_ident('a B'), quote_ident('ab')", "\"a B\"|ab"),
            ("SELECT to_regclass('shop.sessions')::oid = 'shop.sessions'::regclass, to_regclass('nosuch')", "t|"),
            ("SELECT 'BUYERS'::regclass::text, 'main.buyers'::regclass::oid::regclass", "BUYERS|buyers"),
            (#"SELECT 'shop.archive."Old Ones"'::regclass::oid::regclass"#, #""shop.archive"."Old Ones""#),
            ("SELECT oid::regclass FROM pg_class WHERE relname = 'sessions'", "shop.sessions"), ("SELECT 'pg_class'::regclass::oid", "1259"),
            ("SELECT CAST('pg_type' AS regclass), CAST(1247 AS regclass)", "1247|pg_type"),
            ("SELECT 23::regtype, 'timestamp with time zone'::regtype::oid, 1009::regtype", "integer|1184|text[]"),
            ("SELECT to_regtype('int4'), to_regtype('hstore')", "23|"), ("SELECT 'main'::regnamespace::oid, 2200::regnamespace", "2200|main"),
            ("SELECT pg_get_userbyid(10), 'foretell'::regrole::oid", "foretell|10"),
            ("SELECT 'array_in(cstring,oid,integer)'::regprocedure::oid, 'pg_catalog.array_in'::regproc", "750|750"),
            ("SELECT format_type(1700, 786438), format_type(25, NULL), format_type(0, -1), format_type(424242, -1)", "numeric(12,2)|text|-|???"),
            ("SELECT obj_description('main.buyers'::regclass, 'pg_class'), col_description(1, 1)", "who buys|"),
            ("SELECT has_table_privilege('x', 'select'), has_schema_privilege('a', 'b', 'c')", "t|t"),
            ("SELECT pg_size_pretty(0), pg_size_pretty(123456789)", "0 bytes|118 MB"), ("SELECT pg_encoding_to_char(6)", "UTF8"),
            ("SELECT 'abc' ~ 'b', 'abc' ~* 'B', 'abc' !~ '^b', 'abc' OPERATOR(pg_catalog.~) '^a' FROM pg_am LIMIT 1", "t|t|t|t"),
            ("SELECT relname FROM pg_class WHERE relname LIKE 'buy\\ers' OR relname LIKE E'pg\\\\_cla%'", "buyers\npg_class"),
            ("SELECT relname FROM pg_class WHERE relname = ANY('{buyers,nosuch}') AND relkind <> ALL('{r,i}'::\"char\"[])", "buyers"),
            ("SELECT 'a'::\"char\", 'n'::name, 1::oid, 'x'::pg_catalog.text, '{1,2}'::int[]", "a|n|1|x|{1,2}"),
            ("SELECT substring(pg_get_viewdef('main.buyers'::regclass) FROM 1 FOR 7)", " SELECT"),
        ])
    func functions(_ sql: String, _ expected: String) throws {
        #expect(PostgresCatalog.concerns(try Lexer.tokens(of: sql)))
        #expect(try Instance.line(sql) == expected)
    }

    @Test("a call that is a column of the result is named after its function")
    func names() throws {
        let rows = try Instance.rows("SELECT version(), pg_catalog.format_type(25, -1), current_user, 'pg_am'::regclass, 1 + pg_backend_pid() AS pid")
        #expect(rows.columns.map(\.name) == ["version", "format_type", "current_user", "regclass", "pid"])
    }

    // MARK: Rewriting

    @Test(
        "a statement becomes what DuckDB runs",
        arguments: [
            ("SELECT oid FROM pg_class", "SELECT oid FROM foretell_pg.pg_class"),
            ("SELECT pg_class.oid FROM pg_catalog.pg_class", "SELECT pg_class.oid FROM foretell_pg.pg_class"),
            ("SELECT 'pg_catalog.pg_class', \"pg_class\".oid -- pg_class", "SELECT 'pg_catalog.pg_class', \"pg_class\".oid -- pg_class"),
            ("SELECT pg_catalog.lower(x) FROM t", "SELECT lower(x) AS \"lower\" FROM t"),
            ("SELECT a::pg_catalog.text || b::name", "SELECT a::text || b::VARCHAR"),
            ("SELECT a COLLATE pg_catalog.default FROM t", "SELECT a  FROM t"),
            ("SELECT a OPERATOR(pg_catalog.=) b", "SELECT a = b"),
            ("SELECT x FROM t WHERE a || b = ANY(c)", "SELECT x FROM t WHERE foretell_pg.__any_equal(a || b ,c)"),
            ("SELECT x FROM t WHERE a = ANY(SELECT 1)", "SELECT x FROM t WHERE a = ANY(SELECT 1)"),
            ("SELECT x FROM t WHERE a LIKE $1 AND b LIKE 'c%'", "SELECT x FROM t WHERE a LIKE $1 ESCAPE '\\' AND b LIKE 'c%'"),
            ("SELECT x FROM t WHERE a LIKE 'c' ESCAPE '!'", "SELECT x FROM t WHERE a LIKE 'c' ESCAPE '!'"),
            ("SELECT ~5, a ~ $1", "SELECT ~5, a ~ foretell_pg.__pattern($1)"),
            ("SELECT * FROM information_schema.tables, information_schema.nosuch", "SELECT * FROM foretell_pg.tables, information_schema.nosuch"),
            ("SELECT version FROM t", "SELECT version FROM t"),
            ("SELECT coalesce(a, '{}'), '{}'", "SELECT coalesce(a, []), '{}'"),
            ("SELECT x FROM unnest(a) x, unnest(b) AS y(z)", "SELECT x FROM unnest(a) x(\"x\"), unnest(b) AS y(z)"),
        ])
    func rewrites(_ sql: String, _ expected: String) throws {
        #expect(try PostgresCatalog.rewrite(sql, tokens: Lexer.tokens(of: sql)) == expected)
    }

    @Test(
        "a statement without the catalog is none of its concern",
        arguments: [
            "SELECT revenue FROM buyers WHERE page_values = 12.5", "SELECT version, name FROM foretell.versions", "SELECT 'pg_class'",
            "SELECT s.version FROM shop.sessions AS s", "CREATE MODEL m FROM shop (SELECT * FROM t) PREDICT y", "",
        ])
    func doesNotConcern(_ sql: String) throws {
        #expect(!PostgresCatalog.concerns(try Lexer.tokens(of: sql)))
    }

    @Test("a text that breaks off anywhere is rewritten into something", arguments: stride(from: 0, to: CatalogQueries.all.count, by: 6).map(\.self))
    func survivesTruncation(_ index: Int) throws {
        let sql = CatalogQueries.all[index].sql
        let tokens = try Lexer.tokens(of: sql)
        for count in stride(from: 1, through: min(tokens.count, 300), by: 3) {
            let prefix = Array(tokens.prefix(count))
            _ = try PostgresCatalog.rewrite(sql, tokens: prefix)
            _ = try PostgresCatalog.rewrite(sql, tokens: tokens.suffix(count).map(\.self))
        }
    }

    @Test(
        "odd texts are rewritten into something",
        arguments: [
            "::", "::int[]", "::regclass", "= ANY('{}')", "~ x", "= ANY(", "CAST(", "CAST(x AS", "CAST(AS regclass)", "pg_catalog.", "OPERATOR()", "OPERATOR(pg_catalog", "x ~", "~ 'a'", "LIKE",
            "COLLATE", ")))::regclass", "((('x'::regclass", "'{a'::text[]", "'{{a}}'::text[]", "pg_catalog.pg_class::regclass::regclass::oid",
            "END::regclass", "x LIKE y LIKE z ~ pg_catalog.lower(a)::regclass = ANY('{}')::regclass", "CAST(CAST(1 AS regclass) AS regclass)",
            "current_user::regrole = ANY(current_user)", "a COLLATE pg_catalog.default::regclass ~ b COLLATE \"C\"", "unnest(", "FROM unnest(a) AS",
        ])
    func survivesNonsense(_ sql: String) throws {
        _ = try PostgresCatalog.rewrite(sql, tokens: Lexer.tokens(of: sql))
    }

    @Test(
        "a deep or long text neither overflows nor hangs",
        arguments: ["::regclass", "- ", "pg_catalog.lower(", "cast(", "coalesce(", "(", "a.", "= any(x) ", "~ pg_class ", "x[", "case "])
    func survivesLength(_ piece: String) throws {
        let sql = "SELECT 1 ~ " + String(repeating: piece, count: 1_000)
        _ = try PostgresCatalog.rewrite(sql, tokens: Lexer.tokens(of: sql))
    }

    @Test("a statement that is too long is refused")
    func refusesLength() throws {
        let sql = "SELECT current_user" + String(repeating: ", 1", count: PostgresCatalog.maximumTokens)
        let tokens = try Lexer.tokens(of: sql)
        #expect(throws: SQLFailure.self) { try PostgresCatalog.rewrite(sql, tokens: tokens) }
    }
}
