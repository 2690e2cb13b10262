/// What CommandComplete says of a statement that ended. Source: PostgreSQL manual, "Message Formats", CommandComplete.
package enum CommandTag: Hashable, Sendable {
    /// `SELECT n`, where n is the rows that were sent.
    case select
    /// `INSERT 0 n`, where n is the rows that were written.
    case insert(Int)
    /// `word n`, where n is the rows that were sent, such as `FETCH 10`.
    case rowsSent(String)
    /// The tag as it stands, such as `CREATE MODEL` or `UPDATE 3`.
    case other(String)
    /// `DEALLOCATE`: the wire forgets the prepared statement of this name, all of them when nil.
    case deallocate(String?)
    /// `DISCARD ALL`: the wire forgets all prepared statements and portals.
    case discardAll
    /// The text held no statement: EmptyQueryResponse.
    case empty

    /// - Parameter rowsSent: rows that this execution sent to the client.
    package func text(rowsSent: Int) -> String {
        switch self {
        case .select: "SELECT \(rowsSent)"
        case .insert(let rows): "INSERT 0 \(rows)"
        case .rowsSent(let word): "\(word) \(rowsSent)"
        case .other(let text): text
        case .deallocate(nil): "DEALLOCATE ALL"
        case .deallocate: "DEALLOCATE"
        case .discardAll: "DISCARD ALL"
        case .empty: ""
        }
    }
}
