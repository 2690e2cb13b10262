import Core

/// DuckDB's text of an error, taken apart: "Binder Error: Referenced column "a" not found in FROM clause!", the names it suggests,
/// and the block that points into the statement.
struct DuckMessage {
    /// The word before "Error:", in lower case: `binder`, `catalog`, `conversion`. Empty when there is none.
    var kind = ""
    /// What went wrong, without what the other members hold.
    var text: String
    /// What it suggests instead: names, or signatures of functions.
    var candidates: [String] = []
    /// Where the caret points, in bytes from the start of the statement; nil when it points nowhere in it.
    var position: Int?
    /// The text that an attached database was given and refused in its own words, which `text` then holds.
    var refusedQuery: String?

    /// - Parameter statement: the text that ran, to find the caret's place in.
    init(_ raw: String, statement: String?) {
        // What follows an internal error is for those who mend DuckDB.
        let told = raw.firstRange(of: "\nStack Trace:").map { raw[..<$0.lowerBound] } ?? raw[...]
        var lines = told.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        // A database behind DuckDB may have put a block of its own before DuckDB's, which is the last.
        while let line = lines.lastIndex(where: { $0.hasPrefix("LINE ") }) {
            position = position ?? Self.position(of: lines[line...], in: statement)
            lines.removeSubrange(line..<min(line + 2, lines.count))
        }
        text = lines.filter { !$0.trimmed.isEmpty }.joined(separator: "\n")
        if let colon = text.firstRange(of: " Error: "), text[..<colon.lowerBound].count < 40 {
            kind = text[..<colon.lowerBound].lowercased()
            text = String(text[colon.upperBound...])
        }
        takeCandidates()
        takeRefusal()
        text = text.trimmed
        if text.hasSuffix("!") { text.removeLast() }
    }

    private mutating func takeCandidates() {
        guard let match = text.firstMatch(of: /\s*(?:Did you mean:?|Candidate (?:bindings|tables|functions|macros|columns)\s*:)([\s\S]*)$/) else { return }
        let list = String(match.1)
        candidates = list.contains("(")
            ? list.split(separator: "\n").map { String($0).trimmed }.filter { !$0.isEmpty }
            : list.matches(of: /"((?:[^"]|"")+)"/).map { String($0.1) }
        text.removeSubrange(match.range)
    }

    /// `Failed to prepare query "SELECT ...": ERROR:  column "a" does not exist`.
    private mutating func takeRefusal() {
        guard let match = text.prefixMatch(of: /Failed to [\w ]+?"([\s\S]*)": (?:ERROR:\s*|FATAL:\s*)?([\s\S]+)$/.ignoresCase()) else { return }
        refusedQuery = String(match.1)
        text = String(match.2)
    }

    /// Where the caret under "LINE n: text" points, as a byte offset in the statement.
    private static func position(of block: ArraySlice<String>, in statement: String?) -> Int? {
        guard let statement, let first = block.first, block.count > 1, let caret = block[block.startIndex + 1].firstIndex(of: "^"),
            let colon = first.firstRange(of: ": "), let number = Int(first[..<colon.lowerBound].dropFirst(5))
        else { return nil }
        let column = block[block.startIndex + 1].distance(from: block[block.startIndex + 1].startIndex, to: caret)
        let prefix = first.distance(from: first.startIndex, to: colon.upperBound)
        let shown = String(first[colon.upperBound...])
        guard column >= prefix, !shown.hasPrefix("...") else { return nil }
        let lines = statement.split(separator: "\n", omittingEmptySubsequences: false)
        guard number >= 1, number <= lines.count else { return nil }
        let before = lines[..<(number - 1)].reduce(0) { $0 + $1.utf8.count + 1 }
        return min(before + String(shown.prefix(column - prefix)).utf8.count, statement.utf8.count)
    }
}
