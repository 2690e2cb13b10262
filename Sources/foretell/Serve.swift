import ArgumentParser
import CatalogStore
import Core
import Execution
import Foundation
import Logging
import PGWire
import ServiceLifecycle
import UnixSignals
import Web

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a server on a data directory.",
        discussion: "Each option can be given in the environment too: FORETELL_DATA, FORETELL_PG_PORT, FORETELL_HTTP_PORT, FORETELL_LISTEN, ...")

    @Option(help: "The data directory; made when missing.") var data: String?
    @Option(help: "Port of the PostgreSQL protocol; 0 lets the system choose.") var pgPort: Int?
    @Option(help: "Port of HTTP; 0 lets the system choose.") var httpPort: Int?
    @Option(help: "Address to listen on.") var listen: String?
    @Option(help: "Trainings at once.") var workers: Int?
    @Option(help: "Threads of queries, and of all trainings together; as many as there are cores when not given.") var threads: Int?
    @Option(help: "Megabytes that DuckDB may use, in the server and in each worker.") var memoryLimit: Int?
    @Option(help: "Megabytes that a worker may take in all; its training fails beyond that.") var workerMemory: Int?
    @Option(help: "Seconds that a worker may give no sign of life before it is ended.") var workerPatience: Int?
    @Option(help: "Megabytes that models may take in memory; those that were used longest ago are read again when they are needed.") var modelMemory: Int?
    @Option(help: "Connections at once.") var maxConnections: Int?
    @Option(help: "Microseconds to look out for the next request of a client that asks one after the other, before a thread sleeps; 0 never.") var busyPoll: Int?
    @Option(help: "PEM file of the TLS certificate chain.") var tlsCertificate: String?
    @Option(help: "PEM file of the TLS key.") var tlsKey: String?
    @Flag(help: "Refuse connections without TLS.") var requireTls = false
    @Option(help: "Seconds that running statements have to finish when the server is told to stop.") var grace: Int?
    @Flag(help: "Log more.") var verbose = false

    private func setting(_ given: String?, _ name: String) -> String? {
        given ?? ProcessInfo.processInfo.environment["FORETELL_\(name)"].flatMap { $0.isEmpty ? nil : $0 }
    }

    private func number(_ given: Int?, _ name: String, _ initial: Int) throws -> Int {
        guard let text = setting(given.map(String.init), name) else { return initial }
        guard let number = Int(text), number >= 0 else {
            throw ValidationError("FORETELL_\(name) must be a number, not '\(text)'")
        }
        return number
    }

    private func port(_ given: Int?, _ name: String, _ initial: Int) throws -> Int {
        let port = try number(given, name, initial)
        guard port <= 65_535 else { throw ValidationError("FORETELL_\(name) must be a port, 0 to 65535, not '\(port)'") }
        return port
    }

    private func busyPollLimit() throws -> Duration {
        let usual = PGServerConfiguration.usualBusyPoll(cores: ProcessInfo.processInfo.activeProcessorCount)
        let limit = try number(busyPoll, "BUSY_POLL", Int(usual / .microseconds(1)))
        guard limit <= 1000 else { throw ValidationError("FORETELL_BUSY_POLL must be 0 to 1000 microseconds, not '\(limit)'") }
        return .microseconds(limit)
    }

    /// nil: no certificate is configured.
    private func tls() throws -> PGServerConfiguration.TLS? {
        let isRequired = requireTls || ["1", "true", "on", "yes"].contains(setting(nil, "REQUIRE_TLS")?.lowercased())
        switch (setting(tlsCertificate, "TLS_CERTIFICATE"), setting(tlsKey, "TLS_KEY")) {
        case (let certificate?, let key?): return .init(certificatePath: certificate, keyPath: key, isRequired: isRequired)
        case (_?, nil): throw ValidationError("--tls-certificate needs --tls-key beside it")
        case (nil, _?): throw ValidationError("--tls-key needs --tls-certificate beside it")
        case (nil, nil):
            guard !isRequired else { throw ValidationError("--require-tls needs --tls-certificate and --tls-key beside it") }
            return nil
        }
    }

    func run() async throws {
        guard let data = setting(data, "DATA") else { throw ValidationError("Missing expected argument '--data <data>'") }
        let tls = try tls()
        let directory = DataDirectory(data)
        let level: Logger.Level = verbose ? .debug : .warning
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        let logger = Logger(label: "foretell")
        let host = setting(listen, "LISTEN") ?? "127.0.0.1"
        let memory = try number(memoryLimit, "MEMORY_LIMIT", max(512, Int(ProcessInfo.processInfo.physicalMemory / 1_000_000 / 4)))
        let threads = max(1, try number(threads, "THREADS", ProcessInfo.processInfo.activeProcessorCount))
        let workers = max(1, try number(workers, "WORKERS", threads))
        let perWorker = max(1024, Int(ProcessInfo.processInfo.physicalMemory / 1_000_000) * 3 / 4 / workers)
        do {
            try directory.create()
            let lock = try DataDirectoryLock(directory: directory.path)
            let database = try await ForetellDatabase(
                .init(
                    dataDirectory: directory.path, extensionsFolder: try NativeFolder.extensions(), executable: NativeFolder.executable,
                    workers: workers, memoryLimit: memory * 1_000_000, workerMemory: try number(workerMemory, "WORKER_MEMORY", perWorker) * 1_000_000,
                    workerPatience: .seconds(max(10, try number(workerPatience, "WORKER_PATIENCE", 60))), threads: threads,
                    modelMemory: try number(modelMemory, "MODEL_MEMORY", 512) * 1_000_000, verifier: { ScramVerifier(text: $0) == nil ? ScramVerifier(password: $0).text : $0 }),
                logger: logger)
            try await directory.createSuperuser(in: database.catalog)
            let ports = ListeningPorts(host: host, lock: lock)
            let wire = PGServer(
                configuration: .init(
                    host: host, port: try port(pgPort, "PG_PORT", 5455), tls: tls,
                    maximumConnections: try number(maxConnections, "MAX_CONNECTIONS", 1000), shutdownGracePeriod: .seconds(try number(grace, "GRACE", 10)),
                    busyPoll: try busyPollLimit()),
                database: WireAdapter(database), logger: logger
            ) { port in ports.set(postgres: port) }
            let web = WebServer(host: host, port: try port(httpPort, "HTTP_PORT", 8055), logger: logger) { port in ports.set(http: port) }
            let group = ServiceGroup(
                configuration: .init(
                    services: [
                        // The last one ends first: no job waits for a training when the queue has ended.
                        .init(service: database.queue), .init(service: database.challengers), .init(service: JobService(database: database)), .init(service: OutcomeService(database: database)),
                        .init(service: wire), .init(service: web), .init(service: OutsideChange(database: database, directory: directory)),
                    ], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
            try await group.run()
            withExtendedLifetime(lock) {}
        } catch let failure as SQLFailure {
            throw CommandFailure(failure)
        }
    }
}

