import Core

extension SystemView {
    /// A query for the rows, in the order of `columns`. A training that has ended stays in `training_progress` for five minutes.
    /// The rows of `sources` are sealed and come from elsewhere.
    /// - Parameter now: microseconds since 1970 in UTC.
    func sql(now: Int64) -> String {
        switch self {
        case .models:
            """
            SELECT m.name, m.project, c.engine, json_extract(d.targets, '$[0]'), v.state, v.number,
                   (SELECT count(*) FROM versions x WHERE x.model_id = m.id),
                   json_extract(v.report, '$.metric'), json_extract(v.report, '$.score'), json_extract(v.report, '$.baseline'),
                   s.rows, v.share, v.stage, v.error, m.created_by, m.created_at,
                   (SELECT max(max(x.queued_at, coalesce(x.started_at, 0), coalesce(x.progress_at, 0), coalesce(x.finished_at, 0)))
                    FROM versions x WHERE x.model_id = m.id),
                   coalesce(m.promotion, '{"rule":"better"}'), (SELECT k.text FROM comments k WHERE k.model_id = m.id AND k.kind = 'model' ORDER BY k.id DESC LIMIT 1),
                   coalesce(m.owner, m.created_by)
            FROM models m
            JOIN versions v ON v.id = coalesce(
                \(Catalog.championOfM),
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
                   (coalesce(v.finished_at, \(now)) - v.started_at) / 1e6, v.cause, v.created_by,
                   (SELECT group_concat(a.name, ', ') FROM (SELECT name FROM aliases WHERE version_id = v.id ORDER BY name) a),
                   (SELECT group_concat(t.name, ', ') FROM (SELECT name FROM tags WHERE version_id = v.id ORDER BY name) t),
                   v.changes, v.held_hash
            FROM versions v JOIN models m ON m.id = v.model_id JOIN definitions d ON d.id = v.definition_id
            JOIN configurations c ON c.id = v.configuration_id LEFT JOIN snapshots s ON s.hash = v.snapshot
            ORDER BY m.project, m.name, v.number
            """
        case .definitions:
            """
            SELECT m.name, m.project, d.revision, d.source, d.query, json_extract(d.targets, '$[0]'), d.key, d.order_by, d.group_by,
                   d.window, d.horizon, d.created_by, d.created_at, json_extract(d.transform, '$.text')
            FROM definitions d JOIN models m ON m.id = d.model_id ORDER BY m.project, m.name, d.revision
            """
        case .configurations:
            """
            SELECT m.name, m.project, c.revision, c.engine, c.seed, c.options, c.expanded, c.created_by, c.created_at, c.name
            FROM configurations c JOIN models m ON m.id = c.model_id ORDER BY m.project, m.name, c.revision
            """
        case .snapshots:
            """
            SELECT s.hash, s.rows, s.bytes, s.columns,
                   (SELECT group_concat(u.name, ', ')
                    FROM (SELECT m.project || '.' || m.name || ' version ' || v.number AS name
                          FROM versions v JOIN models m ON m.id = v.model_id WHERE v.snapshot = s.hash ORDER BY v.id) u), s.created_at,
                   EXISTS (SELECT 1 FROM versions v WHERE v.snapshot = s.hash AND v.id IN (\(Catalog.versionsWithRoles))), s.removed_at
            FROM snapshots s ORDER BY s.created_at, s.hash
            """
        case .snapshot_profiles:
            """
            SELECT s.hash, c.key + 1, json_extract(c.value, '$.name'), json_extract(c.value, '$.type'), json_extract(c.value, '$.rows'),
                   json_extract(c.value, '$.nulls'), json_extract(c.value, '$.distinct'), json_extract(c.value, '$.min'), json_extract(c.value, '$.max'),
                   json_extract(c.value, '$.mean'), json_extract(c.value, '$.deviation'), json_extract(c.value, '$.quantiles'),
                   json_extract(c.value, '$.top'), json_extract(c.value, '$.histogram'), json_extract(c.value, '$.rows_seen')
            FROM snapshots s, json_each(s.profile) c ORDER BY s.created_at, s.hash, c.key
            """
        case .features:
            """
            SELECT m.name, m.project, v.number, f.key + 1, json_extract(f.value, '$.name'), json_extract(f.value, '$.type'),
                   json_extract(f.value, '$.kind'), json_extract(f.value, '$.used'), json_extract(f.value, '$.importance'),
                   json_extract(f.value, '$.spread'), json_extract(f.value, '$.missing'), json_extract(f.value, '$.distinct'), json_extract(f.value, '$.note')
            FROM versions v JOIN models m ON m.id = v.model_id, json_each(v.report, '$.features') f
            ORDER BY m.project, m.name, v.number, f.key
            """
        case .trials:
            """
            SELECT m.name, m.project, v.number, json_extract(t.value, '$.number'), json_extract(t.value, '$.learner'), json_extract(t.value, '$.status'),
                   json_extract(t.value, '$.loss'), json_extract(t.value, '$.losses'),
                   (SELECT json_extract(e.value, '$.weight') FROM json_each(v.report, '$.ensemble') e
                    WHERE json_extract(e.value, '$.trial') = json_extract(t.value, '$.number')),
                   json_extract(t.value, '$.rounds'), json_extract(t.value, '$.microseconds'), json_extract(t.value, '$.seconds'),
                   json_extract(t.value, '$.parameters'), json_extract(t.value, '$.note')
            FROM versions v JOIN models m ON m.id = v.model_id, json_each(v.report, '$.trials') t
            ORDER BY m.project, m.name, v.number, t.key
            """
        case .hyperparameters:
            """
            SELECT m.name, m.project, v.number, json_extract(p.value, '$.name'), json_extract(p.value, '$.default'), json_extract(p.value, '$.range'),
                   json_extract(p.value, '$.chosen'), json_extract(p.value, '$.importance'), json_extract(p.value, '$.gain'),
                   json_extract(p.value, '$.gain_error'), json_extract(p.value, '$.at_edge'), json_extract(p.value, '$.instability')
            FROM versions v JOIN models m ON m.id = v.model_id, json_each(v.report, '$.hyperparameters') p
            ORDER BY m.project, m.name, v.number, p.key
            """
        case .reports:
            """
            SELECT m.name, m.project, v.number, r.key, r.value
            FROM versions v JOIN models m ON m.id = v.model_id, json_each(v.report) r
            WHERE r.type IN ('array', 'object') ORDER BY m.project, m.name, v.number, r.key
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
                   (coalesce(v.finished_at, \(now)) - v.started_at) / 1e6
            FROM versions v JOIN models m ON m.id = v.model_id
            WHERE v.state IN ('queued', 'training') OR v.finished_at > \(now - 300_000_000)
            ORDER BY v.id
            """
        case .deployments:
            """
            SELECT m.name, m.project, v.number, d.role, d.since,
                   (SELECT n.since FROM deployments n
                    WHERE n.model_id = d.model_id AND n.role IN (d.role, 'champion') AND n.id > d.id ORDER BY n.id LIMIT 1),
                   d.by, d.reason, d.evidence, round(d.share * 100, 6)
            FROM deployments d JOIN models m ON m.id = d.model_id JOIN versions v ON v.id = d.version_id ORDER BY d.id
            """
        case .sources: "SELECT name, engine, NULL, created_by, created_at, coalesce(owner, created_by) FROM sources ORDER BY name"
        case .views: "SELECT name, project, query, created_by, created_at, coalesce(owner, created_by) FROM views ORDER BY project, name"
        case .users:
            """
            SELECT u.name, u.is_superuser, u.created_at, u.can_log_in,
                   (SELECT json_group_array(r.name) FROM (SELECT r.name FROM memberships m JOIN users r ON r.id = m.role_id WHERE m.member_id = u.id ORDER BY r.name) r)
            FROM users u ORDER BY u.name
            """
        case .grants:
            """
            SELECT kind, object, privilege, grantee, granted_by, granted_at FROM (
                SELECT 1 AS part, g.kind, CASE WHEN g.project = '' THEN g.name ELSE g.project || '.' || g.name END AS object, upper(g.privilege) AS privilege,
                       coalesce(u.name, 'PUBLIC') AS grantee, g.granted_by, g.granted_at
                FROM grants g LEFT JOIN users u ON u.id = g.grantee_id
                UNION ALL
                SELECT 2, 'role', r.name, 'MEMBER', u.name, m.granted_by, m.granted_at
                FROM memberships m JOIN users r ON r.id = m.role_id JOIN users u ON u.id = m.member_id)
            ORDER BY part, kind, object, grantee, privilege
            """
        case .audit: "SELECT id, at, user, address, application, session, statement, sqlstate, lower(hex(hash)) FROM audit ORDER BY id"
        case .challenger_scores:
            """
            SELECT m.name, m.project, v.number,
                   (SELECT cv.number FROM deployments c JOIN versions cv ON cv.id = c.version_id
                    WHERE c.model_id = d.model_id AND c.role = 'champion' AND c.id < d.id ORDER BY c.id DESC LIMIT 1),
                   d.since, s.requests, s.dropped, s.rows, CAST(s.different AS REAL) / nullif(s.rows, 0), s.distance_sum / nullif(s.rows, 0),
                   s.largest_distance, s.microseconds / nullif(s.rows, 0), s.champion_microseconds / nullif(s.rows, 0), s.failure, s.updated_at
            FROM challenger_scores s JOIN deployments d ON d.id = s.deployment_id JOIN models m ON m.id = d.model_id
            JOIN versions v ON v.id = d.version_id ORDER BY d.id
            """
        case .challenger_samples:
            """
            SELECT m.name, m.project, v.number, s.at, s.input_hash, s.key, s.champion_answer, s.answer, s.distance
            FROM challenger_samples s JOIN deployments d ON d.id = s.deployment_id JOIN models m ON m.id = d.model_id
            JOIN versions v ON v.id = d.version_id ORDER BY s.id
            """
        case .outcomes:
            """
            SELECT m.name, m.project, v.number,
                   (SELECT cv.number FROM deployments c JOIN versions cv ON cv.id = c.version_id
                    WHERE c.model_id = d.model_id AND c.role = 'champion' AND c.id < d.id ORDER BY c.id DESC LIMIT 1),
                   a.key, a.at, a.champion_scores, a.scores, a.actual, a.actual_at
            FROM paired_answers a JOIN deployments d ON d.id = a.deployment_id JOIN models m ON m.id = d.model_id
            JOIN versions v ON v.id = d.version_id ORDER BY d.id, a.at, a.key
            """
        case .outcome_sources:
            """
            SELECT m.name, m.project, o.source, o.query, o.key, o.actual, o.at, o.within / 1e6, o.every / 1e6, o.looked_at, o.error, o.created_by, o.created_at
            FROM outcomes o JOIN models m ON m.id = o.model_id ORDER BY m.project, m.name
            """
        case .shared_configurations:
            "SELECT name, engine, seed, options, expanded, created_by, created_at FROM shared_configurations ORDER BY name"
        case .comments: "SELECT kind, object, text, created_by, created_at FROM comments ORDER BY id"
        case .projects: "SELECT name, created_at, coalesce(owner, 'foretell'), trainings FROM projects ORDER BY name"
        case .jobs:
            """
            SELECT j.name, j.project, j.kind,
                   CASE WHEN r.state = 'running' THEN 'running' WHEN j.is_paused THEN 'paused' WHEN j.retry_at IS NOT NULL THEN 'retrying'
                        WHEN j.next_run IS NULL THEN 'finished' ELSE 'waiting' END,
                   j.schedule, coalesce(j.retry_at, j.next_run), r.started_at, r.state, r.error, j.statements, j.conditions, j.watched, j.columns,
                   j.time_zone, j.start_at, j.end_at, j.overlap, j.missed, j.retries, j.backoff / 1e6, j.timeout / 1e6, j.created_by, j.created_at
            FROM jobs j LEFT JOIN job_runs r ON r.id = (SELECT max(x.id) FROM job_runs x WHERE x.job_id = j.id AND x.state <> 'skipped')
            ORDER BY j.project, j.kind, j.name
            """
        case .job_runs:
            """
            SELECT id, name, project, kind, cause, attempt, state, reason, scheduled_for, started_at, finished_at,
                   (coalesce(finished_at, \(now)) - started_at) / 1e6, rows, statements, sqlstate, error, detail, hint, user
            FROM job_runs ORDER BY id
            """
        }
    }
}
