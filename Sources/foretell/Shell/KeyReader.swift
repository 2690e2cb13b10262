import Foundation

/// A key on a terminal.
enum Key: Hashable {
    case character(Character)
    case enter, interrupt, end, clearScreen
    case backspace, delete, deleteWord, deleteToStart, deleteToEnd
    case left, right, wordLeft, wordRight, home, lineEnd, up, down
    case unknown
}

/// Bytes of standard input -> keys.
struct KeyReader {
    private var bytes: ArraySlice<UInt8> = []

    /// Whether something was read that is no key yet.
    var hasMore: Bool { !bytes.isEmpty }

    /// Waits for a key; nil at the end of the input.
    mutating func next() -> Key? {
        guard let byte = nextByte() else { return nil }
        switch byte {
        case 0x0D, 0x0A: return .enter
        case 0x01: return .home
        case 0x02: return .left
        case 0x03: return .interrupt
        case 0x04: return .end
        case 0x05: return .lineEnd
        case 0x06: return .right
        case 0x08, 0x7F: return .backspace
        case 0x09: return .character(" ")
        case 0x0B: return .deleteToEnd
        case 0x0C: return .clearScreen
        case 0x0E: return .down
        case 0x10: return .up
        case 0x15: return .deleteToStart
        case 0x17: return .deleteWord
        case 0x1B: return escape()
        case 0..<0x20: return .unknown
        default: return character(from: byte)
        }
    }

    private mutating func nextByte() -> UInt8? {
        if bytes.isEmpty {
            var buffer = [UInt8](repeating: 0, count: 4096)
            var count = read(STDIN_FILENO, &buffer, buffer.count)
            while count < 0, errno == EINTR { count = read(STDIN_FILENO, &buffer, buffer.count) }
            guard count > 0 else { return nil }
            bytes = buffer[..<count]
        }
        return bytes.popFirst()
    }

    /// Source: ECMA-48; xterm's control sequences.
    private mutating func escape() -> Key {
        guard !bytes.isEmpty, let kind = nextByte() else { return .unknown }
        if kind == UInt8(ascii: "b") { return .wordLeft }
        if kind == UInt8(ascii: "f") { return .wordRight }
        guard kind == UInt8(ascii: "[") || kind == UInt8(ascii: "O") else { return .unknown }
        var sequence: [UInt8] = []
        while let byte = nextByte() {
            sequence.append(byte)
            if (0x40...0x7E).contains(byte) { break }
        }
        switch String(decoding: sequence, as: UTF8.self) {
        case "A": return .up
        case "B": return .down
        case "C": return .right
        case "D": return .left
        case "1;5C", "1;3C": return .wordRight
        case "1;5D", "1;3D": return .wordLeft
        case "H", "1~", "7~": return .home
        case "F", "4~", "8~": return .lineEnd
        case "3~": return .delete
        default: return .unknown
        }
    }

    private mutating func character(from first: UInt8) -> Key {
        var all = [first]
        let length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        while all.count < length, let byte = nextByte() { all.append(byte) }
        guard let text = String(validating: all, as: UTF8.self), let character = text.first else { return .unknown }
        return .character(character)
    }
}
