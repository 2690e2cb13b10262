package import Core

/// A view of schema `foretell`: what the catalog holds, for SQL to read. Column names are a contract.
package enum SystemView: String, CaseIterable, Hashable, Sendable {
    case models, versions, definitions, configurations, snapshots, features, warnings, training_progress, deployments, sources, views, users, projects

    package var columns: [Column] {
        switch self {
        case .models:
            [
                Column("name", .varchar), Column("project", .varchar), Column("engine", .varchar), Column("target", .varchar),
                Column("state", .varchar), Column("version", .integer), Column("versions", .integer), Column("metric", .varchar),
                Column("score", .double), Column("baseline", .double), Column("rows", .bigint), Column("progress", .double),
                Column("stage", .varchar), Column("error", .varchar), Column("created_by", .varchar), Column("created_at", .timestampTZ),
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
                Column("duration_seconds", .double),
            ]
        case .definitions:
            [
                Column("model", .varchar), Column("project", .varchar), Column("revision", .integer), Column("source", .varchar),
                Column("query", .varchar), Column("target", .varchar), Column("key", .varchar), Column("order_by", .varchar),
                Column("group_by", .json), Column("window", .integer), Column("horizon", .integer), Column("created_by", .varchar),
                Column("created_at", .timestampTZ),
            ]
        case .configurations:
            [
                Column("model", .varchar), Column("project", .varchar), Column("revision", .integer), Column("engine", .varchar),
                Column("seed", .bigint), Column("options", .json), Column("expanded", .json), Column("created_by", .varchar),
                Column("created_at", .timestampTZ),
            ]
        case .snapshots:
            [
                Column("hash", .varchar), Column("rows", .bigint), Column("bytes", .bigint), Column("columns", .json),
                Column("used_by", .varchar), Column("created_at", .timestampTZ),
            ]
        case .features:
            [
                Column("model", .varchar), Column("project", .varchar), Column("version", .integer), Column("position", .integer),
                Column("feature", .varchar), Column("type", .varchar), Column("kind", .varchar), Column("used", .boolean),
                Column("importance", .double), Column("missing", .double), Column("distinct_values", .bigint), Column("note", .varchar),
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
                Column("since", .timestampTZ), Column("by", .varchar), Column("reason", .varchar),
            ]
        case .sources:
            [
                Column("name", .varchar), Column("engine", .varchar), Column("parameters", .json), Column("created_by", .varchar),
                Column("created_at", .timestampTZ),
            ]
        case .views:
            [
                Column("name", .varchar), Column("project", .varchar), Column("query", .varchar), Column("created_by", .varchar),
                Column("created_at", .timestampTZ),
            ]
        case .users: [Column("name", .varchar), Column("is_superuser", .boolean), Column("created_at", .timestampTZ)]
        case .projects: [Column("name", .varchar), Column("created_at", .timestampTZ)]
        }
    }

    /// The rows, in the order of `columns`. A training that has ended stays in `training_progress` for five minutes.
    var sql: String {
        switch self {
        case .models:
            """
            SELECT m.name, m.project, c.engine, json_extract(d.targets, '$[0]'), v.state, v.number,
                   (SELECT count(*) FROM versions x WHERE x.model_id = m.id),
                   json_extract(v.report, '$.metric'), json_extract(v.report, '$.score'), json_extract(v.report, '$.baseline'),
                   s.rows, v.share, v.stage, v.error, m.created_by, m.created_at
            FROM models m
            JOIN versions v ON v.id = coalesce(
                (SELECT p.version_id FROM deployments p WHERE p.model_id = m.id AND p.role = 'champion' ORDER BY p.id DESC LIMIT 1),
                (SELECT x.id FROM versions x WHERE x.model_id = m.id ORDER BY x.number DESC LIMIT 1))
            JOIN definitions d ON d.id = v.definition_id
            JOIN configurations c ON c.id = v.configuration_id
            LEFT JOIN snapshots s ON s.hash = v.snapshot
            ORDER BY m.project, m.name
            """
        case .versions:
            """
            SELECT m.name, m.project, v.number, v.state, d.revision, c.revision, v.snapshot, json_extract(v.report, '$.metric'),
                   json_extract(v.report, '$.score'), json_extract(v.report, '$.baseline'), json_extract(v.report, '$.metrics'), s.rows,
                   json_extract(v.report, '$.rows.train'), json_extract(v.report, '$.rows.holdout'), v.stage, v.share, v.attempts,
                   v.sqlstate, v.error, v.detail, v.hint, v.artifact_hash, v.artifact_bytes, v.queued_at, v.started_at, v.finished_at,
                   (coalesce(v.finished_at, unixepoch() * 1000000) - v.started_at) / 1e6
            FROM versions v JOIN models m ON m.id = v.model_id JOIN definitions d ON d.id = v.definition_id
            JOIN configurations c ON c.id = v.configuration_id LEFT JOIN snapshots s ON s.hash = v.snapshot
            ORDER BY m.project, m.name, v.number
            """
        case .definitions:
            """
            SELECT m.name, m.project, d.revision, d.source, d.query, json_extract(d.targets, '$[0]'), d.key, d.order_by, d.group_by,
                   d.window, d.horizon, d.created_by, d.created_at
            FROM definitions d JOIN models m ON m.id = d.model_id ORDER BY m.project, m.name, d.revision
            """
        case .configurations:
            """
            SELECT m.name, m.project, c.revision, c.engine, c.seed, c.options, c.expanded, c.created_by, c.created_at
            FROM configurations c JOIN models m ON m.id = c.model_id ORDER BY m.project, m.name, c.revision
            """
        case .snapshots:
            """
            SELECT s.hash, s.rows, s.bytes, s.columns,
                   (SELECT group_concat(m.project || '.' || m.name || ' version ' || v.number, ', ')
                    FROM versions v JOIN models m ON m.id = v.model_id WHERE v.snapshot = s.hash), s.created_at
            FROM snapshots s ORDER BY s.created_at, s.hash
            """
        case .features:
            """
            SELECT m.name, m.project, v.number, f.key + 1, json_extract(f.value, '$.name'), json_extract(f.value, '$.type'),
                   json_extract(f.value, '$.kind'), json_extract(f.value, '$.used'), json_extract(f.value, '$.importance'),
                   json_extract(f.value, '$.missing'), json_extract(f.value, '$.distinct'), json_extract(f.value, '$.note')
            FROM versions v JOIN models m ON m.id = v.model_id, json_each(v.report, '$.features') f
            ORDER BY m.project, m.name, v.number, f.key
            """
        case .warnings:
            """
            SELECT m.name, m.project, v.number, json_extract(w.value, '$.code'), json_extract(w.value, '$.severity'),
                   json_extract(w.value, '$.feature'), json_extract(w.value, '$.message'), json_extract(w.value, '$.advice')
            FROM versions v JOIN models m ON m.id = v.model_id, json_each(v.report, '$.warnings') w
            ORDER BY m.project, m.name, v.number, w.key
            """
        case .training_progress:
            """
            SELECT m.name, m.project, v.number, v.state, coalesce(v.stage, 'queued'), coalesce(v.share, 0), v.round, v.rounds,
                   v.metric_name, v.metric_value, v.queued_at, v.started_at, v.progress_at,
                   (coalesce(v.finished_at, unixepoch() * 1000000) - v.started_at) / 1e6
            FROM versions v JOIN models m ON m.id = v.model_id
            WHERE v.state IN ('queued', 'training') OR v.finished_at > (unixepoch() - 300) * 1000000
            ORDER BY v.id
            """
        case .deployments:
            """
            SELECT m.name, m.project, v.number, d.role, d.since, d.by, d.reason
            FROM deployments d JOIN models m ON m.id = d.model_id JOIN versions v ON v.id = d.version_id ORDER BY d.id
            """
        case .sources: "SELECT name, engine, shown, created_by, created_at FROM sources ORDER BY name"
        case .views: "SELECT name, project, query, created_by, created_at FROM views ORDER BY project, name"
        case .users: "SELECT name, is_superuser, created_at FROM users ORDER BY name"
        case .projects: "SELECT name, created_at FROM projects ORDER BY name"
        }
    }
}
