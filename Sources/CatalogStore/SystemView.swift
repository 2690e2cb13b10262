package import Core

/// A view of schema `foretell`: what the catalog holds, for SQL to read. Column names are a contract.
package enum SystemView: String, CaseIterable, Hashable, Sendable {
    case models, versions, definitions, configurations, snapshots, features, trials, hyperparameters, reports, warnings
    case training_progress, deployments, sources, views, users, projects
    case shared_configurations, comments, grants, audit
    case jobs, job_runs
    case challenger_scores, challenger_samples, snapshot_profiles
    case outcomes, outcome_sources

    package var columns: [Column] {
        switch self {
        case .models:
            [
                Column("name", .varchar), Column("project", .varchar), Column("engine", .varchar), Column("target", .varchar),
                Column("state", .varchar), Column("version", .integer), Column("versions", .integer), Column("metric", .varchar),
                Column("score", .double), Column("baseline", .double), Column("rows", .bigint), Column("progress", .double),
                Column("stage", .varchar), Column("error", .varchar), Column("created_by", .varchar), Column("created_at", .timestampTZ),
                Column("updated_at", .timestampTZ), Column("promotion", .json), Column("comment", .varchar), Column("owner", .varchar),
            ]
        case .versions:
            [
                Column("model", .varchar), Column("project", .varchar), Column("version", .integer), Column("state", .varchar),
                Column("definition", .integer), Column("configuration", .integer), Column("snapshot", .varchar), Column("metric", .varchar),
                Column("score", .double), Column("baseline", .double), Column("metrics", .json), Column("rows", .bigint),
                Column("train_rows", .bigint), Column("holdout_rows", .bigint), Column("stage", .varchar), Column("progress", .double),
                Column("attempts", .integer), Column("sqlstate", .varchar), Column("error", .varchar), Column("detail", .varchar),
                Column("hint", .varchar), Column("artifact_hash", .varchar), Column("artifact_bytes", .bigint),
                Column("queued_at", .timestampTZ), Column("started_at", .timestampTZ), Column("finished_at", .timestampTZ),
                Column("duration_seconds", .double), Column("cause", .varchar), Column("created_by", .varchar), Column("aliases", .varchar),
                Column("tags", .varchar), Column("column_changes", .json), Column("held_hash", .varchar),
            ]
        case .definitions:
            [
                Column("model", .varchar), Column("project", .varchar), Column("revision", .integer), Column("source", .varchar),
                Column("query", .varchar), Column("target", .varchar), Column("key", .varchar), Column("order_by", .varchar),
                Column("group_by", .json), Column("window", .integer), Column("horizon", .integer), Column("created_by", .varchar),
                Column("created_at", .timestampTZ), Column("transform", .varchar),
            ]
        case .configurations:
            [
                Column("model", .varchar), Column("project", .varchar), Column("revision", .integer), Column("engine", .varchar),
                Column("seed", .bigint), Column("options", .json), Column("expanded", .json), Column("created_by", .varchar),
                Column("created_at", .timestampTZ), Column("name", .varchar),
            ]
        case .snapshots:
            [
                Column("hash", .varchar), Column("rows", .bigint), Column("bytes", .bigint), Column("columns", .json),
                Column("used_by", .varchar), Column("created_at", .timestampTZ), Column("live", .boolean), Column("removed_at", .timestampTZ),
            ]
        case .snapshot_profiles:
            [
                Column("hash", .varchar), Column("position", .integer), Column("column", .varchar), Column("type", .varchar), Column("rows", .bigint),
                Column("nulls", .bigint), Column("distinct_values", .bigint), Column("min", .varchar), Column("max", .varchar), Column("mean", .double),
                Column("deviation", .double), Column("quantiles", .json), Column("top_values", .json), Column("histogram", .json),
                Column("rows_seen", .bigint),
            ]
        case .features:
            [
                Column("model", .varchar), Column("project", .varchar), Column("version", .integer), Column("position", .integer),
                Column("feature", .varchar), Column("type", .varchar), Column("kind", .varchar), Column("used", .boolean),
                Column("importance", .double), Column("importance_spread", .double), Column("missing", .double),
                Column("distinct_values", .bigint), Column("note", .varchar),
            ]
        case .trials:
            [
                Column("model", .varchar), Column("project", .varchar), Column("version", .integer), Column("trial", .integer),
                Column("learner", .varchar), Column("status", .varchar), Column("loss", .double), Column("losses", .json),
                Column("weight", .double), Column("rounds", .json), Column("microseconds", .double), Column("seconds", .double),
                Column("parameters", .json), Column("note", .varchar),
            ]
        case .hyperparameters:
            [
                Column("model", .varchar), Column("project", .varchar), Column("version", .integer), Column("parameter", .varchar),
                Column("default", .double), Column("range", .json), Column("chosen", .double), Column("importance", .double),
                Column("gain", .double), Column("gain_error", .double), Column("at_edge", .boolean), Column("instability", .double),
            ]
        case .reports:
            [
                Column("model", .varchar), Column("project", .varchar), Column("version", .integer), Column("part", .varchar),
                Column("content", .json),
            ]
        case .warnings:
            [
                Column("model", .varchar), Column("project", .varchar), Column("version", .integer), Column("code", .varchar),
                Column("severity", .varchar), Column("feature", .varchar), Column("message", .varchar), Column("advice", .varchar),
            ]
        case .training_progress:
            [
                Column("model", .varchar), Column("project", .varchar), Column("version", .integer), Column("state", .varchar),
                Column("stage", .varchar), Column("progress", .double), Column("round", .integer), Column("rounds", .integer),
                Column("metric", .varchar), Column("value", .double), Column("queued_at", .timestampTZ), Column("started_at", .timestampTZ),
                Column("updated_at", .timestampTZ), Column("elapsed_seconds", .double),
            ]
        case .deployments:
            [
                Column("model", .varchar), Column("project", .varchar), Column("version", .integer), Column("role", .varchar),
                Column("since", .timestampTZ), Column("until", .timestampTZ), Column("by", .varchar), Column("reason", .varchar),
                Column("evidence", .json), Column("percent", .double),
            ]
        case .challenger_scores:
            [
                Column("model", .varchar), Column("project", .varchar), Column("version", .integer), Column("champion", .integer),
                Column("since", .timestampTZ), Column("requests", .bigint), Column("dropped_requests", .bigint), Column("rows", .bigint),
                Column("different", .double), Column("mean_difference", .double), Column("largest_difference", .double),
                Column("microseconds", .double), Column("champion_microseconds", .double), Column("error", .varchar),
                Column("updated_at", .timestampTZ),
            ]
        case .outcomes:
            [
                Column("model", .varchar), Column("project", .varchar), Column("version", .integer), Column("champion", .integer),
                Column("key", .varchar), Column("at", .timestampTZ), Column("champion_scores", .json), Column("scores", .json),
                Column("actual", .varchar), Column("actual_at", .timestampTZ),
            ]
        case .outcome_sources:
            [
                Column("model", .varchar), Column("project", .varchar), Column("source", .varchar), Column("query", .varchar),
                Column("key", .varchar), Column("actual", .varchar), Column("at", .varchar), Column("within_seconds", .double),
                Column("every_seconds", .double), Column("looked_at", .timestampTZ), Column("error", .varchar), Column("created_by", .varchar),
                Column("created_at", .timestampTZ),
            ]
        case .challenger_samples:
            [
                Column("model", .varchar), Column("project", .varchar), Column("version", .integer), Column("at", .timestampTZ),
                Column("input_hash", .varchar), Column("key", .varchar), Column("champion_answer", .varchar), Column("answer", .varchar),
                Column("difference", .double),
            ]
        case .sources:
            [
                Column("name", .varchar), Column("engine", .varchar), Column("parameters", .json), Column("created_by", .varchar),
                Column("created_at", .timestampTZ), Column("owner", .varchar),
            ]
        case .views:
            [
                Column("name", .varchar), Column("project", .varchar), Column("query", .varchar), Column("created_by", .varchar),
                Column("created_at", .timestampTZ), Column("owner", .varchar),
            ]
        case .users:
            [
                Column("name", .varchar), Column("is_superuser", .boolean), Column("created_at", .timestampTZ), Column("can_log_in", .boolean),
                Column("member_of", .json),
            ]
        case .grants:
            [
                Column("kind", .varchar), Column("object", .varchar), Column("privilege", .varchar), Column("grantee", .varchar),
                Column("granted_by", .varchar), Column("granted_at", .timestampTZ),
            ]
        case .audit:
            [
                Column("id", .bigint), Column("at", .timestampTZ), Column("user", .varchar), Column("address", .varchar),
                Column("application", .varchar), Column("session", .integer), Column("statement", .varchar), Column("sqlstate", .varchar),
                Column("hash", .varchar),
            ]
        case .shared_configurations:
            [
                Column("name", .varchar), Column("engine", .varchar), Column("seed", .bigint), Column("options", .json),
                Column("expanded", .json), Column("created_by", .varchar), Column("created_at", .timestampTZ),
            ]
        case .comments:
            [
                Column("kind", .varchar), Column("object", .varchar), Column("comment", .varchar), Column("created_by", .varchar),
                Column("created_at", .timestampTZ),
            ]
        case .projects: [Column("name", .varchar), Column("created_at", .timestampTZ), Column("owner", .varchar), Column("trainings", .integer)]
        case .jobs:
            [
                Column("name", .varchar), Column("project", .varchar), Column("kind", .varchar), Column("state", .varchar),
                Column("schedule", .varchar), Column("next_run", .timestampTZ), Column("last_run", .timestampTZ), Column("last_state", .varchar),
                Column("last_error", .varchar), Column("statements", .json), Column("conditions", .json), Column("watched", .varchar),
                Column("columns", .json), Column("time_zone", .varchar), Column("start_at", .timestampTZ), Column("end_at", .timestampTZ),
                Column("overlap", .varchar), Column("missed", .varchar), Column("retries", .integer), Column("backoff_seconds", .double),
                Column("timeout_seconds", .double), Column("created_by", .varchar), Column("created_at", .timestampTZ),
            ]
        case .job_runs:
            [
                Column("run", .bigint), Column("job", .varchar), Column("project", .varchar), Column("kind", .varchar),
                Column("cause", .varchar), Column("attempt", .integer), Column("state", .varchar), Column("reason", .varchar),
                Column("scheduled_for", .timestampTZ), Column("started_at", .timestampTZ), Column("finished_at", .timestampTZ),
                Column("duration_seconds", .double), Column("rows", .bigint), Column("statements", .json), Column("sqlstate", .varchar),
                Column("error", .varchar), Column("detail", .varchar), Column("hint", .varchar), Column("user", .varchar),
            ]
        }
    }
}
