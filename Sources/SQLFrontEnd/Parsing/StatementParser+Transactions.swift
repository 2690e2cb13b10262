import Core

extension StatementParser {
    /// Behind BEGIN.
    mutating func transaction(skippingKeyword: Bool) throws(SQLFailure) -> TransactionModes {
        usage = "BEGIN [ISOLATION LEVEL ...] [READ ONLY | READ WRITE]"
        if skippingKeyword { skipTransactionKeyword() }
        return isAtEnd ? TransactionModes() : try transactionModes()
    }

    mutating func startTransaction() throws(SQLFailure) -> Statement {
        usage = "START TRANSACTION"
        try expect("transaction")
        return .begin(try transaction(skippingKeyword: false))
    }

    private mutating func skipTransactionKeyword() { _ = accept("work") || accept("transaction") }

    /// At least one mode, with or without commas between them.
    mutating func transactionModes() throws(SQLFailure) -> TransactionModes {
        var modes = TransactionModes()
        repeat {
            if accept("isolation", "level") {
                modes.isolation = try isolation()
            } else if accept("read", "only") {
                modes.isReadOnly = true
            } else if accept("read", "write") {
                modes.isReadOnly = false
            } else if accept("not", "deferrable") {
                modes.isDeferrable = false
            } else if accept("deferrable") {
                modes.isDeferrable = true
            } else {
                throw failure(expected: "ISOLATION LEVEL, READ ONLY, READ WRITE or DEFERRABLE")
            }
        } while accept(symbol: ",") || !isAtEnd
        return modes
    }

    private mutating func isolation() throws(SQLFailure) -> TransactionModes.Isolation {
        if accept("serializable") { return .serializable }
        if accept("repeatable", "read") { return .repeatableRead }
        if accept("read", "committed") { return .readCommitted }
        if accept("read", "uncommitted") { return .readUncommitted }
        throw failure(expected: "SERIALIZABLE, REPEATABLE READ, READ COMMITTED or READ UNCOMMITTED")
    }

    mutating func commit(_ verb: String) throws(SQLFailure) -> Statement {
        usage = verb
        if accept("prepared") { return refuse("COMMIT PREPARED", .featureNotSupported, at: index - 2) }
        skipTransactionKeyword()
        try skipChain(verb)
        return .commit
    }

    /// Behind ROLLBACK or ABORT.
    mutating func rollback(_ verb: String) throws(SQLFailure) -> Statement {
        usage = "ROLLBACK [TO SAVEPOINT name]"
        if verb == "rollback" {
            if accept("prepared") { return refuse("ROLLBACK PREPARED", .featureNotSupported, at: index - 2) }
            if accept("model") || accept("predictor") { return try rollbackModel() }
        }
        skipTransactionKeyword()
        if verb == "rollback", accept("to") {
            if isName(at: 1) { _ = accept("savepoint") }
            return .rollbackToSavepoint(try name("the savepoint's name"))
        }
        try skipChain(verb.uppercased())
        return .rollback
    }

    private mutating func skipChain(_ verb: String) throws(SQLFailure) {
        if accept("and", "no", "chain") { return }
        if isWord("and"), isWord("chain", at: 1) { throw notSupported("\(verb) AND CHAIN", hint: "Send BEGIN after it.") }
    }

    mutating func release() throws(SQLFailure) -> Statement {
        usage = "RELEASE SAVEPOINT name"
        if isName(at: 1) { _ = accept("savepoint") }
        return .releaseSavepoint(try name("the savepoint's name"))
    }
}
