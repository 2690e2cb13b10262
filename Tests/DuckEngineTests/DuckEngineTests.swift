import Core
import DuckEngine
import Foundation
import Testing

@Suite struct DuckTypeTests {
    private func value(_ sql: String) throws -> Value {
        try DuckDatabase(path: nil).connect().query("SELECT \(sql)").rows[0][0]
    }

    @Test("each type is read as its value", arguments: [
        ("true", "t"), ("(-128)::tinyint", "-128"), ("32767::smallint", "32767"), ("(-5)::integer", "-5"), ("9223372036854775807::bigint", "9223372036854775807"),
        ("170141183460469231731687303715884105727::hugeint", "170141183460469231731687303715884105727"), ("255::utinyint", "255"),
        ("18446744073709551615::ubigint", "18446744073709551615"), ("1.5::float", "1.5"), ("0.1::double", "0.1"), ("1.25::decimal(4,2)", "1.25"),
        ("-123456789012345678901234567890.12::decimal(38,2)", "-123456789012345678901234567890.12"), ("'é'", "é"),
        ("'a text that is longer than twelve bytes'", "a text that is longer than twelve bytes"), ("'\\xAB'::blob", "\\xab"),
        ("date '2026-11-23'", "2026-11-23"), ("time '01:02:03.5'", "01:02:03.5"), ("timestamp '2026-11-23 10:00:00'", "2026-11-23 10:00:00"),
        ("timestamp_s '2026-11-23 10:00:00'", "2026-11-23 10:00:00"), ("timestamp_ns '2026-11-23 10:00:00.123456789'", "2026-11-23 10:00:00.123456"),
        ("interval 13 month", "1 year 1 mon"), ("uuid 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ("'b'::enum('a', 'b')", "b"), ("[1, NULL, 3]", "{1,NULL,3}"), ("{'x': 1, 'y': 'z'}", "{\"x\":1,\"y\":\"z\"}"), ("map {'k': 1}", "{\"k\":1}"),
        ("'101'::bit", "101"), ("'{\"a\":1}'::json", "{\"a\":1}"), ("[[1], []]::integer[][]", "{{1},{}}"),
        ("'infinity'::timestamp_ns", "infinity"), ("'-infinity'::timestamp_s", "-infinity"), ("['infinity'::timestamp_ms, '-infinity'::timestamp_ns]", "{infinity,-infinity}"),
    ])
    func reads(sql: String, text: String) throws {
        #expect(try value(sql).text == text)
    }

    @Test("NULL of each type is NULL", arguments: ["boolean", "hugeint", "decimal(9,2)", "varchar", "date", "interval", "uuid", "integer[]", "struct(a int)", "json"])
    func nulls(type: String) throws {
        #expect(try value("NULL::\(type)").isNull)
    }

    @Test("a parameter comes back as it was bound", arguments: [
        Value.boolean(true), .integer(-3), .double(2.5), .text("é'\""), .blob([0, 1]), .date(1), .time(5), .timestamp(7), .uuid(9), .null,
        .decimal(unscaled: 12345, scale: 3), .interval(months: 1, days: 2, microseconds: 3),
    ])
    func parameters(value: Value) throws {
        #expect(try DuckDatabase(path: nil).connect().query("SELECT $1", [value]).rows[0][0] == value)
    }
}

@Suite struct DuckConnectionTests {
    @Test("a function of ours sees NULLs and its error reaches the statement whole")
    func functions() throws {
        let connection = try DuckDatabase(path: nil).connect()
        try connection.registerScalarFunction(
            DuckScalarFunction(name: "twice", parameters: [.double], returns: .double) { columns, rows in
                ColumnVector(
                    type: .double,
                    values: try (0..<rows).map { row in
                        guard case .double(let number) = columns[0][row] else { return .null }
                        if number < 0 { throw SQLFailure(.invalidParameterValue, "no negatives", hint: "be positive") }
                        return .double(number * 2)
                    })
            })
        #expect(try connection.query("SELECT sum(twice(x)), count(*) - count(twice(if(x = 3, NULL, x))) FROM range(5000) t(x)").rows == [[.double(24_995_000), .integer(1)]])
        #expect(throws: SQLFailure(.invalidParameterValue, "no negatives", hint: "be positive")) { try connection.query("SELECT twice(-1)") }
        #expect(try connection.query("SELECT twice(1)").rows == [[.double(2)]])
    }

    @Test("a table of ours is computed at each scan")
    func tables() throws {
        let connection = try DuckDatabase(path: nil).connect()
        let columns = [Column("n", .bigint), Column("t", .varchar)]
        try connection.registerTableFunction(
            DuckTableFunction(name: "ours", columns: columns) { [Chunk(columns, rows: (0..<5000).map { [.integer($0), $0 == 2 ? .null : .text("x\($0)")] })] })
        #expect(try connection.query("SELECT count(*), count(t), sum(n) FROM ours()").rows == [[.integer(5000), .integer(4999), .integer(12_497_500)]])
    }

    @Test("rows stream, and a result may be left in the middle")
    func streaming() throws {
        let connection = try DuckDatabase(path: nil).connect()
        let result = try connection.prepare("SELECT x FROM range(100000000) t(x)").run()
        #expect(try result.next()?.rowCount ?? 0 > 0)
        #expect(try connection.query("SELECT 1").rows == [[.integer(1)]])
    }

