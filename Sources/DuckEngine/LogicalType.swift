import CDuckDB
import Foundation
import Core

/// A DuckDB type with its parts, read once.
final class LogicalType {
    let id: duckdb_type
    let sqlType: SQLType
    /// Of a list, array, struct, union or map (key, value).
    let children: [LogicalType]
    /// How a decimal or an enumeration is stored.
    let storage: duckdb_type
    let scale: Int
    /// Elements of a fixed-size array.
    let arraySize: Int

    /// Takes over the handle.
    convenience init?(owned handle: duckdb_logical_type?) {
        guard let handle else { return nil }
        self.init(handle)
        var owned: duckdb_logical_type? = handle
        duckdb_destroy_logical_type(&owned)
    }

    private init(_ handle: duckdb_logical_type) {
        let id = duckdb_get_type_id(handle)
        self.id = id
        var children: [LogicalType] = []
        var storage = id
        var scale = 0
        var arraySize = 0
        func child(_ handle: duckdb_logical_type?) {
            if let type = LogicalType(owned: handle) { children.append(type) }
        }
        func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
            defer { duckdb_free(pointer) }
            return pointer.map { String(cString: $0) } ?? ""
        }
        switch id {
        case DUCKDB_TYPE_BOOLEAN: sqlType = .boolean
        case DUCKDB_TYPE_TINYINT: sqlType = .tinyint
        case DUCKDB_TYPE_SMALLINT: sqlType = .smallint
        case DUCKDB_TYPE_INTEGER: sqlType = .integer
        case DUCKDB_TYPE_BIGINT: sqlType = .bigint
        case DUCKDB_TYPE_HUGEINT: sqlType = .hugeint
        case DUCKDB_TYPE_UTINYINT: sqlType = .utinyint
        case DUCKDB_TYPE_USMALLINT: sqlType = .usmallint
        case DUCKDB_TYPE_UINTEGER: sqlType = .uinteger
        case DUCKDB_TYPE_UBIGINT: sqlType = .ubigint
        case DUCKDB_TYPE_UHUGEINT: sqlType = .uhugeint
        case DUCKDB_TYPE_FLOAT: sqlType = .float
        case DUCKDB_TYPE_DOUBLE: sqlType = .double
        case DUCKDB_TYPE_DECIMAL:
            scale = Int(duckdb_decimal_scale(handle))
            storage = duckdb_decimal_internal_type(handle)
            sqlType = .decimal(precision: Int(duckdb_decimal_width(handle)), scale: scale)
        case DUCKDB_TYPE_BLOB: sqlType = .blob
        case DUCKDB_TYPE_BIT: sqlType = .bit
        case DUCKDB_TYPE_DATE: sqlType = .date
        case DUCKDB_TYPE_TIME, DUCKDB_TYPE_TIME_NS: sqlType = .time
        case DUCKDB_TYPE_TIME_TZ: sqlType = .timeTZ
        case DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_TIMESTAMP_S, DUCKDB_TYPE_TIMESTAMP_MS, DUCKDB_TYPE_TIMESTAMP_NS: sqlType = .timestamp
        case DUCKDB_TYPE_TIMESTAMP_TZ: sqlType = .timestampTZ
        case DUCKDB_TYPE_INTERVAL: sqlType = .interval
        case DUCKDB_TYPE_UUID: sqlType = .uuid
        case DUCKDB_TYPE_SQLNULL: sqlType = .null
        case DUCKDB_TYPE_ENUM:
            storage = duckdb_enum_internal_type(handle)
            sqlType = .enumeration((0..<idx_t(duckdb_enum_dictionary_size(handle))).map { text(duckdb_enum_dictionary_value(handle, $0)) })
        case DUCKDB_TYPE_LIST:
            child(duckdb_list_type_child_type(handle))
            sqlType = .list(children.first?.sqlType ?? .varchar)
        case DUCKDB_TYPE_ARRAY:
            child(duckdb_array_type_child_type(handle))
            arraySize = Int(duckdb_array_type_array_size(handle))
            sqlType = .list(children.first?.sqlType ?? .varchar)
        case DUCKDB_TYPE_STRUCT:
            var fields: [SQLType.Field] = []
            for index in 0..<duckdb_struct_type_child_count(handle) {
                child(duckdb_struct_type_child_type(handle, index))
                fields.append(.init(name: text(duckdb_struct_type_child_name(handle, index)), type: children.last?.sqlType ?? .varchar))
            }
            sqlType = .structure(fields)
        case DUCKDB_TYPE_MAP:
            child(duckdb_map_type_key_type(handle))
            child(duckdb_map_type_value_type(handle))
            sqlType = .map(key: children.first?.sqlType ?? .varchar, value: children.last?.sqlType ?? .varchar)
        case DUCKDB_TYPE_UNION:
            for index in 0..<duckdb_union_type_member_count(handle) { child(duckdb_union_type_member_type(handle, index)) }
            sqlType = .varchar
        default:
            let alias = text(duckdb_logical_type_get_alias(handle))
            sqlType = alias == "JSON" ? .json : .varchar
        }
        self.children = children
        self.storage = storage
        self.scale = scale
        self.arraySize = arraySize
    }
}

