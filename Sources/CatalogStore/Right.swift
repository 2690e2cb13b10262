/// What may be granted. The raw value is what the catalog keeps.
package enum Right: String, Hashable, Sendable, CaseIterable {
    /// To query a model or a view, to read the tables of a database, to see a project.
    case read
    /// To write tables of a database.
    case write
    /// To make models and views in a project.
    case create
    /// To retrain a model, and to see the rows that it learnt from.
    case train
    /// To decide which version of a model serves.
    case deploy
    /// Everything, dropping and granting included.
    case own

    /// As GRANT writes it.
    package var keyword: String { rawValue.uppercased() }
}
