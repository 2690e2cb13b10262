package import Core
package import DuckEngine
package import Learning

extension FittedTransform {
    /// What computes the features. - Throws: `SQLFailure` for an expression that is none.
    package func computation() throws -> RowExpressions { try RowExpressions(columns: columns, expressions: items.map { ($0.name, $0.sql) }) }

    /// Rows with their features: what the training query returned stays beside them, to split by and to know rows again.
    /// - Throws: `SQLFailure` 42703 when a column is not there that a feature reads; what an expression says of a row that it has no value for.
    func table(_ raw: TrainingTable) throws -> TrainingTable {
        let read = reduced(to: items.map(\.name))
        if let missing = read.columns.first(where: { raw.index(of: $0.name) == nil }) {
            throw SQLFailure(
                .undefinedColumn, "the rows to learn from have no column \"\(missing.name)\", which the model takes",
                hint: nearestName(to: missing.name, among: raw.columns.map(\.name)).map { "did you mean \"\($0)\"?" })
        }
        let computation = try read.computation()
        let features = try computation.evaluate(read.taken(from: raw), rowCount: raw.rowCount)
        let names = Set(items.map { $0.name.lowercased() })
        let kept = raw.columns.indices.filter { !names.contains(raw.columns[$0].name.lowercased()) }
        return TrainingTable(
            columns: kept.map { raw.columns[$0] } + computation.results, vectors: kept.map { raw.vectors[$0] } + features, carried: Set(kept.indices))
    }
}
