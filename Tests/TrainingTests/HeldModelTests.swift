import Core
import Learning
import Testing
import Training

@Suite("The file of a measured model")
struct HeldModelTests {
    private func held() throws -> HeldModel {
        let rows = 0..<60
        let table = TrainingTable(
            columns: [Column("x", .double), Column("y", .double)],
            vectors: [
                ColumnVector(type: .double, storage: .doubles(rows.map(Double.init))), ColumnVector(type: .double, storage: .doubles(rows.map { Double($0 * $0) })),
            ])
        let outcome = try Trainer.train(table, target: "y", configuration: .from(options: [("trials", .number(1)), ("rounds", .number(5))]))
        return HeldModel(model: outcome.held, holdout: outcome.holdout)
    }

    @Test("it is read back to the bit")
    func roundTrip() throws {
        let held = try held()
        let bytes = try held.serialized()
        let read = try HeldModel(deserializing: bytes)
        #expect(read.holdout == held.holdout && held.holdout.count == 12)
        #expect(try read.serialized() == bytes)
    }

    @Test("cut off anywhere before its model ends, it is refused and not read beyond its end")
    func truncated() throws {
        let bytes = try held().serialized()
        for count in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: SQLFailure.self) { try HeldModel(deserializing: Array(bytes[..<count])) }
        }
    }

    @Test("a count beyond the file is refused", arguments: [UInt8(0x7F), 0xFF, 0x01])
    func count(highest: UInt8) throws {
        var bytes = try held().serialized()
        bytes["foretell held 1\n".utf8.count + 7] = highest
        #expect(throws: SQLFailure(
            .dataCorrupted, "the file of a measured model is damaged", hint: "restore it from a backup, or RETRAIN the model")
        ) { try HeldModel(deserializing: bytes) }
    }
}
