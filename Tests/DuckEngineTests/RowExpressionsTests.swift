import Core
import DuckEngine
import Foundation
import Testing

@Suite("Expressions over rows") struct RowExpressionsTests {
    private let columns = [Column("a", .bigint), Column("b c", .varchar)]

    private func rows(_ count: Int, from start: Int = 0) -> [ColumnVector] {
        [
            ColumnVector(type: .bigint, values: (start..<start + count).map { .integer(Int64($0)) }),
            ColumnVector(type: .varchar, values: (start..<start + count).map { $0 % 3 == 0 ? .null : .text("t\($0)") }),
        ]
    }

    @Test("are computed in the order of the rows, however many", arguments: [0, 1, 2047, 2048, 2049, 10_000])
    func order(count: Int) throws {
        let expressions = try RowExpressions(columns: columns, expressions: [("half", "a / 2.0"), ("joined", "a || coalesce(\"b c\", '-')")])
        #expect(expressions.results.map(\.name) == ["half", "joined"])
        let results = try expressions.evaluate(rows(count), rowCount: count)
        for row in 0..<count {
            #expect(results[0][row] == .double(Double(row) / 2))
            #expect(results[1][row] == .text("\(row)" + (row % 3 == 0 ? "-" : "t\(row)")))
        }
        #expect(results.allSatisfy { $0.count == count })
    }

    @Test("are computed on many threads at once")
    func threads() throws {
        let expressions = try RowExpressions(columns: columns, expressions: [("twice", "a * 2")])
        let failures = Failures()
        DispatchQueue.concurrentPerform(iterations: 200) { number in
            do {
                let result = try expressions.evaluate(rows(100, from: number * 1000), rowCount: 100)[0]
                if (0..<100).contains(where: { result[$0] != .integer(Int64(2 * (number * 1000 + $0))) }) { failures.add("wrong") }
            } catch { failures.add("\(error)") }
        }
        #expect(failures.all == [])
    }

    @Test("a row that has no value is an error, and the next rows are computed")
    func failing() throws {
        let expressions = try RowExpressions(columns: [Column("t", .varchar)], expressions: [("n", "CAST(t AS INTEGER)")])
        func evaluate(_ text: String) throws -> Value { try expressions.evaluate([.strings([text])], rowCount: 1)[0][0] }
        for _ in 0..<3 {
            #expect { try evaluate("abc") } throws: { ($0 as? SQLFailure)?.sqlState.rawValue == "22P02" }
            #expect(try evaluate("7") == .integer(7))
        }
    }

    @Test("no expression reads another one's result")
    func separate() throws {
        #expect(throws: SQLFailure.self) { _ = try RowExpressions(columns: columns, expressions: [("twice", "a * 2"), ("more", "twice + a")]) }
        let shadowing = try RowExpressions(columns: columns, expressions: [("a", "a * 2"), ("more", "a + 1"), ("own", "training.a")])
        #expect(try shadowing.evaluate(rows(1, from: 5), rowCount: 1).map { $0[0] } == [.integer(10), .integer(6), .integer(5)])
        #expect(shadowing.results.map(\.name) == ["a", "more", "own"])
    }

    @Test("what is no expression over one row is refused", arguments: ["unnest([a, a])", "unnest({'x': a, 'y': a})", "nosuch", "nosuch(a)", "a +", "(SELECT count(*) FROM read_csv('/etc/passwd'))"])
    func refused(expression: String) throws {
        #expect(throws: SQLFailure.self) {
            _ = try RowExpressions(columns: columns, expressions: [("x", expression)]).evaluate(rows(2), rowCount: 2)
        }
    }
}

private final class Failures: @unchecked Sendable {
    private let lock = NSLock()
    private var texts: [String] = []
    var all: [String] { lock.withLock { texts } }
    func add(_ text: String) { lock.withLock { texts.append(text) } }
}
