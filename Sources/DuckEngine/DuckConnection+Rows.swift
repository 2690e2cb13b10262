import Core
import Foundation
import Synchronization

extension DuckConnection {
    /// Lets statements read columns that are in memory.
    /// - Parameter body: gets what stands for them after FROM; not to be used after it.
    func withRows<Made>(_ columns: [Column], _ vectors: [ColumnVector], _ body: (String) throws -> Made) throws -> Made {
        let name = "__columns_" + UUID().uuidString.replacing("-", with: "")
        // The function stays as long as the database; the rows do not.
        let rows = HeldRows(Chunk(columns: vectors))
        defer { rows.release() }
        try registerTableFunction(DuckTableFunction(name: name, columns: columns) { rows.chunks })
        return try body("\(name)()")
    }
}

private final class HeldRows: Sendable {
    private let held: Mutex<[Chunk]>

    init(_ chunk: Chunk) { held = Mutex([chunk]) }

    var chunks: [Chunk] { held.withLock { $0 } }

    func release() { held.withLock { $0 = [] } }
}
