import Foundation

/// Reads a booster's text block by block: the head, then a block for each tree, with lines `name=numbers`.
struct TreeTextReader {
    private let lines: [Substring.UTF8View]
    private var place = 0

    /// The lines of one block.
    struct Block {
        fileprivate var entries: [(name: Substring.UTF8View, value: Substring.UTF8View)] = []

        private func value(_ name: String) -> Substring.UTF8View? { entries.first { $0.name.elementsEqual(name.utf8) }?.value }

        func has(_ name: String) -> Bool { value(name) != nil }
        func text(_ name: String) -> String? { value(name).map { String(Substring($0)) } }
        func number(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

        func integers(_ name: String) -> [Int] { split(name) { Int($0) ?? .min } }
        /// NaN for what is no number.
        func doubles(_ name: String) -> [Double] { split(name) { Double($0) ?? .nan } }

        private func split<Number>(_ name: String, _ read: (Substring) -> Number) -> [Number] {
            value(name)?.split(separator: UInt8(ascii: " ")).map { read(Substring($0)) } ?? []
        }
    }

    init(_ text: String) { lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) }

    var isAtTree: Bool {
        mutating get {
            while place < lines.count, lines[place].isEmpty { place += 1 }
            return place < lines.count && lines[place].starts(with: "Tree=".utf8)
        }
    }

    /// The lines up to the next empty one.
    mutating func block() -> Block {
        var block = Block()
        while place < lines.count, !lines[place].isEmpty {
            let line = lines[place]
            let equals = line.firstIndex(of: UInt8(ascii: "=")) ?? line.endIndex
            block.entries.append((line[..<equals], equals == line.endIndex ? line[equals...] : line[line.index(after: equals)...]))
            place += 1
        }
        return block
    }
}
