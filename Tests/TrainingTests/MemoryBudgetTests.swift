import Core
import Testing
import Training

@Suite("The memory of a worker")
struct MemoryBudgetTests {
    private let gigabyte = 1_000_000_000

    @Test("grows with the rows and the columns")
    func grows() {
        let small = MemoryBudget.limit(rows: 1000, columns: 10, texts: 0, resident: 100_000_000, bound: 64 * gigabyte)
        let large = MemoryBudget.limit(rows: 10_000_000, columns: 10, texts: 0, resident: 100_000_000, bound: 64 * gigabyte)
        #expect(small > 500_000_000 && small < gigabyte)
        #expect(large > 10_000_000 * 10 * 8 * 4)
    }

    @Test("longer texts become many numbers")
    func texts() {
        func limit(_ texts: Int) -> Int { MemoryBudget.limit(rows: 100_000, columns: 10, texts: texts, resident: 0, bound: 64 * gigabyte) }
        #expect(limit(1) > limit(0) + 100_000 * 200 * 8)
        func column(_ texts: [String]) -> ColumnVector { ColumnVector(type: .varchar, storage: .strings(texts)) }
        #expect(MemoryBudget.holdsTexts(column(["a b c d", "one two three four", ""])))
        #expect(!MemoryBudget.holdsTexts(column(["a b", "c", "one two three four"])) && !MemoryBudget.holdsTexts(column([])))
        #expect(!MemoryBudget.holdsTexts(ColumnVector(type: .bigint, storage: .integers([1, 2]))))
    }

    @Test("is never above the bound, whatever the numbers", arguments: [
        (0, 0, 0), (1_000_000_000, 1000, 0), (Int.max, Int.max, 0), (Int.max / 8, 1, 0), (1, 1, Int.max), (1_000_000, 100, 3_000_000_000),
    ])
    func bounded(rows: Int, columns: Int, resident: Int) {
        let limit = MemoryBudget.limit(rows: rows, columns: columns, texts: columns, resident: resident, bound: 2 * gigabyte)
        #expect(limit > 0 && limit <= 2 * gigabyte)
    }
}
