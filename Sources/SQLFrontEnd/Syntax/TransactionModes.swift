/// How a transaction is to run; nil: as the session has it.
package struct TransactionModes: Hashable, Sendable {
    package enum Isolation: String, Hashable, Sendable {
        case readUncommitted = "read uncommitted"
        case readCommitted = "read committed"
        case repeatableRead = "repeatable read"
        case serializable
    }

    package var isolation: Isolation?
    package var isReadOnly: Bool?
    package var isDeferrable: Bool?

    package init(isolation: Isolation? = nil, isReadOnly: Bool? = nil, isDeferrable: Bool? = nil) {
        self.isolation = isolation
        self.isReadOnly = isReadOnly
        self.isDeferrable = isDeferrable
    }
}
