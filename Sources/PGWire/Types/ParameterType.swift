import Core

/// How the values of a parameter arrive: the type that the client declared, or else the type that the statement asks for.
struct ParameterType: Hashable, Sendable {
    /// As ParameterDescription reports it.
    var oid: TypeOID
    /// By whose rules the text and binary forms are read.
    var type: SQLType
    /// The client said so. A decimal then keeps the digits that it comes with, as the client named no scale.
    var isDeclared: Bool

    /// Of a parameter that the statement knows the type of.
    init(_ type: SQLType) {
        oid = TypeOID(type)
        self.type = type
        isDeclared = false
    }

    /// Of a parameter that the client declared; nil when it left the type open (0 or 705).
    /// - Throws: `SQLFailure` 42704 for a type that the server does not know.
    init?(declared oid: TypeOID) throws(SQLFailure) {
        self.oid = oid
        isDeclared = true
        switch oid {
        case .unspecified, .unknown: return nil
        default:
            if let scalar = Self.scalar(oid) {
                type = scalar
            } else if let element = Self.elements[oid], let scalar = Self.scalar(element) {
                type = .list(scalar)
            } else {
                throw SQLFailure(
                    .undefinedObject, "type with OID \(oid.rawValue) does not exist",
                    hint: "declare the parameter as text, or leave its type open with OID 0")
            }
        }
    }

    private static func scalar(_ oid: TypeOID) -> SQLType? {
        switch oid {
        case .boolean: .boolean
        case .bytea: .blob
        case .int8: .bigint
        case .int2: .smallint
        case .int4: .integer
        case .oid: .uinteger
        case .json, .jsonb: .json
        case .float4: .float
        case .float8: .double
        case .date: .date
        case .time: .time
        case .timestamp: .timestamp
        case .timestampTZ: .timestampTZ
        case .interval: .interval
        case .timeTZ: .timeTZ
        case .bit, .varbit: .bit
        case .numeric: .decimal(precision: 38, scale: 10)
        case .uuid: .uuid
        // text, "char", name, bpchar, varchar.
        case .text, TypeOID(rawValue: 18), TypeOID(rawValue: 19), TypeOID(rawValue: 1042), TypeOID(rawValue: 1043): .varchar
        default: nil
        }
    }

    private static let elements: [TypeOID: TypeOID] = {
        let scalars: [TypeOID] = [
            .boolean, .bytea, .int8, .int2, .int4, .text, .oid, .json, .float4, .float8, .date, .time, .timestamp,
            .timestampTZ, .interval, .timeTZ, .bit, .numeric, .uuid, .jsonb,
        ]
        var elements = [TypeOID(rawValue: 1002): TypeOID.text, TypeOID(rawValue: 1014): .text, TypeOID(rawValue: 1015): .text]
        for scalar in scalars { if let array = scalar.array { elements[array] = scalar } }
        return elements
    }()
}
