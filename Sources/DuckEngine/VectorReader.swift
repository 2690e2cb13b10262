import CDuckDB
import Core

/// Reads a DuckDB vector into a column. Source: DuckDB C API, "Vectors".
struct VectorReader {
    private let vector: duckdb_vector
    private let type: LogicalType
    private let data: UnsafeMutableRawPointer?
    private let validity: UnsafeMutablePointer<UInt64>?

    init(_ vector: duckdb_vector, type: LogicalType) {
        self.vector = vector
        self.type = type
        data = duckdb_vector_get_data(vector)
        validity = duckdb_vector_get_validity(vector)
    }

    func column(rows: Int) -> ColumnVector {
        let valid = validityArray(rows: rows)
        func integers<Source: FixedWidthInteger>(_: Source.Type) -> ColumnVector {
            let source = elements(Source.self, rows)
            return ColumnVector(
                type: type.sqlType,
                storage: .integers(
                    Array(unsafeUninitializedCapacity: rows) { buffer, count in
                        for row in 0..<rows { buffer.initializeElement(at: row, to: Int64(truncatingIfNeeded: source[row])) }
                        count = rows
                    }), validity: valid)
        }
        switch type.id {
        case DUCKDB_TYPE_BOOLEAN:
            let source = elements(UInt8.self, rows)
            return ColumnVector(type: .boolean, storage: .booleans(source.map { $0 != 0 }), validity: valid)
        case DUCKDB_TYPE_TINYINT: return integers(Int8.self)
        case DUCKDB_TYPE_SMALLINT: return integers(Int16.self)
        case DUCKDB_TYPE_INTEGER, DUCKDB_TYPE_DATE: return integers(Int32.self)
        case DUCKDB_TYPE_BIGINT, DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_TIMESTAMP_TZ, DUCKDB_TYPE_TIME: return integers(Int64.self)
        case DUCKDB_TYPE_UTINYINT: return integers(UInt8.self)
        case DUCKDB_TYPE_USMALLINT: return integers(UInt16.self)
        case DUCKDB_TYPE_UINTEGER: return integers(UInt32.self)
        case DUCKDB_TYPE_TIMESTAMP_S: return scaled(rows, valid) { $0.multipliedReportingOverflow(by: 1_000_000).partialValue }
        case DUCKDB_TYPE_TIMESTAMP_MS: return scaled(rows, valid) { $0.multipliedReportingOverflow(by: 1000).partialValue }
        case DUCKDB_TYPE_TIMESTAMP_NS, DUCKDB_TYPE_TIME_NS: return scaled(rows, valid) { $0 / 1000 }
        case DUCKDB_TYPE_DOUBLE:
            return ColumnVector(type: .double, storage: .doubles(Array(elements(Double.self, rows))), validity: valid)
        case DUCKDB_TYPE_FLOAT:
            return ColumnVector(type: .float, storage: .doubles(elements(Float.self, rows).map { Double($0) }), validity: valid)
        case DUCKDB_TYPE_VARCHAR:
            let source = elements(duckdb_string_t.self, rows)
            let strings = (0..<rows).map { row in valid?[row] == false ? "" : Self.string(&source[row]) }
            return ColumnVector(type: type.sqlType, storage: .strings(strings), validity: valid)
        case DUCKDB_TYPE_ENUM, DUCKDB_TYPE_BIT, DUCKDB_TYPE_SQLNULL, DUCKDB_TYPE_UNION:
            return ColumnVector(type: type.sqlType, values: (0..<rows).map(value))
        default:
            if type.sqlType == .varchar || type.sqlType == .json {
                return ColumnVector(type: type.sqlType, values: (0..<rows).map(value))
            }
            return ColumnVector(type: type.sqlType, storage: .values((0..<rows).map(value)))
        }
    }

    private func elements<Element>(_: Element.Type, _ rows: Int) -> UnsafeMutableBufferPointer<Element> {
        UnsafeMutableBufferPointer(start: data?.assumingMemoryBound(to: Element.self), count: data == nil ? 0 : rows)
    }

    private func scaled(_ rows: Int, _ valid: [Bool]?, _ convert: (Int64) -> Int64) -> ColumnVector {
        ColumnVector(type: type.sqlType, storage: .integers(elements(Int64.self, rows).map { Self.unlessInfinite($0, convert) }), validity: valid)
    }

    /// The infinities of a time are the same in every unit.
    private static func unlessInfinite(_ time: Int64, _ convert: (Int64) -> Int64) -> Int64 {
        time.magnitude == Int64.max.magnitude ? time : convert(time)
    }

    private func isValid(_ row: Int) -> Bool {
        guard let validity else { return true }
        return validity[row >> 6] & (1 << UInt64(row & 63)) != 0
    }

    private func validityArray(rows: Int) -> [Bool]? {
        guard validity != nil else { return nil }
        let valid = (0..<rows).map(isValid)
        return valid.contains(false) ? valid : nil
    }

