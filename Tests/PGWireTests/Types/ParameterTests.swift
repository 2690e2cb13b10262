import Core
import NIOCore
@testable import PGWire
import Testing

@Suite("Parameters")
struct ParameterTests {
    private func read(_ text: String, _ type: SQLType) throws -> Value {
        try ParameterType(type).value(text: ByteBuffer(string: text))
    }

    @Test("other texts for the same values are read", arguments: [
        ("YES", SQLType.boolean, Value.boolean(true)), (" off ", .boolean, .boolean(false)), ("1", .boolean, .boolean(true)),
        (" 42 ", .integer, .integer(42)), ("+7", .smallint, .integer(7)),
        ("1e3", .double, .double(1000)), ("-inf", .double, .double(-.infinity)),
        ("1.005", .decimal(precision: 10, scale: 2), .decimal(unscaled: 101, scale: 2)),
        ("-1.5e2", .decimal(precision: 10, scale: 2), .decimal(unscaled: -15_000, scale: 2)),
        (".5", .decimal(precision: 10, scale: 2), .decimal(unscaled: 50, scale: 2)),
        ("2024-10-04 12:00", .date, .date(20_000)), ("0044-03-15 BC", .date, .date(-735_160)),
        ("2024-10-04T01:02:03Z", .timestamp, .timestamp(1_728_003_723_000_000)),
        ("2024-10-04 01:02:03.5+02", .timestampTZ, .timestampTZ(1_727_996_523_500_000)),
        ("2024-10-04 01:02:03-0330", .timestampTZ, .timestampTZ(1_728_016_323_000_000)),
        ("2024-10-04", .timestamp, .timestamp(1_728_000_000_000_000)),
        ("24:00", .time, .time(86_400_000_000)), ("01:02", .timeTZ, .timeTZ(microseconds: 3_720_000_000, offset: 0)),
        ("{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}", .uuid, .uuid(0xA0EE_BC99_9C0B_4EF8_BB6D_6BB9_BD38_0A11)),
        ("P1Y2M3DT4H5M6.5S", .interval, .interval(months: 14, days: 3, microseconds: 14_706_500_000)),
        ("1 week 2 hours ago", .interval, .interval(months: 0, days: -7, microseconds: -7_200_000_000)),
        ("1.5 days", .interval, .interval(months: 0, days: 1, microseconds: 43_200_000_000)),
        ("3 days 7.5 seconds", .interval, .interval(months: 0, days: 3, microseconds: 7_500_000)),
        ("{ 1 , \"2\" , null }", .list(.integer), .list([.integer(1), .integer(2), .null])),
        ("{a\\,b,\"NULL\"}", .list(.varchar), .list([.text("a,b"), .text("NULL")])),
    ])
    func forms(text: String, type: SQLType, expected: Value) throws {
        #expect(try read(text, type) == expected)
    }

    @Test("what has not the form of the type is an error that quotes it", arguments: [
        ("abc", SQLType.integer, "invalid input syntax for type integer: \"abc\""),
        ("", .integer, "invalid input syntax for type integer: \"\""),
        ("maybe", .boolean, "invalid input syntax for type boolean: \"maybe\""),
        ("1.2.3", .double, "invalid input syntax for type double precision: \"1.2.3\""),
        ("1.2.3", .decimal(precision: 5, scale: 1), "invalid input syntax for type numeric: \"1.2.3\""),
        ("-+5", .decimal(precision: 5, scale: 1), "invalid input syntax for type numeric: \"-+5\""),
        ("yesterday", .date, "invalid input syntax for type date: \"yesterday\""),
        ("2024-10-04 1", .timestamp, "invalid input syntax for type timestamp: \"2024-10-04 1\""),
        ("infinity 10:00", .timestamp, "invalid input syntax for type timestamp: \"infinity 10:00\""),
        ("10:00:00+05:9223372036854775807", .timeTZ, "invalid input syntax for type time with time zone: \"10:00:00+05:9223372036854775807\""),
        ("12h30", .time, "invalid input syntax for type time: \"12h30\""),
        ("3 parsecs", .interval, "invalid input syntax for type interval: \"3 parsecs\""),
        ("P1Y2", .interval, "invalid input syntax for type interval: \"P1Y2\""),
        ("xyz", .uuid, "invalid input syntax for type uuid: \"xyz\""),
        ("\\xabc", .blob, "invalid input syntax for type bytea: \"\\xabc\""),
        ("12", .bit, "invalid input syntax for type bit: \"12\""),
        ("{\"a\":", .json, "invalid input syntax for type json"),
        ("{1,2", .list(.integer), "malformed array literal: \"{1,2\""),
        ("{1,{2}}", .list(.integer), "malformed array literal: \"{1,{2}}\""),
        ("{,}", .list(.integer), "malformed array literal: \"{,}\""),
        ("{x}", .list(.integer), "invalid input syntax for type integer: \"x\""),
    ])
    func malformed(text: String, type: SQLType, expected: String) {
        let failure = #expect(throws: SQLFailure.self) { try read(text, type) }
        #expect(failure?.message == expected)
        #expect(failure?.sqlState.rawValue.hasPrefix("22") == true)
    }

