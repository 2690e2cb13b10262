import Core
import NIOCore
@testable import PGWire
import Testing

@Suite("Messages of the server")
struct BackendMessageTests {
    @Test("each reads back as it was written, and from nothing less", arguments: [
        BackendMessage.authenticationOK, .authenticationSASL(mechanisms: ["SCRAM-SHA-256"]), .authenticationSASLContinue("r=1"),
        .authenticationSASLFinal("v=1"), .authenticationOther(5), .parameterStatus(name: "TimeZone", value: "UTC"),
        .backendKeyData(processID: 1, secret: -2), .readyForQuery(.failed),
        .negotiateProtocolVersion(minor: 0, unknownOptions: ["_pq_.x"]),
        .rowDescription([FieldDescription(Column("ä", .decimal(precision: 10, scale: 2)), isBinary: true)]),
        .dataRow([ByteBuffer(string: "x"), nil]), .commandComplete("SELECT 1"), .emptyQueryResponse, .parseComplete, .bindComplete,
        .closeComplete, .noData, .portalSuspended, .parameterDescription([.int4, .text]), .other(type: UInt8(ascii: "A")),
        .error(ReportFields(SQLFailure(.syntaxError, "m", detail: "d", hint: "h", position: 2), text: "äöü")),
        .notice(ReportFields(NoticeMessage(severity: "WARNING", message: "careful"))),
    ])
    func roundTrip(message: BackendMessage) throws {
        var bytes = ByteBuffer()
        message.write(into: &bytes)
        for length in 0..<bytes.readableBytes {
            var short = try #require(bytes.getSlice(at: 0, length: length))
            #expect(try BackendMessage.read(from: &short) == nil)
        }
        #expect(try BackendMessage.read(from: &bytes) == message)
        #expect(bytes.readableBytes == 0)
    }

    @Test("RowDescription has PostgreSQL's bytes")
    func rowDescription() {
        let bytes = PreparedStatement.description([Column("n", .decimal(precision: 10, scale: 2))], .binary)
        #expect(Array(bytes.readableBytesView) == [
            0x54, 0, 0, 0, 26, 0, 1, 0x6E, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x06, 0xA4, 0xFF, 0xFF, 0, 0x0A, 0, 0x06, 0, 1,
        ])
    }

    @Test("a position counts characters of the whole text", arguments: [(0, 0, 1), (2, 0, 2), (3, 0, 3), (0, 3, 3), (1, 3, 4), (99, 3, 6)])
    func position(position: Int, offset: Int, expected: Int) {
        let fields = ReportFields(SQLFailure(.syntaxError, "m", position: position), text: "ä;xyz", offset: offset)
        #expect(fields.position == expected)
    }
}
