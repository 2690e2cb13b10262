import Core
import SQLFrontEnd
import Testing

@Suite struct RelationScannerTests {
    /// What surrounds the model `m`, which is written `m` once in the text.
    private func around(_ text: String, _ appearance: Int = 1) throws -> (RelationScanner.Surroundings, [String]) {
        let tokens = try Lexer.tokens(of: text).filter { $0.isWord("m") }
        let token = try #require(tokens.count >= appearance ? tokens[appearance - 1] : nil)
        let found = try #require(try RelationScanner(text).surroundings(at: token.range.lowerBound), "no relation in \(text)")
        return (found, found.left.map { String(decoding: Array(text.utf8)[$0.range], as: UTF8.self) })
    }

    private func text(_ range: Range<Int>, in text: String) -> String { String(decoding: Array(text.utf8)[range], as: UTF8.self) }

    @Test("what stands to the left", arguments: [
        ("SELECT * FROM m", []), ("SELECT * FROM t JOIN m", ["t"]), ("SELECT * FROM shop.sessions AS s JOIN m AS b", ["shop.sessions AS s"]),
        ("SELECT * FROM a, b JOIN m", ["a", "b"]), ("SELECT * FROM a x LEFT JOIN b AS y ON x.i = y.i JOIN m", ["a x", "b AS y"]),
        ("SELECT * FROM (SELECT 1 AS x) AS q(z) JOIN m", ["(SELECT 1 AS x) AS q(z)"]), ("SELECT * FROM range(3) AS r(i), m", ["range(3) AS r(i)"]),
        ("SELECT * FROM unnest([1,2]) WITH ORDINALITY u JOIN m", ["unnest([1,2]) WITH ORDINALITY u"]),
        ("SELECT * FROM shop (SELECT 1 FROM z) q JOIN m", ["shop (SELECT 1 FROM z) q"]), ("SELECT * FROM (a JOIN m ON true) JOIN c ON true", ["a"]),
        ("SELECT * FROM c JOIN (a JOIN m) ON true", ["c", "a"]), ("SELECT * FROM d, ((c JOIN (a JOIN m)))", ["d", "c", "a"]),
        ("SELECT * FROM (a JOIN b ON a.x = b.x) JOIN m", ["(a JOIN b ON a.x = b.x)"]), ("SELECT * FROM x WHERE y IN (SELECT z FROM t JOIN m)", ["t"]),
        ("SELECT (SELECT y FROM t JOIN m LIMIT 1) FROM u", ["t"]), ("SELECT 1 FROM u UNION ALL SELECT 2 FROM t JOIN m", ["t"]),
        ("SELECT * FROM a WHERE b UNION (SELECT * FROM t JOIN m) ORDER BY 1", ["t"]), ("SELECT 'FROM x' FROM t /* FROM y */ JOIN m -- FROM z", ["t"]),
        ("SELECT CASE WHEN a BETWEEN 1 AND 2 THEN 3 END FROM t JOIN m", ["t"]), ("SELECT extract(year FROM d) FROM t JOIN m", ["t"]),
        ("SELECT a IS DISTINCT FROM b, c IS NOT DISTINCT FROM d FROM t JOIN m", ["t"]), ("SELECT substring(a from 1 for 2), trim(both from x), trim(from y) FROM t JOIN m", ["t"]),
        ("SELECT extract(epoch FROM (SELECT max(d) FROM t JOIN m)) FROM u", ["t"]), ("FROM t JOIN m SELECT *", ["t"]), ("SELECT x.from, y AS from FROM t JOIN m", ["t"]),
        ("SELECT * FROM t TABLESAMPLE 10% JOIN m", ["t"]), ("SELECT * FROM t PIVOT (sum(a) FOR b IN (1, 2)) JOIN m", ["t"]),
        ("SELECT * FROM q: t JOIN m", ["q: t"]), ("SELECT * FROM 'file.csv' JOIN m", ["'file.csv'"]), ("SELECT * FROM (VALUES (1), (2)) v(a) JOIN m", ["(VALUES (1), (2)) v(a)"]),
        ("SELECT * FROM ((SELECT 1) UNION (SELECT 2)) u JOIN m", ["((SELECT 1) UNION (SELECT 2)) u"]), ("SELECT * FROM ((SELECT 1) a JOIN m) JOIN c ON true", ["(SELECT 1) a"]),
        ("SELECT count(*) FILTER (WHERE a) OVER (ORDER BY b) FROM t JOIN m", ["t"]), ("SELECT [x FOR x IN l IF x > 1] FROM t JOIN m", ["t"]),
        ("SELECT DISTINCT ON (a) * FROM t JOIN m", ["t"]), ("SELECT * EXCEPT (a) FROM t JOIN m", ["t"]), ("SELECT array(SELECT y FROM t JOIN m)", ["t"]), ("SELECT exists(FROM t JOIN m)", ["t"]),
        ("SELECT * FROM t, LATERAL (SELECT 1) l, m", ["t", "LATERAL (SELECT 1) l"]), ("SELECT * FROM a ASOF JOIN b ON a.t >= b.t JOIN m", ["a", "b"]),
    ])
    func left(text: String, expected: [String]) throws {
        #expect(try around(text).1 == expected)
    }

