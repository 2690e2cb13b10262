/// A scalar type of PostgreSQL's, as its `pg_type` describes it.
struct CatalogType {
    /// In the order of the columns of `__types`: numbers, names and flags, apart by spaces.
    private let line: Substring

    /// As SQL writes it when that is not `typname`.
    private static let sqlNames = [
        "bool": "boolean", "int8": "bigint", "int2": "smallint", "int4": "integer", "char": "\"char\"", "float4": "real",
        "float8": "double precision", "bpchar": "character", "varchar": "character varying", "time": "time without time zone",
        "timetz": "time with time zone", "timestamp": "timestamp without time zone", "timestamptz": "timestamp with time zone",
        "varbit": "bit varying", "any": "\"any\"",
    ]

    /// A table of all types. Arrays follow from `typarray`.
    static var table: String {
        let rows = lines.split(separator: "\n").map { CatalogType(line: $0).row }
        return """
            CREATE TABLE foretell_pg.__types AS SELECT * FROM (VALUES \(rows.joined(separator: ",\n")))
            AS t(oid, typname, typlen, typbyval, typtype, typcategory, typispreferred, typarray, typinput, typoutput, typreceive, typsend,
                 typalign, typstorage, typcollation, sqlname)
            """
    }

    /// DuckDB's types and what they are to a client: what the wire announces for a result's column. All others are texts.
    static let duckTypes = """
        CREATE TABLE foretell_pg.__duck_types AS SELECT duck, oid::BIGINT AS oid, array_oid::BIGINT AS array_oid FROM (VALUES
        ('BOOLEAN', 16, 1000), ('BLOB', 17, 1001), ('BIGINT', 20, 1016), ('UINTEGER', 20, 1016), ('TINYINT', 21, 1005),
        ('SMALLINT', 21, 1005), ('UTINYINT', 21, 1005), ('INTEGER', 23, 1007), ('USMALLINT', 23, 1007), ('JSON', 114, 199),
        ('FLOAT', 700, 1021), ('DOUBLE', 701, 1022), ('DATE', 1082, 1182), ('TIME', 1083, 1183), ('TIME_NS', 1083, 1183),
        ('TIMESTAMP', 1114, 1115), ('TIMESTAMP_S', 1114, 1115), ('TIMESTAMP_MS', 1114, 1115), ('TIMESTAMP_NS', 1114, 1115),
        ('TIMESTAMP WITH TIME ZONE', 1184, 1185), ('INTERVAL', 1186, 1187), ('TIME WITH TIME ZONE', 1266, 1270), ('BIT', 1560, 1561),
        ('DECIMAL', 1700, 1231), ('UBIGINT', 1700, 1231), ('HUGEINT', 1700, 1231), ('UHUGEINT', 1700, 1231), ('UUID', 2950, 2951))
        AS t(duck, oid, array_oid)
        """

    private var row: String {
        let fields = line.split(separator: " ")
        let values = fields.indices.map { index -> String in
            switch (index, fields[index]) {
            case (0, let field): "\(field)::BIGINT"
            case (3, "t"), (6, "t"): "true"
            case (3, "f"), (6, "f"): "false"
            case (1, let field), (4, let field), (5, let field), (12, let field), (13, let field): "'\(field)'"
            case (_, let field): String(field)
            }
        }
        let name = String(fields[1])
        return "(" + (values + ["'\(Self.sqlNames[name] ?? name)'"]).joined(separator: ", ") + ")"
    }