    @Test("a statement can be interrupted from another thread and the connection goes on")
    func interrupt() async throws {
        let connection = try DuckDatabase(path: nil).connect()
        let pool = BlockingPool(width: 1, name: "test")
        let interrupter = Task {
            // An interrupt that comes before the statement runs is lost, so it is sent until the statement has ended.
            while !Task.isCancelled {
                connection.interrupt()
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
        await #expect(throws: SQLFailure.self) {
            try await pool.run { _ = try connection.query("SELECT sum(sqrt(a.range * b.range)) FROM range(1000000) a, range(1000000) b") }
        }
        interrupter.cancel()
        await interrupter.value
        #expect(try connection.query("SELECT 1").rows == [[.integer(1)]])
    }

    @Test("too little memory is an error and the instance goes on")
    func memory() throws {
        let connection = try DuckDatabase(path: nil, settings: [("memory_limit", "50MB"), ("temp_directory", "")]).connect()
        #expect { try connection.query("SELECT count(*) FROM (SELECT DISTINCT hash(x), md5(x::varchar) FROM range(20000000) t(x))") } throws: {
            ($0 as? SQLFailure)?.sqlState == .outOfMemory
        }
        #expect(try connection.query("SELECT 1").rows == [[.integer(1)]])
    }

    @Test("an unknown table is 42P01, a syntax error has its place")
    func errors() throws {
        let connection = try DuckDatabase(path: nil).connect()
        #expect { try connection.prepare("SELECT * FROM nowhere") } throws: { ($0 as? SQLFailure)?.sqlState == .undefinedTable }
        #expect { try connection.prepare("SELECT 1 FRO x y") } throws: { ($0 as? SQLFailure)?.sqlState == .syntaxError }
        #expect { try connection.prepare("SELECT 1; SELECT 2") } throws: { ($0 as? SQLFailure)?.sqlState == .syntaxError }
    }

    @Test("columns written as Parquet come back equal")
    func parquet() throws {
        let connection = try DuckDatabase(path: nil).connect()
        let path = NSTemporaryDirectory() + "foretell-\(UUID().uuidString).parquet"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let columns = [Column("a", .double), Column("b", .varchar)]
        let vectors = [
            ColumnVector(type: .double, values: (0..<3000).map { .double(Double($0)) }),
            ColumnVector(type: .varchar, values: (0..<3000).map { $0 == 5 ? .null : .text("t\($0)") }),
        ]
        try connection.writeParquet(columns: columns, vectors: vectors, to: path)
        let (readColumns, read) = try connection.readParquet(path)
        #expect(readColumns == columns)
        #expect((0..<3000).allSatisfy { read[0][$0] == vectors[0][$0] && read[1][$0] == vectors[1][$0] })
    }

    @Test("columns of many rows are read side by side, in their order", arguments: [1, 2, 5])
    func parquetByColumns(threads: Int) throws {
        let connection = try DuckDatabase(path: nil).connect()
        let path = NSTemporaryDirectory() + "foretell-\(UUID().uuidString).parquet"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let count = 120_000
        _ = try connection.writeParquet(
            query: "SELECT range AS \"a \"\"b\"\"\", -range AS c, CASE WHEN range <> 7 THEN 't' || range END AS d FROM range(\(count))", to: path)
        let (columns, read) = try connection.readParquet(path, rows: count, threads: threads)
        #expect(columns.map(\.name) == ["a \"b\"", "c", "d"])
        #expect((0..<count).allSatisfy { row in
            read[0][row] == .integer(Int64(row)) && read[1][row] == .integer(-Int64(row)) && read[2][row] == (row == 7 ? .null : .text("t\(row)"))
        })
    }
}

@Suite struct SourceTests {
    @Test("a parameter that an engine does not take is named with the nearest")
    func unknownParameter() {
        #expect(throws: SQLFailure(.invalidParameterValue, "engine 'postgres' has no parameter \"hots\"", hint: "did you mean \"host\"?")) {
            try SourceDefinition(name: "s", engine: "postgres", parameters: .object([.init("hots", .string("x"))]))
        }
    }

    @Test("an unknown engine is named with the nearest")
    func unknownEngine() {
        #expect(throws: SQLFailure(.invalidParameterValue, "unknown engine \"postgress\"", hint: "did you mean 'postgres'?")) {
            try SourceEngine(named: "postgress")
        }
    }

    @Test("a folder's files are tables, and a new file is one after a refresh")
    func files() throws {
        let folder = NSTemporaryDirectory() + "foretell-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try "a,b\n1,x\n2,y\n".write(toFile: folder + "/one.csv", atomically: true, encoding: .utf8)
        let source = try SourceDefinition(name: "F", engine: "files", parameters: .object([.init("path", .string(folder))]))
        let attacher = SourceAttacher(extensionsFolder: "")
        let connection = try DuckDatabase(path: nil).connect()
        try attacher.attach(source, on: connection)
        #expect(try connection.query("SELECT sum(a) FROM f.one").rows[0][0].text == "3")
        try "{\"k\": 1}\n{\"k\": 2}\n".write(toFile: folder + "/two.jsonl", atomically: true, encoding: .utf8)
        try attacher.refreshFiles(source, on: connection)
        #expect(try connection.query("SELECT count(*) FROM f.two").rows == [[.integer(2)]])
    }

    @Test("no error text of a source shows its password")
    func secrets() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../.native/extensions").standardized.path
        let source = try SourceDefinition(
            name: "p", engine: "postgres",
            parameters: .object([
                .init("host", .string("127.0.0.1")), .init("port", .number(1)), .init("database", .string("d")), .init("user", .string("u")),
                .init("password", .string("sesame-open")),
            ]))
        #expect {
            try SourceAttacher(extensionsFolder: folder).attach(source, on: try DuckDatabase(path: nil).connect())
        } throws: { error in
            guard let failure = error as? SQLFailure else { return false }
            return failure.sqlState == .cannotConnect && !"\(failure)".contains("sesame")
        }
    }
}
