import Core
import SQLFrontEnd
import Testing

@Suite("column > LAST")
struct LastComparisonTests {
    @Test("the newest value is asked of what the query reads", arguments: [
        ("SELECT * FROM shop.orders WHERE id > LAST", "id", "SELECT max(id) AS newest FROM shop.orders"),
        ("INSERT INTO s.t SELECT o.id FROM s.orders AS o JOIN m ON o.a = m.a WHERE (o.id >= last AND x = 1) ORDER BY 1", "o.id", "SELECT max(o.id) AS newest FROM s.orders AS o JOIN m ON o.a = m.a"),
        ("RETRAIN m FROM shop (SELECT * FROM visits WHERE at > LAST)", "at", "SELECT newest FROM \"shop\" (SELECT max(at) AS newest FROM visits)"),
        ("SELECT * FROM (SELECT * FROM shop.orders WHERE \"the id\" > LAST) AS x WHERE y = 1", "\"the id\"", "SELECT max(\"the id\") AS newest FROM shop.orders"),
        ("SELECT a FROM s.a UNION SELECT b FROM s.b WHERE b > LAST", "b", "SELECT max(b) AS newest FROM s.b"),
    ])
    func newest(text: String, column: String, newest: String) throws {
        let found = try #require(try LastComparison.list(in: text).first)
        #expect(found.column == column && found.newest == newest)
        #expect(text.utf8Slice(found.range).lowercased().hasSuffix("last"))
    }

    @Test("other uses of the word are left alone", arguments: ["SELECT last FROM s.t", "SELECT * FROM s.t WHERE a > last(b)", "SELECT * FROM s.t WHERE a = LAST", "SELECT * FROM s.t WHERE a > \"last\"", "SELECT * FROM s.t WHERE a > last.b"])
    func others(text: String) throws {
        #expect(try LastComparison.list(in: text) == [])
    }

    @Test("without a column or a FROM there is none", arguments: ["SELECT 1 > LAST", "SELECT * FROM s.t WHERE 1 > LAST", "SELECT * FROM s.a JOIN s.b ON a.id > LAST", "SELECT a > LAST"])
    func refused(text: String) {
        #expect { try LastComparison.list(in: text) } throws: { ($0 as? SQLFailure)?.sqlState == .syntaxError }
    }
}
