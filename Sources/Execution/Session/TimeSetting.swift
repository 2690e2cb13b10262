import Core

/// The value of a setting that is a time. Source: PostgreSQL manual, "Setting Parameters".
struct TimeSetting: Sendable {
    /// 0: no limit.
    var milliseconds: Int

    /// From the longest.
    private static let units = [("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1_000), ("ms", 1)]

    /// A number, of milliseconds when no unit is behind it; nil when it is no time.
    init?(_ text: String) {
        let text = text.trimmed
        let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = String(text[digits.endIndex...]).trimmed
        guard let number = Double(digits), let length = unit.isEmpty ? 1 : Self.units.first(where: { $0.0 == unit })?.1 else { return nil }
        let total = (number * Double(length)).rounded()
        guard total <= Double(Int32.max) else { return nil }
        milliseconds = Int(total)
    }

    /// As SHOW gives it: in the longest unit that leaves nothing over.
    var text: String {
        guard milliseconds > 0, let unit = Self.units.first(where: { milliseconds.isMultiple(of: $0.1) }) else { return "0" }
        return "\(milliseconds / unit.1)\(unit.0)"
    }
}
