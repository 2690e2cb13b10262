package import Core

/// What a training that was run again gave.
package struct Rerun: Sendable {
    /// SHA-256 of the snapshot's file as it is now; nil when it could not be read.
    package var snapshotHash: String?
    /// `TrainingReport.json`; nil when it failed.
    package var report: JSONValue?
    package var failure: SQLFailure?
}
