import Core
import GRDB

// What models learn and how: definitions and configurations. Each is numbered and never changed.
extension Catalog {
    package func definition(id: Int64) async throws -> DefinitionRecord? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM definitions WHERE id = ?", arguments: [id]).map(DefinitionRecord.init(row:))
        }
    }

    /// A new revision of what a model learns.
    /// - Parameter isCurrent: its next versions learn that.
    /// - Returns: its id.
    package func addDefinition(_ new: NewDefinition, of modelID: Int64, isCurrent: Bool, by user: String) async throws -> Int64 {
        try await write { db in
            let id = try Self.insertDefinition(db, new, of: modelID, by: user)
            if isCurrent { try Self.setCurrent(db, modelID, definitionID: id) }
            return id
        }
    }

    package func configuration(id: Int64) async throws -> ConfigurationRecord? {
        try await read { db in
            try Row.fetchOne(db, sql: "SELECT * FROM configurations WHERE id = ?", arguments: [id]).map(ConfigurationRecord.init(row:))
        }
    }

    /// A model's configuration of this name or number; nil when it has none.
    package func configuration(modelID: Int64, named name: String) async throws -> ConfigurationRecord? {
        try await read { db in
            try Row.fetchOne(
                db, sql: "SELECT * FROM configurations WHERE model_id = ? AND (name = ? OR CAST(revision AS TEXT) = ?) ORDER BY revision DESC",
                arguments: [modelID, name, name]
            ).map(ConfigurationRecord.init(row:))
        }
    }

    /// A new revision of how a model learns, or the one that says the same under the same name.
    /// - Parameter isCurrent: its next versions learn so.
    /// - Throws: `SQLFailure` 42710 when another configuration of the model has the name.
    package func addConfiguration(
        _ new: NewConfiguration, of modelID: Int64, isCurrent: Bool, by user: String
    ) async throws -> ConfigurationRecord {
        try await write { db in
            let id = try Self.insertConfiguration(db, new, of: modelID, by: user)
            if isCurrent { try Self.setCurrent(db, modelID, configurationID: id) }
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM configurations WHERE id = ?", arguments: [id]) else {
                throw SQLFailure(.internalError, "the new configuration is missing")
            }
            return ConfigurationRecord(row: row)
        }
    }

    // MARK: Configurations that models share

    /// - Throws: `SQLFailure` 42710 when there is one of this name.
    package func createSharedConfiguration(_ new: NewConfiguration, named name: String, by user: String) async throws {
        try await write { db in
            guard try Row.fetchOne(db, sql: "SELECT 1 FROM shared_configurations WHERE name = ?", arguments: [name]) == nil else {
                throw SQLFailure(
                    .duplicateObject, "configuration \"\(name)\" already exists", hint: "configurations are never changed: choose another name")
            }
            try db.execute(
                sql: """
                    INSERT INTO shared_configurations (name, engine, seed, options, expanded, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [name, new.engine, new.seed, new.options.text, new.expanded.text, user, Catalog.now])
        }
    }

    /// nil when there is none. Letter case does not matter.
    package func sharedConfiguration(named name: String) async throws -> NewConfiguration? {
        try await read { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT * FROM shared_configurations WHERE name = ?", arguments: [name]) else { return nil }
            return NewConfiguration(
                name: row["name"], engine: row["engine"], seed: row["seed"], options: try JSONValue(parsing: row["options"]),
                expanded: try JSONValue(parsing: row["expanded"]))
        }
    }

    /// By name.
    package func sharedConfigurationNames() async throws -> [String] {
        try await read { db in try String.fetchAll(db, sql: "SELECT name FROM shared_configurations ORDER BY name") }
    }

    // MARK: Rows

    static func insertDefinition(_ db: Database, _ new: NewDefinition, of modelID: Int64, by user: String) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO definitions (model_id, revision, source, query, bound_query, transform, targets, key, order_by, group_by, window, horizon,
                                         created_by, created_at)
                VALUES (?, (SELECT coalesce(max(revision), 0) + 1 FROM definitions WHERE model_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                modelID, modelID, new.source, new.query, new.boundQuery, new.transform, JSONValue.array(new.targets.map(JSONValue.string)).text, new.key,
                new.orderBy, JSONValue.array(new.groupBy.map(JSONValue.string)).text, new.window, new.horizon, user, Catalog.now,
            ])
        return db.lastInsertedRowID
    }

    /// - Returns: the id of the new row, or of the newest one that says the same.
    static func insertConfiguration(_ db: Database, _ new: NewConfiguration, of modelID: Int64, by user: String) throws -> Int64 {
        let same = try Int64.fetchOne(
            db, sql: """
                SELECT id FROM configurations WHERE model_id = ? AND name IS ? AND engine = ? AND seed = ? AND options = ? AND expanded = ?
                ORDER BY revision DESC
                """,
            arguments: [modelID, new.name, new.engine, new.seed, new.options.text, new.expanded.text])
        if let same { return same }
        if let name = new.name,
            try Row.fetchOne(db, sql: "SELECT 1 FROM configurations WHERE model_id = ? AND name = ?", arguments: [modelID, name]) != nil
        {
            throw SQLFailure(
                .duplicateObject, "configuration \"\(name)\" of this model already exists", hint: "configurations are never changed: choose another name")
        }
        try db.execute(
            sql: """
                INSERT INTO configurations (model_id, revision, name, engine, seed, options, expanded, created_by, created_at)
                VALUES (?, (SELECT coalesce(max(revision), 0) + 1 FROM configurations WHERE model_id = ?), ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [modelID, modelID, new.name, new.engine, new.seed, new.options.text, new.expanded.text, user, Catalog.now])
        return db.lastInsertedRowID
    }

    /// What the next version learns, and how; nil leaves it as it is.
    static func setCurrent(_ db: Database, _ modelID: Int64, definitionID: Int64? = nil, configurationID: Int64? = nil) throws {
        try db.execute(
            sql: "UPDATE models SET definition_id = coalesce(?, definition_id), configuration_id = coalesce(?, configuration_id) WHERE id = ?",
            arguments: [definitionID, configurationID, modelID])
    }
}