    static func string(_ pointer: inout duckdb_string_t) -> String {
        let length = Int(duckdb_string_t_length(pointer))
        return withUnsafeMutablePointer(to: &pointer) { pointer in
            guard let bytes = duckdb_string_t_data(pointer) else { return "" }
            return bytes.withMemoryRebound(to: UInt8.self, capacity: length) {
                String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
            }
        }
    }

    private static func bytes(_ pointer: inout duckdb_string_t) -> [UInt8] {
        let length = Int(duckdb_string_t_length(pointer))
        return withUnsafeMutablePointer(to: &pointer) { pointer in
            guard let bytes = duckdb_string_t_data(pointer) else { return [] }
            return bytes.withMemoryRebound(to: UInt8.self, capacity: length) { Array(UnsafeBufferPointer(start: $0, count: length)) }
        }
    }

    private func element<Element>(_: Element.Type, _ row: Int) -> Element? {
        data.map { $0.assumingMemoryBound(to: Element.self)[row] }
    }

    private func withString(_ row: Int, _ missing: Value, _ read: (inout duckdb_string_t) -> Value) -> Value {
        guard let data else { return missing }
        return read(&data.assumingMemoryBound(to: duckdb_string_t.self)[row])
    }

    private static func wide(_ value: duckdb_hugeint) -> Int128 { Int128(value.upper) << 64 | Int128(value.lower) }

