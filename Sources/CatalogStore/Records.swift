package import Core

// What the catalog holds, as values. Times are microseconds since 1970 in UTC.

package struct UserRecord: Hashable, Sendable {
    package var id: Int64
    package var name: String
    /// `SCRAM-SHA-256$...`; no password can be read from it.
    package var verifier: String
    package var isSuperuser: Bool
    package var createdAt: Int64
}

package struct ProjectRecord: Hashable, Sendable {
    package var name: String
    package var createdAt: Int64
}

package struct SourceRecord: Hashable, Sendable {
    package var name: String
    package var engine: String
    /// Holds secrets: never shown, never logged.
    package var parameters: JSONValue
    package var createdBy: String
    package var createdAt: Int64
}

package struct ModelRecord: Hashable, Sendable {
    package var id: Int64
    package var project: String
    package var name: String
    package var createdBy: String
    package var createdAt: Int64
}

/// What is learnt. Numbered per model and never changed.
package struct DefinitionRecord: Hashable, Sendable {
    package var id: Int64
    package var modelID: Int64
    package var revision: Int
    package var source: String?
    /// As it was written.
    package var query: String
    /// With every name qualified; what a worker runs.
    package var boundQuery: String?
    package var targets: [String]
    package var key: String?
    package var orderBy: String?
    package var groupBy: [String]
    package var window: Int?
    package var horizon: Int?
    package var createdBy: String
    package var createdAt: Int64
}

/// How it is learnt. Numbered per model and never changed.
package struct ConfigurationRecord: Hashable, Sendable {
    package var id: Int64
    package var modelID: Int64
    package var revision: Int
    package var engine: String
    package var seed: Int64
    /// A JSON object: the options as they were written.
    package var options: String
    /// A JSON object: all options, defaults filled in.
    package var expanded: String
    package var createdBy: String
    package var createdAt: Int64
}

package struct SnapshotRecord: Hashable, Sendable {
    /// SHA-256 of the Parquet file, hexadecimal.
    package var hash: String
    package var rows: Int
    package var bytes: Int
    package var columns: String
    package var createdAt: Int64
}

package struct VersionRecord: Hashable, Sendable {
    package var id: Int64
    package var modelID: Int64
    package var number: Int
    package var definitionID: Int64
    package var configurationID: Int64
    package var snapshotHash: String?
    package var state: VersionState
    /// How often a worker has started it.
    package var attempts: Int
    package var failure: SQLFailure?
    package var artifactHash: String?
    package var artifactBytes: Int?
    /// `TrainingReport` as JSON.
    package var report: String?
    package var stage: String?
    /// 0...1
    package var share: Double?
    package var queuedAt: Int64
    package var startedAt: Int64?
    package var finishedAt: Int64?
}

package struct ViewRecord: Hashable, Sendable {
    package var project: String
    package var name: String
    package var query: String
    package var createdBy: String
    package var createdAt: Int64
}

/// Progress of a running training.
package struct ProgressUpdate: Hashable, Sendable {
    package var stage: String
    /// Of the whole, 0...1.
    package var share: Double
    package var round: Int?
    package var rounds: Int?
    package var metricName: String?
    package var metricValue: Double?

    package init(stage: String, share: Double, round: Int? = nil, rounds: Int? = nil, metricName: String? = nil, metricValue: Double? = nil) {
        self.stage = stage
        self.share = share
        self.round = round
        self.rounds = rounds
        self.metricName = metricName
        self.metricValue = metricValue
    }
}

/// What a new model is made of.
package struct NewModel: Sendable {
    package var project: String
    package var name: String
    package var replace: Bool
    package var source: String?
    package var query: String
    package var boundQuery: String
    package var targets: [String]
    package var key: String?
    package var orderBy: String?
    package var groupBy: [String]
    package var window: Int?
    package var horizon: Int?
    package var engine: String
    package var seed: Int64
    package var options: JSONValue
    package var expanded: JSONValue
    package var createdBy: String

    package init(
        project: String, name: String, replace: Bool, source: String?, query: String, boundQuery: String, targets: [String], key: String?,
        orderBy: String?, groupBy: [String], window: Int?, horizon: Int?, engine: String, seed: Int64, options: JSONValue,
        expanded: JSONValue, createdBy: String
    ) {
        self.project = project
        self.name = name
        self.replace = replace
        self.source = source
        self.query = query
        self.boundQuery = boundQuery
        self.targets = targets
        self.key = key
        self.orderBy = orderBy
        self.groupBy = groupBy
        self.window = window
        self.horizon = horizon
        self.engine = engine
        self.seed = seed
        self.options = options
        self.expanded = expanded
        self.createdBy = createdBy
    }
}

/// What a training that ended well leaves.
package struct FinishedTraining: Sendable {
    package var artifactHash: String
    package var artifactBytes: Int
    /// `{"metric": ..., "score": ..., "baseline": ..., "features": [...], "warnings": [...], ...}`
    package var report: JSONValue

    package init(artifactHash: String, artifactBytes: Int, report: JSONValue) {
        self.artifactHash = artifactHash
        self.artifactBytes = artifactBytes
        self.report = report
    }
}
