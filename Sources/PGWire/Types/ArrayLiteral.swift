/// An element of an array's text form, such as `{1,NULL,"a b"}`. Source: PostgreSQL manual, "Array Input and Output Syntax".
indirect enum ArrayLiteral: Hashable {
    case null
    case text(String)
    case array([ArrayLiteral])

    /// PostgreSQL's limit of dimensions.
    private static let maximumDepth = 6

    /// The elements; nil when the text is no array.
    static func parse(_ text: String) -> [ArrayLiteral]? {
        let bytes = Array(text.utf8).trimmedSpace
        var position = 0
        guard let elements = elements(bytes, &position, depth: 1), position == bytes.count else { return nil }
        return elements
    }

    private static func elements(_ bytes: [UInt8], _ position: inout Int, depth: Int) -> [ArrayLiteral]? {
        guard depth <= maximumDepth, position < bytes.count, bytes[position] == UInt8(ascii: "{") else { return nil }
        position += 1
        var elements: [ArrayLiteral] = []
        skipSpace(bytes, &position)
        if position < bytes.count, bytes[position] == UInt8(ascii: "}") {
            position += 1
            return elements
        }
        while true {
            skipSpace(bytes, &position)
            guard position < bytes.count else { return nil }
            switch bytes[position] {
            case UInt8(ascii: "{"):
                guard let inner = Self.elements(bytes, &position, depth: depth + 1) else { return nil }
                elements.append(.array(inner))
            case UInt8(ascii: "\""):
                guard let text = quoted(bytes, &position) else { return nil }
                elements.append(.text(text))
            default:
                guard let element = bare(bytes, &position) else { return nil }
                elements.append(element)
            }
            skipSpace(bytes, &position)
            guard position < bytes.count else { return nil }
            let separator = bytes[position]
            position += 1
            if separator == UInt8(ascii: "}") { return elements }
            guard separator == UInt8(ascii: ",") else { return nil }
        }
    }

    private static func quoted(_ bytes: [UInt8], _ position: inout Int) -> String? {
        position += 1
        var text: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                guard position < bytes.count else { return nil }
                text.append(bytes[position])
                position += 1
            } else {
                text.append(byte)
            }
        }
        return nil
    }

    private static func bare(_ bytes: [UInt8], _ position: inout Int) -> ArrayLiteral? {
        var text: [UInt8] = []
        var isEscaped = false
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") { break }
            guard byte != UInt8(ascii: "{"), byte != UInt8(ascii: "\"") else { return nil }
            position += 1
            if byte == UInt8(ascii: "\\") {
                guard position < bytes.count else { return nil }
                text.append(bytes[position])
                isEscaped = true
                position += 1
            } else {
                text.append(byte)
            }
        }
        let trimmed = String(decoding: text.trimmedSpace, as: UTF8.self)
        guard !trimmed.isEmpty else { return nil }
        return !isEscaped && trimmed.lowercased() == "null" ? .null : .text(trimmed)
    }

    private static func skipSpace(_ bytes: [UInt8], _ position: inout Int) {
        while position < bytes.count, bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) { position += 1 }
    }
}
