import ArgumentParser
import Core
import Foundation
import PGWire
import UnixSignals

struct SQL: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql", abstract: "Run statements on the server of a data directory; without any, read them from standard input.",
        discussion: "On a terminal, lines can be edited and called back, Ctrl-C ends the statement that runs, and a training shows how far it is.")

    @Option(help: "The data directory.") var data: String
    @Argument(help: "Statements.") var statements: [String] = []

    func run() async throws {
        let progress = ProgressLine()
        let client = try await DataDirectory(data).connect { progress.show($0) }
        let runner = StatementRunner(client: client, progress: progress)
        let interrupts = Task { for await _ in await UnixSignalsSequence(trapping: .sigint) { await runner.interrupt() } }
        defer { interrupts.cancel() }
        var allWell = true
        if !statements.isEmpty {
            for text in statements where allWell { allWell = try await runner.run(text) }
        } else if Terminal.isInteractive {
            try await Shell(runner: runner).run()
        } else {
            allWell = try await runPiped(runner)
        }
        await client.close()
        if !allWell { throw CommandFailure(message: "") }
    }

    /// Statements from standard input, each run as soon as it is whole; those after one that failed run too.
    private func runPiped(_ runner: StatementRunner) async throws -> Bool {
        var text = ""
        var allWell = true
        while let line = readLine(strippingNewline: false) {
            text += line
            // Looked at only where a statement may end, so that a long one is not read again and again.
            guard line.contains(";"), StatementRunner.isWhole(text) else { continue }
            if try await !runner.run(text) { allWell = false }
            text = ""
        }
        if !text.trimmed.isEmpty, try await !runner.run(text) { allWell = false }
        return allWell
    }
}
