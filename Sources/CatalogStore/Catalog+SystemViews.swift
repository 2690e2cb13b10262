package import Core
import GRDB

extension Catalog {
    /// The rows of a system view. Blocking. - Throws: `SQLFailure`
    package func rows(of view: SystemView) throws -> Chunk {
        let types = view.columns.map(\.type)
        let rows = try readBlocking { db in
            try Row.fetchAll(db, sql: view.sql).map { row in
                types.indices.map { Self.value(row[$0] as DatabaseValue, as: types[$0]) }
            }
        }
        return Chunk(view.columns, rows: rows)
    }

    private static func value(_ value: DatabaseValue, as type: SQLType) -> Value {
        switch (value.storage, type) {
        case (.null, _): .null
        case (.int64(let number), .boolean): .boolean(number != 0)
        case (.int64(let number), .timestampTZ): .timestampTZ(number)
        case (.int64(let number), .double): .double(Double(number))
        case (.int64(let number), .varchar): .text(String(number))
        case (.int64(let number), _): .integer(number)
        case (.double(let number), .bigint), (.double(let number), .integer): .integer(Int64(number))
        case (.double(let number), _): .double(number)
        case (.string(let text), _): .text(text)
        case (.blob, _): .null
        }
    }
}
