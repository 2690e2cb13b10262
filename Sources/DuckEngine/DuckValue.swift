import CDuckDB
import Core

/// A DuckDB value for a value of ours; the caller destroys it.
func duckValue(_ value: Value) -> duckdb_value? {
    switch value {
    case .null: return duckdb_create_null_value()
    case .boolean(let flag): return duckdb_create_bool(flag)
    case .integer(let number): return duckdb_create_int64(number)
    case .hugeint(let number): return duckdb_create_hugeint(split(number))
    case .uhugeint(let number):
        return duckdb_create_uhugeint(duckdb_uhugeint(lower: UInt64(truncatingIfNeeded: number), upper: UInt64(truncatingIfNeeded: number >> 64)))
    case .double(let number): return duckdb_create_double(number)
    case .decimal(let unscaled, let scale):
        return duckdb_create_decimal(duckdb_decimal(width: 38, scale: UInt8(clamping: scale), value: split(unscaled)))
    case .text(let text): return text.withDuckBytes { duckdb_create_varchar_length($0, $1) }
    case .blob(let bytes): return bytes.withUnsafeBufferPointer { duckdb_create_blob($0.baseAddress, idx_t($0.count)) }
    case .date(let days): return duckdb_create_date(duckdb_date(days: days))
    case .time(let microseconds): return duckdb_create_time(duckdb_time(micros: microseconds))
    case .timeTZ(let microseconds, let offset): return duckdb_create_time_tz_value(duckdb_create_time_tz(microseconds, offset))
    case .timestamp(let microseconds): return duckdb_create_timestamp(duckdb_timestamp(micros: microseconds))
    case .timestampTZ(let microseconds): return duckdb_create_timestamp_tz(duckdb_timestamp(micros: microseconds))
    case .interval(let months, let days, let microseconds):
        return duckdb_create_interval(duckdb_interval(months: months, days: days, micros: microseconds))
    case .uuid(let bits):
        return duckdb_create_uuid(duckdb_uhugeint(lower: UInt64(truncatingIfNeeded: bits), upper: UInt64(truncatingIfNeeded: bits >> 64)))
    case .list(let elements):
        var values = elements.map(duckValue)
        defer { for index in values.indices { duckdb_destroy_value(&values[index]) } }
        let element = values.first { duckdb_get_type_id(duckdb_get_value_type($0)) != DUCKDB_TYPE_SQLNULL }?.map { duckdb_get_value_type($0) }
        var fallback: duckdb_logical_type? = element == nil ? duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR) : nil
        defer { duckdb_destroy_logical_type(&fallback) }
        return duckdb_create_list_value(element ?? fallback, &values, idx_t(values.count))
    case .structure, .map:
        return value.json.text.withDuckBytes { duckdb_create_varchar_length($0, $1) }
    }
}

func split(_ number: Int128) -> duckdb_hugeint {
    duckdb_hugeint(lower: UInt64(truncatingIfNeeded: number), upper: Int64(truncatingIfNeeded: number >> 64))
}

extension String {
    /// The UTF-8 bytes with their count, as DuckDB's `_length` functions want them.
    func withDuckBytes<Result>(_ body: (UnsafePointer<CChar>?, idx_t) -> Result) -> Result {
        var copy = self
        return copy.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { body($0.baseAddress, idx_t($0.count)) }
        }
    }
}
