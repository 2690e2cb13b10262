import Core
import NIOCore

/// A decimal number with the digits that it was sent with.
struct NumericParameter {
    /// Without the sign; at most 38 digits.
    private var magnitude: UInt128
    private var isNegative: Bool
    /// Digits after the point, 0...38.
    private var scale: Int

    private static let maximumDigits = 38

    /// - Throws: `SQLFailure` 22P02 when it is no number, 22003 when it has more than 38 digits.
    init(text: String) throws(SQLFailure) {
        let bytes = Array(text.utf8).trimmedSpace
        var position = 0
        isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { position = 1 }
        var magnitude: UInt128 = 0
        var scale = 0
        var digits = 0
        var hasPoint = false
        scan: while position < bytes.count {
            switch bytes[position] {
            case 0x30...0x39:
                digits += 1
                if hasPoint { scale += 1 }
                magnitude = try Self.appending(UInt128(bytes[position] - 0x30), to: magnitude, times: 10)
            case UInt8(ascii: ".") where !hasPoint: hasPoint = true
            default: break scan
            }
            position += 1
        }
        guard digits > 0 else { throw Self.invalid(text) }
        var exponent = 0
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            guard let number = Int(String(decoding: bytes[(position + 1)...], as: UTF8.self)), abs(number) < 1000 else {
                throw Self.invalid(text)
            }
            exponent = number
            position = bytes.count
        }
        guard position == bytes.count else { throw Self.invalid(text) }
        if exponent < 0 {
            scale -= exponent
        } else {
            let fromFraction = min(exponent, scale)
            scale -= fromFraction
            for _ in 0..<(magnitude == 0 ? 0 : exponent - fromFraction) { magnitude = try Self.appending(0, to: magnitude, times: 10) }
        }
        (self.magnitude, self.scale) = try Self.fitted(magnitude, scale)
    }

    /// Reads the form of `numeric_recv`.
    /// - Throws: `SQLFailure` 22P03 when it is malformed, 22003 when it has more than 38 digits, is NaN or infinite.
    init(binary: ByteBuffer) throws(SQLFailure) {
        var buffer = binary
        guard let (count, weight, sign, displayScale) = buffer.readMultipleIntegers(as: (Int16, Int16, UInt16, Int16).self),
            count >= 0, (0...1000).contains(displayScale), buffer.readableBytes == Int(count) * 2, [0, 0x4000, 0xC000, 0xD000, 0xF000].contains(sign)
        else { throw ParameterType.malformed("numeric") }
        guard sign <= 0x4000 else {
            throw SQLFailure(.numericValueOutOfRange, "NaN and infinity are not supported for type numeric", hint: "send it as double precision")
        }
        isNegative = sign == 0x4000
        var magnitude: UInt128 = 0
        // Digits of the fraction that come before the first group.
        var scale = max(0, -4 * (Int(weight) + 1))
        for index in 0..<Int(count) {
            guard let group = buffer.readInteger(as: UInt16.self), group < 10_000 else { throw ParameterType.malformed("numeric") }
            if index <= Int(weight) {
                magnitude = try Self.appending(UInt128(group), to: magnitude, times: 10_000)
            } else {
                // Groups are of four digits; the last may go beyond the display scale, and is cut there as PostgreSQL does.
                let kept = min(4, max(0, Int(displayScale) - scale))
                let unit = [1, 10, 100, 1000, 10_000][kept]
                magnitude = try Self.appending(UInt128(Int(group) / (10_000 / unit)), to: magnitude, times: UInt128(unit))
                scale += kept
            }
        }
        for _ in 0..<(magnitude == 0 ? 0 : max(0, Int(weight) + 1 - Int(count))) {
            magnitude = try Self.appending(0, to: magnitude, times: 10_000)
        }
        if magnitude == 0 { scale = 0 }
        (self.magnitude, self.scale) = try Self.fitted(magnitude, scale)
        while self.scale < min(Int(displayScale), Self.maximumDigits), self.magnitude < Self.limit / 10 {
            self.magnitude *= 10
            self.scale += 1
        }
    }

    /// 10^38
    private static let limit: UInt128 = (0..<maximumDigits).reduce(1) { power, _ in power * 10 }

    private static func appending(_ digit: UInt128, to magnitude: UInt128, times unit: UInt128) throws(SQLFailure) -> UInt128 {
        let (product, overflow) = magnitude.multipliedReportingOverflow(by: unit)
        let (sum, overflowToo) = product.addingReportingOverflow(digit)
        guard !overflow, !overflowToo else { throw outOfRange }
        return sum
    }

    /// Drops zeros at the end, then rounds, until the scale is at most 38.
    private static func fitted(_ magnitude: UInt128, _ scale: Int) throws(SQLFailure) -> (UInt128, Int) {
        var (magnitude, scale) = (magnitude, scale)
        while scale > maximumDigits {
            magnitude = scale == maximumDigits + 1 ? (magnitude + 5) / 10 : magnitude / 10
            scale -= 1
        }
        while scale > 0, magnitude >= limit, magnitude % 10 == 0 {
            magnitude /= 10
            scale -= 1
        }
        return (magnitude, scale)
    }

    private static var outOfRange: SQLFailure { SQLFailure(.numericValueOutOfRange, "numeric field overflow", detail: "Numbers have at most 38 digits.") }
    private static func invalid(_ text: String) -> SQLFailure { ParameterType.invalid(text, "numeric") }

    /// With the scale that it was sent with; a whole number of 39 digits as far as the widest integer goes.
    /// - Throws: `SQLFailure` 22003 beyond that.
    var value: Value {
        get throws(SQLFailure) {
            if magnitude >= Self.limit, scale == 0, let number = Int128(exactly: magnitude) { return .hugeint(isNegative ? -number : number) }
            guard magnitude < Self.limit else { throw Self.outOfRange }
            return .decimal(unscaled: isNegative ? -Int128(magnitude) : Int128(magnitude), scale: scale)
        }
    }

    /// For a decimal type, rounded half away from zero.
    /// - Throws: `SQLFailure` 22003
    func rounded(precision: Int, scale wanted: Int) throws(SQLFailure) -> Value {
        var magnitude = magnitude
        if scale < wanted {
            for _ in scale..<wanted { magnitude = try Self.appending(0, to: magnitude, times: 10) }
        } else if scale > wanted {
            for _ in wanted..<scale - 1 { magnitude /= 10 }
            magnitude = (magnitude + 5) / 10
        }
        var bound: UInt128 = 1
        for _ in 0..<min(precision, Self.maximumDigits) { bound *= 10 }
        guard magnitude < bound else {
            throw SQLFailure(
                .numericValueOutOfRange, "numeric field overflow",
                detail: "A field with precision \(precision), scale \(wanted) must round to an absolute value less than 10^\(precision - wanted).")
        }
        return .decimal(unscaled: isNegative ? -Int128(magnitude) : Int128(magnitude), scale: wanted)
    }

    /// For one of the whole-number types that the wire shows as numeric, rounded half away from zero.
    /// - Throws: `SQLFailure` 22003
    func integer(_ type: SQLType) throws(SQLFailure) -> Value {
        var magnitude = magnitude
        if scale > 0 {
            for _ in 0..<scale - 1 { magnitude /= 10 }
            magnitude = (magnitude + 5) / 10
        }
        let failure = SQLFailure(.numericValueOutOfRange, "value is out of range for type \(type.sql)")
        if isNegative && magnitude > 0 {
            guard case .hugeint = type, magnitude <= UInt128(Int128.max) else { throw failure }
            let number = -Int128(magnitude)
            return Int64(exactly: number).map(Value.integer) ?? .hugeint(number)
        }
        if let number = Int64(exactly: magnitude) { return .integer(number) }
        switch type {
        case .ubigint:
            guard magnitude <= UInt128(UInt64.max) else { throw failure }
            return .hugeint(Int128(magnitude))
        case .hugeint:
            guard let number = Int128(exactly: magnitude) else { throw failure }
            return .hugeint(number)
        default:
            return Int128(exactly: magnitude).map(Value.hugeint) ?? .uhugeint(magnitude)
        }
    }
}
