package import Core

/// What a training that ended well leaves.
package struct FinishedTraining: Sendable {
    package var artifactHash: String
    package var artifactBytes: Int
    /// Name of the file with the model that was measured; nil when it was not kept.
    package var heldHash: String?
    /// `{"metric": ..., "score": ..., "baseline": ..., "features": [...], "warnings": [...], ...}`
    package var report: JSONValue
    /// `ModelColumns.json`; nil when it is not known.
    package var columns: JSONValue?

    package init(artifactHash: String, artifactBytes: Int, heldHash: String? = nil, report: JSONValue, columns: JSONValue? = nil) {
        self.artifactHash = artifactHash
        self.artifactBytes = artifactBytes
        self.heldHash = heldHash
        self.report = report
        self.columns = columns
    }
}
