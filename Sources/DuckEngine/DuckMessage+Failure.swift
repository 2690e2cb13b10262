import Core

extension DuckMessage {
    /// The failure in our words where DuckDB's leave its reader without a next step, else in DuckDB's own.
    var failure: SQLFailure {
        var failure = refusedQuery.map(refusal) ?? named ?? ordinary
        failure.position = position
        return failure
    }

    /// The candidate that may have been meant.
    private func nearest(to name: some StringProtocol) -> String? {
        nearestName(to: String(name), among: candidates).map { "did you mean \"\($0)\"?" }
    }

    // MARK: Names that nothing has

    private var named: SQLFailure? {
        if let match = text.wholeMatch(of: /Referenced column "(.+)" not found in FROM clause/) {
            return SQLFailure(.undefinedColumn, "column \"\(match.1)\" does not exist", hint: nearest(to: match.1) ?? Self.columnsHint)
        }
        if let match = text.wholeMatch(of: /(?:Table|Values list|View|Subquery) "(.+)" does not have a column (?:named|with name) "(.+)"/) {
            return SQLFailure(
                .undefinedColumn, "column \"\(match.2)\" does not exist in \"\(match.1)\"", hint: nearest(to: match.2) ?? Self.columnsHint)
        }
        if let match = text.wholeMatch(of: /Referenced table "(.+)" not found/) {
            return SQLFailure(
                .undefinedTable, "missing FROM-clause entry for table \"\(match.1)\"",
                hint: nearest(to: match.1) ?? "the tables here are: " + candidates.map { "\"\($0)\"" }.joined(separator: ", "))
        }
        if let match = text.wholeMatch(of: /(?:Table|View) with name "?(.+?)"? does not exist(?: because schema .*)?\.?/) {
            return SQLFailure(.undefinedTable, "table \"\(match.1)\" does not exist", hint: nearest(to: match.1))
        }
        if let match = text.firstMatch(of: /has duplicate column name:? "?([^"]+)"?/) {
            return SQLFailure(
                SQLState(rawValue: "42701"), "the query returns several columns \"\(match.1)\"", hint: "name each once: SELECT a.x AS x, b.x AS other_x")
        }
        if text.contains("sqlite_all_varchar") {
            return SQLFailure(
                .datatypeMismatch, "a value of a SQLite table is not of the type that its column declares", hint: "read it as text: FROM database (SELECT CAST(column AS TEXT) AS column FROM table)")
        }
        if text.contains("pg_array_as_varchar") {
            return SQLFailure(
                .datatypeMismatch, "an array has other dimensions than its column declares", hint: "read it as text: FROM database (SELECT column::text AS column FROM table)")
        }
        if text.contains("max_expression_depth") { return SQLFailure(.programLimitExceeded, "an expression is nested too deeply", hint: "write it with fewer levels or terms") }
        if text.contains("Conflicting lock is held") {
            return SQLFailure(
                .objectInUse, "the database's file is open for writing in another process",
                hint: "a training reads what this server attached with CREATE DATABASE ... PARAMETERS = {\"path\": ..., \"read_only\": true}")
        }
        if let match = text.wholeMatch(of: /[\w ]*[Ff]unction with name "?(.+?)"? does not exist.*/) {
            return SQLFailure(
                .undefinedFunction, "function \"\(match.1)\" does not exist",
                hint: nearest(to: match.1) ?? "the functions are those of DuckDB, and PostgreSQL's of the system catalog")
        }
        if let match = text.wholeMatch(of: /No function matches the given name and argument types '(.+)'.*/.dotMatchesNewlines()) {
            return SQLFailure(
                .undefinedFunction, "function \(match.1) does not exist",
                hint: "add casts; there is: " + candidates.prefix(4).joined(separator: ", ") + (candidates.count > 4 ? ", ..." : ""))
        }
        if let match = text.wholeMatch(of: /Macro (.+?)(?:\(\))? does not support the supplied arguments.*/.dotMatchesNewlines()) {
            return SQLFailure(
                .undefinedFunction, "function \"\(match.1)\" does not take these arguments", hint: "there is: " + candidates.joined(separator: ", "))
        }
        return nil
    }

    private static let columnsHint = "DESCRIBE database.table shows the columns of a table"

    // MARK: Other errors

    private var ordinary: SQLFailure {
        // A word in capitals is a keyword: it stays as it is.
        var message = text.dropFirst().first?.isUppercase == true ? text : text.prefix(1).lowercased() + text.dropFirst()
        let state = Self.state(kind: kind, message: message)
        var hint = candidates.isEmpty ? nil : "did you mean " + candidates.prefix(4).map { "\"\($0)\"" }.joined(separator: ", ") + "?"
        switch state {
        case .queryCanceled: message = "canceling statement due to user request"
        case .diskFull:
            message = "a file cannot be written: the disk is full"
            hint = "free space on the disk of the data directory"
        case .outOfMemory: hint = "the server's memory limit was reached (--memory-limit); ask for fewer rows or columns"
        case .invalidTextRepresentation, .numericValueOutOfRange:
            message = Self.inSQLTypes(message)
            hint = "TRY_CAST(value AS type) gives NULL where a value does not fit"
        case .readOnlyTransaction: hint = "attach it without \"read_only\" to write to it"
        case .syntaxError where message.contains("values were supplied"): hint = "name the columns that get values: INSERT INTO database.table (column, ...) ..."
        default: break
        }
        return SQLFailure(state, message, hint: hint)
    }

    private static func state(kind: String, message: String) -> SQLState {
        switch kind {
        case "parser": return .syntaxError
        case "catalog":
            if message.contains("unction with name") || message.contains("Function") { return .undefinedFunction }
            if message.contains("already exists") { return .duplicateTable }
            if message.contains("chema") && message.contains("does not exist") && !message.contains("Table with name") { return .invalidSchemaName }
            return .undefinedTable
        case "binder":
            if message.contains("mbiguous") { return .ambiguousColumn }
            if message.contains("column") && message.contains("not found") || message.contains("does not have a column") { return .undefinedColumn }
            if message.contains("Catalog") && message.contains("does not exist") { return .undefinedTable }
            if message.contains("Duplicate alias") { return .ambiguousAlias }
            if message.contains("values were supplied") { return .syntaxError }
            return .datatypeMismatch
        case "conversion": return message.contains("out of range") ? .numericValueOutOfRange : .invalidTextRepresentation
        case "out of range": return .numericValueOutOfRange
        case "invalid input": return message.contains("read-only mode") ? .readOnlyTransaction : .invalidParameterValue
        case "out of memory": return message.contains("No space left") ? .diskFull : .outOfMemory
        case "interrupt", "interrupted": return .queryCanceled
        case "constraint": return SQLState(rawValue: "23000")
        case "not implemented": return .featureNotSupported
        case "io", "http", "connection", "network":
            if message.contains("No space left") { return .diskFull }
            return message.contains("onnect") ? .connectionFailure : .ioError
        case "permission": return .insufficientPrivilege
        case "transactioncontext", "transaction": return .inFailedTransaction
        case "dependency": return SQLState(rawValue: "2BP01")
        case "internal", "fatal": return .internalError
        default:
            if message.uppercased().hasPrefix("INTERRUPT") { return .queryCanceled }
            if message.contains("duplicate key value") { return SQLState(rawValue: "23505") }
            if message.contains("violates") { return SQLState(rawValue: "23000") }
            return isLostConnection(message) ? .connectionFailure : .dataException
        }
    }

    private static func isLostConnection(_ message: String) -> Bool {
        let lowered = message.lowercased()
        return [
            "server closed the connection", "connection refused", "terminating connection", "no connection to the server", "unable to connect",
            "server has gone away", "lost connection to", "can't connect to",
        ].contains { lowered.contains($0) }
    }

    /// DuckDB's physical types in messages, as SQL calls them.
    private static func inSQLTypes(_ message: String) -> String {
        [("INT128", "HUGEINT"), ("INT64", "BIGINT"), ("INT32", "INTEGER"), ("INT16", "SMALLINT"), ("INT8", "TINYINT")]
            .reduce(message) { $0.replacing($1.0, with: $1.1) }
    }

    // MARK: What an attached database refused

    private func refusal(_ query: String) -> SQLFailure {
        let lowered = text.lowercased()
        let state: SQLState =
            if Self.isLostConnection(text) { .connectionFailure }
            else if lowered.contains("already exists") { .duplicateTable }
            else if lowered.contains("syntax") { .syntaxError }
            else if lowered.contains("column") && (lowered.contains("does not exist") || lowered.contains("unknown")) || lowered.contains("no such column") { .undefinedColumn }
            else if lowered.contains("doesn't exist") || lowered.contains("does not exist") || lowered.contains("no such table") { .undefinedTable }
            else if lowered.contains("denied") || lowered.contains("must be owner") { .insufficientPrivilege }
            else if lowered.contains("division by zero") { SQLState(rawValue: "22012") }
            else if lowered.contains("duplicate") || lowered.contains("unique") { SQLState(rawValue: "23505") }
            else if lowered.contains("violates") || lowered.contains("constraint") || lowered.contains("cannot be null") { SQLState(rawValue: "23000") }
            else if lowered.contains("canceling statement") { .queryCanceled }
            else if lowered.contains("read-only") || lowered.contains("readonly") { .readOnlyTransaction }
            else { .foreignDatabaseError }
        let shown = query.count > 200 ? query.prefix(200) + "..." : query[...]
        return SQLFailure(state, text, detail: "The attached database refused: \(shown)")
    }
}
