package import Core

/// What a training that ended well leaves.
package struct FinishedTraining: Sendable {
    package var artifactHash: String
    package var artifactBytes: Int
    /// `{"metric": ..., "score": ..., "baseline": ..., "features": [...], "warnings": [...], ...}`
    package var report: JSONValue

    package init(artifactHash: String, artifactBytes: Int, report: JSONValue) {
        self.artifactHash = artifactHash
        self.artifactBytes = artifactBytes
        self.report = report
    }
}
