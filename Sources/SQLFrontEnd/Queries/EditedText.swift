/// A text after edits, which still knows where each byte came from.
package struct EditedText: Hashable, Sendable {
    /// The result.
    package private(set) var text: String
    /// Each application of edits, the first one first; a layer's edits are in the order of their ranges.
    private var layers: [[Change]] = []

    /// One edit, seen from both sides.
    private struct Change: Hashable, Sendable {
        var original: Range<Int>
        var edited: Range<Int>
    }

    package init(_ text: String) { self.text = text }

    /// - Parameter edits: in any order. Their ranges lie within the text and do not overlap; insertions at the same place
    ///   keep their order.
    package init(_ text: String, edits: [TextEdit]) {
        self.init(text)
        apply(edits)
    }

    /// Edits the result once more; offsets are still mapped back to the first text.
    /// - Complexity: linear in the text, and sorting the edits.
    package mutating func apply(_ edits: [TextEdit]) {
        guard !edits.isEmpty else { return }
        let sorted = edits.enumerated()
            .sorted {
                ($0.element.range.lowerBound, $0.element.range.upperBound, $0.offset)
                    < ($1.element.range.lowerBound, $1.element.range.upperBound, $1.offset)
            }
            .map(\.element)
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + 64)
        var changes: [Change] = []
        var done = 0
        for edit in sorted {
            precondition(edit.range.lowerBound >= done && edit.range.upperBound <= bytes.count, "edits overlap or leave the text")
            result += bytes[done..<edit.range.lowerBound]
            let start = result.count
            result += edit.replacement.utf8
            changes.append(Change(original: edit.range, edited: start..<result.count))
            done = edit.range.upperBound
        }
        result += bytes[done...]
        text = String(decoding: result, as: UTF8.self)
        layers.append(changes)
    }

    /// Where a byte of the result stood in the first text. A byte of a replacement of another length than what it replaced
    /// maps to the start of that.
    package func originalOffset(of offset: Int) -> Int {
        layers.reversed().reduce(offset) { Self.map($0, through: $1, from: \.edited, to: \.original) }
    }

    /// Where a byte of the first text stands in the result. A byte that was replaced by another number of bytes maps to the
    /// start of those.
    package func editedOffset(of offset: Int) -> Int {
        layers.reduce(offset) { Self.map($0, through: $1, from: \.original, to: \.edited) }
    }

    private static func map(
        _ offset: Int, through changes: [Change], from: KeyPath<Change, Range<Int>>, to: KeyPath<Change, Range<Int>>
    ) -> Int {
        // The last change that starts at or before the offset.
        var low = 0, high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle][keyPath: from].lowerBound <= offset { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return offset }
        let here = changes[low - 1][keyPath: from]
        let there = changes[low - 1][keyPath: to]
        if offset >= here.upperBound { return there.upperBound + offset - here.upperBound }
        return here.count == there.count ? there.lowerBound + offset - here.lowerBound : there.lowerBound
    }
}
