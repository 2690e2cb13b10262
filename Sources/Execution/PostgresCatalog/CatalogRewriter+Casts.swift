import Core
import SQLFrontEnd

extension PostgresCatalog {
    /// Types of PostgreSQL's that DuckDB does not have, and what stands for them.
    static let catalogTypes: [String: String] = [
        "name": "VARCHAR", "char": "VARCHAR", "bpchar": "VARCHAR", "cstring": "VARCHAR", "unknown": "VARCHAR", "aclitem": "VARCHAR",
        "pg_node_tree": "VARCHAR", "pg_lsn": "VARCHAR", "inet": "VARCHAR", "cidr": "VARCHAR", "refcursor": "VARCHAR", "tid": "VARCHAR",
        "oid": "BIGINT", "xid": "BIGINT", "xid8": "BIGINT", "cid": "BIGINT", "int2vector": "INTEGER[]", "oidvector": "BIGINT[]",
        "jsonb": "JSON", "sql_identifier": "VARCHAR", "character_data": "VARCHAR", "yes_or_no": "VARCHAR", "cardinal_number": "INTEGER",
        "time_stamp": "TIMESTAMPTZ",
    ]

    /// Types whose values are numbers of objects and whose texts are names. The value is the stem of the two macros, without
    /// one the numbers stay numbers.
    static let referenceTypes: [String: String] = [
        "regclass": "__regclass", "regtype": "__regtype", "regproc": "__regproc", "regprocedure": "__regproc",
        "regnamespace": "__regnamespace", "regrole": "__regrole", "regoper": "", "regoperator": "", "regconfig": "", "regdictionary": "",
        "regcollation": "",
    ]
}

extension CatalogRewriter {
    private struct TypeName {
        /// In lower case.
        var name: String
        var tokens: ClosedRange<Int>
        var isArray: Bool
        var isQualified: Bool
    }

    /// The type whose name begins at a token. Of a type of several words only the first counts: none of them needs changing.
    private func type(at index: Int) -> TypeName? {
        guard var last = name(index) else { return nil }
        var end = index
        let isQualified = last == "pg_catalog" || last == "information_schema"
        if isQualified {
            guard isSymbol(index + 1, "."), let second = name(index + 2) else { return nil }
            last = second
            end = index + 2
        }
        return TypeName(name: last, tokens: index...end, isArray: isSymbol(end + 1, "["), isQualified: isQualified)
    }

    /// `operand::type`.
    mutating func rewriteCast(_ index: Int) -> Int {
        guard index > 0, let type = type(at: index + 1) else { return index + 1 }
        let next = type.tokens.upperBound + 1
        if type.isArray {
            if tokens[index - 1].kind == .string { replaceArray(index - 1) }
        } else if let stem = PostgresCatalog.referenceTypes[type.name], let start = operandStart(endingAt: index - 1) {
            rewriteReference(
                stem, type, operand: start...index - 1, castFrom: index,
                isNumberAsked: isSymbol(next, "::") && isNumberType(at: next + 1))
            return next
        }
        rewriteTypeName(type)
        return next
    }

    /// `CAST(operand AS type)`.
    mutating func rewriteCastCall(_ index: Int) {
        guard let close = closing(index + 1) else { return }
        var next = index + 2
        while next < close {
            let place = next
            next = (closing(place) ?? place) + 1
            guard isWord(place, "as"), let type = type(at: place + 1) else { continue }
            if let stem = PostgresCatalog.referenceTypes[type.name], !type.isArray, index + 2 < place {
                let operand = index + 2...place - 1
                let isNumberAsked = isSymbol(index - 1, "(") && (isWord(index - 2, "cast") || isWord(index - 2, "try_cast"))
                    && isWord(close + 1, "as") && isNumberType(at: close + 2)
                let macro = reads(operand) || isNumberAsked ? "\(stem)_in" : "\(stem)_out"
                replace(index...index, with: stem.isEmpty ? "CAST" : "\(PostgresCatalog.schema).\(macro)")
                replace(place...type.tokens.upperBound, with: stem.isEmpty ? "AS BIGINT" : "")
            } else {
                if type.isArray, tokens[place - 1].kind == .string { replaceArray(place - 1) }
                rewriteTypeName(type)
            }
            return
        }
    }

