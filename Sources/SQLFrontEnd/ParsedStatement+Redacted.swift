import Core

extension ParsedStatement {
    /// The statement as it may be kept: without comments, passwords, and the secrets of databases.
    /// - Parameter limit: bytes; what is longer is cut there.
    package func redacted(limit: Int) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var end: Int?
        for (index, token) in tokens.enumerated() where result.count <= limit {
            if let end, end < token.range.lowerBound {
                let gap = bytes[end..<token.range.lowerBound]
                // Anything else between two tokens is a comment.
                if gap.allSatisfy({ [0x20, 0x09, 0x0A, 0x0D, 0x0C].contains($0) }) { result += gap } else { result.append(0x20) }
            }
            end = token.range.upperBound
            if let shown = shown(index) { result += Array(shown.utf8) } else { result += bytes[token.range] }
        }
        guard result.count > limit else { return String(decoding: result, as: UTF8.self) }
        var cut = limit
        while cut > 0, result[cut] & 0xC0 == 0x80 { cut -= 1 }
        return String(decoding: result[..<cut], as: UTF8.self) + " ... (\(bytes.count) bytes)"
    }

    /// What stands in place of a token; nil: the token itself.
    private func shown(_ index: Int) -> String? {
        let token = tokens[index]
        switch token.kind {
        case .string:
            if isUserDefinition || isPassword(index) { return "'***'" }
            guard case .string(let kept) = JSONValue.string(token.text).redacted, kept != token.text else { return nil }
            return quotedLiteral(kept)
        case .quotedIdentifier: return isPassword(index) ? "'***'" : nil
        case .json:
            guard let value = try? JSONValue(parsing: token.text) else { return "{***}" }
            return isOfDatabase(index) ? Self.parameters(value).text : value.redacted.text
        case .word, .number, .parameter, .symbol, .variable: return nil
        }
    }

    private var isUserDefinition: Bool {
        switch statement {
        case .createUser, .alterUser: true
        default: false
        }
    }

    /// Whether the word PASSWORD stands before it, with or without an equals sign, wherever it is: the body of a job is text like any other.
    private func isPassword(_ index: Int) -> Bool {
        var before = index - 1
        if before >= 0, tokens[before].isSymbol("=") { before -= 1 }
        return before >= 0 && tokens[before].name?.lowercased().contains("password") == true
    }

    private func isOfDatabase(_ index: Int) -> Bool {
        var before = index - 1
        if before >= 0, tokens[before].isSymbol("=") { before -= 1 }
        return before >= 0 && tokens[before].isWord("parameters")
    }

    /// Only what is known to be no secret: a name that is mistyped may stand before a password too.
    private static func parameters(_ value: JSONValue) -> JSONValue {
        let known: Set<String> = ["host", "port", "database", "user", "schema", "path", "sslmode", "read_only"]
        guard let members = value.members else { return .string("***") }
        return .object(members.map { .init($0.key, known.contains($0.key) ? $0.value.redacted : .string("***")) })
    }
}
