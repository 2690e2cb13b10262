import Core
import GRDB

/// What is learnt. Numbered per model and never changed.
package struct DefinitionRecord: Hashable, Sendable {
    package var id: Int64
    package var modelID: Int64
    /// From 1 per model.
    package var revision: Int
    package var source: String?
    /// As it was written.
    package var query: String
    /// With every name qualified; what a worker runs.
    package var boundQuery: String?
    /// What features are computed, as JSON: the text as it was written, and its items. nil: the rows' own columns.
    package var transform: String?
    package var targets: [String]
    package var key: String?
    package var orderBy: String?
    package var groupBy: [String]
    /// Rows; nil for a model that is no forecast.
    package var window: Int?
    /// Rows; nil for a model that is no forecast.
    package var horizon: Int?
    package var createdBy: String
    /// Microseconds since 1970 in UTC.
    package var createdAt: Int64

    /// - Throws: `SQLFailure` XX001
    init(row: Row) throws {
        id = row["id"]
        modelID = row["model_id"]
        revision = row["revision"]
        source = row["source"]
        query = row["query"]
        boundQuery = row["bound_query"]
        transform = row["transform"]
        targets = try Self.strings(row["targets"])
        key = row["key"]
        orderBy = row["order_by"]
        groupBy = try Self.strings(row["group_by"])
        window = row["window"]
        horizon = row["horizon"]
        createdBy = row["created_by"]
        createdAt = row["created_at"]
    }

    private static func strings(_ json: String) throws -> [String] {
        guard let elements = (try? JSONValue(parsing: json))?.array else {
            throw SQLFailure(
                .dataCorrupted, "the catalog is damaged", detail: "A definition's list of columns is no JSON array.",
                hint: "restore \"catalog.sqlite\" from a backup")
        }
        return elements.compactMap(\.string)
    }
}
