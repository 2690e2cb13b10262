import Synchronization

/// A statement that changes something, for the audit: who gave it, from where, and its text without secrets.
///
/// The first transaction of the catalog that the statement makes takes the row along, so that no change is ever there without it.
package final class AuditEntry: Sendable {
    package let user: String
    /// Of the client, with its port; empty for the server's own doing.
    package let address: String
    package let application: String
    package let session: Int32
    /// Without secrets.
    package let statement: String
    private let recorded = Mutex(false)

    package init(user: String, address: String, application: String, session: Int32, statement: String) {
        self.user = user
        self.address = address
        self.application = application
        self.session = session
        self.statement = statement
    }

    /// Whether its row went with a change.
    package internal(set) var isRecorded: Bool {
        get { recorded.withLock { $0 } }
        set { recorded.withLock { $0 = newValue } }
    }
}
