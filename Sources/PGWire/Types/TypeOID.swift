import Core

/// The number by which PostgreSQL clients know a type. Source: PostgreSQL's `pg_type.dat`.
struct TypeOID: RawRepresentable, Hashable, Sendable {
    let rawValue: UInt32

    init(rawValue: UInt32) { self.rawValue = rawValue }

    static let unspecified = TypeOID(rawValue: 0)
    static let boolean = TypeOID(rawValue: 16)
    static let bytea = TypeOID(rawValue: 17)
    static let int8 = TypeOID(rawValue: 20)
    static let int2 = TypeOID(rawValue: 21)
    static let int4 = TypeOID(rawValue: 23)
    static let text = TypeOID(rawValue: 25)
    static let oid = TypeOID(rawValue: 26)
    static let json = TypeOID(rawValue: 114)
    static let float4 = TypeOID(rawValue: 700)
    static let float8 = TypeOID(rawValue: 701)
    static let unknown = TypeOID(rawValue: 705)
    static let date = TypeOID(rawValue: 1082)
    static let time = TypeOID(rawValue: 1083)
    static let timestamp = TypeOID(rawValue: 1114)
    static let timestampTZ = TypeOID(rawValue: 1184)
    static let interval = TypeOID(rawValue: 1186)
    static let timeTZ = TypeOID(rawValue: 1266)
    static let bit = TypeOID(rawValue: 1560)
    static let varbit = TypeOID(rawValue: 1562)
    static let numeric = TypeOID(rawValue: 1700)
    static let uuid = TypeOID(rawValue: 2950)
    static let jsonb = TypeOID(rawValue: 3802)

    /// Of a list of this type; nil for types that are lists already.
    var array: TypeOID? {
        switch self {
        case .boolean: TypeOID(rawValue: 1000)
        case .bytea: TypeOID(rawValue: 1001)
        case .int2: TypeOID(rawValue: 1005)
        case .int4: TypeOID(rawValue: 1007)
        case .text: TypeOID(rawValue: 1009)
        case .int8: TypeOID(rawValue: 1016)
        case .float4: TypeOID(rawValue: 1021)
        case .float8: TypeOID(rawValue: 1022)
        case .oid: TypeOID(rawValue: 1028)
        case .json: TypeOID(rawValue: 199)
        case .timestamp: TypeOID(rawValue: 1115)
        case .date: TypeOID(rawValue: 1182)
        case .time: TypeOID(rawValue: 1183)
        case .timestampTZ: TypeOID(rawValue: 1185)
        case .interval: TypeOID(rawValue: 1187)
        case .numeric: TypeOID(rawValue: 1231)
        case .timeTZ: TypeOID(rawValue: 1270)
        case .bit: TypeOID(rawValue: 1561)
        case .uuid: TypeOID(rawValue: 2951)
        case .jsonb: TypeOID(rawValue: 3807)
        default: nil
        }
    }

    /// Bytes of the binary form, -1 when they vary.
    var size: Int16 {
        switch self {
        case .boolean: 1
        case .int2: 2
        case .int4, .float4, .date, .oid: 4
        case .int8, .float8, .time, .timestamp, .timestampTZ: 8
        case .timeTZ: 12
        case .interval, .uuid: 16
        default: -1
        }
    }
}

extension TypeOID {
    /// What a column of a type is shown as.
    init(_ type: SQLType) {
        switch type {
        case .boolean: self = .boolean
        case .tinyint, .smallint, .utinyint: self = .int2
        case .integer, .usmallint: self = .int4
        case .bigint, .uinteger: self = .int8
        case .ubigint, .hugeint, .uhugeint, .decimal: self = .numeric
        case .float: self = .float4
        case .double: self = .float8
        case .varchar, .enumeration, .null: self = .text
        case .json, .structure, .map: self = .json
        case .blob: self = .bytea
        case .bit: self = .bit
        case .date: self = .date
        case .time: self = .time
        case .timeTZ: self = .timeTZ
        case .timestamp: self = .timestamp
        case .timestampTZ: self = .timestampTZ
        case .interval: self = .interval
        case .uuid: self = .uuid
        case .list(let element):
            // A list of lists is one array of two dimensions: PostgreSQL has no type for arrays of arrays.
            let inner = TypeOID(element)
            self = inner.array ?? inner
        }
    }

    /// The type modifier of a column: precision and scale of a decimal, else -1.
    static func modifier(of type: SQLType) -> Int32 {
        guard case .decimal(let precision, let scale) = type else { return -1 }
        return Int32(precision << 16 | scale) + 4
    }
}
