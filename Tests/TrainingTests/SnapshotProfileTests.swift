import Core
import Foundation
import Learning
import Testing
import Training

extension JSONValue {
    fileprivate func at(_ name: String) -> JSONValue { self[name] ?? .null }
}

struct SnapshotProfileTests {
    private func profile(_ type: SQLType, _ values: [Value]) throws -> JSONValue {
        let table = TrainingTable(columns: [Column("c", type)], vectors: [ColumnVector(type: type, values: values)])
        guard case .array(let columns) = SnapshotProfile(table).json() else { throw SQLFailure(.internalError, "no array") }
        return try #require(columns.first)
    }

    private func numbers(_ json: JSONValue) -> [Double] { if case .array(let all) = json { all.compactMap(\.number) } else { [] } }
    private func texts(_ json: JSONValue) -> [String] { if case .array(let all) = json { all.compactMap(\.string) } else { [] } }

    private func top(_ profile: JSONValue) -> [String] {
        guard case .array(let all) = profile.at("top") else { return [] }
        return all.map { "\($0.at("value").string ?? "?") \(Int($0.at("rows").number ?? -1))" }
    }

    @Test func numbersAreCountedAndPlaced() throws {
        let profile = try profile(.double, [3, 1, 2, 2, -0.0, 0, .infinity, .nan, .nan].map(Value.double) + [.null])
        #expect(profile.at("rows").number == 10 && profile.at("nulls").number == 1 && profile.at("rows_seen").number == 10)
        #expect(profile.at("distinct").number == 6)
        #expect(top(profile) == ["0 2", "2 2", "NaN 2", "1 1", "3 1", "Infinity 1"])
        #expect(profile.at("min").string == "-0" && profile.at("max").string == "3")
        // numpy.quantile([0, 0, 1, 2, 2, 3], shares), .mean(), .std(ddof=1)
        let quantiles = [0, 0, 0, 0.25, 1.5, 2, 2.75, 2.95, 3]
        #expect(zip(numbers(profile.at("quantiles")), quantiles).allSatisfy { abs($0 - $1) < 1e-12 })
        #expect(abs((profile.at("mean").number ?? 0) - 4.0 / 3) < 1e-12 && abs((profile.at("deviation").number ?? 0) - 1.2110601416389966) < 1e-12)
        #expect(profile.at("histogram").at("low").number == 0 && profile.at("histogram").at("high").number == 3)
        #expect(numbers(profile.at("histogram").at("rows")) == [2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1])
    }

    @Test func numbersOfAnySizeHaveAPlace() throws {
        let widest = try profile(.double, [-Double.greatestFiniteMagnitude, .greatestFiniteMagnitude].map(Value.double))
        #expect(numbers(widest.at("histogram").at("rows")).reduce(0, +) == 2 && widest.at("mean").number == 0)
        #expect(numbers(widest.at("quantiles"))[0] == -Double.greatestFiniteMagnitude && numbers(widest.at("quantiles"))[4] == 0)
        let close = try profile(.ubigint, [101, 0, 100, 3].map { .integer(1 << 60 + $0) })
        #expect(close.at("min").string == "1152921504606846976" && close.at("max").string == "1152921504606847077")
        #expect(top(close).map { $0.prefix(19) } == ["1152921504606846976", "1152921504606846979", "1152921504606847076", "1152921504606847077"])
        let narrowest = try profile(.double, [0, 5e-324].map(Value.double))
        #expect(numbers(narrowest.at("histogram").at("rows")).reduce(0, +) == 2)
        let integers = try profile(.bigint, [.integer(.min), .integer(.max), .integer(.min)])
        #expect(integers.at("min").string == "-9223372036854775808" && top(integers) == ["-9223372036854775808 2", "9223372036854775807 1"])
        let decimals = try profile(.decimal(precision: 38, scale: 2), [.decimal(unscaled: 1050, scale: 2), .decimal(unscaled: -5, scale: 2), .null])
        #expect(decimals.at("min").string == "-0.05" && decimals.at("max").string == "10.50" && decimals.at("nulls").number == 1)
        #expect(abs(numbers(decimals.at("quantiles"))[4] - 5.225) < 1e-12)
        let narrow = try profile(.float, [.double(Double(Float(0.1)))])
        #expect(narrow.at("min").string == "0.1" && top(narrow) == ["0.1 1"] && narrow.at("deviation") == .null)
        #expect(numbers(narrow.at("histogram").at("rows")) == [1] + [Double](repeating: 0, count: 19))
    }

    @Test func timesAreInOrder() throws {
        let days = try profile(.date, [.date(10), .date(0), .date(.max), .date(-Int32.max), .date(10)])
        #expect(days.at("min").string == "1970-01-01" && days.at("max").string == "1970-01-11" && days.at("mean") == .null)
        #expect(texts(days.at("quantiles")) == ["1970-01-01", "1970-01-01", "1970-01-01", "1970-01-01"] + [String](repeating: "1970-01-11", count: 5))
        #expect(top(days) == ["1970-01-11 2", "-infinity 1", "1970-01-01 1", "infinity 1"])
        #expect(days.at("histogram").at("high").number == 864_000)
        let moments = try profile(.timestampTZ, [.timestampTZ(.max), .timestampTZ(1_500_000)])
        #expect(moments.at("min").string == moments.at("max").string && moments.at("min").string == "1970-01-01 00:00:01.5+00")
    }

    @Test func everythingElseIsCounted() throws {
        let words = try profile(.varchar, ["b", "a", "c", "a"].map(Value.text) + [.text(String(repeating: "x", count: 300))])
        #expect(top(words) == ["a 2", "b 1", "c 1", String(repeating: "x", count: 200) + " 1"] && words.at("distinct").number == 4)
        #expect(words.at("min") == .null && words.at("quantiles") == .null && words.at("histogram") == .null && words.at("mean") == .null)
        #expect(top(try profile(.boolean, [.boolean(true), .null, .boolean(false), .boolean(true)])) == ["true 2", "false 1"])
        let lists = try profile(.list(.integer), [.list([.integer(2)]), .list([]), .list([.integer(2)])])
        #expect(top(lists) == ["{2} 2", "{} 1"])
        let odd = try profile(.list(.double), [.list([.double(.nan)]), .list([.double(.nan)])])
        #expect(odd.at("distinct").number == 1)
        let accents = try profile(.varchar, [.text("\u{E9}"), .text("e\u{301}"), .text("a" + String(repeating: "\u{301}", count: 5000))])
        #expect(accents.at("distinct").number == 3 && top(accents).allSatisfy { $0.utf8.count < 500 })
        #expect(top(try profile(.blob, [.blob([1, 255]), .blob([1, 255]), .blob([])])) == ["\\x01ff 2", "\\x 1"])
        let nothing = try profile(.double, [.null, .null])
        #expect(nothing.at("distinct").number == 0 && nothing.at("min") == .null && nothing.at("histogram") == .null && nothing.at("mean") == .null && top(nothing) == [])
        #expect(top(try profile(.integer, (0..<30).map { .integer($0 % 15) })) == (0..<10).map { "\($0) 2" })
    }

    @Test func ofManyRowsSomeAreSeen() throws {
        let profile = try profile(.integer, (0..<50_000).map { .integer($0) })
        #expect(profile.at("rows").number == 50_000 && profile.at("rows_seen").number == 16_667 && profile.at("max").string == "49999")
        #expect(profile.at("distinct").number == 16_667)
    }
}
