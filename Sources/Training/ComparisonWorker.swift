import CatalogStore
import Core
import DuckEngine
import Foundation
import Learning

/// What runs inside a worker process that compares two versions.
package struct ComparisonWorker {
    private let job: ComparisonJob
    private let say: @Sendable (WorkerEvent) -> Void

    package init(job: ComparisonJob, say: @escaping @Sendable (WorkerEvent) -> Void) {
        self.job = job
        self.say = say
    }

    /// Compares, and says the result; an error is said as `failed`.
    package func run() {
        do {
            let connection = try Worker.openDatabase(directory: job.dataDirectory, threads: job.threads, memoryLimit: job.memoryLimit).connect()
            let first = try side(job.first, connection, sharing: nil)
            let second = try side(job.second, connection, sharing: first)
            say(.compared(try PairedComparison(first, second, seed: UInt64(bitPattern: job.seed), threads: job.threads).json))
        } catch {
            say(.failed(SQLFailure(wrapping: error)))
        }
    }

    private func side(_ side: ComparisonJob.Side, _ connection: DuckConnection, sharing other: ComparedModel?) throws -> ComparedModel {
        let models = ArtifactStore(.held, directory: job.dataDirectory)
        let held = try HeldModel(deserializing: try models.read(hash: side.held))
        if let other, other.snapshot == side.snapshot {
            return try compared(held, side, other.table)
        }
        let path = ArtifactStore(.snapshot, directory: job.dataDirectory).path(hash: side.snapshot)
        guard FileManager.default.fileExists(atPath: path) else {
            throw SQLFailure(.dataCorrupted, "the snapshot \"\(side.snapshot)\" is missing", hint: "restore it from a backup, or RETRAIN the model")
        }
        let (columns, vectors) = try connection.readParquet(path)
        let table = TrainingTable(columns: columns, vectors: vectors)
        guard held.holdout.allSatisfy({ $0 >= 0 && $0 < table.rowCount }) else {
            throw SQLFailure(.dataCorrupted, "the kept-back rows of a version are not in its snapshot", hint: "RETRAIN the model")
        }
        return try compared(held, side, table)
    }

    private func compared(_ held: HeldModel, _ side: ComparisonJob.Side, _ table: TrainingTable) throws -> ComparedModel {
        let computation = try held.model.transform?.computation()
        return ComparedModel(
            model: held.model, snapshot: side.snapshot, table: table, holdout: held.holdout, key: side.key,
            features: computation?.evaluate)
    }
}
