package import Core

/// What a server says while it runs the statements of a text, in order.
package enum PGClientEvent: Hashable, Sendable {
    /// A statement returns rows: these are their columns.
    case columns([PGClientColumn])
    /// Text forms; nil is NULL.
    case row([String?])
    /// A statement ended, with its tag, such as `SELECT 3`; empty when the text held no statement.
    case completed(String)
    /// A statement failed, and those after it did not run. The position counts bytes of the whole text.
    case failed(SQLFailure)
}

/// A column of a result.
package struct PGClientColumn: Hashable, Sendable {
    package var name: String
    /// As in PostgreSQL's `pg_type`.
    package var typeOID: UInt32

    package init(name: String, typeOID: UInt32) {
        self.name = name
        self.typeOID = typeOID
    }
}