    @Test("the join before it and the condition behind it", arguments: [
        ("SELECT * FROM m WHERE a", Relation.Join.first, nil), ("SELECT * FROM t, m WHERE a", .comma, nil), ("SELECT * FROM t CROSS JOIN m", .cross, nil),
        ("SELECT * FROM t INNER JOIN m ON t.a = m.b AND (x OR y) WHERE z", .inner, "ON t.a = m.b AND (x OR y)"), ("SELECT * FROM t LEFT OUTER JOIN m ON true, u", .left, "ON true"),
        ("SELECT * FROM t RIGHT JOIN m USING (a, \"B\") WHERE z", .right, "USING (a, \"B\")"), ("SELECT * FROM t FULL JOIN m ON a IS DISTINCT FROM b GROUP BY c", .full, "ON a IS DISTINCT FROM b"),
        ("SELECT * FROM t JOIN m AS x ON left(a, 1) = t.left LEFT JOIN u ON true", .inner, "ON left(a, 1) = t.left"), ("SELECT * FROM (t JOIN m ON a = b) WHERE c", .inner, "ON a = b"),
        ("SELECT * FROM t JOIN m ON CASE WHEN a THEN b ELSE c END ORDER BY 1", .inner, "ON CASE WHEN a THEN b ELSE c END"),
        ("SELECT * FROM t JOIN m ON a IN (SELECT b FROM c WHERE d) LIMIT 1", .inner, "ON a IN (SELECT b FROM c WHERE d)"),
        ("SELECT * FROM t JOIN m JOIN u ON x ON y", .inner, "ON y"), ("SELECT * FROM t SEMI JOIN m ON x", .semi, "ON x"), ("SELECT * FROM t POSITIONAL JOIN m", .positional, nil),
        ("SELECT * FROM t JOIN m ON a::timestamp with time zone = b;", .inner, "ON a::timestamp with time zone = b"), ("SELECT * FROM t ASOF LEFT JOIN m ON a >= b", .asof, "ON a >= b"),
    ])
    func condition(text: String, join: Relation.Join, condition: String?) throws {
        let (found, _) = try around(text)
        #expect(found.relation.join == join)
        switch found.relation.condition {
        case .on(let range): #expect(self.text(range, in: text) == condition)
        case .using(let range, let columns):
            #expect(self.text(range, in: text) == condition)
            #expect(columns == ["a", "B"])
        case nil: #expect(condition == nil)
        }
    }

    @Test("names, aliases and ranges", arguments: [
        ("SELECT * FROM m", "m", nil, "m"), ("SELECT * FROM m b", "m b", "b", "m"), ("SELECT * FROM m AS \"B\" WHERE x", "m AS \"B\"", "B", "m"),
        ("SELECT * FROM m AS left JOIN u ON true", "m AS left", "left", "m"), ("SELECT * FROM m b(x, y)", "m b(x, y)", "b", "m"),
        ("SELECT * FROM m AT (VERSION => 3) b", "m AT (VERSION => 3) b", "b", "m"), ("SELECT * FROM m b AT (VERSION => 3)", "m b AT (VERSION => 3)", "b", "m"),
        ("SELECT * FROM m.3 b", "m.3 b", "b", "m"), ("SELECT * FROM m LEFT JOIN u ON true", "m", nil, "m"), ("SELECT * FROM m WINDOW w AS ()", "m", nil, "m"),
        ("SELECT * FROM m /* c */ AS /* d */ b -- e", "m /* c */ AS /* d */ b", "b", "m"),
    ])
    func ranges(text: String, range: String, alias: String?, body: String) throws {
        let (found, _) = try around(text)
        #expect(self.text(found.relation.range, in: text) == range)
        #expect(self.text(found.relation.bodyRange, in: text) == body)
        #expect(found.relation.alias == alias)
        #expect(found.relation.qualifier == alias ?? "m")
        #expect(found.relation.kind == .name(parts: ["m"]))
    }

