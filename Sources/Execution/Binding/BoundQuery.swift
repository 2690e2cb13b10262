import SQLFrontEnd

/// A query that DuckDB can run: checked, with every model replaced by what computes it.
struct BoundQuery {
    /// The text to run; it maps positions back to the text as written.
    var text: EditedText
    /// Whether positions in `text` can be mapped back: not when a query of the system catalog was rewritten.
    var keepsPositions: Bool
    var models: [ServedVersion]
    /// Names of the result's columns where PostgreSQL's differ from DuckDB's; empty: none do.
    var resultNames: [String?]
    /// Names of columns that its models, and what stands beside them, have: for hints.
    var columnsNearModels: [String]
    /// Names of the attached databases that it reads.
    var sources: Set<String>
    /// It asks the system catalog what relations there are.
    var listsRelations: Bool
}
