import Core
import NIOCore
@testable import PGWire
import Testing

@Suite("Cutting a client's bytes into messages")
struct FrontendDecoderTests {
    private static let conversation: [FrontendMessage] = [
        .query("select 'ä'"), .parse(ParseMessage(name: "s", text: "select $1", parameterTypes: [23, 0])),
        .bind(BindMessage(portal: "p", statement: "s", formats: [1], values: [ByteBuffer(integer: Int32(7)), nil], resultFormats: [1])),
        .describe(.statement("s")), .describe(.portal("p")), .execute(portal: "p", maximumRows: 10), .close(.portal("p")),
        .close(.statement("s")), .flush, .sync, .functionCall, .copy, .terminate,
    ]

    private static var bytes: ByteBuffer {
        var buffer = ByteBuffer()
        for message in conversation { message.write(into: &buffer) }
        return buffer
    }

    private func messages(_ decoder: inout FrontendDecoder) throws -> [FrontendMessage] {
        var messages: [FrontendMessage] = []
        while let frame = try decoder.nextFrame(limit: 1 << 20) { messages.append(try FrontendMessage(frame)) }
        return messages
    }

    @Test("messages arrive the same wherever the bytes are split", arguments: 0...FrontendDecoderTests.bytes.readableBytes)
    func everySplit(position: Int) throws {
        var second = Self.bytes
        let first = ByteBuffer(second.readableBytesView.prefix(position))
        second.moveReaderIndex(forwardBy: position)
        var decoder = FrontendDecoder()
        decoder.append(first)
        var came = try messages(&decoder)
        decoder.append(second)
        came += try messages(&decoder)
        #expect(came == Self.conversation)
        #expect(decoder.isEmpty)
    }

    @Test("messages arrive the same byte by byte")
    func byteByByte() throws {
        var decoder = FrontendDecoder()
        var came: [FrontendMessage] = []
        for byte in Self.bytes.readableBytesView {
            decoder.append(ByteBuffer(integer: byte))
            came += try messages(&decoder)
        }
        #expect(came == Self.conversation)
    }

    @Test("the start-up arrives the same wherever the bytes are split")
    func startup() throws {
        let packet = StartupPacket.startup(StartupMessage(parameters: [
            .init(name: "user", value: "ann"), .init(name: "database", value: "shop"),
        ]))
        var bytes = ByteBuffer()
        packet.write(into: &bytes)
        for position in 0...bytes.readableBytes {
            var second = bytes
            let first = ByteBuffer(second.readableBytesView.prefix(position))
            second.moveReaderIndex(forwardBy: position)
            var decoder = FrontendDecoder()
            decoder.append(first)
            let early = try decoder.nextPacket(limit: 1000)
            #expect((early == nil) == (second.readableBytes > 0))
            decoder.append(second)
            #expect(try early ?? decoder.nextPacket(limit: 1000) == packet)
        }
    }

    @Test("requests before the start-up read back", arguments: [
        StartupPacket.sslRequest, .gssEncryptionRequest, .cancel(processID: 7, secret: -9),
    ])
    func requests(packet: StartupPacket) throws {
        var bytes = ByteBuffer()
        packet.write(into: &bytes)
        var decoder = FrontendDecoder()
        decoder.append(bytes)
        #expect(try decoder.nextPacket(limit: 100) == packet)
    }

    @Test("a start-up of an impossible length is refused", arguments: [Int32.min, -1, 0, 7, 101, .max])
    func startupLength(length: Int32) {
        var decoder = FrontendDecoder()
        decoder.append(ByteBuffer(integer: length))
        let failure = #expect(throws: FrontendDecoder.Failure.self) { try decoder.nextPacket(limit: 100) }
        #expect(failure?.failure.sqlState == .protocolViolation)
    }

    @Test("a start-up without an end is refused", arguments: ["user", "user\0", "user\0ann", "user\0ann\0", "user\0ann\0\0x"])
    func startupLayout(text: String) {
        var bytes = ByteBuffer()
        bytes.writeMultipleIntegers(Int32(8 + text.utf8.count), Int32(196_608))
        bytes.writeString(text)
        var decoder = FrontendDecoder()
        decoder.append(bytes)
        #expect(throws: FrontendDecoder.Failure(failure: SQLFailure(.protocolViolation, "invalid startup packet layout"), remaining: 0)) {
            try decoder.nextPacket(limit: 1000)
        }
    }

    @Test("a message shorter than its length field is refused", arguments: [Int32.min, -1, 0, 3])
    func tooShort(length: Int32) {
        var decoder = FrontendDecoder()
        var bytes = ByteBuffer(string: "Q")
        bytes.writeInteger(length)
        decoder.append(bytes)
        #expect(throws: FrontendDecoder.Failure(failure: SQLFailure(.protocolViolation, "invalid message length"), remaining: 0)) {
            try decoder.nextFrame(limit: 1000)
        }
    }

    @Test("a message longer than the limit is refused when its length is known")
    func tooLong() {
        var decoder = FrontendDecoder()
        var bytes = ByteBuffer(string: "Q")
        bytes.writeInteger(Int32(1001))
        decoder.append(bytes)
        let failure = #expect(throws: FrontendDecoder.Failure.self) { try decoder.nextFrame(limit: 1000) }
        #expect(failure?.failure.sqlState == .programLimitExceeded)
        #expect(failure?.failure.message == "a message of 1001 bytes is longer than the limit of 1000 bytes")
        #expect(failure?.remaining == 1002)
    }

    @Test("a message of an unknown type is refused")
    func unknownType() {
        var decoder = FrontendDecoder()
        decoder.append(ByteBuffer(string: "!"))
        #expect(throws: FrontendDecoder.Failure(failure: SQLFailure(.protocolViolation, "invalid frontend message type 33"), remaining: 0)) {
            try decoder.nextFrame(limit: 1000)
        }
    }

    @Test("every message that is cut short inside is refused")
    func truncatedBodies() throws {
        for message in Self.conversation {
            var bytes = ByteBuffer()
            message.write(into: &bytes)
            var decoder = FrontendDecoder()
            decoder.append(bytes)
            let frame = try #require(try decoder.nextFrame(limit: 1000))
            switch message {
            case .functionCall, .copy, .flush, .sync, .terminate: continue
            default: break
            }
            for length in 0..<frame.body.readableBytes {
                let short = FrontendFrame(type: frame.type, body: try #require(frame.body.getSlice(at: frame.body.readerIndex, length: length)))
                let failure = #expect(throws: SQLFailure.self) {
                    // What Bind holds is read when its statement is known.
                    if case .bind(let bind) = try FrontendMessage(short) {
                        _ = try bind.read(types: [ParameterType(.integer), ParameterType(.integer)], columnCount: 1)
                    }
                }
                #expect(failure?.message == "invalid message format")
            }
        }
    }

    @Test("text that is not UTF-8 is refused")
    func notUTF8() {
        let failure = #expect(throws: SQLFailure.self) {
            try FrontendMessage(FrontendFrame(type: .query, body: ByteBuffer(bytes: [0xFF, 0xFE, 0])))
        }
        #expect(failure?.sqlState.rawValue == "22021")
        #expect(failure?.message == "invalid byte sequence for encoding \"UTF8\"")
    }
}
