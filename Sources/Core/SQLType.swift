/// The type of a column, parameter or expression, as DuckDB names them.
package indirect enum SQLType: Hashable, Sendable {
    case boolean
    case tinyint, smallint, integer, bigint, hugeint
    case utinyint, usmallint, uinteger, ubigint, uhugeint
    case float, double
    /// Digits in all (1...38) and after the point.
    case decimal(precision: Int, scale: Int)
    case varchar
    /// Text that holds JSON.
    case json
    case blob
    /// A string of bits, in its text form of 0 and 1.
    case bit
    case date, time, timeTZ
    /// Microseconds, without a zone. DuckDB's second, millisecond and nanosecond forms are read as this.
    case timestamp
    /// Microseconds since 1970 in UTC.
    case timestampTZ
    case interval
    case uuid
    case enumeration([String])
    case list(SQLType)
    case structure([Field])
    case map(key: SQLType, value: SQLType)
    /// The type of an untyped NULL.
    case null

    /// A named member of a structure.
    package struct Field: Hashable, Sendable {
        package var name: String
        package var type: SQLType

        package init(name: String, type: SQLType) {
            self.name = name
            self.type = type
        }
    }

    /// Whether values are whole numbers.
    package var isInteger: Bool {
        switch self {
        case .tinyint, .smallint, .integer, .bigint, .hugeint,
            .utinyint, .usmallint, .uinteger, .ubigint, .uhugeint: true
        default: false
        }
    }

    /// Whether values are numbers of any kind; booleans are not.
    package var isNumeric: Bool {
        switch self {
        case .float, .double, .decimal: true
        default: isInteger
        }
    }

    /// Whether values are points in time with a calendar day.
    package var isTemporal: Bool {
        switch self {
        case .date, .timestamp, .timestampTZ: true
        default: false
        }
    }

    /// The type as it is written in SQL.
    package var sql: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .tinyint: "TINYINT"
        case .smallint: "SMALLINT"
        case .integer: "INTEGER"
        case .bigint: "BIGINT"
        case .hugeint: "HUGEINT"
        case .utinyint: "UTINYINT"
        case .usmallint: "USMALLINT"
        case .uinteger: "UINTEGER"
        case .ubigint: "UBIGINT"
        case .uhugeint: "UHUGEINT"
        case .float: "FLOAT"
        case .double: "DOUBLE"
        case .decimal(let precision, let scale): "DECIMAL(\(precision),\(scale))"
        case .varchar, .null: "VARCHAR"
        case .json: "JSON"
        case .blob: "BLOB"
        case .bit: "BIT"
        case .date: "DATE"
        case .time: "TIME"
        case .timeTZ: "TIME WITH TIME ZONE"
        case .timestamp: "TIMESTAMP"
        case .timestampTZ: "TIMESTAMP WITH TIME ZONE"
        case .interval: "INTERVAL"
        case .uuid: "UUID"
        case .enumeration(let labels): "ENUM(\(labels.map(quotedLiteral).joined(separator: ", ")))"
        case .list(let element): "\(element.sql)[]"
        case .structure(let fields):
            "STRUCT(\(fields.map { "\(quotedIdentifier($0.name)) \($0.type.sql)" }.joined(separator: ", ")))"
        case .map(let key, let value): "MAP(\(key.sql), \(value.sql))"
        }
    }
}
