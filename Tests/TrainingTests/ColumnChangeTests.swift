import Core
import Testing
import Training

@Suite("How the columns of the rows change")
struct ColumnChangeTests {
    private func changes(_ before: String, _ after: String) throws -> [String] {
        ColumnChange.list(before: try JSONValue(parsing: before), after: try JSONValue(parsing: after)).map(\.text)
    }

    @Test("added, gone and of another type, in the order of the columns", arguments: [
        (#"[{"name":"a","type":"BIGINT"}]"#, #"[{"name":"a","type":"BIGINT"}]"#, [String]()),
        (#"[{"name":"a","type":"BIGINT"}]"#, #"[{"name":"b","type":"DATE"},{"name":"a","type":"DOUBLE"}]"#, ["\"b\" is new", "\"a\" is DOUBLE instead of BIGINT"]),
        (#"[{"name":"a","type":"BIGINT"},{"name":"b","type":"DATE"}]"#, #"[{"name":"b","type":"DATE"}]"#, ["\"a\" is gone"]),
        (#"[]"#, #"[{"name":"a","type":"BIGINT"}]"#, ["\"a\" is new"]),
        (#"{}"#, #"[1, null, {"type": 3}]"#, []),
    ])
    func list(before: String, after: String, expected: [String]) throws {
        #expect(try changes(before, after) == expected)
    }

    @Test("a change is recorded with both types")
    func json() {
        #expect(ColumnChange(column: "a", kind: .typeChanged, before: "DATE", after: "BIGINT").json.text
            == #"{"column":"a","change":"type changed","before":"DATE","after":"BIGINT"}"#)
        #expect(ColumnChange(column: "a", kind: .gone, before: "DATE").json["after"] == .null)
    }
}
