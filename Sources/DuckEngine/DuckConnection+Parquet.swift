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

    /// All columns of a Parquet file, in the order of its rows.
    /// - Parameter rows: that it has; nil: not known.
    /// - Throws: `SQLFailure`
    package func readParquet(_ path: String, rows: Int? = nil) throws -> (columns: [Column], vectors: [ColumnVector]) {
        let result = try prepare("SELECT * FROM read_parquet(\(quotedLiteral(path)))").run()
        var vectors = result.columns.map { ColumnVector(type: $0.type, values: []) }
        if let rows { for index in vectors.indices { vectors[index].reserve(rows) } }
        while let chunk = try result.next() {
            for index in vectors.indices { vectors[index].append(chunk.columns[index]) }
        }
        return (result.columns, vectors)
    }
}
