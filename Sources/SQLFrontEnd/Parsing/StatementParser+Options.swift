import Core

extension StatementParser {
    /// Lists in lists beyond this are refused.
    private static let maximumValueDepth = 32

    /// `USING key = value, ...`, or nothing.
    mutating func optionalUsing() throws(SQLFailure) -> [Option] {
        accept("using") ? try options() : []
    }

    /// `key = value, ...`.
    mutating func options() throws(SQLFailure) -> [Option] {
        var options: [Option] = []
        var keys: Set<String> = []
        repeat {
            let option = try option()
            guard keys.insert(option.key).inserted else {
                throw SQLFailure(
                    .syntaxError, "option \"\(option.key)\" is given twice", hint: "Keep one of the two.", position: option.position)
            }
            options.append(option)
        } while accept(symbol: ",")
        return options
    }

    /// `(key = value, ...)`.
    mutating func optionsInParentheses() throws(SQLFailure) -> [Option] {
        try expect(symbol: "(", "\"(\" and options: (key = value, ...)")
        let options = try options()
        try expect(symbol: ")", "\",\" or \")\" after an option")
        return options
    }

    private mutating func option() throws(SQLFailure) -> Option {
        let key = try objectName("an option: key = value")
        // `value (tp => 12)` is `value = (tp => 12)`.
        if !isSymbol("(", at: 0) { try expect(symbol: "=", "\"=\" after the option \"\(key.text)\"") }
        let valuePosition = position
        let value = try optionValue(depth: 0)
        return Option(key: key.text.lowercased(), value: value, position: key.position, valuePosition: valuePosition)
    }

    mutating func optionValue(depth: Int) throws(SQLFailure) -> OptionValue {
        guard depth < Self.maximumValueDepth else {
            throw SQLFailure(.programLimitExceeded, "the value of an option is nested too deeply", position: position)
        }
        guard let token = peek() else { throw failure(expected: "a value") }
        switch token.kind {
        case .string, .quotedIdentifier:
            index += 1
            return .string(token.text)
        case .number: return try number(sign: "")
        case .json:
            return .json(try json("the value"))
        case .word: return try wordValue(depth: depth)
        case .variable:
            index += 1
            return .string(text.utf8Slice(token.range))
        case .parameter: throw notSupported("a parameter as the value of an option", hint: "Write the value itself.")
        case .symbol:
            switch token.text {
            case "-", "+":
                index += 1
                return try number(sign: token.text == "-" ? "-" : "")
            case "[":
                index += 1
                return .list(try values(until: "]", depth: depth))
            case "(":
                index += 1
                return try parenthesised(depth: depth)
            default: throw failure(expected: "a value: a number, a 'string', a word, true, false, null, a [list] or {\"json\": \"object\"}")
            }
        }
    }

    private mutating func number(sign: String) throws(SQLFailure) -> OptionValue {
        guard let token = peek(), token.kind == .number else { throw failure(expected: "a number") }
        guard let number = NumberText.double(token.text) else {
            throw SQLFailure(
                .numericValueOutOfRange, "number \"\(token.text.prefix(40))\" is out of range",
                hint: "Numbers lie between -1.8e308 and 1.8e308.", position: token.range.lowerBound)
        }
        index += 1
        return .number(sign.isEmpty ? number : -number, text: sign + token.text)
    }

    private mutating func wordValue(depth: Int) throws(SQLFailure) -> OptionValue {
        if isSymbol("(", at: 1), let name = peek()?.text.lowercased() {
            index += 2
            return .call(name: name, arguments: try values(until: ")", depth: depth))
        }
        if !isSymbol(".", at: 1) {
            if accept("null") { return .null }
            if accept("true") { return .boolean(true) }
            if accept("false") { return .boolean(false) }
            if let word = peek(), isWord("all") || isWord("on") {
                index += 1
                return .name([word.text])
            }
        }
        return .name(try objectName("a value").parts)
    }

    /// Behind the opening parenthesis: `a = 1, b = 2)` or `a, b)`.
    private mutating func parenthesised(depth: Int) throws(SQLFailure) -> OptionValue {
        guard peek()?.name != nil, isSymbol("=", at: 1) || isSymbol("=>", at: 1) else {
            return .list(try values(until: ")", depth: depth))
        }
        var arguments: [OptionValue.NamedArgument] = []
        repeat {
            let name = try name("a name: (name = value, ...)")
            guard accept(symbol: "=") || accept(symbol: "=>") else { throw failure(expected: "\"=\" after \"\(name.text)\"") }
            arguments.append(.init(name.text, try optionValue(depth: depth + 1)))
        } while accept(symbol: ",")
        try expect(symbol: ")", "\",\" or \")\" after a value")
        return .namedArguments(arguments)
    }

    private mutating func values(until close: String, depth: Int) throws(SQLFailure) -> [OptionValue] {
        if accept(symbol: close) { return [] }
        var values: [OptionValue] = []
        repeat { values.append(try optionValue(depth: depth + 1)) } while accept(symbol: ",")
        try expect(symbol: close, "\",\" or \"\(close)\" after a value")
        return values
    }

    /// - Parameter what: what the JSON is, for messages.
    mutating func json(_ what: String) throws(SQLFailure) -> JSONValue {
        guard let token = peek(), token.kind == .json else {
            throw failure(expected: "a JSON object: {\"key\": \"value\"}")
        }
        do {
            let value = try JSONValue.parse(Array(token.text.utf8))
            index += 1
            return value
        } catch {
            let place = token.range.lowerBound + error.position
            let isSingleQuote = Array(token.text.utf8.dropFirst(error.position).prefix(1)) == [UInt8(ascii: "'")]
            throw SQLFailure(
                .syntaxError, "malformed JSON in \(what): \(error.message)",
                hint: isSingleQuote
                    ? "JSON has keys and strings in double quotes: {\"key\": \"value\"}."
                    : "Write it like {\"key\": \"value\", \"number\": 1}.",
                position: min(place, text.utf8.count))
        }
    }
}
