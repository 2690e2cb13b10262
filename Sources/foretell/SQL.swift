import ArgumentParser
import Core
import Foundation
import PGWire

struct SQL: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql", abstract: "Run statements on the server of a data directory; without any, read them from standard input.")

    @Option(help: "The data directory.") var data: String
    @Argument(help: "Statements.") var statements: [String] = []

    func run() async throws {
        let isTerminal = isatty(STDERR_FILENO) == 1
        let client = try await DataDirectory(data).connect { notice in
            // On a terminal a training's progress stays on one line.
            if isTerminal, notice.message.hasPrefix("training ") {
                FileHandle.standardError.write(Data("\r\u{1B}[K\(notice.message)".utf8))
            } else {
                say("\(notice.severity): \(notice.message)")
            }
        }
        if statements.isEmpty {
            try await interact(client, isTerminal: isTerminal && isatty(STDIN_FILENO) == 1)
        } else {
            for text in statements where try await !run(text, client, isTerminal: isTerminal, timing: false) {
                await client.close()
                throw CommandFailure(message: "")
            }
        }
        await client.close()
    }

    private func interact(_ client: PGClient, isTerminal: Bool) async throws {
        if isTerminal { say("foretell: end a statement with a semicolon; \\q leaves") }
        var text = ""
        var allWell = true
        while true {
            if isTerminal { FileHandle.standardError.write(Data((text.isEmpty ? "foretell=> " : "foretell-> ").utf8)) }
            guard let line = readLine(strippingNewline: false) else { break }
            if text.isEmpty, ["\\q", "exit", "quit"].contains(line.trimmed) { break }
            text += line
            guard line.trimmed.hasSuffix(";") else { continue }
            if try await !run(text, client, isTerminal: isTerminal, timing: isTerminal) { allWell = false }
            text = ""
        }
        if !text.trimmed.isEmpty, try await !run(text, client, isTerminal: isTerminal, timing: false) { allWell = false }
        if !allWell, !isTerminal { throw CommandFailure(message: "") }
    }

    /// - Returns: whether all statements succeeded.
    private func run(_ text: String, _ client: PGClient, isTerminal: Bool, timing: Bool) async throws -> Bool {
        let start = ContinuousClock.now
        var table = TextTable()
        var succeeded = true
        do {
            try await client.query(text) { event in
                switch event {
                case .columns(let columns): table = TextTable(names: columns.map(\.name), numeric: columns.map { TextTable.isNumeric($0.typeOID) })
                case .row(let row): table.add(row)
                case .completed(let tag):
                    if isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
                    print(table.isEmpty ? tag : table.text)
                    table = TextTable()
                case .failed(let failure):
                    succeeded = false
                    say(Self.describe(failure, in: text))
                }
            }
        } catch let failure as SQLFailure {
            throw CommandFailure(message: Self.describe(failure, in: text))
        }
        if timing { say("(\((ContinuousClock.now - start).formatted(.units(allowed: [.seconds, .milliseconds], width: .narrow))))") }
        return succeeded
    }

    private static func describe(_ failure: SQLFailure, in text: String) -> String {
        var lines = ["ERROR:  \(failure.message)"]
        if let position = failure.position, position <= text.utf8.count {
            let before = String(decoding: Array(text.utf8)[..<position], as: UTF8.self)
            let number = before.split(separator: "\n", omittingEmptySubsequences: false).count
            let line = text.split(separator: "\n", omittingEmptySubsequences: false)[number - 1]
            let column = before.split(separator: "\n", omittingEmptySubsequences: false).last?.count ?? 0
            lines += ["LINE \(number): \(line)", String(repeating: " ", count: column + 7 + String(number).count) + "^"]
        }
        if let detail = failure.detail { lines.append("DETAIL:  \(detail)") }
        if let hint = failure.hint { lines.append("HINT:  \(hint)") }
        return lines.joined(separator: "\n")
    }
}
