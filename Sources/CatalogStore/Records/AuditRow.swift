import Core
import Foundation
import GRDB

/// A row of the audit.
struct AuditRow {
    /// From 1, without gaps.
    var id: Int64
    /// Microseconds since 1970 in UTC.
    var at: Int64
    var user: String
    var address: String
    var application: String
    var session: Int32
    var statement: String
    /// `00000`: it did what it was to do.
    var sqlState: String

    init(id: Int64, at: Int64, user: String, address: String, application: String, session: Int32, statement: String, sqlState: String) {
        self.id = id
        self.at = at
        self.user = user
        self.address = address
        self.application = application
        self.session = session
        self.statement = statement
        self.sqlState = sqlState
    }

    init(row: Row) {
        self.init(
            id: row["id"], at: row["at"], user: row["user"], address: row["address"], application: row["application"], session: row["session"],
            statement: row["statement"], sqlState: row["sqlstate"])
    }

    /// The row's place in the chain.
    /// - Parameter previous: the hash of the row before; nil: it is the first.
    func hash(after previous: Data?, _ vault: SourceVault) -> Data {
        // JSON tells where each part ends, so no two rows are the same bytes.
        let content: [JSONValue] = [String(id), String(at), user, address, application, String(session), statement, sqlState].map(JSONValue.string)
        return vault.code(of: (previous ?? Data()) + Data(JSONValue.array(content).text.utf8))
    }
}
