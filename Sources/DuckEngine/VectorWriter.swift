import CDuckDB
import Core

/// Writes the values of a column into a DuckDB vector of the same type.
enum VectorWriter {
    /// - Parameters:
    ///   - rows: the part of `column` to write; it goes to the start of the vector.
    static func write(_ column: ColumnVector, rows: Range<Int>, to vector: duckdb_vector) {
        let count = rows.count
        let data = duckdb_vector_get_data(vector)
        func fill<Target, Source>(_ array: [Source], _: Target.Type, _ convert: (Source) -> Target) {
            guard let target = data?.assumingMemoryBound(to: Target.self) else { return }
            array.withUnsafeBufferPointer { source in
                for row in 0..<count { target[row] = convert(source[rows.lowerBound + row]) }
            }
        }
        switch column.storage {
        case .booleans(let array): fill(array, Bool.self) { $0 }
        case .doubles(let array):
            if column.type == .float { fill(array, Float.self) { Float($0) } } else { fill(array, Double.self) { $0 } }
        case .integers(let array):
            switch column.type {
            case .tinyint: fill(array, Int8.self) { Int8(truncatingIfNeeded: $0) }
            case .smallint: fill(array, Int16.self) { Int16(truncatingIfNeeded: $0) }
            case .integer, .date: fill(array, Int32.self) { Int32(truncatingIfNeeded: $0) }
            case .utinyint: fill(array, UInt8.self) { UInt8(truncatingIfNeeded: $0) }
            case .usmallint: fill(array, UInt16.self) { UInt16(truncatingIfNeeded: $0) }
            case .uinteger: fill(array, UInt32.self) { UInt32(truncatingIfNeeded: $0) }
            default: fill(array, Int64.self) { $0 }
            }
        case .strings(let array):
            for row in 0..<count where !column.isNull(rows.lowerBound + row) {
                array[rows.lowerBound + row].withDuckBytes { duckdb_vector_assign_string_element_len(vector, idx_t(row), $0, $1) }
            }
        case .values(let array):
            writeValues(array[rows], type: column.type, to: vector, at: 0)
            return
        }
        guard let validity = column.validity else { return }
        duckdb_vector_ensure_validity_writable(vector)
        let mask = duckdb_vector_get_validity(vector)
        for row in 0..<count where !validity[rows.lowerBound + row] { duckdb_validity_set_row_invalid(mask, idx_t(row)) }
    }

    private static func writeValues(_ values: ArraySlice<Value>, type: SQLType, to vector: duckdb_vector, at start: Int) {
        var row = start
        if case .list(let element) = type {
            writeLists(values, element: element, to: vector, at: start)
            return
        }
        let data = duckdb_vector_get_data(vector)
        for value in values {
            defer { row += 1 }
            switch value {
            case .boolean(let flag): data?.assumingMemoryBound(to: Bool.self)[row] = flag
            case .double(let number): data?.assumingMemoryBound(to: Double.self)[row] = number
            case .integer(let number):
                if type == .hugeint { data?.assumingMemoryBound(to: duckdb_hugeint.self)[row] = split(Int128(number)) }
                else { data?.assumingMemoryBound(to: Int64.self)[row] = number }
            case .hugeint(let number): data?.assumingMemoryBound(to: duckdb_hugeint.self)[row] = split(number)
            case .uuid(let bits): data?.assumingMemoryBound(to: duckdb_hugeint.self)[row] = split(Int128(bitPattern: bits ^ (1 << 127)))
            case .decimal(let unscaled, _): writeDecimal(unscaled, type: type, data: data, row: row)
            case .interval(let months, let days, let microseconds):
                data?.assumingMemoryBound(to: duckdb_interval.self)[row] = duckdb_interval(months: months, days: days, micros: microseconds)
            case .text(let text): text.withDuckBytes { duckdb_vector_assign_string_element_len(vector, idx_t(row), $0, $1) }
            case .blob(let bytes):
                bytes.withUnsafeBytes { raw in
                    duckdb_vector_assign_string_element_len(vector, idx_t(row), raw.baseAddress?.assumingMemoryBound(to: CChar.self), idx_t(raw.count))
                }
            default:
                duckdb_vector_ensure_validity_writable(vector)
                duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), idx_t(row))
            }
        }
    }

    private static func writeLists(_ values: ArraySlice<Value>, element: SQLType, to vector: duckdb_vector, at start: Int) {
        var offset = Int(duckdb_list_vector_get_size(vector))
        let total = values.reduce(offset) { sum, value in if case .list(let elements) = value { sum + elements.count } else { sum } }
        duckdb_list_vector_reserve(vector, idx_t(total))
        let child = duckdb_list_vector_get_child(vector)
        let entries = duckdb_vector_get_data(vector)?.assumingMemoryBound(to: duckdb_list_entry.self)
        for (index, value) in values.enumerated() {
            guard case .list(let elements) = value else {
                duckdb_vector_ensure_validity_writable(vector)
                duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vector), idx_t(start + index))
                continue
            }
            entries?[start + index] = duckdb_list_entry(offset: UInt64(offset), length: UInt64(elements.count))
            if let child { writeValues(elements[...], type: element, to: child, at: offset) }
            offset += elements.count
        }
        duckdb_list_vector_set_size(vector, idx_t(offset))
    }

    private static func writeDecimal(_ unscaled: Int128, type: SQLType, data: UnsafeMutableRawPointer?, row: Int) {
        guard case .decimal(let precision, _) = type else { return }
        switch precision {
        case ...4: data?.assumingMemoryBound(to: Int16.self)[row] = Int16(truncatingIfNeeded: unscaled)
        case ...9: data?.assumingMemoryBound(to: Int32.self)[row] = Int32(truncatingIfNeeded: unscaled)
        case ...18: data?.assumingMemoryBound(to: Int64.self)[row] = Int64(truncatingIfNeeded: unscaled)
        default: data?.assumingMemoryBound(to: duckdb_hugeint.self)[row] = split(unscaled)
        }
    }
}
