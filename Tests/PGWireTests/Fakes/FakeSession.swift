import Core
@testable import PGWire
import Synchronization

final class FakeSession: WireSession {
    private struct State {
        var status = TransactionStatus.idle
        var waiting: [CheckedContinuation<Void, any Error>] = []
        var isCancelled = false
    }

    let connection: WireConnection
    private let onClose: @Sendable () -> Void
    private let state = Mutex(State())

    init(connection: WireConnection, onClose: @escaping @Sendable () -> Void) {
        self.connection = connection
        self.onClose = onClose
    }

    /// At semicolons.
    func split(_ text: String) throws -> [WireStatementText] {
        var statements: [WireStatementText] = []
        var position = 0
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let trimmed = part.drop { $0 == " " }
            if !trimmed.isEmpty {
                statements.append(WireStatementText(text: String(trimmed), position: position + part.utf8.count - trimmed.utf8.count))
            }
            position += part.utf8.count + 1
        }
        return statements
    }

    func prepare(_ text: String, parameterTypes: [SQLType?]) async throws -> any WireStatement {
        try FakeStatement(text, parameterTypes: parameterTypes, session: self)
    }

    var transactionStatus: TransactionStatus { state.withLock(\.status) }

    func setStatus(_ status: TransactionStatus) { state.withLock { $0.status = status } }

    /// Returns never, but throws when cancelled.
    func waitForCancel() async throws {
        try await withCheckedThrowingContinuation { continuation in
            let isCancelled = state.withLock { state in
                if !state.isCancelled { state.waiting.append(continuation) }
                return state.isCancelled
            }
            if isCancelled { continuation.resume(throwing: CancellationError()) }
        }
    }

    func cancel() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(throwing: CancellationError()) }
    }

    func close() async {
        state.withLock { $0.isCancelled = true }
        onClose()
    }
}
