import Core
import SQLFrontEnd
import Testing

/// A small generator with a seed, so that a failure can be repeated.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite struct FuzzTests {
    private static let statements = [
        #"CREATE DATABASE shop WITH ENGINE = 'postgres', PARAMETERS = {"host": "127.0.0.1", "port": 5432, "x": [1, {"y": null}]}"#,
        "CREATE OR REPLACE MODEL p.m FROM shop (SELECT * FROM s WHERE a = 'é)') PREDICT y, z ORDER BY d GROUP BY a, b WINDOW 3 HORIZON 4 USING a.b = range(7, 255), c = [1, 'x'], d = (e = 1)",
        "RETRAIN m FROM (SELECT 1) USING trials = 3", "ALTER MODEL m SET PROMOTE AUTOMATIC (after = 5)", "ALTER MODEL m VERSION 3 SET ALIAS x", "DROP MODEL IF EXISTS m VERSION 3",
        "DESCRIBE m.3.features LIKE 'a%'", "EVALUATE accuracy FROM (SELECT 1) USING a = 1", "DEPLOY MODEL m VERSION 3 AS CANARY 10 PERCENT", "COMPARE MODEL m VERSION 1 TO 2",
        "CREATE OUTCOME FOR m FROM s (SELECT a FROM b) KEY (a) ACTUAL b AT c WITHIN 7 days", "EXPLAIN PREDICTION 'x'", "REPLAY m BETWEEN 'a' AND 'b'",
        "CREATE JOB j AS (RETRAIN m; SELECT 1) START now END '2027' EVERY 2 hours IF (SELECT 1)", "CREATE TRIGGER t ON s.t COLUMNS a (SELECT 1) EVERY 1 minute USING retries = 1",
        "CREATE JOB j AS (SELECT * FROM t WHERE a.b > LAST) CRON '0 3 * * *' USING time_zone = 'UTC'", "ALTER JOB j PAUSE", "RUN JOB p.j", "PAUSE TRAINING", "ALTER PROJECT p SET trainings = 2", "CREATE VIEW v (a) AS (SELECT 1)",
        "INSERT INTO s.t (a) SELECT 1 FROM x", "CREATE TABLE s.t AS SELECT 1 WITH NO DATA", "UPDATE t SET a = 1", "DELETE FROM t USING u", "GRANT SELECT ON MODEL m TO a, b WITH GRANT OPTION",
        "COMMENT ON MODEL m IS 'x'", "SHOW TABLES FROM s LIKE 'x'", "SET a.b TO 'x', 3", "BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY", "PREPARE q (int) AS SELECT $1", "EXECUTE q (1, (2))",
        "WITH a AS (SELECT 1) SELECT `x`, {'a': 1}, {{v}} FROM a AS b JOIN (c JOIN m AT (VERSION => 3) x ON a IS DISTINCT FROM b) USING (k), n.3 WHERE d > LATEST -- c",
        "SELECT * FROM src (SELECT 1) q LEFT JOIN m /* /* */ */ ORDER BY $$x$$, E'\\x41', 1e-3 LIMIT 1", "CREATE USER u PASSWORD 'x'", "COPY t TO 'x'",
    ]

    private static let splices = ["(", ")", "'", "\"", "`", ";", ",", ".", "=", "{", "}", "[", "]", "$$", "/*", "*/", "--", "\n", "\0", "é", "3", "FROM", "SELECT", "JOIN", "ON", "USING", "AT (VERSION =>", "WITH", "\\", "E'", "{\"", "@", "{{"]

    private func mutate(_ statement: String, _ random: inout SplitMix) -> String {
        var scalars = Array(statement.unicodeScalars)
        for _ in 0...Int.random(in: 0..<4, using: &random) {
            let place = Int.random(in: 0...scalars.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: scalars.removeSubrange(place..<min(scalars.count, place + Int.random(in: 1...8, using: &random)))
            case 1: scalars.insert(contentsOf: (Self.splices.randomElement(using: &random) ?? "").unicodeScalars, at: place)
            case 2: scalars = Array(scalars[..<place])
            case 3: scalars.insert(contentsOf: scalars[place..<min(scalars.count, place + Int.random(in: 1...20, using: &random))], at: place)
            default:
                let other = Array((Self.statements.randomElement(using: &random) ?? "").unicodeScalars)
                scalars = Array(scalars[..<place]) + Array(other[Int.random(in: 0..<other.count, using: &random)...])
            }
        }
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }

    /// What is wrong with the failure, or nil.
    private func complaint(_ failure: SQLFailure, _ text: String) -> String? {
        guard let position = failure.position else { return "no position: \(failure.message)" }
        guard position >= 0, position <= text.utf8.count else { return "position \(position) outside: \(failure.message)" }
        guard !failure.message.isEmpty else { return "no message" }
        return failure.sqlState == .internalError ? failure.message : nil
    }

    @Test("a broken statement is a statement or a failure at a place in it", arguments: [1, 2, 3, 4] as [UInt64])
    func statements(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        for _ in 0..<2_000 {
            let text = mutate(Self.statements.randomElement(using: &random) ?? "", &random)
            do throws(SQLFailure) {
                _ = try Parser.parse(text)
            } catch {
                if let complaint = complaint(error, text) { Issue.record("seed \(seed): \(complaint): \(text)") }
            }
            do throws(SQLFailure) {
                for piece in try Parser.split(text) where range(of: piece.text, at: piece.position, in: text) != piece.text {
                    Issue.record("seed \(seed): a piece is not where it says: \(text)")
                }
            } catch {
                if let complaint = complaint(error, text) { Issue.record("seed \(seed): \(complaint): \(text)") }
            }
        }
    }

    @Test("a broken query is normalised or a failure at a place in it", arguments: [5, 6, 7, 8] as [UInt64])
    func queries(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let queries = Self.statements.filter { $0.contains("SELECT") }
        for _ in 0..<2_000 {
            let text = mutate(queries.randomElement(using: &random) ?? "", &random)
            do throws(SQLFailure) {
                let syntax = try ModelReferenceSyntax(text)
                let length = syntax.text.text.utf8.count
                let offsets = syntax.versions.map(\.relation) + syntax.joinsWithoutCondition.flatMap { [$0.relation, $0.insertion] } + syntax.latestComparisons
                if !offsets.allSatisfy({ $0 >= 0 && $0 <= length && syntax.text.originalOffset(of: $0) <= text.utf8.count }) {
                    Issue.record("seed \(seed): an offset outside: \(text)")
                }
                let scanner = try RelationScanner(syntax.text.text)
                for relation in scanner.relations { _ = scanner.surroundings(at: relation.range.lowerBound) }
            } catch {
                if let complaint = complaint(error, text) { Issue.record("seed \(seed): \(complaint): \(text)") }
            }
        }
    }

    private func range(of piece: String, at position: Int, in text: String) -> String {
        let bytes = Array(text.utf8)
        return String(decoding: bytes[position..<min(bytes.count, position + piece.utf8.count)], as: UTF8.self)
    }

    @Test("statements of five megabytes", arguments: [
        "INSERT INTO s.t (a, b) VALUES " + String(repeating: "(1, 'x'), ", count: 450_000) + "(1, 'x')",
        "SELECT * FROM t WHERE a IN (" + String(repeating: "1,", count: 2_000_000) + "1)",
        "CREATE MODEL m FROM s (SELECT '" + String(repeating: "x", count: 5_000_000) + "') PREDICT y",
        "CREATE JOB j AS (" + String(repeating: "SELECT 1; ", count: 300_000) + "SELECT 1)",
        "CREATE VIEW v AS " + String(repeating: "(", count: 1_000_000) + "SELECT 1" + String(repeating: ")", count: 1_000_000),
    ])
    func long(text: String) throws {
        let statement = try Parser.parse(text)
        #expect(!statement.tokens.isEmpty)
    }
}
