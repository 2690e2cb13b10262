import Core
import Foundation
import PGWire
import SQLFrontEnd
import Synchronization

/// Runs statements for a person: tables on standard output, errors and progress on standard error. Ctrl-C ends what runs.
final class StatementRunner: Sendable {
    let client: PGClient
    private let progress: ProgressLine
    private let isRunning = Mutex(false)

    init(client: PGClient, progress: ProgressLine) {
        self.client = client
        self.progress = progress
    }

    /// Whether a text ends with a semicolon that is not within quotes or a comment.
    static func isWhole(_ text: String) -> Bool {
        do {
            return try Lexer.tokens(of: text).last?.isSymbol(";") ?? false
        } catch {
            // What is not closed may be closed by the next line; anything else is for the server to refuse.
            return !error.message.hasPrefix("unterminated")
        }
    }

    /// Ctrl-C: asks the server to end what runs; ends the program when nothing does.
    func interrupt() async {
        guard isRunning.withLock({ $0 }) else { Foundation.exit(130) }
        do { try await client.cancel() } catch { say("foretell: the statement could not be cancelled: \(SQLFailure(wrapping: error).message)") }
    }

    /// - Returns: whether all statements of the text succeeded.
    /// - Throws: `CommandFailure` when the connection has ended.
    func run(_ text: String) async throws -> Bool {
        isRunning.withLock { $0 = true }
        defer { isRunning.withLock { $0 = false } }
        var table = TextTable()
        var succeeded = true
        do {
            try await client.query(text) { event in
                switch event {
                case .columns(let columns): table = TextTable(names: columns.map(\.name), numeric: columns.map { TextTable.isNumeric($0.typeOID) })
                case .row(let row): table.add(row)
                case .completed(let tag):
                    progress.clear()
                    let shown = table.isEmpty ? tag : table.text(width: Terminal.width)
                    if !shown.isEmpty { print(shown) }
                    table = TextTable()
                case .failed(let failure):
                    succeeded = false
                    progress.clear()
                    say(Self.describe(failure, in: text))
                }
            }
        } catch let failure as SQLFailure {
            progress.clear()
            throw CommandFailure(message: Self.describe(failure, in: text))
        }
        // Output to a pipe is seen in order with what goes to standard error.
        fflush(nil)
        return succeeded
    }

    private static func describe(_ failure: SQLFailure, in text: String) -> String {
        var lines = ["ERROR:  \(failure.message)"]
        if let position = failure.position, position <= text.utf8.count {
            let before = String(decoding: Array(text.utf8)[..<position], as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            let line = text.split(separator: "\n", omittingEmptySubsequences: false)[before.count - 1]
            let head = "LINE \(before.count): "
            lines += ["\(head)\(line)", String(repeating: " ", count: head.count + DisplayText.width(String(before.last ?? ""))) + "^"]
        }
        if let detail = failure.detail { lines.append("DETAIL:  \(detail)") }
        if let hint = failure.hint { lines.append("HINT:  \(hint)") }
        return lines.joined(separator: "\n")
    }
}
