import GRDB

/// A name for one version of a model.
package struct AliasRecord: Hashable, Sendable {
    package var modelID: Int64
    /// Compared without regard to letter case.
    package var name: String
    package var versionID: Int64

    init(row: Row) {
        modelID = row["model_id"]
        name = row["name"]
        versionID = row["version_id"]
    }
}
