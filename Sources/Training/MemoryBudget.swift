/// How much memory a worker may have, in bytes. Pure.
package enum MemoryBudget {
    /// What libraries and small data need, whatever the rows.
    private static let base = 512_000_000
    /// Encoded features, LightGBM's own bins, the folds and the trials beside the eight bytes of each value: 2 to 4 for numbers and up
    /// to 17 for categories, texts of the read rows included, as Benchmarks/memory measures it; the rest is head-room.
    private static let copies = 16

    /// - Parameters:
    ///   - resident: what the worker has when the rows are read.
    ///   - bound: never more than this.
    package static func limit(rows: Int, columns: Int, resident: Int, bound: Int) -> Int {
        let (cells, overflows) = rows.multipliedReportingOverflow(by: columns)
        let (bytes, overflowsToo) = cells.multipliedReportingOverflow(by: 8 * copies)
        guard !overflows, !overflowsToo, bytes < bound, resident < bound / 2 else { return bound }
        return min(bound, 2 * resident + base + bytes)
    }
}