/// A DuckDB type handle for a type of ours; the caller destroys it.
func makeLogicalType(_ type: SQLType) -> duckdb_logical_type? {
    func simple(_ id: duckdb_type) -> duckdb_logical_type? { duckdb_create_logical_type(id) }
    switch type {
    case .boolean: return simple(DUCKDB_TYPE_BOOLEAN)
    case .tinyint: return simple(DUCKDB_TYPE_TINYINT)
    case .smallint: return simple(DUCKDB_TYPE_SMALLINT)
    case .integer: return simple(DUCKDB_TYPE_INTEGER)
    case .bigint: return simple(DUCKDB_TYPE_BIGINT)
    case .hugeint: return simple(DUCKDB_TYPE_HUGEINT)
    case .utinyint: return simple(DUCKDB_TYPE_UTINYINT)
    case .usmallint: return simple(DUCKDB_TYPE_USMALLINT)
    case .uinteger: return simple(DUCKDB_TYPE_UINTEGER)
    case .ubigint: return simple(DUCKDB_TYPE_UBIGINT)
    case .uhugeint: return simple(DUCKDB_TYPE_UHUGEINT)
    case .float: return simple(DUCKDB_TYPE_FLOAT)
    case .double: return simple(DUCKDB_TYPE_DOUBLE)
    case .decimal(let precision, let scale): return duckdb_create_decimal_type(UInt8(clamping: precision), UInt8(clamping: scale))
    case .blob: return simple(DUCKDB_TYPE_BLOB)
    case .date: return simple(DUCKDB_TYPE_DATE)
    case .time: return simple(DUCKDB_TYPE_TIME)
    case .timeTZ: return simple(DUCKDB_TYPE_TIME_TZ)
    case .timestamp: return simple(DUCKDB_TYPE_TIMESTAMP)
    case .timestampTZ: return simple(DUCKDB_TYPE_TIMESTAMP_TZ)
    case .interval: return simple(DUCKDB_TYPE_INTERVAL)
    case .uuid: return simple(DUCKDB_TYPE_UUID)
    case .list(let element):
        var child = makeLogicalType(element)
        defer { duckdb_destroy_logical_type(&child) }
        return duckdb_create_list_type(child)
    case .structure(let fields):
        var members = fields.map { makeLogicalType($0.type) }
        defer { for index in members.indices { duckdb_destroy_logical_type(&members[index]) } }
        let names = fields.map { strdup($0.name) }
        defer { names.forEach { free($0) } }
        var pointers = names.map { UnsafePointer($0) }
        return duckdb_create_struct_type(&members, &pointers, idx_t(fields.count))
    case .map(let key, let value):
        var keyType = makeLogicalType(key)
        var valueType = makeLogicalType(value)
        defer {
            duckdb_destroy_logical_type(&keyType)
            duckdb_destroy_logical_type(&valueType)
        }
        return duckdb_create_map_type(keyType, valueType)
    case .varchar, .json, .bit, .enumeration, .null: return simple(DUCKDB_TYPE_VARCHAR)
    }
}
