package import Core

/// How much memory a worker may have, in bytes. Pure.
package enum MemoryBudget {
    /// What libraries and small data need, whatever the rows.
    private static let base = 512_000_000
    /// Encoded features, LightGBM's own bins, the folds and the trials beside the eight bytes of each value: 4 to 5 for numbers and up
    /// to 19 for categories, the read rows included, as Benchmarks/memory measures it.
    private static let copies = 16
    /// Numbers that the words of one longer text become, and copies of them.
    private static let textNumbers = 200
    private static let textCopies = 6

    /// - Parameters:
    ///   - columns: all of them.
    ///   - texts: how many of them hold longer texts.
    ///   - resident: what the worker has when the rows are read.
    ///   - bound: never more than this.
    package static func limit(rows: Int, columns: Int, texts: Int, resident: Int, bound: Int) -> Int {
        let perRow = 8 * (Double(columns) * Double(copies) + Double(texts) * Double(textNumbers * textCopies))
        let bytes = Double(rows) * perRow + 2 * Double(resident) + Double(base)
        return bytes < Double(bound) ? Int(bytes) : bound
    }

    /// Whether a column holds longer texts, by its first thousand rows: most have several words.
    package static func holdsTexts(_ column: ColumnVector) -> Bool {
        guard case .strings(let strings) = column.storage else { return false }
        let texts = strings.prefix(1000)
        let long = texts.count { text in text.utf8.prefix(10_000).lazy.filter { $0 == 0x20 }.prefix(3).count == 3 }
        return long * 2 > texts.count
    }
}
