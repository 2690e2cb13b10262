import Core
import NIOCore
import NIOPosix
import NIOSSL

/// Messages to and from a server, without their meaning.
struct PGClientConnection: Sendable {
    let channel: any Channel
    private let handler: NIOLoopBound<PGClientHandler>

    /// - Throws: `SQLFailure` 08001 when nobody listens there.
    static func open(host: String, port: Int, timeout: Duration) async throws -> PGClientConnection {
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: false)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(TimeAmount(timeout))
        do {
            return try await bootstrap.connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = PGClientHandler(eventLoop: channel.eventLoop)
                    try channel.pipeline.syncOperations.addHandler(handler)
                    return PGClientConnection(channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
                }
            }
        } catch {
            throw SQLFailure(
                .cannotConnect, "cannot connect to \"\(host):\(port)\"", detail: "\(error)", hint: "is the server running there?")
        }
    }

    /// Asks for TLS and does the handshake.
    /// - Throws: `SQLFailure` 08001 when the server has none.
    func encrypt(_ mode: PGClientConfiguration.TLS, host: String) async throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        switch mode {
        case .disable: return
        case .require: configuration.certificateVerification = .none
        case .verify(let path): configuration.trustRoots = .file(path)
        }
        let tls = try NIOSSLContext(configuration: configuration)
        // A certificate made out to an address is checked by address: a server name cannot be one.
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        let handler = handler
        let channel = channel
        let answer = try await channel.eventLoop.flatSubmit {
            let answer = handler.value.answerToEncryptionRequest()
            var request = ByteBuffer()
            StartupPacket.sslRequest.write(into: &request)
            channel.writeAndFlush(request, promise: nil)
            return answer
        }.get()
        guard answer == UInt8(ascii: "S") else {
            throw SQLFailure(.cannotConnect, "the server does not support TLS", hint: "connect without it, or configure a certificate")
        }
        try await channel.eventLoop.submit {
            let ssl = try NIOSSLClientHandler(context: tls, serverHostname: isAddress ? nil : host)
            try channel.pipeline.syncOperations.addHandler(ssl, position: .first)
            // The handshake reads on by itself, but somebody must ask first: nobody else does before the first message has left,
            // and that waits for the handshake.
            channel.read()
        }.get()
    }

    func send(_ packet: StartupPacket) async throws {
        var bytes = ByteBuffer()
        packet.write(into: &bytes)
        try await send(bytes)
    }

    /// Sends the messages in one piece.
    func send(_ messages: FrontendMessage...) async throws {
        var bytes = ByteBuffer()
        for message in messages { message.write(into: &bytes) }
        try await send(bytes)
    }

    func send(_ bytes: ByteBuffer) async throws {
        do {
            try await channel.writeAndFlush(bytes)
        } catch is ChannelError {
            throw PGClientHandler.closed
        } catch {
            throw SQLFailure(.connectionFailure, "the connection to the server failed: \(error)")
        }
    }

    /// All messages that have arrived since the last call, at least one. One caller at a time.
    func receive() async throws -> [BackendMessage] {
        let handler = handler
        return try await channel.eventLoop.flatSubmit { handler.value.next() }.get()
    }

    func close() async {
        try? await channel.close()
    }
}
