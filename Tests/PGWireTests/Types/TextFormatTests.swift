import Core
import NIOCore
@testable import PGWire
import Testing

/// One column's value, written and cut out of its DataRow.
func written(_ value: Value, _ type: SQLType, isBinary: Bool) throws -> [UInt8]? {
    var buffer = ByteBuffer()
    let chunk = Chunk(columns: [ColumnVector(type: type, values: [value])])
    try ChunkWriter.write(chunk, rows: 0..<1, formats: isBinary ? .binary : .text, into: &buffer)
    guard case .dataRow(let values)? = try BackendMessage.read(from: &buffer), values.count == 1 else { return nil }
    return values[0].map { Array($0.readableBytesView) }
}

/// A value beside its text and binary forms, as PostgreSQL 15 sends them.
struct Sample: Sendable, CustomTestStringConvertible {
    var type: SQLType
    var value: Value
    var text: String
    /// Hexadecimal digits.
    var binary: String

    init(_ type: SQLType, _ value: Value, _ text: String, _ binary: String) {
        self.type = type
        self.value = value
        self.text = text
        self.binary = binary
    }

    var testDescription: String { "\(type.sql) \(text)" }

    var binaryBytes: [UInt8] {
        stride(from: 0, to: binary.utf8.count, by: 2).compactMap { UInt8(binary.dropFirst($0).prefix(2), radix: 16) }
    }
}

