package import Core
import Foundation

extension DuckConnection {
    /// Values of a column beyond which no dictionary of them is tried: looking for one costs as much as writing.
    private static let dictionaryValues = 2048

    /// Writes the rows of a query to a new Parquet file, in their order. - Returns: rows. - Throws: `SQLFailure`
    package func writeParquet(query: String, to path: String) throws -> Int {
        let options = "FORMAT parquet, COMPRESSION zstd, DICTIONARY_SIZE_LIMIT \(Self.dictionaryValues)"
        let result = try prepare("COPY (\(query)\n) TO \(quotedLiteral(path)) (\(options))").run()
        return result.changedRows ?? 0
    }

    /// Writes columns to a new Parquet file. - Throws: `SQLFailure`
    package func writeParquet(columns: [Column], vectors: [ColumnVector], to path: String) throws {
        let name = "__columns_" + UUID().uuidString.replacing("-", with: "")
        try registerTableFunction(DuckTableFunction(name: name, columns: columns) { [Chunk(columns: vectors)] })
        _ = try writeParquet(query: "SELECT * FROM \(name)()", to: path)
    }

    /// Rows from which on it pays to read columns side by side.
    private static let manyRows = 100_000

    /// All columns of a Parquet file, in the order of its rows.
    /// - Parameters:
    ///   - rows: that it has; nil: not known.
    ///   - threads: that turn what is read into columns.
    /// - Throws: `SQLFailure`
    package func readParquet(_ path: String, rows: Int? = nil, threads: Int = 1) throws -> (columns: [Column], vectors: [ColumnVector]) {
        let file = "read_parquet(\(quotedLiteral(path)))"
        let columns = try prepare("SELECT * FROM \(file) LIMIT 0").run().columns
        guard threads > 1, (rows ?? 0) >= Self.manyRows else { return (columns, try vectors("SELECT * FROM \(file)", rows: rows)) }
        let parts = try Parallel.map(Parallel.ranges(columns.count, threads: threads), threads: threads) { part in
            let names = columns[part].map { quotedIdentifier($0.name) }.joined(separator: ", ")
            return try another().vectors("SELECT \(names) FROM \(file)", rows: rows)
        }
        return (columns, parts.flatMap(\.self))
    }

    private func vectors(_ query: String, rows: Int?) throws -> [ColumnVector] {
        let result = try prepare(query).run()
        var vectors = result.columns.map { ColumnVector(type: $0.type, values: []) }
        if let rows { for index in vectors.indices { vectors[index].reserve(rows) } }
        while let chunk = try result.next() {
            for index in vectors.indices { vectors[index].append(chunk.columns[index]) }
        }
        return vectors
    }
}
