/// One SQL value. The type of its column says how a number is to be read: a `date` holds days, a `timestamp` microseconds.
package enum Value: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    /// A whole number beyond 64 bits.
    case hugeint(Int128)
    /// Beyond the positive range of `hugeint` too.
    case uhugeint(UInt128)
    case double(Double)
    /// `unscaled` / 10^`scale`.
    case decimal(unscaled: Int128, scale: Int)
    case text(String)
    case blob([UInt8])
    /// Days since 1970-01-01; `Int32.max` and `-Int32.max` are the infinities.
    case date(Int32)
    /// Microseconds since midnight.
    case time(Int64)
    /// Microseconds since midnight, and the zone's offset in seconds east of UTC.
    case timeTZ(microseconds: Int64, offset: Int32)
    /// Microseconds since 1970-01-01 00:00; `Int64.max` and `-Int64.max` are the infinities.
    case timestamp(Int64)
    /// The same in UTC.
    case timestampTZ(Int64)
    case interval(months: Int32, days: Int32, microseconds: Int64)
    case uuid(UInt128)
    case list([Value])
    case structure([Member])
    case map([Entry])

    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: Value

        package init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }

    package struct Entry: Hashable, Sendable {
        package var key: Value
        package var value: Value

        package init(key: Value, value: Value) {
            self.key = key
            self.value = value
        }
    }

    package var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The nearest number; NaN of what is none.
    package var number: Double {
        switch self {
        case .integer(let number): Double(number)
        case .hugeint(let number): Double(number)
        case .uhugeint(let number): Double(number)
        case .double(let number): number
        case .decimal(let unscaled, let scale): Double(unscaled) / (0..<scale).reduce(1) { power, _ in power * 10 }
        default: .nan
        }
    }
}
