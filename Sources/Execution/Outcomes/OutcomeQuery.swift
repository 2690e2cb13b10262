import CatalogStore
import Core

extension OutcomeRecord {
    /// The key and the truth of each row as text, and when the truth was known.
    var rowsQuery: String { "SELECT \(columns) FROM \(from) AS outcome WHERE \(quotedIdentifier(actual)) IS NOT NULL" }

    /// The same without rows: its columns are looked up, and nothing is read.
    var emptyQuery: String { "SELECT \(columns) FROM \(from) AS outcome WHERE FALSE" }

    private var columns: String {
        let moment = at.map { "CAST(\(quotedIdentifier($0)) AS TIMESTAMP WITH TIME ZONE)" } ?? "CAST(NULL AS TIMESTAMP WITH TIME ZONE)"
        return "CAST(\(quotedIdentifier(key)) AS VARCHAR), CAST(\(quotedIdentifier(actual)) AS VARCHAR), \(moment)"
    }

    /// A query of a source is sent to it as it is.
    private var from: String { "\(source.map(quotedIdentifier) ?? "") (\(query)\n)" }
}
