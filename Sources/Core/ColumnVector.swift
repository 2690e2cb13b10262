/// The values of one column in contiguous memory: what a query result, a training table and a scoring call are made of.
package struct ColumnVector: Sendable {
    /// Which array holds the values follows from the type:
    /// boolean -> `booleans`; integers up to 64 bits -> `integers`; float and double -> `doubles`;
    /// varchar, json, bit and enumerations -> `strings`; date (days), time, timestamp and timestampTZ (microseconds) -> `integers`;
    /// everything else -> `values`.
    package enum Storage: Sendable {
        case booleans([Bool])
        case integers([Int64])
        case doubles([Double])
        case strings([String])
        case values([Value])
    }

    package var type: SQLType
    package var storage: Storage
    /// False where the value is NULL; nil when no value is. What the storage holds at a NULL is unspecified.
    package var validity: [Bool]?

    package init(type: SQLType, storage: Storage, validity: [Bool]? = nil) {
        self.type = type
        self.storage = storage
        self.validity = validity
    }

    /// Rows.
    package var count: Int {
        switch storage {
        case .booleans(let array): array.count
        case .integers(let array): array.count
        case .doubles(let array): array.count
        case .strings(let array): array.count
        case .values(let array): array.count
        }
    }

    package func isNull(_ row: Int) -> Bool {
        if let validity { return !validity[row] }
        if case .values(let array) = storage { return array[row].isNull }
        return false
    }

    /// The value of a row, in the case of `Value` that its type asks for.
    package subscript(row: Int) -> Value {
        if let validity, !validity[row] { return .null }
        switch storage {
        case .booleans(let array): return .boolean(array[row])
        case .doubles(let array): return .double(array[row])
        case .strings(let array): return .text(array[row])
        case .values(let array): return array[row]
        case .integers(let array):
            switch type {
            case .date: return .date(Int32(clamping: array[row]))
            case .time: return .time(array[row])
            case .timestamp: return .timestamp(array[row])
            case .timestampTZ: return .timestampTZ(array[row])
            default: return .integer(array[row])
            }
        }
    }
}

extension ColumnVector {
    /// A column from single values, stored as the type asks for. A value of another kind than the type's becomes NULL.
    package init(type: SQLType, values: [Value]) {
        let valid = values.contains(where: \.isNull) ? values.map { !$0.isNull } : nil
        switch type {
        case .boolean:
            self.init(type: type, storage: .booleans(values.map { if case .boolean(let flag) = $0 { flag } else { false } }), validity: valid)
        case .float, .double:
            self.init(type: type, storage: .doubles(values.map { if case .double(let number) = $0 { number } else { .nan } }), validity: valid)
        case .varchar, .json, .bit, .enumeration, .null:
            self.init(type: type, storage: .strings(values.map { if case .text(let string) = $0 { string } else { "" } }), validity: valid)
        case .tinyint, .smallint, .integer, .bigint, .utinyint, .usmallint, .uinteger, .date, .time, .timestamp, .timestampTZ:
            let integers = values.map { value -> Int64 in
                switch value {
                case .integer(let number), .time(let number), .timestamp(let number), .timestampTZ(let number): number
                case .date(let days): Int64(days)
                default: 0
                }
            }
            self.init(type: type, storage: .integers(integers), validity: valid)
        default:
            self.init(type: type, storage: .values(values))
        }
    }

    package static func strings(_ array: [String?]) -> ColumnVector {
        ColumnVector(type: .varchar, values: array.map { $0.map(Value.text) ?? .null })
    }
}
