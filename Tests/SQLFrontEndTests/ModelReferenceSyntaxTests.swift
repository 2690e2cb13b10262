import Core
import SQLFrontEnd
import Testing

@Suite struct ModelReferenceSyntaxTests {
    private func syntax(_ text: String) throws -> ModelReferenceSyntax { try ModelReferenceSyntax(text) }

    @Test("a query of DuckDB's own stays as it is", arguments: [
        "SELECT 1", "SELECT a.b, 'x `y`' FROM t AS \"q`r\" JOIN u USING (a) -- `c`", "SELECT * FROM t CROSS JOIN u NATURAL JOIN v, w",
        "SELECT x AT TIME ZONE 'UTC' FROM t", "SELECT 1.3 FROM range(3)", "", "SELECT", "SELECT * FROM", "SELECT * FROM a JOIN", ")(", "((((",
    ])
    func untouched(text: String) throws {
        let syntax = try syntax(text)
        #expect(syntax.text.text == text)
        #expect(syntax.versions.isEmpty && syntax.nativeQueries.isEmpty && syntax.joinsWithoutCondition.count == (text.hasSuffix("JOIN") ? 1 : 0))
    }

    @Test("backticks become double quotes")
    func backticks() throws {
        #expect(try syntax("SELECT `a b`.`c` FROM `t`").text.text == "SELECT \"a b\".\"c\" FROM \"t\"")
        #expect(try syntax("SELECT `a\"b`, `c``d` FROM t").text.text == "SELECT \"a\"\"b\", \"c`d\" FROM t")
    }

    @Test("a column called at is a column, where it is no version and no time zone", arguments: [
        ("SELECT at, t.at FROM foretell.audit t ORDER BY at DESC", "SELECT \"at\", t.\"at\" FROM foretell.audit t ORDER BY \"at\" DESC"),
        ("SELECT x AT TIME ZONE 'UTC', max(at) FROM m AT (VERSION => 3)", "SELECT x AT TIME ZONE 'UTC', max(\"at\") FROM m                  "),
        ("SELECT 'at' FROM s (SELECT at FROM t)", "SELECT 'at' FROM s (SELECT at FROM t)"),
    ])
    func columnAt(text: String, expected: String) throws {
        #expect(try syntax(text).text.text == expected)
    }

    @Test("versions are blanked and reported", arguments: [
        ("SELECT * FROM m AT (VERSION => 3) WHERE a = 1", "m", VersionReference.version(3)),
        ("SELECT * FROM m AT (VERSION => 3) AS b WHERE a = 1", "m", .version(3)), ("SELECT * FROM p.m AS b AT (VERSION => 3)", "p.m", .version(3)),
        ("SELECT * FROM p.m b at (version => '12')", "p.m", .version(12)), ("SELECT * FROM m.3", "m.", .version(3)),
        ("SELECT * FROM p.m.3 AS b WHERE x", "p.m", .version(3)), ("SELECT * FROM t JOIN \"m\".3 b ON true", "\"m\"", .version(3)),
        ("SELECT * FROM m AT (TIMESTAMP => '2026-11-01')", "m ", .timestamp("2026-11-01")),
        ("SELECT (SELECT y FROM m AT (TIMESTAMP => TIMESTAMP '2026-11-01 10:00') LIMIT 1)", "m ", .timestamp("2026-11-01 10:00")),
    ])
    func versions(text: String, name: String, version: VersionReference) throws {
        let syntax = try syntax(text)
        let place = text.contains("JOIN") ? offset(of: name, in: text) : offset(of: "FROM " + name, in: text) + 5
        #expect(syntax.versions == [.init(relation: place, version: version)])
        #expect(syntax.text.text.utf8.count == text.utf8.count)
        #expect(!syntax.text.text.contains("=>") && !syntax.text.text.contains(".3"))
        #expect(try RelationScanner(text).surroundings(at: place)?.relation.version == version)
    }

    @Test("two versions of one model")
    func twoVersions() throws {
        let text = "SELECT * FROM t JOIN m.1 AS a JOIN m.2 AS b"
        let syntax = try syntax(text)
        #expect(syntax.text.text == "SELECT * FROM t JOIN m   AS a JOIN m   AS b")
        #expect(syntax.versions == [.init(relation: 21, version: .version(1)), .init(relation: 35, version: .version(2))])
    }

    @Test("a malformed version is an error", arguments: [
        ("SELECT * FROM m AT (VERSION => x)", "syntax error at or near \"x\"", 31), ("SELECT * FROM m AT (VERSION => 0)", "syntax error at or near \"0\"", 31),
        ("SELECT * FROM m AT (VERSION => 1.5)", "syntax error at or near \"1.5\"", 31), ("SELECT * FROM m AT (TIMESTAMP => 3)", "syntax error at or near \"3\"", 33),
        ("SELECT * FROM m AT (VERSION => 3", "syntax error at end of input", 32), ("SELECT * FROM m AT (VERSION => 3 + 1)", "syntax error at or near \"+\"", 33),
        ("SELECT * FROM m AT (VERSION =>", "syntax error at end of input", 30),
    ])
    func malformedVersion(text: String, message: String, position: Int) throws {
        do throws(SQLFailure) {
            _ = try ModelReferenceSyntax(text)
            Issue.record("no failure")
        } catch {
            #expect(error.message == message && error.position == position && error.hint?.contains("AT (VERSION => 3)") == true)
        }
    }

