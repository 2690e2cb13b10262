import Core
import NIOCore

extension ParameterType {
    /// Reads a value from its text form.
    /// - Throws: `SQLFailure` 22P02 when the text has not the type's form, 22003 and 22008 when it is out of range, 22021 when it is
    ///   not UTF-8.
    func value(text: ByteBuffer) throws(SQLFailure) -> Value {
        let string = try text.validatedText()
        return try Self.value(string, as: type, keepsScale: isDeclared)
    }

    private static func value(_ text: String, as type: SQLType, keepsScale: Bool) throws(SQLFailure) -> Value {
        switch type {
        case .boolean: return .boolean(try boolean(text))
        case .tinyint, .smallint, .integer, .bigint, .utinyint, .usmallint, .uinteger, .float, .double, .uuid, .blob:
            return try Value(parsing: text, as: type)
        case .ubigint, .hugeint, .uhugeint:
            return try NumericParameter(text: text).integer(type)
        case .decimal(let precision, let scale):
            let number = try NumericParameter(text: text)
            return keepsScale ? try number.value : try number.rounded(precision: precision, scale: scale)
        case .varchar, .enumeration, .null: return .text(text)
        case .json:
            do throws(JSONFailure) {
                _ = try JSONValue(parsing: text)
            } catch {
                throw SQLFailure(.invalidTextRepresentation, "invalid input syntax for type json", detail: error.message)
            }
            return .text(text)
        case .bit:
            guard text.utf8.allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }) else { throw invalid(text, "bit") }
            return .text(text)
        case .date: return .date(try found(TemporalParser.date(text), text, "date"))
        case .time: return .time(try found(TemporalParser.time(text), text, "time"))
        case .timeTZ:
            let (microseconds, offset) = try found(TemporalParser.timeTZ(text), text, "time with time zone")
            return .timeTZ(microseconds: microseconds, offset: offset)
        case .timestamp: return .timestamp(try found(TemporalParser.timestamp(text, hasZone: false), text, "timestamp"))
        case .timestampTZ:
            return .timestampTZ(try found(TemporalParser.timestamp(text, hasZone: true), text, "timestamp with time zone"))
        case .interval:
            guard let value = IntervalParser.parse(text) else { throw invalid(text, "interval") }
            return value
        case .list(let element): return try list(text, of: element, keepsScale: keepsScale)
        case .structure, .map:
            throw SQLFailure(
                .featureNotSupported, "a parameter of type \(type.sql) is not supported",
                hint: "send it as text and cast it in the statement")
        }
    }

    private static func list(_ text: String, of element: SQLType, keepsScale: Bool) throws(SQLFailure) -> Value {
        guard let items = ArrayLiteral.parse(text) else {
            throw SQLFailure(.invalidTextRepresentation, "malformed array literal: \"\(text.prefix(100))\"")
        }
        func convert(_ items: [ArrayLiteral], _ element: SQLType) throws(SQLFailure) -> Value {
            var values: [Value] = []
            values.reserveCapacity(items.count)
            for item in items {
                switch (item, element) {
                case (.null, _): values.append(.null)
                case (.text(let text), _): values.append(try value(text, as: element, keepsScale: keepsScale))
                case (.array(let inner), .list(let innermost)): values.append(try convert(inner, innermost))
                case (.array, _):
                    throw SQLFailure(
                        .invalidTextRepresentation, "malformed array literal: \"\(text.prefix(100))\"",
                        detail: "It has more dimensions than the type \(element.sql)[].")
                }
            }
            return .list(values)
        }
        return try convert(items, element)
    }

    /// Any unambiguous start of true, false, yes, no, on and off will do, as in PostgreSQL.
    private static func boolean(_ text: String) throws(SQLFailure) -> Bool {
        switch text.trimmed.lowercased() {
        case "t", "tr", "tru", "true", "y", "ye", "yes", "on", "1": true
        case "f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0": false
        default: throw invalid(text, "boolean")
        }
    }

    private static func found<Found>(
        _ parsed: TemporalParser.Parsed<Found>, _ text: String, _ type: String
    ) throws(SQLFailure) -> Found {
        switch parsed {
        case .value(let value): return value
        case .none: throw SQLFailure(SQLState(rawValue: "22007"), "invalid input syntax for type \(type): \"\(text.prefix(100))\"")
        case .outOfRange:
            throw SQLFailure(SQLState(rawValue: "22008"), "date/time field value out of range: \"\(text.prefix(100))\"")
        }
    }

    static func invalid(_ text: String, _ type: String) -> SQLFailure {
        SQLFailure(.invalidTextRepresentation, "invalid input syntax for type \(type): \"\(text.prefix(100))\"")
    }
}
