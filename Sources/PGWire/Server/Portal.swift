import Core

/// A prepared statement with values, ready to run or running.
struct Portal: Sendable {
    let statement: PreparedStatement
    /// As many as the statement asks for.
    let values: [Value]
    let formats: ResultFormats
    var progress = Progress.ready

    enum Progress: Sendable {
        case ready
        /// A row limit was reached before the end.
        indirect case open(RunningResult)
        /// The tag of a statement that ended; running it again gives no rows.
        case finished(CommandTag)
    }

    /// What must be cancelled when the portal goes.
    var openResult: (any WireResult)? {
        if case .open(let running) = progress { running.result } else { nil }
    }
}
