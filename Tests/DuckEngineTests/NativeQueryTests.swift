import Core
import DuckEngine
import Testing

@Suite("A native query")
struct NativeQueryTests {
    private func source(_ engine: String) throws -> SourceDefinition {
        try SourceDefinition(name: "s", engine: engine, parameters: .object([.init("database", .string("d"))]))
    }

    @Test("of MySQL may write when a word of it could, wherever it seems to stand", arguments: [
        "WITH a AS (SELECT 1) DELETE FROM t", "SELECT 1 INTO OUTFILE '/tmp/x'", "SELECT 1 /*! INTO OUTFILE '/tmp/x' */", "SELECT '\\'', 1 iNtO OUTFILE '/tmp/x' -- '",
        "SELECT 1 /*M! , 2 */", "SELECT load_file('/etc/passwd')", "SELECT * FROM t FOR UPDATE", "SELECT 1;insert/**/into t VALUES (1)",
    ])
    func mayWrite(query: String) throws {
        #expect(try source("mysql").nativeQueryMayWrite(query))
        #expect(try !source("postgres").nativeQueryMayWrite(query))
    }

    @Test("of MySQL that only reads may not", arguments: ["SELECT * FROM t", "SELECT updated_at, deleted FROM inserts /* all */", "WITH a AS (SELECT 1) SELECT * FROM a"])
    func onlyReads(query: String) throws {
        #expect(try !source("mysql").nativeQueryMayWrite(query))
    }
}
