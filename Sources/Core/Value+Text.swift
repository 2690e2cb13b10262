extension Value {
    /// The value as PostgreSQL prints it with its default settings (ISO dates, shortest exact floats, `t` and `f`);
    /// nil for NULL. Lists print as PostgreSQL arrays, structures and maps as JSON.
    /// Source: PostgreSQL manual, chapter 8 "Data Types".
    package var text: String? {
        switch self {
        case .null: nil
        case .boolean(let flag): flag ? "t" : "f"
        case .integer(let number): String(number)
        case .hugeint(let number): String(number)
        case .uhugeint(let number): String(number)
        case .double(let number): Self.text(of: number)
        case .decimal(let unscaled, let scale): Self.text(ofUnscaled: unscaled, scale: scale)
        case .text(let string): string
        case .blob(let bytes): "\\x" + bytes.map { hexByte($0) }.joined()
        case .date(let days): Self.text(ofDate: days)
        case .time(let microseconds): Self.text(ofTime: microseconds)
        case .timeTZ(let microseconds, let offset): Self.text(ofTime: microseconds) + Self.text(ofOffset: offset)
        case .timestamp(let microseconds): Self.text(ofTimestamp: microseconds, zone: "")
        case .timestampTZ(let microseconds): Self.text(ofTimestamp: microseconds, zone: "+00")
        case .interval(let months, let days, let microseconds):
            Self.text(ofMonths: months, days: days, microseconds: microseconds)
        case .uuid(let bits): Self.text(ofUUID: bits)
        case .list(let elements):
            "{" + elements.map(\.arrayElementText).joined(separator: ",") + "}"
        case .structure, .map: json.text
        }
    }

    /// The value as JSON: numbers and booleans as such, everything else as its text.
    package var json: JSONValue {
        switch self {
        case .null: .null
        case .boolean(let flag): .boolean(flag)
        case .integer(let number): .number(Double(number))
        case .double(let number): number.isFinite ? .number(number) : .string(Self.text(of: number))
        case .list(let elements): .array(elements.map(\.json))
        case .structure(let members): .object(members.map { .init($0.name, $0.value.json) })
        case .map(let entries): .object(entries.map { .init($0.key.text ?? "NULL", $0.value.json) })
        default: .string(text ?? "")
        }
    }

    private var arrayElementText: String {
        guard let text else { return "NULL" }
        if case .list = self { return text }
        let plain = !text.isEmpty && text.uppercased() != "NULL"
            && !text.utf8.contains { byte in
                byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "{")
                    || byte == UInt8(ascii: "}") || byte == UInt8(ascii: ",") || byte <= 0x20
            }
        if plain { return text }
        var quoted = "\""
        for character in text.unicodeScalars {
            if character == "\"" || character == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(character)
        }
        return quoted + "\""
    }

    /// The shortest decimal that reads back as the same number, as `float8out` prints it.
    package static func text(of number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        let text = "\(number)"
        if text.hasSuffix(".0") { return String(text.dropLast(2)) }
        guard let e = text.firstIndex(of: "e") else { return text }
        // PostgreSQL writes at least two digits of exponent with a sign, and no ".0" before it.
        var mantissa = String(text[..<e])
        if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
        let exponent = Int(text[text.index(after: e)...]) ?? 0
        let digits = String(abs(exponent))
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + (digits.count < 2 ? "0" + digits : digits)
    }

    private static func text(ofUnscaled unscaled: Int128, scale: Int) -> String {
        guard scale > 0 else { return String(unscaled) }
        var digits = String(unscaled.magnitude)
        if digits.count <= scale { digits = String(repeating: "0", count: scale - digits.count + 1) + digits }
        let point = digits.index(digits.endIndex, offsetBy: -scale)
        return (unscaled < 0 ? "-" : "") + digits[..<point] + "." + digits[point...]
    }

    private static func text(ofDate days: Int32) -> String {
        if days == .max { return "infinity" }
        if days == -.max { return "-infinity" }
        let date = CivilDate(daysSinceEpoch: Int(days))
        let year = date.year > 0 ? date.year : 1 - date.year
        return "\(padded(year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))" + (date.year > 0 ? "" : " BC")
    }

    private static func text(ofTime microseconds: Int64) -> String {
        let seconds = microseconds / 1_000_000
        var text = "\(padded(Int(seconds / 3600), 2)):\(padded(Int(seconds / 60 % 60), 2)):\(padded(Int(seconds % 60), 2))"
        let fraction = Int(microseconds % 1_000_000)
        if fraction != 0 {
            var digits = padded(fraction, 6)
            while digits.hasSuffix("0") { digits.removeLast() }
            text += "." + digits
        }
        return text
    }

    private static func text(ofOffset offset: Int32) -> String {
        let seconds = Int(offset.magnitude)
        var text = (offset < 0 ? "-" : "+") + padded(seconds / 3600, 2)
        if seconds % 3600 != 0 { text += ":" + padded(seconds / 60 % 60, 2) }
        return text
    }

    private static func text(ofTimestamp microseconds: Int64, zone: String) -> String {
        if microseconds == .max { return "infinity" }
        if microseconds == -.max { return "-infinity" }
        let day: Int64 = 86_400_000_000
        var days = microseconds / day
        var rest = microseconds % day
        if rest < 0 { rest += day; days -= 1 }
        let date = text(ofDate: Int32(clamping: days))
        let time = text(ofTime: rest) + zone
        return date.hasSuffix(" BC") ? date.dropLast(3) + " " + time + " BC" : date + " " + time
    }

    private static func text(ofMonths months: Int32, days: Int32, microseconds: Int64) -> String {
        var parts: [String] = []
        func add(_ count: Int, _ unit: String) {
            if count != 0 { parts.append("\(count) \(unit)\(count == 1 ? "" : "s")") }
        }
        add(Int(months) / 12, "year")
        add(Int(months) % 12, "mon")
        add(Int(days), "day")
        if microseconds != 0 || parts.isEmpty {
            let magnitude = Int64(clamping: microseconds.magnitude)
            parts.append((microseconds < 0 ? "-" : "") + text(ofTime: magnitude))
        }
        return parts.joined(separator: " ")
    }

    private static func text(ofUUID bits: UInt128) -> String {
        let digits = String(bits, radix: 16)
        let padded = String(repeating: "0", count: 32 - digits.count) + digits
        var text = ""
        for (index, digit) in padded.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        return text
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return digits.count >= width ? digits : String(repeating: "0", count: width - digits.count) + digits
    }
}

/// Two lower-case hexadecimal digits.
package func hexByte(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return byte < 16 ? "0" + text : text
}
