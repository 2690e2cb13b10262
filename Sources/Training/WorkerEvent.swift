package import Core

/// What a worker process says, one line of JSON each on standard output.
package enum WorkerEvent: Sendable, Hashable {
    /// The process lives, whatever it does.
    case alive
    case progress(Progress)
    case snapshot(Snapshot)
    /// What each column of the snapshot holds: `SnapshotProfile.json`. Not of a snapshot that was there before.
    case profile(JSONValue)
    case finished(Finished)
    /// `PairedComparison.json`
    case compared(JSONValue)
    case failed(SQLFailure)

    /// Seconds between two signs of life.
    package static let pulse = 5.0

    package struct Progress: Sendable, Hashable {
        package var stage: String
        /// Of the whole training, 0...1.
        package var share: Double
        package var round: Int?
        package var rounds: Int?
        package var metric: String?
        package var value: Double?
    }

    package struct Snapshot: Sendable, Hashable {
        /// SHA-256 of the Parquet file, hexadecimal.
        package var hash: String
        package var rows: Int
        package var bytes: Int
        /// `[{"name": ..., "type": ...}, ...]`
        package var columns: JSONValue
    }

    package struct Finished: Sendable, Hashable {
        package var artifactHash: String
        package var artifactBytes: Int
        /// Name of the file with the model that was measured; nil when nothing is kept.
        package var heldHash: String?
        /// `TrainingReport.json`
        package var report: JSONValue
        /// `ModelColumns.json`
        package var columns: JSONValue?
    }
}

extension WorkerEvent {
    package var json: JSONValue {
        switch self {
        case .alive: .object([.init("event", .string("alive"))])
        case .progress(let progress):
            .object([
                .init("event", .string("progress")), .init("stage", .string(progress.stage)),
                .init("share", .number(progress.share)), .init("round", number(progress.round)),
                .init("rounds", number(progress.rounds)), .init("metric", string(progress.metric)),
                .init("value", progress.value.map(JSONValue.number) ?? .null),
            ])
        case .snapshot(let snapshot):
            .object([
                .init("event", .string("snapshot")), .init("hash", .string(snapshot.hash)),
                .init("rows", .number(Double(snapshot.rows))), .init("bytes", .number(Double(snapshot.bytes))),
                .init("columns", snapshot.columns),
            ])
        case .profile(let profile): .object([.init("event", .string("profile")), .init("columns", profile)])
        case .finished(let finished):
            .object([
                .init("event", .string("finished")), .init("artifact_hash", .string(finished.artifactHash)),
                .init("artifact_bytes", .number(Double(finished.artifactBytes))), .init("held_hash", string(finished.heldHash)),
                .init("report", finished.report), .init("columns", finished.columns ?? .null),
            ])
        case .compared(let comparison): .object([.init("event", .string("compared")), .init("comparison", comparison)])
        case .failed(let failure):
            .object([
                .init("event", .string("failed")), .init("sqlstate", .string(failure.sqlState.rawValue)),
                .init("message", .string(failure.message)), .init("detail", string(failure.detail)), .init("hint", string(failure.hint)),
            ])
        }
    }

    /// nil when the line is no event: a library may print to standard output too.
    package init?(line: some StringProtocol) {
        guard let json = try? JSONValue(parsing: String(line)) else { return nil }
        switch json["event"]?.string {
        case "alive": self = .alive
        case "progress":
            guard let stage = json["stage"]?.string, let share = json["share"]?.number else { return nil }
            self = .progress(
                Progress(
                    stage: stage, share: share, round: json["round"]?.integer, rounds: json["rounds"]?.integer,
                    metric: json["metric"]?.string, value: json["value"]?.number))
        case "snapshot":
            guard let hash = json["hash"]?.string, let rows = json["rows"]?.integer, let bytes = json["bytes"]?.integer,
                let columns = json["columns"]
            else { return nil }
            self = .snapshot(Snapshot(hash: hash, rows: rows, bytes: bytes, columns: columns))
        case "profile":
            guard let columns = json["columns"] else { return nil }
            self = .profile(columns)
        case "finished":
            guard let hash = json["artifact_hash"]?.string,
                let bytes = json["artifact_bytes"]?.integer, let report = json["report"]
            else { return nil }
            self = .finished(
                Finished(
                    artifactHash: hash, artifactBytes: bytes, heldHash: json["held_hash"]?.string, report: report,
                    columns: json["columns"]?.members.map(JSONValue.object)))
        case "compared":
            guard let comparison = json["comparison"] else { return nil }
            self = .compared(comparison)
        case "failed":
            guard let state = json["sqlstate"]?.string, let message = json["message"]?.string else { return nil }
            self = .failed(
                SQLFailure(SQLState(rawValue: state), message, detail: json["detail"]?.string, hint: json["hint"]?.string))
        default: return nil
        }
    }
}

private func number(_ integer: Int?) -> JSONValue { integer.map { .number(Double($0)) } ?? .null }
private func string(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
