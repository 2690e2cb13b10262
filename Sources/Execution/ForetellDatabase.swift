package import CatalogStore
import Core
import DuckEngine
import Foundation
package import Logging
import Learning
import Synchronization
package import Training

/// The database: what all sessions share.
package final class ForetellDatabase: Sendable {
    package struct Configuration: Sendable {
        package var dataDirectory: String
        package var extensionsFolder: String
        /// The program that workers are started from.
        package var executable: String
        /// Trainings at once.
        package var workers: Int
        /// Bytes that DuckDB may use in the server, and in each worker.
        package var memoryLimit: Int
        /// Bytes that a worker may take in all.
        package var workerMemory: Int
        /// How long a worker may give no sign of life.
        package var workerPatience: Duration
        package var threads: Int
        /// Bytes that models may take in memory.
        package var modelMemory: Int
        /// What is kept of a password: its SCRAM-SHA-256 verifier. A text that is a verifier already is kept as it is.
        package var verifier: @Sendable (_ password: String) -> String

        package init(
            dataDirectory: String, extensionsFolder: String, executable: String, workers: Int, memoryLimit: Int, workerMemory: Int,
            workerPatience: Duration, threads: Int, modelMemory: Int, verifier: @escaping @Sendable (_ password: String) -> String
        ) {
            self.dataDirectory = dataDirectory
            self.extensionsFolder = extensionsFolder
            self.executable = executable
            self.workers = workers
            self.memoryLimit = memoryLimit
            self.workerMemory = workerMemory
            self.workerPatience = workerPatience
            self.threads = threads
            self.verifier = verifier
            self.modelMemory = modelMemory
        }
    }

    package let configuration: Configuration
    package let catalog: Catalog
    package let queue: JobQueue
    package let jobs: JobScheduler
    package let challengers: ChallengerScoring
    package let outcomes: OutcomeWatch
    package let sessions = SessionList()
    let duck: DuckDatabase
    let registry: ModelRegistry
    let snapshots: ArtifactStore
    let pool: BlockingPool
    /// For statements that wait for other servers: one that does not answer holds up those that ask it, and nobody else.
    let lanes = SourceLanes()
    let logger: Logger
    private let admin: DuckConnection
    let sources: AttachedSources
    private let cached = Mutex(CachedDirectory())
    /// Typed views by which models and views show in the system catalog: key -> statement.
    private let shown = Mutex<[String: String]>([:])

    /// Opens what the data directory holds; the directory itself is made and locked by the caller.
    /// - Throws: `SQLFailure`
    package init(_ configuration: Configuration, logger: Logger) async throws {
        self.configuration = configuration
        self.logger = logger
        let directory = configuration.dataDirectory
        for folder in ["snapshots", "models", "files", "tmp"] {
            try FileManager.default.createDirectory(
                atPath: "\(directory)/\(folder)", withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        catalog = try Catalog(path: "\(directory)/catalog.sqlite", keyFile: "\(directory)/secrets.key")
        try await Leftovers(directory: directory).remove(catalog)
        duck = try DuckDatabase(
            path: nil,
            settings: [
                ("threads", String(configuration.threads)), ("memory_limit", "\(configuration.memoryLimit / 1_000_000)MB"),
                ("temp_directory", "\(directory)/tmp/server"),
            ])
        admin = try duck.connect()
        sources = AttachedSources(duck, extensionsFolder: configuration.extensionsFolder)
        pool = BlockingPool(width: max(16, configuration.threads * 8), name: "query")
        challengers = ChallengerScoring(catalog: catalog, logger: logger)
        registry = ModelRegistry(
            artifacts: ArtifactStore(.artifact, directory: directory), memoryLimit: configuration.modelMemory, challengers: challengers,
            connection: try duck.connect())
        snapshots = ArtifactStore(.snapshot, directory: directory)
        try admin.execute("SET GLOBAL TimeZone = 'UTC'")
        try SystemViews.setUp(admin, catalog: catalog, sessions: sessions, workers: configuration.workers)
        let judge = JudgeHook()
        queue = JobQueue(
            configuration: .init(
                executable: configuration.executable, dataDirectory: directory, extensionsFolder: configuration.extensionsFolder,
                width: configuration.workers, memoryLimit: configuration.memoryLimit, workerMemory: configuration.workerMemory,
                workerPatience: configuration.workerPatience, threads: configuration.threads),
            catalog: catalog, logger: logger, decide: judge.decide)
        jobs = JobScheduler(catalog: catalog, logger: logger)
        outcomes = OutcomeWatch(logger: logger)
        judge.set(self)
    }

    /// The directory as of now.
    package func directory() async throws -> Directory {
        let revision = catalog.revision
        let catalog = catalog
        // Those who find it stale at once read it once.
        let (known, reading) = cached.withLock { cached -> (Directory?, Task<Directory, any Error>?) in
            if let directory = cached.directory, directory.revision == revision { return (directory, nil) }
            if let reading = cached.reading, reading.revision >= revision { return (nil, reading.task) }
            let task = Task { try await Directory.read(catalog) }
            cached.reading = (revision, task)
            return (nil, task)
        }
        if let known { return known }
        guard let reading else { throw SQLFailure(.internalError, "the catalog is not being read") }
        let result = await reading.result
        cached.withLock { cached in
            if cached.reading?.task == reading { cached.reading = nil }
            if case .success(let directory) = result, directory.revision > cached.directory?.revision ?? -1 { cached.directory = directory }
        }
        return try result.get()
    }

    /// Grows with every change of what exists.
    var revision: Int64 { catalog.revision }

    /// Whether a directory that was read then holds still.
    func isCurrent(_ revision: Int64) -> Bool { catalog.revision == revision }

    /// - Parameter connection: the session's own, for the columns that only it may see.
    func binder(_ directory: Directory, connection: DuckConnection, project: String, user: String) -> QueryBinder {
        QueryBinder(
            directory: directory, registry: registry, snapshots: snapshots, connection: connection, project: project, user: user,
            rights: directory.rights.rights(of: user)
        ) { source in try self.attach(source) }
    }

    // MARK: Sources

    /// Attaches a source when it is not, and sees to it that the tables of a folder are those of now. Blocking.
    func attach(_ source: SourceRecord) throws {
        try sources.attach(SourceDefinition(name: source.name, engine: source.engine, parameters: source.parameters))
    }

    /// What is recorded: a `files` source without a path is a folder of the server's own.
    static func parameters(_ parameters: JSONValue, engine: String, name: String, dataDirectory: String) -> JSONValue {
        guard engine == "files", parameters["path"] == nil else { return parameters }
        return .object((parameters.members ?? []) + [.init("path", .string("\(dataDirectory)/files/\(name.folded)"))])
    }

    /// Reads a version into memory before it is needed; whoever needs it is told when that fails.
    func load(_ version: VersionRecord, of model: ModelRecord) async {
        let registry = registry
        guard let entry = try? await directory().model(model.project, model.name) else { return }
        _ = try? await pool.run { try registry.version(version, of: entry).model() }
    }

    /// Another program has changed the catalog.
    package func reload() async {
        catalog.noticeChanges()
        await showNames()
    }

    // MARK: Names in the system catalog

    /// Makes a typed, empty view of each model and view, so that drivers list them with their columns.
    func showNames() async {
        do {
            let directory = try await directory()
            try await pool.run { [self] in
                let wanted = statements(directory)
                try shown.withLock { shown in
                    for project in directory.projects { try admin.execute("CREATE SCHEMA IF NOT EXISTS \(quotedIdentifier(project))") }
                    for key in shown.keys.sorted() where wanted[key] == nil {
                        try admin.execute("DROP VIEW IF EXISTS \(key)")
                        shown[key] = nil
                    }
                    for (key, statement) in wanted.sorted(by: { $0.key < $1.key }) where shown[key] != statement {
                        try admin.execute(statement)
                        shown[key] = statement
                    }
                }
            }
        } catch is CancellationError {
            // The end of a training that was cancelled: it has changed no name.
        } catch {
            logger.warning("models could not be listed in the system catalog", metadata: ["error": "\(error)"])
        }
    }

    private func statements(_ directory: Directory) -> [String: String] {
        var statements: [String: String] = [:]
        for model in directory.models.values {
            guard let champion = model.champion,
                let version = try? registry.version(champion, of: model)
            else { continue }
            let name = "\(quotedIdentifier(model.record.project)).\(quotedIdentifier(model.record.name))"
            statements[name] = "CREATE OR REPLACE VIEW \(name) AS SELECT \(ModelExpressions.emptyColumns(of: version)) WHERE FALSE"
        }
        for view in directory.views.values {
            guard let columns = view.columns.flatMap({ try? JSONValue(parsing: $0) })?.array, !columns.isEmpty else { continue }
            let name = "\(quotedIdentifier(view.project)).\(quotedIdentifier(view.name))"
            let list = columns.map { "CAST(NULL AS \(Self.shownType($0["type"]?.string))) AS \(quotedIdentifier($0["name"]?.string ?? ""))" }
            statements[name] = "CREATE OR REPLACE VIEW \(name) AS SELECT \(list.joined(separator: ", ")) WHERE FALSE"
        }
        return statements
    }

    /// Enumerations are shown as the texts that they are: their type may be an attached database's own.
    private static func shownType(_ type: String?) -> String {
        guard let type, !type.uppercased().contains("ENUM"), type != "\"NULL\"" else { return "VARCHAR" }
        return type
    }
}

/// The directory that was read last, and the one that is being read.
private struct CachedDirectory: Sendable {
    var directory: Directory?
    /// The catalog's revision before the reading began.
    var reading: (revision: Int64, task: Task<Directory, any Error>)?
}

/// Decides about challengers: set once after the queue is made, since the queue is a part of what it calls.
private final class JudgeHook: Sendable {
    private struct State { weak var database: ForetellDatabase? }
    private let state = Mutex(State())

    func set(_ database: ForetellDatabase) { state.withLock { $0.database = database } }

    /// Whether a challenger takes the champion's place. The challenger is loaded first when it does, so that nobody waits for it.
    @Sendable func decide(
        _ model: ModelRecord, _ champion: VersionRecord, _ challenger: VersionRecord, _ comparison: Result<JSONValue, SQLFailure>
    ) async -> Promotion {
        guard let database = state.withLock({ $0.database }) else {
            return Promotion(promotes: false, against: champion.id, reason: "not promoted: the server is shutting down", evidence: .object([]))
        }
        let promotion = await PromotionJudge(database).decide(model, champion, challenger, comparison)
        if promotion.promotes { await database.load(challenger, of: model) }
        return promotion
    }
}
