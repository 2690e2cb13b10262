import CatalogStore
import Core
import Crypto
import DuckEngine
import Foundation
import Learning

/// What runs inside a worker process: one training, from the source to the artifact.
package struct Worker {
    private let job: WorkerJob
    private let memory: MemoryWatch
    private let say: @Sendable (WorkerEvent) -> Void

    package init(job: WorkerJob, memory: MemoryWatch, say: @escaping @Sendable (WorkerEvent) -> Void) {
        self.job = job
        self.memory = memory
        self.say = say
    }

    /// Trains, and says each step; an error is said as `failed`.
    package func run() {
        do {
            say(.finished(try train()))
        } catch {
            say(.failed(SQLFailure(wrapping: error)))
        }
    }

    private func train() throws -> WorkerEvent.Finished {
        let configuration = try LearningConfiguration.from(options: job.options.members?.map { ($0.key, $0.value) } ?? [])
        progress("read", 0)
        let base = try job.base.map { try Model(deserializing: ArtifactStore(.artifact, directory: job.dataDirectory).read(hash: $0)) }
        let (raw, recording) = try read()
        let learnt = Result { try learn(from: raw, base, configuration, recording) }
        // Whatever comes of what is learnt, the rows that it was made from are kept.
        try recording?.value()
        let outcome = try learnt.get()
        progress("store", 0.99)
        let artifact = try outcome.model.serialized()
        guard job.keepsArtifact else {
            return .init(artifactHash: SHA256.hash(data: artifact).hexadecimal, artifactBytes: artifact.count, report: outcome.report.json)
        }
        let held = try ArtifactStore(.held, directory: job.dataDirectory).write(HeldModel(model: outcome.held, holdout: outcome.holdout).serialized())
        let stored = try ArtifactStore(.artifact, directory: job.dataDirectory).write(artifact)
        return .init(artifactHash: stored.hash, artifactBytes: stored.bytes, heldHash: held.hash, report: outcome.report.json,
            columns: outcome.model.columns.json)
    }

    /// - Parameters:
    ///   - base: what is continued; nil: a model is learnt from nothing.
    ///   - recording: whose failure ends the training.
    private func learn(
        from raw: TrainingTable, _ base: Model?, _ configuration: LearningConfiguration, _ recording: Alongside<Void>?
    ) throws -> TrainingOutcome {
        let transform = if let base { base.transform } else {
            try job.transform?.fitted(to: raw.columns, target: job.target, fixed: [configuration.key, configuration.splitBy].compactMap(\.self))
        }
        let table = try transform?.table(raw) ?? raw
        memory.setLimit(for: table.vectors)
        let told: @Sendable (TrainingProgress) throws -> Void = { [say] step in
            // Why it failed is told by `recording`; no trial takes this for its own failure.
            if recording?.hasFailed == true { throw CancellationError() }
            // Reading took the first tenth, the artifact takes the last hundredth.
            say(
                .progress(
                    .init(
                        stage: step.stage, share: 0.1 + 0.89 * step.share, round: step.round, rounds: step.rounds,
                        metric: step.metricName, value: step.metricValue)))
        }
        let outcome = if let base {
            try Finetuning.finetune(base, on: table, configuration: configuration, threads: job.threads, progress: told)
        } else {
            try Trainer.train(table, target: job.target, configuration: configuration, threads: job.threads, progress: told)
        }
        return transform.map(outcome.taking) ?? outcome
    }

    static func openDatabase(directory: String, threads: Int, memoryLimit: Int) throws -> DuckDatabase {
        try DuckDatabase(
            path: nil,
            settings: [
                ("threads", String(threads)), ("memory_limit", "\(memoryLimit / 1_000_000)MB"),
                ("temp_directory", "\(directory)/tmp/worker-\(ProcessInfo.processInfo.processIdentifier)"),
            ])
    }

    /// Reads the source once, into the snapshot; training sees the snapshot only.
    /// - Returns: its rows, and what is still to be done to keep it; nil: nothing.
    private func read() throws -> (TrainingTable, Alongside<Void>?) {
        let database = try Self.openDatabase(directory: job.dataDirectory, threads: job.threads, memoryLimit: job.memoryLimit)
        let connection = try database.connect()
        let store = ArtifactStore(.snapshot, directory: job.dataDirectory)
        if let hash = job.snapshot {
            guard FileManager.default.fileExists(atPath: store.path(hash: hash)) else {
                throw SQLFailure(.dataCorrupted, "the snapshot \"\(hash)\" is missing", hint: "restore it from a backup, or RETRAIN the model")
            }
            // What the file holds now, whatever its name says.
            let (found, bytes) = try ArtifactStore.hash(ofFile: store.path(hash: hash))
            guard found == hash || !job.keepsArtifact else {
                throw SQLFailure(
                    .dataCorrupted, "the snapshot \"\(hash)\" is not what was written", detail: "Its content is \"\(found)\" now.",
                    hint: "restore it from a backup, or RETRAIN the model")
            }
            let (columns, vectors) = try connection.readParquet(store.path(hash: hash))
            let table = TrainingTable(columns: columns, vectors: vectors)
            tell(table, hash: found, bytes: bytes)
            progress("read", 0.1)
            return (table, job.profiles ? Alongside { profile(table) } : nil)
        }
        let attacher = SourceAttacher(extensionsFolder: job.extensionsFolder)
        for source in job.sources { try attacher.attach(source, on: connection) }

        let temporary = store.temporaryPath()
        let table: TrainingTable
        do {
            let rows = try connection.writeParquet(query: job.query, to: temporary)
            guard rows > 0 else {
                throw SQLFailure(
                    .dataException, "the training query returned no rows",
                    hint: "run the query by itself and check its WHERE")
            }
            progress("snapshot", 0.06)
            let (columns, vectors) = try connection.readParquet(temporary, rows: rows, threads: job.threads)
            table = TrainingTable(columns: columns, vectors: vectors)
        } catch {
            unlink(temporary)
            throw error
        }
        progress("read", 0.1)
        let recording = Alongside {
            defer { unlink(temporary) }
            let (hash, bytes) = try ArtifactStore.seal(temporary)
            try store.place(temporary, hash: hash)
            tell(table, hash: hash, bytes: bytes)
            if job.profiles { profile(table) }
        }
        return (table, recording)
    }

    private func tell(_ table: TrainingTable, hash: String, bytes: Int) {
        say(
            .snapshot(
                .init(
                    hash: hash, rows: table.rowCount, bytes: bytes,
                    columns: .array(table.columns.map { .object([.init("name", .string($0.name)), .init("type", .string($0.type.sql))]) }))))
    }

    private func profile(_ table: TrainingTable) {
        // On Linux of this thread alone: it takes little of what the training needs. Not less: nobody may raise it again, and in the
        // end the training waits for it.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 10)
        say(.profile(SnapshotProfile(table).json()))
    }

    private func progress(_ stage: String, _ share: Double) {
        say(.progress(.init(stage: stage, share: share)))
    }
}