    @Test("kinds of relations")
    func kinds() throws {
        let text = "SELECT * FROM a.\"B\".c x, (SELECT 1 /* y */ ) AS s(p, q), f.g(1) h, src (SELECT 2) n, (k JOIN l ON true), m"
        let (found, _) = try around(text)
        #expect(found.left.map(\.kind) == [
            .name(parts: ["a", "B", "c"]), .subquery(Fragment("SELECT 1", position: offset(of: "SELECT 1", in: text))), .function(name: ["f", "g"]),
            .nativeQuery(source: Name("src", position: offset(of: "src", in: text)), query: Fragment("SELECT 2", position: offset(of: "SELECT 2", in: text))), .joined,
        ])
        #expect(found.left.map(\.alias) == ["x", "s", "h", "n", nil])
        #expect(found.left[1].columnAliases == ["p", "q"])
    }

    @Test("what stands to the right, and around")
    func right() throws {
        let text = "SELECT * FROM z, (a JOIN m JOIN b ON x) AS y LEFT JOIN c ON w, d WHERE v"
        let (found, left) = try around(text)
        #expect(left == ["z", "a"])
        #expect(found.right.map(\.kind) == [.name(parts: ["b"]), .name(parts: ["c"]), .name(parts: ["d"])])
        #expect(found.right.map(\.join) == [.inner, .left, .comma])
        #expect(found.enclosing.map(\.alias) == ["y"])
        #expect(found.enclosing.map { self.text($0.range, in: text) } == ["(a JOIN m JOIN b ON x) AS y"])
    }

    @Test("the WITH lists in scope", arguments: [
        ("WITH a AS (SELECT 1), b(x) AS MATERIALIZED (SELECT 2) SELECT * FROM a JOIN m", ["WITH a AS (SELECT 1), b(x) AS MATERIALIZED (SELECT 2)"]),
        ("WITH a AS (SELECT 1), b AS (SELECT * FROM a JOIN m) SELECT * FROM b", ["WITH a AS (SELECT 1)"]), ("WITH a AS (SELECT * FROM m) SELECT * FROM a", []),
        ("WITH a AS (SELECT 1) SELECT * FROM (WITH c AS (SELECT 2) SELECT * FROM c JOIN m) q", ["WITH a AS (SELECT 1)", "WITH c AS (SELECT 2)"]),
        ("SELECT * FROM m", []), ("WITH RECURSIVE a AS (SELECT 1) SELECT * FROM a UNION SELECT * FROM m", ["WITH RECURSIVE a AS (SELECT 1)"]),
        ("(WITH a AS (SELECT 1) SELECT 1) UNION SELECT * FROM m", []),
    ])
    func withClauses(text: String, expected: [String]) throws {
        #expect(try around(text).0.withClauses.map { self.text($0, in: text) } == expected)
    }

    @Test("no relation, no answer", arguments: ["SELECT m FROM t", "SELECT * FROM t WHERE m = 1", "SELECT f(m) FROM t JOIN u ON m", "SELECT extract(m FROM t)", "SELECT trim(x FROM m)", "SELECT a IS DISTINCT FROM m", "SELECT * FROM src (SELECT * FROM m)"])
    func none(text: String) throws {
        let token = try #require(try Lexer.tokens(of: text).first { $0.isWord("m") })
        #expect(try RelationScanner(text).surroundings(at: token.range.lowerBound) == nil)
    }

    @Test("all relations in the order of the text")
    func all() throws {
        let scanner = try RelationScanner("SELECT * FROM a JOIN (b JOIN c ON true) ON (SELECT 1 FROM d) = 1")
        #expect(scanner.relations.map(\.kind) == [.name(parts: ["a"]), .joined, .name(parts: ["b"]), .name(parts: ["c"]), .name(parts: ["d"])])
    }
}
