import Core
import Testing

@Suite struct ValueTextTests {
    @Test("a value prints as PostgreSQL prints it", arguments: [
        (Value.boolean(true), "t"), (.double(0.1), "0.1"), (.double(1e21), "1e+21"), (.double(100), "100"), (.double(.nan), "NaN"),
        (.double(-.infinity), "-Infinity"), (.decimal(unscaled: -5, scale: 2), "-0.05"), (.decimal(unscaled: 12345, scale: 2), "123.45"),
        (.date(0), "1970-01-01"), (.date(-719_163), "0001-12-31 BC"), (.date(.max), "infinity"), (.time(3_723_000_100), "01:02:03.0001"),
        (.timestamp(-1), "1969-12-31 23:59:59.999999"), (.timestampTZ(0), "1970-01-01 00:00:00+00"),
        (.interval(months: 14, days: -1, microseconds: 1_000_000), "1 year 2 mons -1 days 00:00:01"), (.blob([0, 255]), "\\x00ff"),
        (.list([.text("a b"), .null, .text("NULL"), .integer(1)]), "{\"a b\",NULL,\"NULL\",1}"),
    ])
    func prints(value: Value, text: String) {
        #expect(value.text == text)
    }

    @Test("a text reads back as the value that it prints", arguments: [
        (Value.date(19_000), SQLType.date), (.timestamp(1_700_000_000_123_456), .timestamp), (.timestampTZ(-62_135_596_800_000_000), .timestampTZ),
        (.integer(-7), .bigint), (.double(1.5e-7), .double), (.boolean(false), .boolean), (.uuid(0x1234), .uuid), (.blob([1, 2]), .blob),
        (.decimal(unscaled: 150, scale: 2), .decimal(precision: 9, scale: 2)), (.time(1), .time),
    ])
    func readsBack(value: Value, type: SQLType) throws {
        #expect(try Value(parsing: value.text ?? "", as: type) == value)
    }

    @Test("a text of another type is refused", arguments: [
        ("abc", SQLType.integer), ("", .double), ("2026-02-30", .date), ("25:00", .date), ("maybe", .boolean), ("zz", .uuid), ("\\xf", .blob),
    ])
    func refuses(text: String, type: SQLType) {
        #expect(throws: SQLFailure.self) { try Value(parsing: text, as: type) }
    }

    @Test("a number out of range says so")
    func outOfRange() {
        #expect(throws: SQLFailure(.numericValueOutOfRange, "value \"40000\" is out of range for type smallint")) {
            try Value(parsing: "40000", as: .smallint)
        }
    }

    @Test("days and dates agree from year 1 to 9999", arguments: [(1, 1, 1), (1600, 2, 29), (1970, 1, 1), (2000, 12, 31), (9999, 12, 31)])
    func calendar(year: Int, month: Int, day: Int) {
        let date = CivilDate(year: year, month: month, day: day)
        #expect(CivilDate(daysSinceEpoch: date.daysSinceEpoch) == date)
    }
}

@Suite struct JSONValueTests {
    @Test("JSON keeps the order of its members")
    func order() throws {
        #expect(try JSONValue(parsing: #"{"b": 1, "a": [true, null, "x\n\u00e9"], "c": -1.5e3}"#).text == "{\"b\":1,\"a\":[true,null,\"x\\né\"],\"c\":-1500}")
    }

    @Test("a fault is named at its byte", arguments: [
        (#"{"a": }"#, 6), (#"{"a" 1}"#, 5), (#"[1,]"#, 3), (#"{"a": 1} x"#, 9), (#""abc"#, 0), ("01", 1), ("", 0), ("[1", 2),
    ])
    func faults(text: String, position: Int) {
        #expect { try JSONValue(parsing: text) } throws: { ($0 as? JSONFailure)?.position == position }
    }

    @Test("nesting is bounded")
    func depth() {
        #expect(throws: JSONFailure.self) { try JSONValue(parsing: String(repeating: "[", count: 100_000)) }
    }
}

@Suite struct NameTests {
    @Test("the nearest name is the one that was meant", arguments: [
        ("sedd", "seed"), ("Sessions", "sessions"), ("ecxlude", "exclude"),
    ])
    func nearest(written: String, meant: String) {
        #expect(nearestName(to: written, among: ["exclude", "seed", "sessions", "trials"]) == meant)
    }

    @Test("a name that is far from all is left alone")
    func far() {
        #expect(nearestName(to: "customers", among: ["seed", "wait"]) == nil)
    }

    @Test("quotes inside of names and texts are doubled")
    func quotes() {
        #expect(quotedIdentifier("a\"b") == "\"a\"\"b\"")
        #expect(quotedLiteral("it's") == "'it''s'")
    }
}