    @Test("what is out of range is an error", arguments: [
        ("128", SQLType.tinyint), ("-1", .utinyint), ("32768", .smallint), ("65536", .usmallint), ("2147483648", .integer),
        ("4294967296", .uinteger), ("9223372036854775808", .bigint), ("18446744073709551616", .ubigint), ("-1", .uhugeint),
        ("340282366920938463463374607431768211456", .uhugeint), ("1000", .decimal(precision: 5, scale: 2)),
        ("2024-02-30", .date), ("2024-13-01", .date), ("9999999-01-01", .date), ("294270-01-01", .timestamp), ("24:00:01", .time),
        ("99999999999 years", .interval), ("1e999", .decimal(precision: 38, scale: 0)),
    ])
    func outOfRange(text: String, type: SQLType) {
        #expect(throws: SQLFailure.self) { try read(text, type) }
    }

    @Test("a numeric that the client declared keeps its digits", arguments: [
        ("1.50", Value.decimal(unscaled: 150, scale: 2)), ("-12345678901234567890.5", .decimal(unscaled: -123_456_789_012_345_678_905, scale: 1)),
        ("1e2", .decimal(unscaled: 100, scale: 0)), ("0.000", .decimal(unscaled: 0, scale: 3)),
    ])
    func declaredNumeric(text: String, expected: Value) throws {
        let type = try #require(try ParameterType(declared: .numeric))
        #expect(try type.value(text: ByteBuffer(string: text)) == expected)
    }

    @Test("a declared numeric in binary form keeps its digits, and NaN is an error")
    func declaredBinaryNumeric() throws {
        let type = try #require(try ParameterType(declared: .numeric))
        let bytes: [UInt8] = [0, 2, 0, 0, 0, 0, 0, 2, 0, 0x7B, 0x11, 0x94]
        #expect(try type.value(binary: ByteBuffer(bytes: bytes)) == .decimal(unscaled: 12_345, scale: 2))
        let huge: [UInt8] = [0, 1, 0x7F, 0xFF, 0, 0, 0, 0, 0, 1]
        #expect(throws: SQLFailure.self) { try type.value(binary: ByteBuffer(bytes: huge)) }
        let tiny: [UInt8] = [0, 1, 0x80, 0x00, 0, 0, 0, 0, 0, 1]
        #expect(throws: Never.self) { try type.value(binary: ByteBuffer(bytes: tiny)) }
        let notANumber: [UInt8] = [0, 0, 0, 0, 0xC0, 0, 0, 0]
        #expect(throws: SQLFailure.self) { try type.value(binary: ByteBuffer(bytes: notANumber)) }
    }

    @Test("an open parameter type is left to the statement", arguments: [UInt32(0), 705])
    func open(oid: UInt32) throws {
        #expect(try ParameterType(declared: TypeOID(rawValue: oid)) == nil)
    }

    @Test("an array that claims more elements than it has is refused", arguments: [
        [Int32(1), 0, 23, .max, 1], [6, 0, 23, 1000, 1, 1000, 1, 1000, 1, 1000, 1, 1000, 1, 0, 1], [1, 0, 23, -1, 1], [7, 0, 23], [1, 5, 23, 0, 1],
    ])
    func arrayBomb(numbers: [Int32]) {
        var buffer = ByteBuffer()
        for number in numbers { buffer.writeInteger(number) }
        let type = ParameterType(.list(.integer))
        if numbers.contains(0) && numbers.first == 6 {
            // No element at all: an empty list, or refused for its dimensions, but at once.
            _ = try? type.value(binary: buffer)
        } else {
            #expect(throws: SQLFailure.self) { try type.value(binary: buffer) }
        }
    }

    @Test("counts of values and formats must fit", arguments: [
        (BindMessage(values: []), "bind message supplies 0 parameters, but prepared statement requires 1"),
        (BindMessage(statement: "s", values: [nil, nil]), "bind message supplies 2 parameters, but prepared statement \"s\" requires 1"),
        (BindMessage(formats: [0, 1], values: [nil]), "bind message has 2 parameter formats but 1 parameters"),
        (BindMessage(formats: [7], values: [nil]), "unsupported format code: 7"),
        (BindMessage(values: [nil], resultFormats: [0, 1, 0]), "bind message has 3 result formats but query has 2 columns"),
        (BindMessage(values: [nil], resultFormats: [9]), "unsupported format code: 9"),
    ])
    func counts(message: BindMessage, expected: String) {
        let failure = #expect(throws: SQLFailure.self) { try message.read(types: [ParameterType(.integer)], columnCount: 2) }
        #expect(failure?.message == expected)
    }

    @Test("65,535 parameters are read")
    func manyParameters() throws {
        let message = BindMessage(formats: [1], values: (0..<65_535).map { ByteBuffer(integer: Int32($0)) })
        let types = [ParameterType](repeating: ParameterType(.integer), count: 65_535)
        let (values, _) = try message.read(types: types, columnCount: 0)
        #expect(values.count == 65_535)
        #expect(values.last == .integer(65_534))
    }
}
