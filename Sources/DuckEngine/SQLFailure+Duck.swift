import CDuckDB
import Core

extension SQLFailure {
    /// The failure that a result carries.
    init(result: inout duckdb_result) {
        self.init(duckMessage: duckdb_result_error(&result).map { String(cString: $0) } ?? "unknown error")
    }

    /// Turns DuckDB's text ("Binder Error: ..." with a caret block) into a failure.
    /// - Parameter statement: the text that ran, to find the position of the caret in.
    init(duckMessage text: String, statement: String? = nil) {
        if let carried = CarriedFailure.failure(in: text) {
            self = carried
            return
        }
        let text = Self.withoutSecrets(text)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var position: Int?
        if let line = lines.firstIndex(where: { $0.hasPrefix("LINE ") }) {
            position = Self.position(of: lines[line...], in: statement)
            lines.removeSubrange(line..<min(line + 2, lines.count))
        }
        var message = lines.filter { !$0.trimmed.isEmpty }.joined(separator: "\n")
        var kind = ""
        if let colon = message.firstRange(of: " Error: "), message[..<colon.lowerBound].count < 40 {
            kind = message[..<colon.lowerBound].lowercased()
            message = String(message[colon.upperBound...])
        }
        var hint: String?
        if let candidates = message.firstRange(of: "Did you mean") ?? message.firstRange(of: "Candidate") {
            hint = String(message[candidates.lowerBound...]).replacing("\n", with: " ").trimmed
            message = String(message[..<candidates.lowerBound]).trimmed
        }
        let state = Self.state(kind: kind, message: message)
        if message.hasSuffix("!") { message.removeLast() }
        message = message.prefix(1).lowercased() + message.dropFirst()
        if state == .queryCanceled { message = "canceling statement due to user request" }
        if state == .outOfMemory { hint = "the server's memory limit was reached (--memory-limit); ask for fewer rows or columns" }
        self.init(state, message, hint: hint, position: position, cause: text)
    }

    private static func state(kind: String, message: String) -> SQLState {
        switch kind {
        case "parser": return .syntaxError
        case "catalog":
            if message.contains("unction with name") || message.contains("Function") { return .undefinedFunction }
            if message.contains("already exists") { return .duplicateTable }
            if message.contains("chema") && message.contains("does not exist") && !message.contains("Table with name") { return .invalidSchemaName }
            return .undefinedTable
        case "binder":
            if message.contains("mbiguous") { return .ambiguousColumn }
            if message.contains("column") && message.contains("not found") || message.contains("does not have a column") { return .undefinedColumn }
            if message.contains("No function matches") { return .undefinedFunction }
            if message.contains("Catalog") && message.contains("does not exist") { return .undefinedTable }
            if message.contains("Duplicate alias") { return .ambiguousAlias }
            return .datatypeMismatch
        case "conversion": return .invalidTextRepresentation
        case "out of range": return .numericValueOutOfRange
        case "invalid input": return .invalidParameterValue
        case "out of memory": return message.contains("No space left") ? .diskFull : .outOfMemory
        case "interrupt", "interrupted": return .queryCanceled
        case "constraint": return SQLState(rawValue: "23000")
        case "not implemented": return .featureNotSupported
        case "io", "http", "connection", "network":
            if message.contains("No space left") { return .diskFull }
            return message.contains("onnect") ? .connectionFailure : .ioError
        case "permission": return .insufficientPrivilege
        case "transactioncontext", "transaction": return .inFailedTransaction
        case "dependency": return SQLState(rawValue: "2BP01")
        case "internal", "fatal": return .internalError
        default:
            if message.uppercased().hasPrefix("INTERRUPT") { return .queryCanceled }
            if message.contains("server closed the connection") || message.contains("onnection refused") || message.contains("terminating connection") {
                return .connectionFailure
            }
            return .dataException
        }
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

    /// Texts of the scanners may show a whole connection string.
    static func withoutSecrets(_ text: String) -> String {
        text.replacing(/(?i)(password|passwd|pwd|secret|token)(\s*[=:]?\s*)('(?:[^']|'')*'|"[^"]*"|[^\s,;)]+)/.ignoresCase()) { match in
            // "password authentication failed" is a sentence, not a setting.
            match.2.contains("=") || match.2.contains(":") || match.3.hasPrefix("'") ? "\(match.1)\(match.2)***" : String(match.0)
        }
        .replacing(/(\w+:\/\/[^\s:\/@]+):[^\s@\/]+@/) { match in "\(match.1):***@" }
    }
}
