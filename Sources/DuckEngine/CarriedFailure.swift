import Core
import Synchronization

/// Failures of our functions on their way through DuckDB, which carries only a text: the text holds a number by which the
/// whole failure is found again.
enum CarriedFailure {
    private static let kept = Mutex<(next: Int, failures: [Int: SQLFailure])>((0, [:]))
    private static let mark = "foretell-failure-"

    static func message(for failure: SQLFailure) -> String {
        let number = kept.withLock { kept in
            kept.next += 1
            kept.failures[kept.next] = failure
            // One that was never asked for, since its statement was interrupted, does not stay for ever.
            kept.failures[kept.next - 1000] = nil
            return kept.next
        }
        return "\(mark)\(number): \(failure.message)"
    }

    static func failure(in message: String) -> SQLFailure? {
        guard let range = message.firstRange(of: mark) else { return nil }
        let digits = message[range.upperBound...].prefix { $0.isNumber }
        guard let number = Int(digits) else { return nil }
        return kept.withLock { $0.failures.removeValue(forKey: number) }
    }
}
