import Core
import Crypto
import DuckEngine
import Foundation
import Learning

/// What runs inside a worker process: one training, from the source to the artifact.
package struct Worker {
    private let job: WorkerJob
    private let say: @Sendable (WorkerEvent) -> Void

    package init(job: WorkerJob, say: @escaping @Sendable (WorkerEvent) -> Void) {
        self.job = job
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
        let table = try read()
        let outcome = try Trainer.train(table, target: job.target, configuration: configuration, threads: job.threads) { [say] step in
            // Reading took the first tenth, the artifact takes the last hundredth.
            say(
                .progress(
                    .init(
                        stage: step.stage, share: 0.1 + 0.89 * step.share, round: step.round, rounds: step.rounds,
                        metric: step.metricName, value: step.metricValue)))
        }
        progress("store", 0.99)
        let artifact = try outcome.model.serialized()
        let hash =
            job.keepsArtifact
            ? try ArtifactStore(folder: "\(job.dataDirectory)/models", fileExtension: "model").write(artifact).hash
            : SHA256.hash(data: artifact).hexadecimal
        return .init(artifactHash: hash, artifactBytes: artifact.count, report: outcome.report.json)
    }

    /// Reads the source once, into the snapshot; training sees the snapshot only.
    private func read() throws -> TrainingTable {
        let database = try DuckDatabase(
            path: nil,
            settings: [
                ("threads", String(job.threads)), ("memory_limit", "\(job.memoryLimit / 1_000_000)MB"),
                ("temp_directory", "\(job.dataDirectory)/tmp/worker-\(ProcessInfo.processInfo.processIdentifier)"),
            ])
        let connection = try database.connect()
        let store = ArtifactStore(folder: "\(job.dataDirectory)/snapshots", fileExtension: "parquet")
        if let hash = job.snapshot {
            guard FileManager.default.fileExists(atPath: store.path(hash: hash)) else {
                throw SQLFailure(.dataCorrupted, "the snapshot \"\(hash)\" is missing", hint: "restore it from a backup, or RETRAIN the model")
            }
            // What the file holds now, whatever its name says.
            let (found, bytes) = try ArtifactStore.hash(ofFile: store.path(hash: hash))
            let (columns, vectors) = try connection.readParquet(store.path(hash: hash))
            return tell(columns, vectors, hash: found, bytes: bytes)
        }
        let attacher = SourceAttacher(extensionsFolder: job.extensionsFolder)
        for source in job.sources { try attacher.attach(source, on: connection) }

        let temporary = store.temporaryPath()
        defer { unlink(temporary) }
        let rows = try connection.writeParquet(query: job.query, to: temporary)
        guard rows > 0 else {
            throw SQLFailure(
                .dataException, "the training query returned no rows",
                hint: "run the query by itself and check its WHERE")
        }
        progress("snapshot", 0.06)
        let (hash, bytes) = try store.adopt(temporary)
        let (columns, vectors) = try connection.readParquet(store.path(hash: hash))
        return tell(columns, vectors, hash: hash, bytes: bytes)
    }

    private func tell(_ columns: [Column], _ vectors: [ColumnVector], hash: String, bytes: Int) -> TrainingTable {
        say(
            .snapshot(
                .init(
                    hash: hash, rows: vectors.first?.count ?? 0, bytes: bytes,
                    columns: .array(columns.map { .object([.init("name", .string($0.name)), .init("type", .string($0.type.sql))]) }))))
        progress("read", 0.1)
        return TrainingTable(columns: columns, vectors: vectors)
    }

    private func progress(_ stage: String, _ share: Double) {
        say(.progress(.init(stage: stage, share: share)))
    }
}