    /// oid, name, length, passed by value, kind, category, preferred, array type, four functions, alignment, storage, collation.
    /// Source: PostgreSQL 15, `pg_type.dat`.
    private static let lines = """
        16 bool 1 t b B t 1000 1242 1243 2436 2437 c p 0
        17 bytea -1 f b U f 1001 1244 31 2412 2413 i x 0
        18 char 1 t b Z f 1002 1245 33 2434 2435 c p 0
        19 name 64 f b S f 1003 34 35 2422 2423 c p 950
        20 int8 8 t b N f 1016 460 461 2408 2409 d p 0
        21 int2 2 t b N f 1005 38 39 2404 2405 s p 0
        23 int4 4 t b N f 1007 42 43 2406 2407 i p 0
        24 regproc 4 t b N f 1008 44 45 2444 2445 i p 0
        25 text -1 f b S t 1009 46 47 2414 2415 i x 100
        26 oid 4 t b N t 1028 1798 1799 2418 2419 i p 0
        27 tid 6 f b U f 1010 48 49 2438 2439 s p 0
        28 xid 4 t b U f 1011 50 51 2440 2441 i p 0
        29 cid 4 t b U f 1012 52 53 2442 2443 i p 0
        114 json -1 f b U f 199 321 322 323 324 i x 0
        194 pg_node_tree -1 f b Z f 0 195 196 197 198 i x 100
        700 float4 4 t b N f 1021 200 201 2424 2425 i p 0
        701 float8 8 t b N t 1022 214 215 2426 2427 d p 0
        705 unknown -2 f p X f 0 109 110 2416 2417 c p 0
        869 inet -1 f b I t 1041 910 911 2496 2497 i m 0
        1033 aclitem 12 f b U f 1034 1031 1032 0 0 i p 0
        1042 bpchar -1 f b S f 1014 1044 1045 2430 2431 i x 100
        1043 varchar -1 f b S f 1015 1046 1047 2432 2433 i x 100
        1082 date 4 t b D f 1182 1084 1085 2468 2469 i p 0
        1083 time 8 t b D f 1183 1143 1144 2470 2471 d p 0
        1114 timestamp 8 t b D f 1115 1312 1313 2474 2475 d p 0
        1184 timestamptz 8 t b D t 1185 1150 1151 2476 2477 d p 0
        1186 interval 16 f b T t 1187 1160 1161 2478 2479 d p 0
        1266 timetz 12 f b D f 1270 1350 1351 2472 2473 d p 0
        1560 bit -1 f b V f 1561 1564 1565 2456 2457 i x 0
        1562 varbit -1 f b V t 1563 1579 1580 2458 2459 i x 0
        1700 numeric -1 f b N f 1231 1701 1702 2460 2461 i m 0
        2202 regprocedure 4 t b N f 2207 2212 2213 2446 2447 i p 0
        2203 regoper 4 t b N f 2208 2214 2215 2448 2449 i p 0
        2204 regoperator 4 t b N f 2209 2216 2217 2450 2451 i p 0
        2205 regclass 4 t b N f 2210 2218 2219 2452 2453 i p 0
        2206 regtype 4 t b N f 2211 2220 2221 2454 2455 i p 0
        2249 record -1 f p P f 2287 2290 2291 2402 2403 d x 0
        2275 cstring -2 f p P f 1263 2292 2293 2500 2501 c p 0
        2276 any 4 t p P f 0 2294 2295 0 0 i p 0
        2277 anyarray -1 f p P f 0 2296 2297 2502 2503 d x 0
        2278 void 4 t p P f 0 2298 2299 3120 3121 i p 0
        2279 trigger 4 t p P f 0 2300 2301 0 0 i p 0
        2283 anyelement 4 t p P f 0 2312 2313 0 0 i p 0
        2950 uuid 16 f b U f 2951 2952 2953 2961 2962 c p 0
        3734 regconfig 4 t b N f 3735 3736 3737 3738 3739 i p 0
        3769 regdictionary 4 t b N f 3770 3771 3772 3773 3774 i p 0
        3802 jsonb -1 f b U f 3807 3806 3804 3805 3803 i x 0
        4089 regnamespace 4 t b N f 4090 4084 4085 4087 4088 i p 0
        4096 regrole 4 t b N f 4097 4098 4092 4094 4095 i p 0
        4191 regcollation 4 t b N f 4192 4193 4194 4196 4197 i p 0
        """
}
