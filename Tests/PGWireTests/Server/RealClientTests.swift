import Core
import Foundation
@testable import PGWire
import Subprocess
import Testing

private let psql = "/usr/bin/psql"
private let openssl = "/usr/bin/openssl"
private let hasPsql = FileManager.default.isExecutableFile(atPath: psql)
private let hasOpenSSL = FileManager.default.isExecutableFile(atPath: openssl)

@Suite("psql", .enabled(if: hasPsql), .timeLimit(.minutes(1)))
struct RealClientTests {
    private func psql(_ port: Int, _ arguments: [String], mode: String = "prefer") async throws -> Program.Result {
        try await Program.run(
            PGWireTests.psql,
            ["host=127.0.0.1 port=\(port) user=ann dbname=shop sslmode=\(mode)", "-X", "-A"] + arguments,
            environment: .inherit.updating(["PGPASSWORD": "secret"]))
    }

    @Test("shows rows, errors with their position, and notices")
    func statements() async throws {
        try await withServer { port, _ in
            let run = try await psql(port, ["-c", "one", "-c", "rows 3", "-c", "bogus thing", "-c", "notice hello there"])
            #expect(run.exitCode == 0)
            #expect(run.output == "n\n1\n(1 row)\nn\n1\n2\n3\n(3 rows)\nNOTICE\n")
            #expect(run.errors.contains("ERROR:  syntax error at or near \"thing\"\nLINE 1: bogus thing\n              ^\nDETAIL:  A detail.\nHINT:  A hint."))
            #expect(run.errors.contains("NOTICE:  hello there\nHINT:  A hint."))
        }
    }

    @Test("shows the results of several statements in one text")
    func severalStatements() async throws {
        try await withServer { port, _ in
            let run = try await psql(port, ["-t", "-c", "text a;text b"])
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output == "a\nb\n")
        }
    }

    @Test("is told that the password is wrong")
    func wrongPassword() async throws {
        try await withServer { port, _ in
            let run = try await Program.run(
                PGWireTests.psql, ["host=127.0.0.1 port=\(port) user=ann dbname=shop", "-X", "-c", "one"], environment: .inherit.updating(["PGPASSWORD": "wrong"]))
            #expect(run.exitCode == 2)
            #expect(run.errors.contains("FATAL:  password authentication failed for user \"ann\""))
        }
    }

    @Test("a statement of 5 MB against a limit of 1 MB gets the error, not a broken pipe")
    func oversized() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).sql")
        try Data("text \(String(repeating: "x", count: 5_000_000));\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await withServer({ $0.maximumMessageSize = 1 << 20 }) { port, _ in
            let run = try await psql(port, ["-f", file.path])
            #expect(run.errors.contains("is longer than the limit of 1048576 bytes"), "\(run.errors)")
        }
    }

    @Test("TLS: psql and our client are served encrypted when a certificate is configured", .enabled(if: hasOpenSSL))
    func encrypted() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificate = folder.appendingPathComponent("server.crt").path
        let key = folder.appendingPathComponent("server.key").path
        let made = try await Program.run(openssl, [
            "req", "-new", "-x509", "-days", "2", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", certificate, "-keyout", key,
        ])
        #expect(made.exitCode == 0, "\(made.errors)")
        try await withServer({ $0.tls = .init(certificatePath: certificate, keyPath: key) }) { port, _ in
            let run = try await psql(port, ["-t", "-c", "one", "-c", "rows 5000"], mode: "require")
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.hasPrefix("1\n1\n2\n"))
            #expect(run.output.hasSuffix("5000\n"))
            for tls in [PGClientConfiguration.TLS.require, .verify(certificateAuthorityPath: certificate), .disable] {
                var configuration = PGClientConfiguration.ann(port)
                configuration.tls = tls
                let client = try await PGClient.connect(configuration)
                #expect(try await client.query("rows 3000").last == .completed("SELECT 3000"))
                await client.close()
            }
        }
    }

    @Test("our client says so when it wants TLS and the server has none")
    func noTLS() async throws {
        try await withServer { port, _ in
            var configuration = PGClientConfiguration.ann(port)
            configuration.tls = .require
            let failure = await #expect(throws: SQLFailure.self) { try await PGClient.connect(configuration) }
            #expect(failure?.message == "the server does not support TLS")
        }
    }
}
