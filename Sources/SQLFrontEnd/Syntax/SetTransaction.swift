/// `SET TRANSACTION modes`, or `SET SESSION CHARACTERISTICS AS TRANSACTION modes`.
package struct SetTransaction: Hashable, Sendable {
    package var modes: TransactionModes
    /// For all transactions to come, not for this one.
    package var isForSession: Bool

    package init(modes: TransactionModes, isForSession: Bool) {
        self.modes = modes
        self.isForSession = isForSession
    }
}
