/// A version that was trained by another server.
package struct NewImport: Sendable {
    package struct Snapshot: Sendable {
        /// SHA-256 of the Parquet file, hexadecimal.
        package var hash: String
        package var rows: Int
        package var bytes: Int
        /// A JSON array: `[{"name": ..., "type": ...}, ...]`.
        package var columns: String

        package init(hash: String, rows: Int, bytes: Int, columns: String) {
            self.hash = hash
            self.rows = rows
            self.bytes = bytes
            self.columns = columns
        }
    }

    /// What `VersionRecord.cause` says of it.
    static let cause = "IMPORT"

    /// With the name that it gets here; `replace` is not looked at.
    package var model: NewModel
    package var finished: FinishedTraining
    /// nil: the rows that it learnt from stay where they are.
    package var snapshot: Snapshot?
    /// What it was there, as in `main.buyers version 5`.
    package var origin: String
    /// Of its training; microseconds since 1970 in UTC.
    package var startedAt: Int64
    package var finishedAt: Int64

    package init(model: NewModel, finished: FinishedTraining, snapshot: Snapshot?, origin: String, startedAt: Int64, finishedAt: Int64) {
        self.model = model
        self.finished = finished
        self.snapshot = snapshot
        self.origin = origin
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}
