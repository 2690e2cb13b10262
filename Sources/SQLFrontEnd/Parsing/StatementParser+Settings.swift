import Core

extension StatementParser {
    mutating func set() throws(SQLFailure) -> Statement {
        usage = "SET name = value"
        let first = position
        if accept("session", "characteristics", "as", "transaction") {
            return .setTransaction(SetTransaction(modes: try transactionModes(), isForSession: true))
        }
        for (word, name) in [("global", "GLOBAL"), ("variable", "VARIABLE"), ("constraints", "CONSTRAINTS")] where peek()?.keyword == word {
            guard isSymbol("=", at: 1) || isWord("to", at: 1) || isSymbol(".", at: 1) else {
                throw notSupported("SET \(name)", hint: usage, position: first)
            }
        }
        var scope = SetSetting.Scope.session
        if isWord("local"), !isSymbol("=", at: 1), !isWord("to", at: 1) {
            scope = .local
            index += 1
        } else if isWord("session"), !isSymbol("=", at: 1), !isWord("to", at: 1), !isWord("authorization", at: 1) {
            index += 1
        }
        let position = position
        if isWord("transaction"), !isSymbol("=", at: 1), !isWord("to", at: 1) {
            index += 1
            return .setTransaction(SetTransaction(modes: try transactionModes(), isForSession: false))
        }
        if accept("time", "zone") {
            if isWord("interval") { throw notSupported("a time zone as an INTERVAL", hint: "SET TIME ZONE 'Europe/Berlin'") }
            return .set(SetSetting(scope: scope, name: "timezone", values: accept("local") ? nil : try settingValues(), position: position))
        }
        if accept("session", "authorization") {
            return .set(SetSetting(scope: scope, name: "session_authorization", values: try settingValues(), position: position))
        }
        for (word, setting) in [("names", "client_encoding"), ("role", "role"), ("schema", "search_path")] where peek()?.keyword == word {
            guard !isSymbol("=", at: 1), !isWord("to", at: 1) else { continue }
            index += 1
            return .set(SetSetting(scope: scope, name: setting, values: try settingValues(), position: position))
        }
        let name = try objectName("a setting's name")
        guard accept(symbol: "=") || accept("to") else { throw failure(expected: "= or TO after \"\(name.text)\"") }
        return .set(SetSetting(scope: scope, name: name.text.lowercased(), values: try settingValues(), position: position))
    }

    /// `value, value`; nil for DEFAULT.
    private mutating func settingValues() throws(SQLFailure) -> [String]? {
        if accept("default") { return nil }
        var values: [String] = []
        repeat {
            let sign = isSymbol("-") || isSymbol("+") ? peek()?.text ?? "" : ""
            if !sign.isEmpty { index += 1 }
            guard let token = peek() else { throw failure(expected: "a value") }
            switch token.kind {
            case .number: values.append((sign == "-" ? "-" : "") + token.text)
            case .string where sign.isEmpty, .word where sign.isEmpty, .quotedIdentifier where sign.isEmpty: values.append(token.text)
            case .parameter: throw notSupported("a parameter in SET", hint: "Use SELECT set_config(name, value, false).")
            case .string, .word, .quotedIdentifier, .symbol, .variable, .json: throw failure(expected: "a value")
            }
            index += 1
        } while accept(symbol: ",")
        return values
    }

    mutating func reset() throws(SQLFailure) -> Statement {
        usage = "RESET name"
        if accept("all") { return .reset(nil) }
        if accept("time", "zone") { return .reset("timezone") }
        if accept("session", "authorization") { return .reset("session_authorization") }
        return .reset(try objectName("a setting's name or ALL").text.lowercased())
    }

    mutating func discard() throws(SQLFailure) -> Statement {
        usage = "DISCARD ALL"
        if accept("all") { return .sessionCommand(.discardAll) }
        guard let word = peek()?.keyword, ["plans", "sequences", "temp", "temporary"].contains(word) else {
            throw failure(expected: "ALL, PLANS, SEQUENCES or TEMP")
        }
        index += 1
        return .sessionCommand(.discard(word))
    }

    mutating func deallocate() throws(SQLFailure) -> Statement {
        usage = "DEALLOCATE name"
        if isName(at: 1) || isWord("all", at: 1) { _ = accept("prepare") }
        return .deallocate(accept("all") ? nil : try name("the prepared statement's name or ALL"))
    }

    mutating func notify() throws(SQLFailure) -> Statement {
        usage = "NOTIFY channel [, 'payload']"
        let channel = try name("the channel's name")
        return .sessionCommand(.notify(channel, payload: accept(symbol: ",") ? try string("the payload in single quotes") : nil))
    }
}
