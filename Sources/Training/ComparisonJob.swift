package import Core

/// All that a worker process needs to compare two versions on rows that neither has learnt from.
package struct ComparisonJob: Sendable {
    package struct Side: Sendable {
        /// Name of the file with the model that was measured.
        package var held: String
        package var snapshot: String
        /// The column that identifies a row.
        package var key: String?

        package init(held: String, snapshot: String, key: String?) {
            self.held = held
            self.snapshot = snapshot
            self.key = key
        }

        var json: JSONValue {
            .object([
                .init("held", .string(held)), .init("snapshot", .string(snapshot)), .init("key", key.map(JSONValue.string) ?? .null),
            ])
        }

        init?(json: JSONValue?) {
            guard let held = json?["held"]?.string, let snapshot = json?["snapshot"]?.string else { return nil }
            self.init(held: held, snapshot: snapshot, key: json?["key"]?.string)
        }
    }

    package var dataDirectory: String
    /// The older of the two, or the one that serves.
    package var first: Side
    package var second: Side
    package var seed: Int64
    /// Bytes that DuckDB may use in the worker.
    package var memoryLimit: Int
    /// Bytes that the worker may take in all.
    package var workerMemory: Int
    package var threads: Int

    package var json: JSONValue {
        .object([
            .init("kind", .string("compare")), .init("data_directory", .string(dataDirectory)), .init("first", first.json),
            .init("second", second.json), .init("seed", .number(Double(seed))), .init("memory_limit", .number(Double(memoryLimit))), .init("worker_memory", .number(Double(workerMemory))),
            .init("threads", .number(Double(threads))),
        ])
    }

    package init(dataDirectory: String, first: Side, second: Side, seed: Int64, memoryLimit: Int, workerMemory: Int, threads: Int) {
        self.dataDirectory = dataDirectory
        self.first = first
        self.second = second
        self.seed = seed
        self.memoryLimit = memoryLimit
        self.workerMemory = workerMemory
        self.threads = threads
    }

    /// nil when the job is of another kind. - Throws: `SQLFailure` XX000 when a member is missing.
    package init?(json: JSONValue) throws {
        guard json["kind"]?.string == "compare" else { return nil }
        guard let dataDirectory = json["data_directory"]?.string, let first = Side(json: json["first"]), let second = Side(json: json["second"]),
            let seed = json["seed"]?.integer, let memoryLimit = json["memory_limit"]?.integer, let workerMemory = json["worker_memory"]?.integer, let threads = json["threads"]?.integer
        else { throw SQLFailure(.internalError, "the comparison job is incomplete") }
        self.init(dataDirectory: dataDirectory, first: first, second: second, seed: Int64(seed), memoryLimit: memoryLimit, workerMemory: workerMemory, threads: threads)
    }
}
