extension Lexer {
    /// `{{name}}`; the braces alone when they do not close round one name.
    mutating func variableInBraces() {
        let start = position
        var index = position + 2
        while index < bytes.count, ByteClass.isBlank(bytes[index]) { index += 1 }
        let nameStart = index
        while index < bytes.count, ByteClass.continuesWord(bytes[index]) || bytes[index] == UInt8(ascii: ".") { index += 1 }
        let nameEnd = index
        while index < bytes.count, ByteClass.isBlank(bytes[index]) { index += 1 }
        guard nameEnd > nameStart, ByteClass.startsWord(bytes[nameStart]), index + 1 < bytes.count,
            bytes[index] == UInt8(ascii: "}"), bytes[index + 1] == UInt8(ascii: "}")
        else {
            position += 1
            append(.symbol, from: start)
            return
        }
        position = index + 2
        append(.variable, text(nameStart..<nameEnd), from: start)
    }

    /// `@name`.
    mutating func variableAtSign() {
        let start = position
        position += 1
        while position < bytes.count, ByteClass.continuesWord(bytes[position]), !startsUnicodeSpace { position += 1 }
        append(.variable, text(start + 1..<position), from: start)
    }

    /// A whole JSON value, up to the brace or bracket that closes it, or to the end of the text: the parser says what is
    /// wrong with it.
    mutating func jsonValue() {
        let start = position
        var depth = 0
        var isInString = false
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if isInString {
                if byte == UInt8(ascii: "\\") { position = min(position + 1, bytes.count) }
                if byte == UInt8(ascii: "\"") { isInString = false }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: continue
            }
            if depth == 0, !isInString { break }
        }
        append(.json, from: start)
    }
}
