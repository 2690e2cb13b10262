/// Text as a terminal shows it.
enum DisplayText {
    /// Columns that a text without line ends takes.
    static func width(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + width($1) }
    }

    static func width(_ character: Character) -> Int { character.unicodeScalars.map(width).max() ?? 0 }

    private static func width(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        return wide.contains { $0.contains(scalar.value) } ? 2 : 1
    }

    /// Source: Unicode Standard Annex #11, "East Asian Width", its wide and full-width blocks.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]

    /// The lines of a value. Control characters are spelled out, so that data cannot steer the terminal.
    static func lines(_ value: String) -> [String] {
        if value.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return [value] }
        return value.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.unicodeScalars.reduce(into: "") { text, scalar in
                switch scalar.value {
                case 0x09: text += "    "
                case 0..<0x20, 0x7F..<0xA0: text += "\\x" + String(format(scalar.value))
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
    }

    private static func format(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return digits.count < 2 ? "0" + digits : digits
    }
}