@Suite("Values on the wire")
struct TextFormatTests {
    static let samples: [Sample] = [
        Sample(.boolean, .boolean(true), "t", "01"),
        Sample(.boolean, .boolean(false), "f", "00"),
        Sample(.tinyint, .integer(-5), "-5", "fffb"),
        Sample(.utinyint, .integer(200), "200", "00c8"),
        Sample(.smallint, .integer(-32768), "-32768", "8000"),
        Sample(.usmallint, .integer(65535), "65535", "0000ffff"),
        Sample(.integer, .integer(42), "42", "0000002a"),
        Sample(.uinteger, .integer(4_294_967_295), "4294967295", "00000000ffffffff"),
        Sample(.bigint, .integer(.min), "-9223372036854775808", "8000000000000000"),
        Sample(.ubigint, .hugeint(18_446_744_073_709_551_615), "18446744073709551615", "0005000400000000" + "07341a5802e103bb064f"),
        Sample(.hugeint, .integer(-10_000), "-10000", "0001000140000000" + "0001"),
        Sample(.hugeint, .integer(0), "0", "0000000000000000"),
        Sample(.float, .double(1.5), "1.5", "3fc00000"),
        Sample(.float, .double(Double(Float(0.1))), "0.1", "3dcccccd"),
        Sample(.float, .double(Double(Float(1_234_567))), "1.234567e+06", "4996b438"),
        Sample(.double, .double(0.1), "0.1", "3fb999999999999a"),
        Sample(.double, .double(-3), "-3", "c008000000000000"),
        Sample(.double, .double(1e15), "1e+15", "430c6bf526340000"),
        Sample(.double, .double(-1.234567890123456e15), "-1.234567890123456e+15", "c3118b54f22aeb00"),
        Sample(.double, .double(123_456_789_012_345), "123456789012345", "42dc12218377de40"),
        Sample(.double, .double(1e-5), "1e-05", "3ee4f8b588e368f1"),
        Sample(.double, .double(0.0001), "0.0001", "3f1a36e2eb1c432d"),
        Sample(.double, .double(1e300), "1e+300", "7e37e43c8800759c"),
        Sample(.double, .double(.infinity), "Infinity", "7ff0000000000000"),
        Sample(.double, .double(-.infinity), "-Infinity", "fff0000000000000"),
        Sample(.decimal(precision: 10, scale: 2), .decimal(unscaled: 12_345, scale: 2), "123.45", "0002000000000002" + "007b1194"),
        Sample(.decimal(precision: 10, scale: 2), .decimal(unscaled: -1, scale: 2), "-0.01", "0001ffff40000002" + "0064"),
        Sample(.decimal(precision: 10, scale: 2), .decimal(unscaled: 1_000_000, scale: 2), "10000.00", "0001000100000002" + "0001"),
        Sample(.decimal(precision: 10, scale: 2), .decimal(unscaled: 0, scale: 2), "0.00", "0000000000000002"),
        Sample(.decimal(precision: 10, scale: 6), .decimal(unscaled: 1, scale: 6), "0.000001", "0001fffe00000006" + "0064"),
        Sample(.varchar, .text("aé€"), "aé€", "61c3a9e282ac"),
        Sample(.varchar, .text(""), "", ""),
        Sample(.json, .text("{\"a\": 1}"), "{\"a\": 1}", "7b2261223a20317d"),
        Sample(.enumeration(["lo", "hi"]), .text("hi"), "hi", "6869"),
        Sample(.blob, .blob([0xDE, 0xAD, 0x00]), "\\xdead00", "dead00"),
        Sample(.bit, .text("101"), "101", "00000003a0"),
        Sample(.bit, .text("101010101"), "101010101", "00000009aa80"),
        Sample(.date, .date(0), "1970-01-01", "ffffd533"),
        Sample(.date, .date(20_000), "2024-10-04", "00002353"),
        Sample(.date, .date(.max), "infinity", "7fffffff"),
        Sample(.date, .date(-.max), "-infinity", "80000000"),
        Sample(.date, .date(-719_163), "0001-12-31 BC", "fff4dbf8"),
        Sample(.time, .time(3_723_400_000), "01:02:03.4", "00000000ddee9340"),
        Sample(.timeTZ, .timeTZ(microseconds: 3_600_000_000, offset: 19_800), "01:00:00+05:30", "00000000d693a400ffffb2a8"),
        Sample(.timestamp, .timestamp(946_684_800_000_000), "2000-01-01 00:00:00", "0000000000000000"),
        Sample(.timestamp, .timestamp(-1), "1969-12-31 23:59:59.999999", "fffca2fec4c81fff"),
        Sample(.timestamp, .timestamp(.max), "infinity", "7fffffffffffffff"),
        Sample(.timestampTZ, .timestampTZ(946_684_800_500_000), "2000-01-01 00:00:00.5+00", "000000000007a120"),
        Sample(.interval, .interval(months: 14, days: 3, microseconds: 4_000_000), "1 year 2 mons 3 days 00:00:04", "00000000003d0900000000030000000e"),
        Sample(.interval, .interval(months: -1, days: 2, microseconds: -1_500_000), "-1 mons +2 days -00:00:01.5", "ffffffffffe91ca000000002ffffffff"),
        Sample(.interval, .interval(months: 0, days: 0, microseconds: 0), "00:00:00", "00000000000000000000000000000000"),
        Sample(.uuid, .uuid(0xA0EE_BC99_9C0B_4EF8_BB6D_6BB9_BD38_0A11), "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "a0eebc999c0b4ef8bb6d6bb9bd380a11"),
        Sample(
            .list(.integer), .list([.integer(1), .null]), "{1,NULL}",
            "00000001" + "00000001" + "00000017" + "0000000200000001" + "0000000400000001" + "ffffffff"),
        Sample(
            .list(.list(.integer)), .list([.list([.integer(1)]), .list([.integer(2)])]), "{{1},{2}}",
            "00000002" + "00000000" + "00000017" + "0000000200000001" + "0000000100000001" + "0000000400000001" + "0000000400000002"),
        Sample(
            .list(.varchar), .list([.text("a b"), .text("null"), .text("x\"y")]), "{\"a b\",\"null\",\"x\\\"y\"}",
            "00000001" + "00000000" + "00000019" + "0000000300000001" + "00000003612062" + "000000046e756c6c" + "00000003782279"),
        Sample(.list(.double), .list([]), "{}", "00000000" + "00000000" + "000002bd"),
    ]

    @Test("the text form is PostgreSQL's", arguments: samples)
    func text(sample: Sample) throws {
        #expect(try written(sample.value, sample.type, isBinary: false) == Array(sample.text.utf8))
    }

    @Test("the binary form is PostgreSQL's", arguments: samples)
    func binary(sample: Sample) throws {
        #expect(try written(sample.value, sample.type, isBinary: true) == sample.binaryBytes)
    }

    @Test("the text form reads back as the value", arguments: samples)
    func readText(sample: Sample) throws {
        let value = try ParameterType(sample.type).value(text: ByteBuffer(string: sample.text))
        #expect(value == sample.value)
    }

    @Test("the binary form reads back as the value", arguments: samples)
    func readBinary(sample: Sample) throws {
        let value = try ParameterType(sample.type).value(binary: ByteBuffer(bytes: sample.binaryBytes))
        #expect(value == sample.value)
    }

    @Test("a binary form that is cut short or too long is an error, never a crash", arguments: samples)
    func wrongLength(sample: Sample) throws {
        let type = ParameterType(sample.type)
        switch sample.type {
        case .varchar, .json, .enumeration, .blob: return
        default: break
        }
        for length in 0..<sample.binaryBytes.count {
            #expect(throws: SQLFailure.self) { try type.value(binary: ByteBuffer(bytes: sample.binaryBytes[..<length])) }
        }
        #expect(throws: SQLFailure.self) { try type.value(binary: ByteBuffer(bytes: sample.binaryBytes + [0])) }
    }

    @Test("structures and maps are JSON")
    func structures() throws {
        let type = SQLType.structure([.init(name: "a", type: .integer)])
        let value = Value.structure([.init(name: "a", value: .integer(1))])
        #expect(try written(value, type, isBinary: false) == Array("{\"a\":1}".utf8))
        #expect(try written(value, type, isBinary: true) == Array("{\"a\":1}".utf8))
    }

    @Test("NaN is NaN in both forms")
    func notANumber() throws {
        #expect(try written(.double(.nan), .double, isBinary: false) == Array("NaN".utf8))
        #expect(try written(.double(.nan), .double, isBinary: true)?.prefix(2) == [0x7F, 0xF8])
    }

    @Test("NULL is NULL in both forms", arguments: [SQLType.integer, .double, .varchar, .uuid, .boolean])
    func null(type: SQLType) throws {
        #expect(try written(.null, type, isBinary: false) == nil)
        #expect(try written(.null, type, isBinary: true) == nil)
    }

    @Test("a list of lists of different lengths has no binary form")
    func ragged() {
        #expect(throws: SQLFailure.self) {
            try written(.list([.list([.integer(1)]), .list([])]), .list(.list(.integer)), isBinary: true)
        }
    }

    @Test("many rows are written as few are", arguments: [ResultFormats.text, .binary, .mixed([true, false, true])])
    func manyRows(formats: ResultFormats) throws {
        let chunk = Chunk(columns: [
            ColumnVector(type: .integer, values: (0..<50).map { $0 % 7 == 0 ? .null : .integer(Int64($0)) }),
            ColumnVector(type: .varchar, values: (0..<50).map { .text(String(repeating: "x", count: $0)) }),
            ColumnVector(type: .uuid, values: (0..<50).map { .uuid(UInt128($0)) }),
        ])
        var together = ByteBuffer()
        try ChunkWriter.write(chunk, rows: 3..<47, formats: formats, into: &together)
        var oneByOne = ByteBuffer()
        for row in 3..<47 { try ChunkWriter.write(chunk, rows: row..<row + 1, formats: formats, into: &oneByOne) }
        #expect(together == oneByOne)
    }
}
