import Core
package import Learning

/// What a version was measured with: the model that has not learnt from the kept-back rows, and which rows those are. The file that
/// makes two versions comparable later.
package struct HeldModel: Sendable {
    package var model: Model
    /// By number in the snapshot, ascending.
    package var holdout: [Int]

    private static let head = Array("foretell held 1\n".utf8)

    package init(model: Model, holdout: [Int]) {
        self.model = model
        self.holdout = holdout
    }

    /// The head, the count of rows, the rows (all 64 bits, little-endian), the model's own file.
    package func serialized() throws -> [UInt8] {
        var bytes = Self.head
        for number in [holdout.count] + holdout { withUnsafeBytes(of: Int64(number).littleEndian) { bytes += $0 } }
        return bytes + (try model.serialized())
    }

    /// - Throws: `SQLFailure` XX001 when the bytes are none.
    package init(deserializing bytes: [UInt8]) throws {
        let damaged = SQLFailure(.dataCorrupted, "the file of a measured model is damaged", hint: "restore it from a backup, or RETRAIN the model")
        func number(at place: Int) throws -> Int {
            guard place >= 0, place + 8 <= bytes.count else { throw damaged }
            let value = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[place + $1]) << (8 * UInt64($1)) }
            guard let number = Int(exactly: value) else { throw damaged }
            return number
        }
        guard bytes.starts(with: Self.head) else { throw damaged }
        let start = Self.head.count
        let count = try number(at: start)
        guard count <= (bytes.count - start - 8) / 8 else { throw damaged }
        holdout = try (0..<count).map { try number(at: start + 8 + 8 * $0) }
        model = try Model(deserializing: Array(bytes[(start + 8 + 8 * count)...]))
    }
}
