import ArgumentParser
import Core
import Foundation

@main
struct Foretell: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "foretell",
        abstract: "Predictive models as tables of your databases.",
        discussion: "Start a server with `foretell serve --data DIR`, then connect with any PostgreSQL client.",
        subcommands: [Serve.self, SQL.self, Demo.self, Backup.self, Restore.self, Doctor.self, Export.self, Import.self, WorkerCommand.self])

    static func main() async {
        OpenMP.requirePassiveWaiting()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand { try await command.run() } else { try command.run() }
        } catch let failure as CommandFailure {
            if !failure.message.isEmpty { say(failure.message) }
            Foundation.exit(failure.code)
        } catch {
            // Usage errors are argument parser's own; the contract's code for them is 2.
            let code = exitCode(for: error)
            let text = fullMessage(for: error)
            if !text.isEmpty { code == .success ? print(text) : say(text) }
            Foundation.exit(code == .success ? 0 : code == .validationFailure ? 2 : code.rawValue)
        }
    }
}

/// A command that did not do what it was asked, with the program's exit code.
struct CommandFailure: Error {
    var message: String
    var code: Int32 = 1

    init(message: String, code: Int32 = 1) {
        self.message = message
        self.code = code
    }

    init(_ failure: SQLFailure) {
        message = "foretell: \(failure.message)" + (failure.detail.map { "\ndetail: \($0)" } ?? "") + (failure.hint.map { "\nhint: \($0)" } ?? "")
    }
}

/// Runs a body whose failures are those of a command.
func reported<Result>(_ body: () async throws -> Result) async throws -> Result {
    do { return try await body() } catch let failure as SQLFailure { throw CommandFailure(failure) }
}

/// Writes a line to standard error.
func say(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}
