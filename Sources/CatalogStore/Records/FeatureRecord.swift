import Core

/// What became of a column of the training rows in one version, out of its report.
package struct FeatureRecord: Hashable, Sendable {
    /// From 1, in the order of the training rows.
    package var position: Int
    package var name: String
    package var type: String?
    package var kind: String?
    package var used: Bool
    /// Share of the gain of all splits, 0...1.
    package var importance: Double?
    /// Share of rows where it is NULL, 0...1.
    package var missing: Double?
    package var distinct: Int?
    /// Why it is left out, or how it was taken.
    package var note: String?

    init(position: Int, json: JSONValue) {
        self.position = position
        name = json["name"]?.string ?? ""
        type = json["type"]?.string
        kind = json["kind"]?.string
        used = json["used"]?.boolean ?? false
        importance = json["importance"]?.number
        missing = json["missing"]?.number
        distinct = json["distinct"]?.integer
        note = json["note"]?.string
    }
}