    /// One value, of any type.
    func value(_ row: Int) -> Value {
        guard isValid(row) else { return .null }
        switch type.id {
        case DUCKDB_TYPE_BOOLEAN: return .boolean((element(UInt8.self, row) ?? 0) != 0)
        case DUCKDB_TYPE_TINYINT: return .integer(Int64(element(Int8.self, row) ?? 0))
        case DUCKDB_TYPE_SMALLINT: return .integer(Int64(element(Int16.self, row) ?? 0))
        case DUCKDB_TYPE_INTEGER: return .integer(Int64(element(Int32.self, row) ?? 0))
        case DUCKDB_TYPE_BIGINT: return .integer(element(Int64.self, row) ?? 0)
        case DUCKDB_TYPE_UTINYINT: return .integer(Int64(element(UInt8.self, row) ?? 0))
        case DUCKDB_TYPE_USMALLINT: return .integer(Int64(element(UInt16.self, row) ?? 0))
        case DUCKDB_TYPE_UINTEGER: return .integer(Int64(element(UInt32.self, row) ?? 0))
        case DUCKDB_TYPE_UBIGINT:
            let number = element(UInt64.self, row) ?? 0
            return Int64(exactly: number).map(Value.integer) ?? .hugeint(Int128(number))
        case DUCKDB_TYPE_HUGEINT:
            let number = Self.wide(element(duckdb_hugeint.self, row) ?? duckdb_hugeint())
            return Int64(exactly: number).map(Value.integer) ?? .hugeint(number)
        case DUCKDB_TYPE_UHUGEINT:
            let raw = element(duckdb_uhugeint.self, row) ?? duckdb_uhugeint()
            let number = UInt128(raw.upper) << 64 | UInt128(raw.lower)
            return Int64(exactly: number).map(Value.integer) ?? .uhugeint(number)
        case DUCKDB_TYPE_FLOAT: return .double(Double(element(Float.self, row) ?? 0))
        case DUCKDB_TYPE_DOUBLE: return .double(element(Double.self, row) ?? 0)
        case DUCKDB_TYPE_DECIMAL: return .decimal(unscaled: unscaled(row), scale: type.scale)
        case DUCKDB_TYPE_DATE: return .date(element(Int32.self, row) ?? 0)
        case DUCKDB_TYPE_TIME: return .time(element(Int64.self, row) ?? 0)
        case DUCKDB_TYPE_TIME_NS: return .time((element(Int64.self, row) ?? 0) / 1000)
        case DUCKDB_TYPE_TIME_TZ:
            let parts = duckdb_from_time_tz(element(duckdb_time_tz.self, row) ?? duckdb_time_tz())
            let seconds = (Int64(parts.time.hour) * 60 + Int64(parts.time.min)) * 60 + Int64(parts.time.sec)
            return .timeTZ(microseconds: seconds * 1_000_000 + Int64(parts.time.micros), offset: parts.offset)
        case DUCKDB_TYPE_TIMESTAMP: return .timestamp(element(Int64.self, row) ?? 0)
        case DUCKDB_TYPE_TIMESTAMP_S: return .timestamp(Self.unlessInfinite(element(Int64.self, row) ?? 0) { $0.multipliedReportingOverflow(by: 1_000_000).partialValue })
        case DUCKDB_TYPE_TIMESTAMP_MS: return .timestamp(Self.unlessInfinite(element(Int64.self, row) ?? 0) { $0.multipliedReportingOverflow(by: 1000).partialValue })
        case DUCKDB_TYPE_TIMESTAMP_NS: return .timestamp(Self.unlessInfinite(element(Int64.self, row) ?? 0) { $0 / 1000 })
        case DUCKDB_TYPE_TIMESTAMP_TZ: return .timestampTZ(element(Int64.self, row) ?? 0)
        case DUCKDB_TYPE_INTERVAL:
            let interval = element(duckdb_interval.self, row) ?? duckdb_interval()
            return .interval(months: interval.months, days: interval.days, microseconds: interval.micros)
        case DUCKDB_TYPE_UUID:
            // DuckDB flips the top bit so that signed order is the order of the text.
            return .uuid(UInt128(bitPattern: Self.wide(element(duckdb_hugeint.self, row) ?? duckdb_hugeint())) ^ (1 << 127))
        case DUCKDB_TYPE_VARCHAR:
            return withString(row, .text("")) { .text(Self.string(&$0)) }
        case DUCKDB_TYPE_BLOB, DUCKDB_TYPE_GEOMETRY:
            return withString(row, .blob([])) { .blob(Self.bytes(&$0)) }
        case DUCKDB_TYPE_BIT: return withString(row, .text("")) { .text(Self.bits(Self.bytes(&$0))) }
        case DUCKDB_TYPE_ENUM:
            let index: Int = switch type.storage {
            case DUCKDB_TYPE_UTINYINT: Int(element(UInt8.self, row) ?? 0)
            case DUCKDB_TYPE_USMALLINT: Int(element(UInt16.self, row) ?? 0)
            default: Int(element(UInt32.self, row) ?? 0)
            }
            guard case .enumeration(let labels) = type.sqlType, labels.indices.contains(index) else { return .null }
            return .text(labels[index])
        case DUCKDB_TYPE_LIST:
            guard let entry = element(duckdb_list_entry.self, row), let child = type.children.first else { return .null }
            let reader = VectorReader(duckdb_list_vector_get_child(vector), type: child)
            return .list((0..<Int(entry.length)).map { reader.value(Int(entry.offset) + $0) })
        case DUCKDB_TYPE_MAP:
            guard let entry = element(duckdb_list_entry.self, row), type.children.count == 2 else { return .null }
            let pairs = duckdb_list_vector_get_child(vector)
            let keys = VectorReader(duckdb_struct_vector_get_child(pairs, 0), type: type.children[0])
            let values = VectorReader(duckdb_struct_vector_get_child(pairs, 1), type: type.children[1])
            return .map((0..<Int(entry.length)).map { .init(key: keys.value(Int(entry.offset) + $0), value: values.value(Int(entry.offset) + $0)) })
        case DUCKDB_TYPE_STRUCT:
            guard case .structure(let fields) = type.sqlType else { return .null }
            return .structure(
                fields.indices.map { index in
                    let child = VectorReader(duckdb_struct_vector_get_child(vector, idx_t(index)), type: type.children[index])
                    return .init(name: fields[index].name, value: child.value(row))
                })
        case DUCKDB_TYPE_ARRAY:
            guard let child = type.children.first else { return .null }
            let reader = VectorReader(duckdb_array_vector_get_child(vector), type: child)
            return .list((0..<type.arraySize).map { reader.value(row * type.arraySize + $0) })
        case DUCKDB_TYPE_UNION:
            // A union is a structure whose first member is the tag of the member that is set; it is shown as text.
            let tag = duckdb_vector_get_data(duckdb_struct_vector_get_child(vector, 0)).map { Int($0.assumingMemoryBound(to: UInt8.self)[row]) } ?? 0
            guard type.children.indices.contains(tag) else { return .null }
            let member = VectorReader(duckdb_struct_vector_get_child(vector, idx_t(tag + 1)), type: type.children[tag])
            return member.value(row).text.map(Value.text) ?? .null
        default: return .null
        }
    }

    private func unscaled(_ row: Int) -> Int128 {
        switch type.storage {
        case DUCKDB_TYPE_SMALLINT: Int128(element(Int16.self, row) ?? 0)
        case DUCKDB_TYPE_INTEGER: Int128(element(Int32.self, row) ?? 0)
        case DUCKDB_TYPE_BIGINT: Int128(element(Int64.self, row) ?? 0)
        default: Self.wide(element(duckdb_hugeint.self, row) ?? duckdb_hugeint())
        }
    }

    /// A bit string's first byte says how many bits at the start of the second are padding.
    private static func bits(_ bytes: [UInt8]) -> String {
        guard let padding = bytes.first else { return "" }
        var text = ""
        for (index, byte) in bytes.dropFirst().enumerated() {
            for bit in 0..<8 where index > 0 || bit >= Int(padding) { text += byte & (0x80 >> UInt8(bit)) != 0 ? "1" : "0" }
        }
        return text
    }
}
