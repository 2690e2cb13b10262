import CatalogStore
import Core

/// The queries behind DESCRIBE of a model and its parts.
struct ModelDescription {
    static let parts = [
        "info", "metrics", "features", "effects", "trials", "hyperparameters", "tuning", "ensemble", "calibration", "interval", "warnings", "versions",
        "snapshot", "config", "definition", "deployments", "progress",
    ]

    private let ofModel: String
    private let ofVersion: String

    init(_ model: ModelRecord, version: Int) {
        ofModel = "WHERE project = \(quotedLiteral(model.project)) AND model = \(quotedLiteral(model.name))"
        ofVersion = "\(ofModel) AND version = \(version)"
    }

    /// nil: there is no such part.
    func query(part: String?) -> String? {
        switch part {
        case nil, "info":
            """
            SELECT model, project, version, state, metric, score, baseline, rows, train_rows, holdout_rows, duration_seconds, sqlstate, error, detail, hint
            FROM foretell.versions \(ofVersion)
            """
        case "features", "importance":
            """
            SELECT feature, type, kind, used, importance, importance_spread, missing, distinct_values, note
            FROM foretell.features \(ofVersion) ORDER BY used DESC, importance DESC, position
            """
        case "metrics":
            """
            SELECT m->>'name' AS metric, CAST(m->>'value' AS DOUBLE) AS value, CAST(m->>'baseline' AS DOUBLE) AS baseline,
                   CAST(m->>'low' AS DOUBLE) AS low, CAST(m->>'high' AS DOUBLE) AS high,
                   CAST(m->>'higher_is_better' AS BOOLEAN) AS higher_is_better, CAST(m->>'n' AS BIGINT) AS n, m->>'positive' AS positive_class
            FROM (SELECT unnest(CAST(metrics AS JSON[])) AS m FROM foretell.versions \(ofVersion))
            """
        case "trials":
            """
            SELECT trial, learner, status, loss, weight, rounds, microseconds, seconds, parameters, note FROM foretell.trials \(ofVersion) ORDER BY trial
            """
        case "hyperparameters":
            "SELECT parameter, \"default\", range, chosen, importance, gain, gain_error, at_edge, instability FROM foretell.hyperparameters \(ofVersion)"
        case "tuning":
            "SELECT CAST(sentence->>'$' AS VARCHAR) AS finding FROM (SELECT unnest(CAST(content AS JSON[])) AS sentence FROM foretell.reports \(ofVersion) AND part = 'tuning')"
        case "ensemble":
            list("ensemble", [("trial", "INTEGER"), ("learner", "VARCHAR"), ("weight", "DOUBLE"), ("loss", "DOUBLE"), ("deviation", "DOUBLE"), ("microseconds", "DOUBLE"), ("bytes", "BIGINT")])
        case "effects": list("effects", [("feature", "VARCHAR"), ("value", "VARCHAR"), ("prediction", "DOUBLE")])
        case "calibration":
            """
            SELECT kind, threshold, CAST(r->>'predicted' AS DOUBLE) AS predicted, CAST(r->>'observed' AS DOUBLE) AS observed, CAST(r->>'rows' AS BIGINT) AS rows
            FROM (SELECT content->>'kind' AS kind, CAST(content->>'threshold' AS DOUBLE) AS threshold, unnest(CAST(content->'reliability' AS JSON[])) AS r
                  FROM foretell.reports \(ofVersion) AND part = 'calibration')
            """
        case "interval":
            """
            SELECT CAST(content->>'coverage' AS DOUBLE) AS coverage, CAST(content->>'observed_coverage' AS DOUBLE) AS observed_coverage,
                   CAST(content->>'mean_width' AS DOUBLE) AS mean_width, CAST(content->>'quantile' AS DOUBLE) AS quantile,
                   CAST(content->>'observed_quantile' AS DOUBLE) AS observed_quantile
            FROM foretell.reports \(ofVersion) AND part = 'interval'
            """
        case "warnings": "SELECT code, feature, message, advice FROM foretell.warnings \(ofVersion)"
        case "versions":
            """
            SELECT version, state, metric, score, baseline, rows, duration_seconds, error, finished_at FROM foretell.versions \(ofModel) ORDER BY version
            """
        case "snapshot", "profile":
            """
            SELECT "column", type, rows, nulls, distinct_values, "min", "max", "mean", deviation, quantiles, top_values, histogram
            FROM foretell.snapshot_profiles WHERE hash = (SELECT snapshot FROM foretell.versions \(ofVersion)) ORDER BY position
            """
        case "config": "SELECT revision, engine, seed, options, expanded FROM foretell.configurations \(ofModel) ORDER BY revision"
        case "definition": "SELECT revision, source, query, target FROM foretell.definitions \(ofModel) ORDER BY revision"
        case "deployments": "SELECT version, role, since, \"by\", reason FROM foretell.deployments \(ofModel)"
        case "progress":
            "SELECT version, state, stage, progress, started_at, finished_at, error FROM foretell.versions \(ofModel) ORDER BY version"
        default: nil
        }
    }

    /// The elements of a part of the report, a column for each member.
    private func list(_ part: String, _ members: [(name: String, type: String)]) -> String {
        let columns = members.map { "CAST(e->>\(quotedLiteral($0.name)) AS \($0.type)) AS \(quotedIdentifier($0.name))" }.joined(separator: ", ")
        return "SELECT \(columns) FROM (SELECT unnest(CAST(content AS JSON[])) AS e FROM foretell.reports \(ofVersion) AND part = \(quotedLiteral(part)))"
    }
}
