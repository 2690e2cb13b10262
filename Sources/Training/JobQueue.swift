package import CatalogStore
package import Core
import DuckEngine
import Foundation
import Learning
package import Logging
import ServiceLifecycle
import Synchronization

/// Runs queued trainings, a few at once, each in a worker process, and writes what happens into the catalog.
///
/// The catalog is the queue: a version in state `queued` is work. Nothing is lost with this process.
package actor JobQueue: Service {
    package struct Configuration: Sendable {
        /// The program to start workers from.
        package var executable: String
        package var dataDirectory: String
        package var extensionsFolder: String
        /// Trainings at once.
        package var width: Int
        /// Bytes that DuckDB may use in each worker.
        package var memoryLimit: Int
        /// Bytes that a worker may take in all; its rows may make it less.
        package var workerMemory: Int
        /// How long a worker may give no sign of life.
        package var workerPatience: Duration
        /// Shared by the trainings that run.
        package var threads: Int

        package init(
            executable: String, dataDirectory: String, extensionsFolder: String, width: Int, memoryLimit: Int, workerMemory: Int,
            workerPatience: Duration, threads: Int
        ) {
            self.executable = executable
            self.dataDirectory = dataDirectory
            self.extensionsFolder = extensionsFolder
            self.width = width
            self.memoryLimit = memoryLimit
            self.workerMemory = workerMemory
            self.workerPatience = workerPatience
            self.threads = threads
        }
    }

    private let configuration: Configuration
    private let catalog: Catalog
    private let logger: Logger
    private let decide: Decision

    private var line: TrainingLine
    private var running: [Int64: Task<Void, Never>] = [:]
    private var cancelled: Set<Int64> = []
    /// Ends of trainings that the catalog could not take yet.
    private var unrecorded: [Int64: Task<Void, Never>] = [:]
    /// Trainings that are run again, and those that wait for a place to do so.
    private var reruns = 0
    private var places: [AsyncStream<Void>.Continuation] = []
    private var listeners: [Int64: [AsyncStream<TrainingUpdate>.Continuation]] = [:]
    private var accepting = false

    /// Whether a challenger takes the champion's place, from their comparison or the reason why there is none.
    package typealias Decision = @Sendable (
        _ model: ModelRecord, _ champion: VersionRecord, _ challenger: VersionRecord, _ comparison: Result<JSONValue, SQLFailure>
    ) async -> Promotion

    package init(configuration: Configuration, catalog: Catalog, logger: Logger, decide: @escaping Decision) {
        self.configuration = configuration
        self.catalog = catalog
        line = TrainingLine(width: configuration.width)
        self.logger = logger
        self.decide = decide
    }

    /// Takes up what an earlier run left, then works until the service is shut down; running workers are then ended and
    /// their versions are taken up again at the next start.
    package func run() async throws {
        try await start()
        try await gracefulShutdown()
        await stop()
    }

    package func start() async throws {
        let recovered = try await catalog.recoverInterrupted()
        for version in recovered.requeued {
            logger.info("an interrupted training is queued again", metadata: ["version": "\(version.id)"])
        }
        line = TrainingLine(try await catalog.trainingQueue(), width: configuration.width)
        accepting = true
        startNext()
    }

    package func stop() async {
        accepting = false
        let tasks = Array(running.values)
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        for task in unrecorded.values { task.cancel() }
        for continuation in listeners.values.flatMap(\.self) { continuation.finish() }
        listeners = [:]
    }

    /// Something in the catalog says otherwise now: a version was queued, a limit was set, the queue was paused or goes on.
    package func changed() async {
        guard accepting else { return }
        do {
            let contents = try await catalog.trainingQueue()
            line.limits = contents.limits
            line.isPaused = contents.isPaused
            for training in contents.trainings where training.state == .queued && !cancelled.contains(training.versionID) { line.add(.init(training)) }
            startNext()
        } catch {
            logger.warning("the queue of trainings could not be read", metadata: ["error": "\(SQLFailure(wrapping: error).message)"])
        }
    }

    /// Ends a training, or takes it out of the queue; its version becomes `cancelled`.
    /// - Returns: false when it is in neither; then nothing happens.
    @discardableResult
    package func cancel(_ versionID: Int64) async -> Bool {
        if let task = running[versionID] {
            cancelled.insert(versionID)
            task.cancel()
            await task.value
            return true
        }
        guard line.removeWaiting(versionID) else { return false }
        cancelled.insert(versionID)
        await record(versionID) { try await $0.cancelVersion(versionID) }
        cancelled.remove(versionID)
        end(versionID, with: .cancelled)
        return true
    }

    /// What happens to a version from now on; the stream ends with its last state.
    package func updates(of versionID: Int64) -> AsyncStream<TrainingUpdate> {
        let (stream, continuation) = AsyncStream.makeStream(of: TrainingUpdate.self, bufferingPolicy: .bufferingNewest(64))
        listeners[versionID, default: []].append(continuation)
        return stream
    }

    private func startNext() {
        while accepting, let versionID = line.startNext()?.versionID {
            running[versionID] = Task { await self.train(versionID) }
        }
    }

    private func train(_ versionID: Int64) async {
        let last: TrainingUpdate
        do {
            let job = try await job(for: versionID)
            try await catalog.startVersion(versionID)
            let run = TrainingRun(
                versionID: versionID, catalog: catalog, dataDirectory: configuration.dataDirectory, tell: { await self.tell(versionID, $0) },
                promotion: { try await self.promotion(of: versionID, $0) })
            last = try await run.execute(job, in: WorkerProcess(executable: configuration.executable, patience: configuration.workerPatience))
            await removeSnapshots(after: versionID)
        } catch is CancellationError {
            last = .cancelled
            if cancelled.remove(versionID) != nil {
                await record(versionID) { try await $0.cancelVersion(versionID) }
            } else if !accepting {
                await record(versionID) { try await $0.interruptVersion(versionID) }
            }
        } catch {
            let failure = SQLFailure(wrapping: error)
            last = .failed(failure)
            await record(versionID) { try await $0.failVersion(versionID, failure) }
        }
        do { try await Leftovers(directory: configuration.dataDirectory).removeUnused(catalog) } catch {
            logger.warning("unused files could not be removed", metadata: ["error": "\(SQLFailure(wrapping: error).message)"])
        }
        end(versionID, with: last)
        running[versionID] = nil
        line.end(versionID)
        startNext()
    }

    /// As the configuration of a version that has just been trained says: `keep_snapshots`.
    private func removeSnapshots(after versionID: Int64) async {
        await record(versionID) { [configuration] catalog in
            guard let version = try await catalog.version(id: versionID), let settings = try await catalog.configuration(id: version.configurationID),
                let count = try JSONValue(parsing: settings.options)["keep_snapshots"]?.integer
            else { return }
            let removed = try await catalog.removeSnapshots(modelID: version.modelID, keeping: count)
            try await catalog.withUnused(removed) { file in unlink("\(configuration.dataDirectory)/\(file.path)") }
        }
    }

    // MARK: Trainings that are run again

    /// Trains a version again from its snapshot, and keeps nothing of it. Waits while too many others do.
    /// - Parameter onProgress: what the worker tells meanwhile.
    /// - Throws: the training's failure; `CancellationError`.
    package func rerun(_ versionID: Int64, onProgress: @escaping @Sendable (WorkerEvent.Progress) -> Void) async throws -> Rerun {
        try await takePlace()
        defer {
            reruns -= 1
            for place in places { place.yield() }
            places = []
        }
        var job = try await job(for: versionID)
        guard job.snapshot != nil else {
            throw SQLFailure(.objectNotInPrerequisiteState, "the version has no snapshot to train from")
        }
        job.keepsArtifact = false
        job.profiles = false
        let rerun = Mutex(Rerun())
        try await WorkerProcess(executable: configuration.executable, patience: configuration.workerPatience).run(job.json) { event in
            switch event {
            case .compared, .profile, .alive: break
            case .progress(let progress): onProgress(progress)
            case .snapshot(let snapshot): rerun.withLock { $0.snapshotHash = snapshot.hash }
            case .finished(let finished): rerun.withLock { $0.report = finished.report }
            case .failed(let failure): rerun.withLock { $0.failure = failure }
            }
        }
        return rerun.withLock { $0 }
    }

    /// As many at once as there are trainings at once.
    private func takePlace() async throws {
        while reruns >= configuration.width {
            let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
            places.append(continuation)
            for await _ in stream { break }
            try Task.checkCancellation()
        }
        reruns += 1
    }

    // MARK: Comparisons

    /// Compares two versions of a model on rows that neither has learnt from, in a worker process.
    /// - Returns: `PairedComparison.json`. - Throws: `SQLFailure` 55000 when they cannot be compared; `CancellationError`.
    package func compare(_ first: VersionRecord, _ second: VersionRecord) async throws -> JSONValue {
        let job = ComparisonJob(
            dataDirectory: configuration.dataDirectory, first: try await side(first), second: try await side(second), seed: second.id,
            memoryLimit: engineMemory, workerMemory: configuration.workerMemory, threads: max(1, configuration.threads / max(1, running.count)))
        let result = Mutex<Result<JSONValue, SQLFailure>?>(nil)
        try await WorkerProcess(executable: configuration.executable, patience: configuration.workerPatience).run(job.json) { event in
            switch event {
            case .compared(let comparison): result.withLock { $0 = .success(comparison) }
            case .failed(let failure): result.withLock { $0 = .failure(failure) }
            case .progress, .snapshot, .profile, .finished, .alive: break
            }
        }
        guard let result = result.withLock({ $0 }) else { throw SQLFailure(.internalError, "the comparison has no result") }
        return try result.get()
    }

    private func side(_ version: VersionRecord) async throws -> ComparisonJob.Side {
        guard let held = version.heldHash, let snapshot = try await catalog.requireSnapshot(of: version), let settings = try await catalog.configuration(id: version.configurationID) else {
            throw SQLFailure(
                .objectNotInPrerequisiteState, "the two versions cannot be compared: version \(version.number) was trained by a program that did not keep what was measured",
                hint: "RETRAIN the model")
        }
        return .init(held: held, snapshot: snapshot, key: Self.options(try JSONValue(parsing: settings.options), of: try await catalog.definition(id: version.definitionID))["key"]?.string)
    }

    /// What becomes of a version whose training has just ended well; nil when none serves.
    private func promotion(of versionID: Int64, _ finished: FinishedTraining) async throws -> Promotion? {
        guard var version = try await catalog.version(id: versionID), let model = try await catalog.model(id: version.modelID),
            let champion = try await catalog.champion(modelID: version.modelID)
        else { return nil }
        version.heldHash = finished.heldHash
        version.artifactHash = finished.artifactHash
        var comparison: Result<JSONValue, SQLFailure>
        do {
            comparison = .success(try await compare(champion, version))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            comparison = .failure(SQLFailure(wrapping: error))
        }
        return await decide(model, champion, version, comparison)
    }

    private func record(_ versionID: Int64, _ change: @escaping @Sendable (Catalog) async throws -> Void) async {
        do {
            try await change(catalog)
        } catch let failure as SQLFailure where failure.sqlState == .undefinedObject {
            // It was dropped meanwhile.
        } catch {
            logger.warning("a training's end could not be recorded", metadata: ["version": "\(versionID)", "error": "\(error)"])
            guard Self.mayPass(error), accepting else { return }
            unrecorded[versionID] = Task { await self.recordLater(versionID, change) }
        }
    }

    /// Tries each second until the catalog takes it. When the server ends before, the next start sorts it out.
    private func recordLater(_ versionID: Int64, _ change: @Sendable (Catalog) async throws -> Void) async {
        defer { unrecorded[versionID] = nil }
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            do {
                try await change(catalog)
                return
            } catch {
                if !Self.mayPass(error) { return }
            }
        }
    }

    /// Whether an error of the catalog is one that goes away by itself, as that of a full disk.
    private static func mayPass(_ error: any Error) -> Bool {
        [.diskFull, .ioError, .objectInUse].contains(SQLFailure(wrapping: error).sqlState)
    }

    private func end(_ versionID: Int64, with update: TrainingUpdate) {
        tell(versionID, update)
        for continuation in listeners.removeValue(forKey: versionID) ?? [] { continuation.finish() }
    }

    private func tell(_ versionID: Int64, _ update: TrainingUpdate) {
        for continuation in listeners[versionID] ?? [] { continuation.yield(update) }
    }

    /// DuckDB stays well below what the whole worker may take: it writes to disk what does not fit.
    private var engineMemory: Int { min(configuration.memoryLimit, configuration.workerMemory / 4 * 3) }

    /// Results are equal for any number, so a training that is alone may have all.
    private var threadsOfNext: Int {
        max(1, configuration.threads / max(1, min(configuration.width, running.count + reruns + line.waiting.count)))
    }

    /// What names a row is said by the definition: a configuration that is shared knows nothing of it.
    private static func options(_ options: JSONValue, of definition: DefinitionRecord?) -> JSONValue {
        guard let key = definition?.key, options["key"] == nil, let members = options.members else { return options }
        return .object(members + [.init("key", .string(key))])
    }

    private static func transform(_ text: String) throws -> FeatureTransform {
        guard let transform = FeatureTransform(try JSONValue(parsing: text)) else {
            throw SQLFailure(.dataCorrupted, "the catalog is damaged", detail: "The TRANSFORM of a definition cannot be read.", hint: "restore \"catalog.sqlite\" from a backup")
        }
        return transform
    }

    private func job(for versionID: Int64) async throws -> WorkerJob {
        guard let version = try await catalog.version(id: versionID),
            let definition = try await catalog.definition(id: version.definitionID),
            let settings = try await catalog.configuration(id: version.configurationID)
        else { throw CancellationError() }
        let query = definition.boundQuery ?? definition.query
        let lowered = query.lowercased()
        var sources: [SourceDefinition] = []
        // A training from a snapshot reads no source.
        for record in version.snapshotHash == nil ? try await catalog.sources() : [] {
            let name = record.name.lowercased()
            // The bound query quotes every name, as an identifier or as the argument of a native query.
            if lowered.contains(quotedIdentifier(name)) || lowered.contains(quotedLiteral(name)) {
                sources.append(try SourceDefinition(name: record.name, engine: record.engine, parameters: record.parameters))
            }
        }
        var base: String?
        if let id = version.baseID {
            guard let hash = try await catalog.version(id: id)?.artifactHash else {
                throw SQLFailure(.objectNotInPrerequisiteState, "the version that is continued was deleted", hint: "RETRAIN the model")
            }
            base = hash
        }
        let snapshot = try await catalog.requireSnapshot(of: version)
        let known = if let snapshot { try await catalog.snapshot(hash: snapshot) } else { nil as SnapshotRecord? }
        return WorkerJob(
            dataDirectory: configuration.dataDirectory, extensionsFolder: configuration.extensionsFolder, sources: sources,
            query: query, transform: try definition.transform.map { try Self.transform($0) }, snapshot: snapshot, profiles: known?.isProfiled != true, base: base,
            target: definition.targets[0],
            options: Self.options(try JSONValue(parsing: settings.options), of: definition),
            memoryLimit: engineMemory, workerMemory: configuration.workerMemory, threads: threadsOfNext)
    }
}
