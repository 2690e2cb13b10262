package import Core
package import DuckEngine
package import Learning

/// All that a worker process needs to train one version. It comes as one line of JSON on standard input, so that the
/// passwords of sources are in no argument, environment or file.
package struct WorkerJob: Sendable {
    /// The server's data directory; the worker writes below `snapshots/`, `models/` and `tmp/` only.
    package var dataDirectory: String
    /// Where DuckDB's scanner extensions lie.
    package var extensionsFolder: String
    /// The sources that the query reads.
    package var sources: [SourceDefinition]
    /// The training query, bound by the server: every name in it is qualified.
    package var query: String
    /// What features are computed of the rows; nil: the rows' own columns.
    package var transform: FeatureTransform?
    /// The rows are those of this snapshot; nil: the query's, which become one.
    package var snapshot: String?
    /// Whether to tell what the snapshot's columns hold.
    package var profiles: Bool
    /// The artifact of the version that is continued on the rows; nil: a model is learnt from nothing.
    package var base: String?
    /// Whether the artifact is stored; otherwise only its hash is told.
    package var keepsArtifact: Bool
    package var target: String
    /// The configuration's options as they were written.
    package var options: JSONValue
    /// Bytes that DuckDB may use in the worker.
    package var memoryLimit: Int
    /// Bytes that the worker may take in all.
    package var workerMemory: Int
    package var threads: Int

    package init(
        dataDirectory: String, extensionsFolder: String, sources: [SourceDefinition], query: String, transform: FeatureTransform? = nil, snapshot: String? = nil,
        profiles: Bool = true, base: String? = nil, keepsArtifact: Bool = true, target: String, options: JSONValue, memoryLimit: Int, workerMemory: Int, threads: Int
    ) {
        self.dataDirectory = dataDirectory
        self.extensionsFolder = extensionsFolder
        self.sources = sources
        self.query = query
        self.transform = transform
        self.snapshot = snapshot
        self.profiles = profiles
        self.base = base
        self.keepsArtifact = keepsArtifact
        self.target = target
        self.options = options
        self.memoryLimit = memoryLimit
        self.workerMemory = workerMemory
        self.threads = threads
    }

    package var json: JSONValue {
        .object([
            .init("data_directory", .string(dataDirectory)),
            .init("extensions_folder", .string(extensionsFolder)),
            .init("sources", .array(sources.map(\.json))),
            .init("query", .string(query)),
            .init("transform", transform?.json ?? .null),
            .init("snapshot", snapshot.map(JSONValue.string) ?? .null),
            .init("profiles", .boolean(profiles)),
            .init("base", base.map(JSONValue.string) ?? .null),
            .init("keeps_artifact", .boolean(keepsArtifact)),
            .init("target", .string(target)),
            .init("options", options),
            .init("memory_limit", .number(Double(memoryLimit))), .init("worker_memory", .number(Double(workerMemory))),
            .init("threads", .number(Double(threads))),
        ])
    }

    /// - Throws: `SQLFailure` XX000 when a member is missing.
    package init(json: JSONValue) throws {
        guard let dataDirectory = json["data_directory"]?.string,
            let extensionsFolder = json["extensions_folder"]?.string,
            let sources = json["sources"]?.array,
            let query = json["query"]?.string,
            let profiles = json["profiles"]?.boolean,
            let keepsArtifact = json["keeps_artifact"]?.boolean,
            let target = json["target"]?.string,
            let options = json["options"],
            let memoryLimit = json["memory_limit"]?.integer, let workerMemory = json["worker_memory"]?.integer,
            let threads = json["threads"]?.integer
        else { throw SQLFailure(.internalError, "the training job is incomplete") }
        self.init(
            dataDirectory: dataDirectory, extensionsFolder: extensionsFolder,
            sources: try sources.map { try SourceDefinition(json: $0) },
            query: query, transform: json["transform"].flatMap(FeatureTransform.init), snapshot: json["snapshot"]?.string, profiles: profiles,
            base: json["base"]?.string, keepsArtifact: keepsArtifact, target: target, options: options, memoryLimit: memoryLimit, workerMemory: workerMemory, threads: threads)
    }
}
