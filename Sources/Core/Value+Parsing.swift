extension Value {
    /// Reads a value from its text as PostgreSQL does: `t`, `true`, `on`, `1` for booleans, ISO forms for dates and times.
    /// Intervals, lists, structures and maps have no such form here and are taken as text.
    /// - Throws: `SQLFailure` 22P02 when the text is none, 22003 when the number is out of range.
    package init(parsing text: String, as type: SQLType) throws(SQLFailure) {
        let trimmed = text.trimmed
        switch type {
        case .boolean:
            switch trimmed.lowercased() {
            case "t", "true", "y", "yes", "on", "1": self = .boolean(true)
            case "f", "false", "n", "no", "off", "0": self = .boolean(false)
            default: throw Self.invalid(text, "boolean")
            }
        case .tinyint: self = try Self.integer(trimmed, text, Int64(Int8.min)...Int64(Int8.max), "smallint")
        case .smallint: self = try Self.integer(trimmed, text, Int64(Int16.min)...Int64(Int16.max), "smallint")
        case .integer: self = try Self.integer(trimmed, text, Int64(Int32.min)...Int64(Int32.max), "integer")
        case .bigint: self = try Self.integer(trimmed, text, Int64.min...Int64.max, "bigint")
        case .utinyint: self = try Self.integer(trimmed, text, 0...Int64(UInt8.max), "smallint")
        case .usmallint: self = try Self.integer(trimmed, text, 0...Int64(UInt16.max), "integer")
        case .uinteger: self = try Self.integer(trimmed, text, 0...Int64(UInt32.max), "bigint")
        case .ubigint, .hugeint:
            guard let number = Int128(trimmed) else { throw Self.invalid(text, "numeric") }
            self = Int64(exactly: number).map(Value.integer) ?? .hugeint(number)
        case .uhugeint:
            guard let number = UInt128(trimmed) else { throw Self.invalid(text, "numeric") }
            self = Int64(exactly: number).map(Value.integer) ?? .uhugeint(number)
        case .float: self = .double(Double(Float(try Self.number(trimmed, text))))
        case .double: self = .double(try Self.number(trimmed, text))
        case .decimal(_, let scale): self = try Self.decimal(trimmed, text, scale: scale)
        case .date: self = .date(try Self.date(trimmed, text))
        case .time: self = .time(try Self.time(trimmed, text))
        case .timestamp: self = .timestamp(try Self.timestamp(trimmed, text, type: "timestamp"))
        case .timestampTZ: self = .timestampTZ(try Self.timestamp(trimmed, text, type: "timestamp with time zone"))
        case .uuid:
            let digits = trimmed.filter { $0 != "-" && $0 != "{" && $0 != "}" }
            guard digits.utf8.count == 32, let bits = UInt128(digits, radix: 16) else { throw Self.invalid(text, "uuid") }
            self = .uuid(bits)
        case .blob: self = .blob(try Self.bytes(text))
        case .timeTZ, .varchar, .json, .bit, .interval, .enumeration, .list, .structure, .map, .null: self = .text(text)
        }
    }

    private static func invalid(_ text: String, _ type: String) -> SQLFailure {
        SQLFailure(.invalidTextRepresentation, "invalid input syntax for type \(type): \"\(text.prefix(100))\"")
    }

    private static func integer(_ trimmed: String, _ text: String, _ range: ClosedRange<Int64>, _ type: String) throws(SQLFailure) -> Value {
        guard let number = Int64(trimmed), range.contains(number) else {
            guard Int128(trimmed) != nil else { throw invalid(text, type) }
            throw SQLFailure(.numericValueOutOfRange, "value \"\(text.prefix(100))\" is out of range for type \(type)")
        }
        return .integer(number)
    }

    private static func number(_ trimmed: String, _ text: String) throws(SQLFailure) -> Double {
        // Nearly all numbers end with a digit, and no word does.
        if let last = trimmed.utf8.last, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(last) {
            guard let number = Double(trimmed), number.isFinite else { throw invalid(text, "double precision") }
            return number
        }
        switch trimmed.lowercased() {
        case "nan": return .nan
        case "infinity", "inf", "+infinity", "+inf": return .infinity
        case "-infinity", "-inf": return -.infinity
        default:
            guard let number = Double(trimmed), number.isFinite else { throw invalid(text, "double precision") }
            return number
        }
    }

    private static func decimal(_ trimmed: String, _ text: String, scale: Int) throws(SQLFailure) -> Value {
        let negative = trimmed.hasPrefix("-")
        let digits = negative || trimmed.hasPrefix("+") ? trimmed.dropFirst() : trimmed[...]
        let parts = digits.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? parts[1] : ""
        guard !(parts[0].isEmpty && fraction.isEmpty), fraction.count <= scale,
            let unscaled = Int128(String(parts[0]) + fraction + String(repeating: "0", count: scale - fraction.count))
        else {
            // Exponents and more digits than the scale holds go through a double, as a cast does.
            let number = try number(trimmed, text)
            var factor = 1.0
            for _ in 0..<scale { factor *= 10 }
            guard let unscaled = Int128(exactly: (number * factor).rounded()) else { throw invalid(text, "numeric") }
            return .decimal(unscaled: unscaled, scale: scale)
        }
        return .decimal(unscaled: negative ? -unscaled : unscaled, scale: scale)
    }

    private static func date(_ trimmed: String, _ text: String) throws(SQLFailure) -> Int32 {
        switch trimmed.lowercased() {
        case "infinity": return .max
        case "-infinity": return -.max
        default: break
        }
        let beforeChrist = trimmed.uppercased().hasSuffix(" BC")
        let parts = (beforeChrist ? trimmed.dropLast(3) : trimmed[...]).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...294_276).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { throw invalid(text, "date") }
        let date = CivilDate(year: beforeChrist ? 1 - year : year, month: month, day: day)
        let days = date.daysSinceEpoch
        guard CivilDate(daysSinceEpoch: days) == date, let days = Int32(exactly: days) else {
            throw SQLFailure(.dataException, "date/time field value out of range: \"\(text.prefix(100))\"")
        }
        return days
    }

    private static func time(_ trimmed: String, _ text: String) throws(SQLFailure) -> Int64 {
        let parts = trimmed.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let hours = Int64(parts[0]), let minutes = Int64(parts[1]),
            (0...24).contains(hours), (0...59).contains(minutes)
        else { throw invalid(text, "time") }
        var microseconds: Int64 = 0
        if parts.count == 3 {
            let seconds = parts[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
            guard let whole = Int64(seconds[0]), (0...60).contains(whole) else { throw invalid(text, "time") }
            microseconds = whole * 1_000_000
            if seconds.count > 1 {
                let digits = seconds[1].prefix(6)
                guard let fraction = Int64(digits + String(repeating: "0", count: 6 - digits.count)), fraction >= 0 else {
                    throw invalid(text, "time")
                }
                microseconds += fraction
            }
        }
        return (hours * 60 + minutes) * 60_000_000 + microseconds
    }

    private static func timestamp(_ trimmed: String, _ text: String, type: String) throws(SQLFailure) -> Int64 {
        switch trimmed.lowercased() {
        case "infinity": return .max
        case "-infinity": return -.max
        default: break
        }
        let beforeChrist = trimmed.uppercased().hasSuffix(" BC")
        let body = beforeChrist ? String(trimmed.dropLast(3)) : trimmed
        guard let separator = body.firstIndex(where: { $0 == " " || $0 == "T" || $0 == "t" }) else {
            return Int64(try date(trimmed, text)) * 86_400_000_000
        }
        let days = Int64(try date(String(body[..<separator]) + (beforeChrist ? " BC" : ""), text))
        var clock = String(body[body.index(after: separator)...])
        var offset: Int64 = 0
        if clock.hasSuffix("Z") || clock.hasSuffix("z") {
            clock.removeLast()
        } else if let sign = clock.lastIndex(where: { $0 == "+" || $0 == "-" }) {
            let zone = clock[clock.index(after: sign)...].split(separator: ":", omittingEmptySubsequences: false)
            guard let hours = Int64(zone[0]), (0...15).contains(hours) || zone[0].count == 4 else { throw invalid(text, type) }
            let minutes = zone.count > 1 ? Int64(zone[1]) ?? 0 : zone[0].count == 4 ? hours % 100 : 0
            offset = ((zone[0].count == 4 ? hours / 100 : hours) * 60 + minutes) * 60_000_000
            if clock[sign] == "-" { offset = -offset }
            clock = String(clock[..<sign])
        }
        return days * 86_400_000_000 + (try time(clock.trimmed, text)) - (type == "timestamp" ? 0 : offset)
    }

    private static func bytes(_ text: String) throws(SQLFailure) -> [UInt8] {
        guard text.hasPrefix("\\x") else { return Array(text.utf8) }
        let digits = Array(text.utf8.dropFirst(2))
        guard digits.count.isMultiple(of: 2) else { throw invalid(text, "bytea") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16) else { throw invalid(text, "bytea") }
            bytes.append(byte)
        }
        return bytes
    }
}

extension String {
    /// Without ASCII white space at both ends.
    package var trimmed: String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
        if let first = utf8.first, let last = utf8.last, !isSpace(first), !isSpace(last) { return self }
        guard let first = utf8.firstIndex(where: { !isSpace($0) }), let last = utf8.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(self[first...last])
    }
}
