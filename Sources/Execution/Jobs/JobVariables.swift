import Core
import SQLFrontEnd

/// `{{last_run}}` and its like in the statements of a job.
package struct JobVariables: Hashable, Sendable {
    /// When this run started: microseconds since 1970 in UTC, as below.
    package var start: Int64
    /// When the last run that ended well started; nil: there was none.
    package var lastRun: Int64?

    package init(start: Int64, lastRun: Int64?) {
        self.start = start
        self.lastRun = lastRun
    }

    private static let names = ["last_run", "previous_start_datetime", "start_datetime", "start_date"]

    /// nil when there is no such variable.
    private func value(_ name: String) -> String? {
        switch name.lowercased() {
        // MindsDB's name for it is the second.
        case "last_run", "previous_start_datetime": Value.timestamp(lastRun ?? 0).text
        case "start_datetime": Value.timestamp(start).text
        case "start_date": Value.date(Int32(floorDivided(start, by: 86_400_000_000))).text
        default: nil
        }
    }

    /// A statement with each variable in its place: alone it becomes a string, within a string or a quoted name a part of it.
    /// - Throws: `SQLFailure` 42704 for a variable that there is not.
    package func replaced(in text: String) throws -> String {
        var edits: [TextEdit] = []
        for token in try Lexer.tokens(of: text) {
            switch token.kind {
            case .variable where text.utf8Slice(token.range).hasPrefix("{{"):
                edits.append(TextEdit(range: token.range, replacement: quotedLiteral(try known(token.text, token.range.lowerBound))))
            case .string, .quotedIdentifier:
                let written = text.utf8Slice(token.range)
                let changed = try replacedWithin(written, token.range.lowerBound)
                if changed != written { edits.append(TextEdit(range: token.range, replacement: changed)) }
            case .variable, .word, .number, .parameter, .symbol, .json: break
            }
        }
        return EditedText(text, edits: edits).text
    }

    private func replacedWithin(_ written: String, _ position: Int) throws -> String {
        var result = ""
        var rest = written[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            result += rest[..<open.lowerBound] + (try known(String(rest[open.upperBound..<close.lowerBound]).trimmed, position))
            rest = rest[close.upperBound...]
        }
        return result + rest
    }

    private func known(_ name: String, _ position: Int) throws -> String {
        if let value = value(name) { return value }
        throw SQLFailure(
            .undefinedObject, "a job has no variable \"\(name)\"",
            hint: nearestName(to: name, among: Self.names).map { "did you mean \"{{\($0)}}\"?" } ?? "the variables are: " + Self.names.joined(separator: ", "), position: position)
    }
}
