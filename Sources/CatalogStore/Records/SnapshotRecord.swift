import GRDB

/// Training rows, frozen as a Parquet file. Versions that learnt from the same rows share one.
package struct SnapshotRecord: Hashable, Sendable {
    /// SHA-256 of the Parquet file, hexadecimal.
    package var hash: String
    package var rows: Int
    package var bytes: Int
    /// A JSON array: `[{"name": ..., "type": ...}, ...]`.
    package var columns: String
    /// Whether it is known what the columns hold.
    package var isProfiled: Bool
    /// Microseconds since 1970 in UTC.
    package var createdAt: Int64
    /// The same, of when its file was removed; nil while it is there.
    package var removedAt: Int64?

    init(row: Row) {
        hash = row["hash"]
        rows = row["rows"]
        bytes = row["bytes"]
        columns = row["columns"]
        isProfiled = row["profile"] != nil
        createdAt = row["created_at"]
        removedAt = row["removed_at"]
    }
}
