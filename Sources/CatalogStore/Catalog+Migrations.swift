import GRDB

extension Catalog {
    /// Each migration runs once per file; one that has been released is never edited, and its name never changes.
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 models, versions and what they are made of") { db in
            try db.execute(
                sql: """
                    CREATE TABLE users (
                        id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, verifier TEXT NOT NULL,
                        is_superuser INTEGER NOT NULL, created_at INTEGER NOT NULL) STRICT;
                    CREATE TABLE projects (name TEXT PRIMARY KEY COLLATE NOCASE, created_at INTEGER NOT NULL) STRICT;
                    CREATE TABLE sources (
                        name TEXT PRIMARY KEY COLLATE NOCASE, engine TEXT NOT NULL,
                        sealed BLOB NOT NULL, created_by TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
                    CREATE TABLE models (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL COLLATE NOCASE REFERENCES projects(name),
                        name TEXT NOT NULL COLLATE NOCASE, created_by TEXT NOT NULL, created_at INTEGER NOT NULL,
                        UNIQUE (project, name)) STRICT;
                    CREATE TABLE definitions (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, model_id INTEGER NOT NULL REFERENCES models(id) ON DELETE CASCADE,
                        revision INTEGER NOT NULL, source TEXT, query TEXT NOT NULL, bound_query TEXT, targets TEXT NOT NULL,
                        key TEXT, order_by TEXT, group_by TEXT NOT NULL, window INTEGER, horizon INTEGER,
                        created_by TEXT NOT NULL, created_at INTEGER NOT NULL, UNIQUE (model_id, revision)) STRICT;
                    CREATE TABLE configurations (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, model_id INTEGER NOT NULL REFERENCES models(id) ON DELETE CASCADE,
                        revision INTEGER NOT NULL, engine TEXT NOT NULL, seed INTEGER NOT NULL, options TEXT NOT NULL,
                        expanded TEXT NOT NULL, created_by TEXT NOT NULL, created_at INTEGER NOT NULL,
                        UNIQUE (model_id, revision)) STRICT;
                    CREATE TABLE snapshots (
                        hash TEXT PRIMARY KEY, rows INTEGER NOT NULL, bytes INTEGER NOT NULL, columns TEXT NOT NULL,
                        created_at INTEGER NOT NULL) STRICT;
                    CREATE TABLE versions (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, model_id INTEGER NOT NULL REFERENCES models(id) ON DELETE CASCADE,
                        number INTEGER NOT NULL, definition_id INTEGER NOT NULL REFERENCES definitions(id),
                        configuration_id INTEGER NOT NULL REFERENCES configurations(id), snapshot TEXT REFERENCES snapshots(hash),
                        state TEXT NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
                        sqlstate TEXT, error TEXT, detail TEXT, hint TEXT,
                        artifact_hash TEXT, artifact_bytes INTEGER, report TEXT,
                        stage TEXT, share REAL, round INTEGER, rounds INTEGER, metric_name TEXT, metric_value REAL, progress_at INTEGER,
                        queued_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER, UNIQUE (model_id, number)) STRICT;
                    CREATE INDEX versions_by_state ON versions (state, id);
                    CREATE TABLE deployments (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, model_id INTEGER NOT NULL REFERENCES models(id) ON DELETE CASCADE,
                        version_id INTEGER NOT NULL REFERENCES versions(id),
                        role TEXT NOT NULL CHECK (role IN ('champion', 'challenger', 'canary')), since INTEGER NOT NULL,
                        by TEXT NOT NULL, reason TEXT NOT NULL) STRICT;
                    CREATE INDEX deployments_by_model ON deployments (model_id, id);
                    CREATE TABLE vault (id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL) STRICT;
                    CREATE TABLE views (
                        project TEXT NOT NULL COLLATE NOCASE REFERENCES projects(name), name TEXT NOT NULL COLLATE NOCASE,
                        query TEXT NOT NULL, created_by TEXT NOT NULL, created_at INTEGER NOT NULL,
                        PRIMARY KEY (project, name)) STRICT;
                    """)
            try db.execute(sql: "INSERT INTO projects (name, created_at) VALUES ('main', ?)", arguments: [Catalog.now])
        }
        migrator.registerMigration("2 further versions, their roles and names") { db in
            try db.execute(
                sql: """
                    ALTER TABLE models ADD COLUMN definition_id INTEGER REFERENCES definitions(id);
                    ALTER TABLE models ADD COLUMN configuration_id INTEGER REFERENCES configurations(id);
                    ALTER TABLE models ADD COLUMN promotion TEXT;
                    UPDATE models SET definition_id = (SELECT max(d.id) FROM definitions d WHERE d.model_id = models.id),
                                      configuration_id = (SELECT max(c.id) FROM configurations c WHERE c.model_id = models.id);
                    ALTER TABLE configurations ADD COLUMN name TEXT COLLATE NOCASE;
                    ALTER TABLE versions ADD COLUMN held_hash TEXT;
                    ALTER TABLE versions ADD COLUMN changes TEXT;
                    ALTER TABLE versions ADD COLUMN cause TEXT NOT NULL DEFAULT 'CREATE MODEL';
                    ALTER TABLE versions ADD COLUMN created_by TEXT NOT NULL DEFAULT '';
                    UPDATE versions SET created_by = (SELECT m.created_by FROM models m WHERE m.id = versions.model_id);
                    ALTER TABLE deployments ADD COLUMN evidence TEXT;
                    CREATE INDEX versions_by_snapshot ON versions (snapshot);
                    CREATE TABLE shared_configurations (
                        name TEXT PRIMARY KEY COLLATE NOCASE, engine TEXT NOT NULL, seed INTEGER NOT NULL, options TEXT NOT NULL,
                        expanded TEXT NOT NULL, created_by TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
                    CREATE TABLE aliases (
                        model_id INTEGER NOT NULL REFERENCES models(id) ON DELETE CASCADE, name TEXT NOT NULL COLLATE NOCASE,
                        version_id INTEGER NOT NULL REFERENCES versions(id), created_by TEXT NOT NULL, created_at INTEGER NOT NULL,
                        PRIMARY KEY (model_id, name)) STRICT;
                    CREATE TABLE tags (
                        version_id INTEGER NOT NULL REFERENCES versions(id) ON DELETE CASCADE, name TEXT NOT NULL COLLATE NOCASE,
                        created_by TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (version_id, name)) STRICT;
                    CREATE TABLE comments (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, object TEXT NOT NULL COLLATE NOCASE,
                        model_id INTEGER REFERENCES models(id) ON DELETE CASCADE, text TEXT, created_by TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
                    """)
        }
        migrator.registerMigration("3 versions that continue others") { db in
            try db.execute(sql: "ALTER TABLE versions ADD COLUMN base_id INTEGER REFERENCES versions(id) ON DELETE SET NULL")
        }
        migrator.registerMigration("owners, roles, rights and the audit") { db in
            try db.execute(
                sql: """
                    ALTER TABLE users ADD COLUMN can_log_in INTEGER NOT NULL DEFAULT 1;
                    ALTER TABLE projects ADD COLUMN owner TEXT COLLATE NOCASE;
                    ALTER TABLE models ADD COLUMN owner TEXT COLLATE NOCASE;
                    ALTER TABLE views ADD COLUMN owner TEXT COLLATE NOCASE;
                    ALTER TABLE sources ADD COLUMN owner TEXT COLLATE NOCASE;
                    CREATE TABLE memberships (
                        role_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                        member_id INTEGER NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                        granted_by TEXT NOT NULL, granted_at INTEGER NOT NULL, PRIMARY KEY (role_id, member_id)) STRICT;
                    CREATE TABLE grants (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, project TEXT NOT NULL COLLATE NOCASE, name TEXT NOT NULL COLLATE NOCASE,
                        grantee_id INTEGER REFERENCES users(id) ON DELETE CASCADE, privilege TEXT NOT NULL,
                        granted_by TEXT NOT NULL, granted_at INTEGER NOT NULL) STRICT;
                    CREATE UNIQUE INDEX grants_once ON grants (kind, project, name, coalesce(grantee_id, 0), privilege);
                    CREATE TRIGGER grants_of_dropped_models AFTER DELETE ON models
                    BEGIN DELETE FROM grants WHERE kind = 'model' AND project = OLD.project AND name = OLD.name; END;
                    CREATE TRIGGER grants_of_dropped_views AFTER DELETE ON views
                    BEGIN DELETE FROM grants WHERE kind = 'view' AND project = OLD.project AND name = OLD.name; END;
                    CREATE TRIGGER grants_of_dropped_sources AFTER DELETE ON sources
                    BEGIN DELETE FROM grants WHERE kind = 'database' AND name = OLD.name; END;
                    CREATE TRIGGER grants_of_dropped_projects AFTER DELETE ON projects
                    BEGIN DELETE FROM grants WHERE kind = 'project' AND name = OLD.name; END;
                    CREATE TRIGGER grants_of_renamed_models AFTER UPDATE OF project, name ON models
                    BEGIN UPDATE grants SET project = NEW.project, name = NEW.name WHERE kind = 'model' AND project = OLD.project AND name = OLD.name; END;
                    CREATE TABLE audit (
                        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, user TEXT NOT NULL, address TEXT NOT NULL, application TEXT NOT NULL,
                        session INTEGER NOT NULL, statement TEXT NOT NULL, sqlstate TEXT NOT NULL, hash BLOB NOT NULL) STRICT;
                    CREATE TABLE audit_end (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL, seal BLOB NOT NULL) STRICT;
                    CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
                    CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
                    """)
        }
        migrator.registerMigration("jobs, triggers and their runs") { db in
            try db.execute(
                sql: """
                    CREATE TABLE jobs (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL COLLATE NOCASE REFERENCES projects(name),
                        kind TEXT NOT NULL CHECK (kind IN ('job', 'trigger')), name TEXT NOT NULL COLLATE NOCASE,
                        statements TEXT NOT NULL, conditions TEXT NOT NULL, watched TEXT, columns TEXT NOT NULL,
                        schedule TEXT NOT NULL, time_zone TEXT NOT NULL, start_at INTEGER NOT NULL, end_at INTEGER,
                        overlap TEXT NOT NULL, missed TEXT NOT NULL, retries INTEGER NOT NULL, backoff INTEGER NOT NULL, timeout INTEGER,
                        is_paused INTEGER NOT NULL DEFAULT 0, next_run INTEGER, retry_at INTEGER, attempt INTEGER NOT NULL DEFAULT 0,
                        last_success INTEGER, marks TEXT NOT NULL DEFAULT '{}', created_by TEXT NOT NULL, created_at INTEGER NOT NULL,
                        UNIQUE (project, kind, name)) STRICT;
                    CREATE TABLE job_runs (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, job_id INTEGER REFERENCES jobs(id) ON DELETE SET NULL,
                        project TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, user TEXT NOT NULL,
                        cause TEXT NOT NULL, attempt INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT,
                        scheduled_for INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER, rows INTEGER, statements TEXT,
                        sqlstate TEXT, error TEXT, detail TEXT, hint TEXT) STRICT;
                    CREATE INDEX job_runs_by_job ON job_runs (job_id, id);
                    CREATE INDEX job_runs_by_state ON job_runs (state);
                    """)
        }
        migrator.registerMigration("the training queue has priorities, limits and a pause") { db in
            try db.execute(
                sql: """
                    ALTER TABLE versions ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
                    ALTER TABLE projects ADD COLUMN trainings INTEGER;
                    CREATE TABLE training_pause (
                        id INTEGER PRIMARY KEY CHECK (id = 1), paused_by TEXT NOT NULL, paused_at INTEGER NOT NULL) STRICT;
                    """)
        }
        migrator.registerMigration("shares of canaries, and what challengers answered") { db in
            try db.execute(
                sql: """
                    ALTER TABLE deployments ADD COLUMN share REAL;
                    CREATE TABLE challenger_scores (
                        deployment_id INTEGER PRIMARY KEY REFERENCES deployments(id) ON DELETE CASCADE, requests INTEGER NOT NULL,
                        dropped INTEGER NOT NULL, rows INTEGER NOT NULL, different INTEGER NOT NULL, distance_sum REAL NOT NULL,
                        largest_distance REAL NOT NULL, champion_microseconds REAL NOT NULL, microseconds REAL NOT NULL, failure TEXT,
                        updated_at INTEGER NOT NULL) STRICT;
                    CREATE TABLE challenger_samples (
                        id INTEGER PRIMARY KEY AUTOINCREMENT, deployment_id INTEGER NOT NULL REFERENCES deployments(id) ON DELETE CASCADE,
                        at INTEGER NOT NULL, input_hash TEXT NOT NULL, key TEXT, champion_answer TEXT, answer TEXT, distance REAL) STRICT;
                    CREATE INDEX challenger_samples_by_deployment ON challenger_samples (deployment_id, id);
                    """)
        }
        migrator.registerMigration("profiles of snapshots, and when their files were removed") { db in
            try db.execute(
                sql: """
                    ALTER TABLE snapshots ADD COLUMN profile TEXT;
                    ALTER TABLE snapshots ADD COLUMN removed_at INTEGER;
                    """)
        }
        migrator.registerMigration("columns of versions") { db in
            try db.execute(sql: "ALTER TABLE versions ADD COLUMN columns TEXT")
        }
        migrator.registerMigration("outcomes, and what was said of the rows that they are about") { db in
            try db.execute(
                sql: """
                    CREATE TABLE outcomes (
                        model_id INTEGER PRIMARY KEY REFERENCES models(id) ON DELETE CASCADE, source TEXT, query TEXT NOT NULL,
                        key TEXT NOT NULL, actual TEXT NOT NULL, at TEXT, within INTEGER, every INTEGER NOT NULL, looked_at INTEGER, error TEXT,
                        created_by TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
                    CREATE TABLE paired_answers (
                        deployment_id INTEGER NOT NULL REFERENCES deployments(id) ON DELETE CASCADE, key TEXT NOT NULL, at INTEGER NOT NULL,
                        champion_scores TEXT NOT NULL, scores TEXT NOT NULL, actual TEXT, actual_at INTEGER,
                        PRIMARY KEY (deployment_id, key)) STRICT, WITHOUT ROWID;
                    """)
        }
        migrator.registerMigration("columns of views") { db in
            try db.execute(sql: "ALTER TABLE views ADD COLUMN columns TEXT")
        }
        migrator.registerMigration("versions that replace what serves") { db in
            try db.execute(sql: "ALTER TABLE versions ADD COLUMN replaces INTEGER NOT NULL DEFAULT 0")
        }
        migrator.registerMigration("features that definitions compute") { db in
            try db.execute(sql: "ALTER TABLE definitions ADD COLUMN transform TEXT")
        }
        return migrator
    }()
}