    @Test("native queries are reported and left alone")
    func native() throws {
        let text = "SELECT * FROM `my shop` (SELECT `a``b` FROM t JOIN u WHERE x > LAST) AS q JOIN other (WITH x AS (SELECT 1) SELECT * FROM m.3) JOIN m"
        let syntax = try syntax(text)
        #expect(syntax.text.text == text.replacing("`my shop`", with: "\"my shop\""))
        #expect(syntax.nativeQueries.map(\.source.text) == ["my shop", "other"])
        #expect(syntax.nativeQueries.map(\.query.text) == ["SELECT `a``b` FROM t JOIN u WHERE x > LAST", "WITH x AS (SELECT 1) SELECT * FROM m.3"])
        #expect(syntax.nativeQueries[0].range == range(of: "`my shop` (SELECT `a``b` FROM t JOIN u WHERE x > LAST)", in: text))
        #expect(syntax.nativeQueries[1].query.position == offset(of: "WITH", in: text))
        #expect(syntax.versions.isEmpty && syntax.latestComparisons.isEmpty)
        #expect(syntax.joinsWithoutCondition.map(\.insertion) == [offset(of: " JOIN m", in: text), text.utf8.count])
    }

    @Test("a table function with arguments is no native query", arguments: ["SELECT * FROM range(3)", "SELECT * FROM f(a, (SELECT 1))", "SELECT * FROM f((SELECT 1))", "SELECT * FROM a.f(SELECT 1)"])
    func functions(text: String) throws {
        #expect(try syntax(text).nativeQueries.isEmpty)
    }

    @Test("joins without a condition", arguments: [
        ("SELECT * FROM t JOIN m", ["m"]), ("SELECT * FROM t JOIN m AS b WHERE x = 1", ["m AS b"]), ("SELECT * FROM t AS a LEFT JOIN p.m b ORDER BY 1", ["p.m b"]),
        ("SELECT * FROM t JOIN m ON t.a = m.b", []), ("SELECT * FROM t JOIN m USING (a)", []), ("SELECT * FROM t CROSS JOIN m", []), ("SELECT * FROM t NATURAL JOIN m", []),
        ("SELECT * FROM t, m", []), ("SELECT * FROM t JOIN m JOIN n", ["m", "n"]), ("SELECT * FROM t JOIN m JOIN n ON t.a = n.a", ["m"]),
        ("SELECT * FROM a JOIN b JOIN c ON x ON y", []), ("SELECT * FROM (t JOIN m) JOIN u ON true", ["m"]),
        ("SELECT * FROM (SELECT * FROM t JOIN m) q JOIN n UNION SELECT * FROM t JOIN o LIMIT 1", ["m", "n", "o"]), ("SELECT * FROM t JOIN m, u JOIN n", ["m", "n"]),
        ("WITH x AS (SELECT * FROM t JOIN m) SELECT * FROM x INNER JOIN n ON left(a, 2) = 'x'", ["m"]),
        ("SELECT * FROM t JOIN m USING SAMPLE 10%", ["m"]), ("FROM t JOIN m SELECT a", ["m"]),
        ("SELECT * FROM t JOIN (SELECT 1) AS s(a) JOIN LATERAL (SELECT 2) l", ["(SELECT 1) AS s(a)", "LATERAL (SELECT 2) l"]),
        ("SELECT extract(year FROM d), trim(both from x) FROM t JOIN m WHERE a IS NOT DISTINCT FROM b", ["m"]),
    ])
    func joins(text: String, expected: [String]) throws {
        let scanner = try RelationScanner(text)
        let found = try syntax(text).joinsWithoutCondition
        #expect(found.map { join in
            scanner.surroundings(at: join.relation).map { String(decoding: Array(text.utf8)[$0.relation.range.lowerBound..<join.insertion], as: UTF8.self) } ?? ""
        } == expected)
    }

    @Test("offsets are those of the normalised text")
    func offsets() throws {
        let text = "SELECT `a\"b` FROM t JOIN m AT (VERSION => 2) AS x WHERE t.d > LATEST"
        let syntax = try syntax(text)
        let normalised = syntax.text.text
        #expect(normalised == "SELECT \"a\"\"b\" FROM t JOIN m                   AS x WHERE t.d > LATEST")
        #expect(syntax.versions.map(\.relation) == [offset(of: "m  ", in: normalised)])
        #expect(syntax.joinsWithoutCondition == [.init(relation: offset(of: "m  ", in: normalised), insertion: range(of: "AS x", in: normalised).upperBound)])
        #expect(syntax.latestComparisons == [offset(of: "LATEST", in: normalised)])
        #expect(syntax.text.originalOffset(of: syntax.latestComparisons[0]) == offset(of: "LATEST", in: text))
    }

    @Test("comparisons with LATEST", arguments: [
        ("SELECT * FROM t JOIN m WHERE d > LATEST", 1), ("SELECT * FROM t WHERE d >= last AND e > LAST", 2), ("SELECT * FROM t WHERE d > last.x", 0),
        ("SELECT * FROM t WHERE d > last(x)", 0), ("SELECT latest FROM t WHERE latest > 1", 0), ("SELECT * FROM t WHERE d > 'LATEST'", 0),
    ])
    func latest(text: String, count: Int) throws {
        #expect(try syntax(text).latestComparisons.count == count)
    }

    @Test("deep nesting costs linear time", arguments: [
        "SELECT * FROM " + String(repeating: "(", count: 100_000) + "t", "SELECT " + String(repeating: "(SELECT * FROM (", count: 50_000),
        String(repeating: "WITH a AS (", count: 50_000) + "SELECT 1" + String(repeating: ") SELECT 1", count: 50_000),
        "SELECT * FROM t" + String(repeating: " JOIN m AS a", count: 50_000), "SELECT * FROM t" + String(repeating: ", a (SELECT 1 FROM x)", count: 50_000),
        String(repeating: "FROM ", count: 100_000), "SELECT " + String(repeating: "[", count: 100_000), String(repeating: "SELECT * FROM a (", count: 50_000),
    ])
    func deep(text: String) throws {
        _ = try syntax(text)
    }
}
