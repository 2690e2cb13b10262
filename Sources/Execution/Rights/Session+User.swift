import CatalogStore
import Core
import Logging
import SQLFrontEnd
import Synchronization

// Who the session is, and what of its doing is kept.
extension Session {
    /// Whether nothing has changed since the user was last found to exist.
    var isUserChecked: Bool { state.withLock { $0.userRevision } == database.revision }

    /// Looks whether the user still exists; one of the same name that was made later is another.
    /// - Throws: `SQLFailure` 57P01 when not, and ends the session.
    func checkUser() async throws {
        guard !isUserChecked else { return }
        let directory = try await database.directory()
        let known = directory.rights.users[user.folded]
        let isThere = state.withLock { state in
            guard let known, state.userID ?? known.id == known.id else { return false }
            state.userID = known.id
            state.userRevision = directory.revision
            state.settings.facts = ["is_superuser": known.isSuperuser ? "on" : "off", "session_authorization": known.name]
            return true
        }
        guard !isThere else { return }
        let failure = Self.dropped(user)
        end(failure)
        throw failure
    }

    static func dropped(_ user: String) -> SQLFailure {
        SQLFailure(.adminShutdown, "terminating connection because user \"\(user)\" was dropped")
    }

    // MARK: Audit

    /// What is longer is cut.
    private static let auditLimit = 8192

    /// What the audit keeps of a statement; nil: it changes nothing.
    func auditedText(_ parsed: ParsedStatement) -> String? {
        parsed.statement.changesSomething ? parsed.redacted(limit: Self.auditLimit) : nil
    }

    func auditEntry(_ text: String) -> AuditEntry {
        let named = try? state.withLock { try $0.settings.value("application_name") }
        let application = named.flatMap { $0.isEmpty ? nil : $0 } ?? application
        return AuditEntry(user: user, address: address, application: application, session: id, statement: text)
    }

    /// Adds a statement that was refused before it could run.
    func auditFailure(_ text: String, _ error: any Error) async {
        do {
            try await database.catalog.record(auditEntry(text), sqlState: SQLFailure(wrapping: error).sqlState.rawValue)
        } catch {
            database.logger.warning("a refused statement could not be recorded", metadata: ["error": "\(error)"])
        }
    }
}

extension Statement {
    /// Whether it is for the audit. What is not known here to change nothing is.
    var changesSomething: Bool {
        switch self {
        case .empty, .query, .explain, .describe, .evaluate, .compare, .reproduce, .explainPrediction, .replay, .show, .set, .setTransaction, .reset,
            .begin, .commit, .rollback, .savepoint, .releaseSavepoint, .rollbackToSavepoint, .prepare, .execute, .deallocate, .sessionCommand, .refused:
            false
        default: true
        }
    }
}
