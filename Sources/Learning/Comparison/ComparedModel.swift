package import Core

/// One of two models that are compared: what was measured of a version, and the rows that it was trained with.
package struct ComparedModel: Sendable {
    package var model: Model
    /// Names the rows: two of the same name hold the same.
    package var snapshot: String
    package var table: TrainingTable
    /// The rows that the model has not learnt from, by number in the table, ascending.
    package var holdout: [Int]
    /// The column that identifies a row.
    package var key: String?
    /// What computes the model's inputs from the columns that it takes; nil: it takes them as they are.
    package var features: (@Sendable ([ColumnVector], _ rowCount: Int) throws -> [ColumnVector])?

    package init(
        model: Model, snapshot: String, table: TrainingTable, holdout: [Int], key: String?, features: (@Sendable ([ColumnVector], _ rowCount: Int) throws -> [ColumnVector])? = nil
    ) {
        self.model = model
        self.snapshot = snapshot
        self.table = table
        self.holdout = holdout
        self.key = key
        self.features = features
    }

    /// The identities of some rows, by what both tables have.
    func identities(with other: ComparedModel) throws -> [UInt64] {
        if let key, let otherKey = other.key, key.lowercased() == otherKey.lowercased(), let index = table.index(of: key),
            other.table.index(of: key) != nil
        {
            return try RowIdentity.hashes(table, columns: [index])
        }
        let shared = table.columns.indices.filter { other.table.index(of: table.columns[$0].name) != nil }
        return try RowIdentity.hashes(table, columns: shared.isEmpty ? Array(table.columns.indices) : shared)
    }

    /// Scores for rows of any table, by the names of its columns; a column that it lacks is NULL.
    func scores(_ other: TrainingTable, rows: [Int]) throws -> [Double] {
        if let transform = model.transform {
            guard let features else { throw SQLFailure(.internalError, "nothing computes the features of a compared model") }
            return try model.scores(features(transform.taken(from: other), other.rowCount), rows: rows)
        }
        let missing = ColumnVector(type: .double, values: [Value](repeating: .null, count: other.rowCount))
        let columns = model.inputs.map { input in other.index(of: input.name).map { other.vectors[$0] } ?? missing }
        return try model.scores(columns, rows: rows)
    }
}
