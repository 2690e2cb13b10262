/// Where a session stands; sent with each ReadyForQuery.
package enum TransactionStatus: UInt8, Sendable {
    /// `I`: outside a transaction block.
    case idle = 0x49
    /// `T`: in a transaction block.
    case inTransaction = 0x54
    /// `E`: in a transaction block that failed; statements are refused until it ends.
    case failed = 0x45
}