    /// Whether a cast reads a name: of a literal or parameter it does; anything else holds numbers, which it shows as names.
    private func reads(_ operand: ClosedRange<Int>) -> Bool {
        operand.count == 1 && (tokens[operand.lowerBound].kind == .string || tokens[operand.lowerBound].kind == .parameter)
    }

    /// - Parameter index: where a type would begin.
    private func isNumberType(at index: Int) -> Bool {
        guard let type = type(at: index) else { return false }
        return ["oid", "int", "int4", "int8", "integer", "bigint"].contains(type.name)
    }

    private mutating func rewriteReference(
        _ stem: String, _ type: TypeName, operand: ClosedRange<Int>, castFrom index: Int, isNumberAsked: Bool
    ) {
        guard !stem.isEmpty else {
            replace(type.tokens, with: reads(operand) ? "BIGINT" : "VARCHAR")
            return
        }
        let next = type.tokens.upperBound + 1
        let isTextAsked = isSymbol(next, "::") && !isNumberAsked
        let macro = (reads(operand) && !isTextAsked) || isNumberAsked ? "\(stem)_in" : "\(stem)_out"
        wrap("\(PostgresCatalog.schema).\(macro)(", before: operand.lowerBound)
        replace(index...type.tokens.upperBound, with: ")")
        nameItem(operand.lowerBound...type.tokens.upperBound, type.name)
    }

    private mutating func rewriteTypeName(_ type: TypeName) {
        if PostgresCatalog.referenceTypes[type.name] != nil {
            replace(type.tokens, with: type.isArray ? "VARCHAR" : "BIGINT")
        } else if let duck = PostgresCatalog.catalogTypes[type.name] {
            replace(type.tokens, with: duck)
        } else if type.isQualified {
            replace(type.tokens.lowerBound...type.tokens.lowerBound + 1, with: "")
        }
    }

    // MARK: Array literals

    /// Writes `'{a,b}'` as DuckDB's list. Arrays of arrays stay as they are.
    mutating func replaceArray(_ index: Int) {
        guard let elements = Self.elements(of: tokens[index].text) else { return }
        replace(index...index, with: "[" + elements.map { $0.map(quotedLiteral) ?? "NULL" }.joined(separator: ", ") + "]")
    }

    /// `coalesce(list, '{}')`.
    mutating func rewriteEmptyArrays(_ index: Int) {
        guard let close = closing(index + 1) else { return }
        var place = index + 2
        while place < close {
            if tokens[place].kind == .string, tokens[place].text == "{}", !isSymbol(place + 1, "::") { replaceArray(place) }
            place = (closing(place) ?? place) + 1
        }
    }

    /// Source: PostgreSQL manual, "Array Input and Output Syntax". - Returns: nil when the text is no array of one dimension.
    private static func elements(of text: String) -> [String?]? {
        guard text.hasPrefix("{"), text.hasSuffix("}"), text.count >= 2 else { return nil }
        let inside = text.dropFirst().dropLast()
        if inside.allSatisfy({ $0 == " " }) { return [] }
        var elements: [String?] = []
        var current = ""
        var isQuoted = false, wasQuoted = false, isEscaped = false
        func element() -> String? {
            if wasQuoted { return current }
            let plain = current.trimmed
            return plain.uppercased() == "NULL" ? nil : plain
        }
        for character in inside {
            if isEscaped {
                current.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
                wasQuoted = true
            } else if character == ",", !isQuoted {
                elements.append(element())
                current = ""
                wasQuoted = false
            } else if character == "{" || character == "}", !isQuoted {
                return nil
            } else {
                current.append(character)
            }
        }
        guard !isQuoted, !isEscaped else { return nil }
        elements.append(element())
        return elements
    }
}
