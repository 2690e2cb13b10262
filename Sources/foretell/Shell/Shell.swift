import Core
import Foundation
import PGWire

/// The conversation on a terminal: a prompt, a statement, its answer, its time.
struct Shell {
    let runner: StatementRunner

    private static let help = """
        A statement ends with a semicolon and may have several lines. Some to begin with:
          SHOW DATABASES;   SHOW TABLES FROM database;   SHOW MODELS;   DESCRIBE model;
          SELECT target FROM model WHERE input = value;
        \\?  this help      \\q or Ctrl-D  leave      Ctrl-C  end the statement that runs, or drop the line
        Up and down call back what was typed before.
        """

    func run() async throws {
        say("foretell: end a statement with a semicolon; \\? helps, \\q leaves")
        var editor = LineEditor()
        var text = ""
        while true {
            switch editor.readLine(prompt: prompt(isFirst: text.isEmpty)) {
            case .end: return
            case .dropped: text = ""
            case .line(let line):
                if text.isEmpty {
                    switch line.trimmed {
                    case "": continue
                    case "\\q", "exit", "quit": return
                    case "\\?", "help":
                        say(Self.help)
                        continue
                    case let command where command.hasPrefix("\\"):
                        say("\(command) is no command here; \\? helps")
                        continue
                    default: break
                    }
                }
                text += line + "\n"
                guard StatementRunner.isWhole(text) else { continue }
                let start = ContinuousClock.now
                _ = try await runner.run(text)
                say("(\(Self.shown(ContinuousClock.now - start)))")
                text = ""
            }
        }
    }

    /// With a star in a transaction and an exclamation mark in one that failed, as psql has them.
    private func prompt(isFirst: Bool) -> String {
        let mark = switch runner.client.transactionStatus {
        case .idle: ""
        case .inTransaction: "*"
        case .failed: "!"
        }
        return "foretell\(isFirst ? "=" : "-")\(mark)> "
    }

    private static func shown(_ time: Duration) -> String {
        let milliseconds = time / .milliseconds(1)
        if milliseconds < 1000 { return String(format: milliseconds < 10 ? "%.1f ms" : "%.0f ms", milliseconds) }
        let seconds = milliseconds / 1000
        return seconds < 60 ? String(format: "%.2f s", seconds) : String(format: "%d min %.0f s", Int(seconds) / 60, seconds.truncatingRemainder(dividingBy: 60))
    }
}
