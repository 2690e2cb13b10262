import Foundation

/// Reads lines from a terminal: they can be edited, and those before called back.
struct LineEditor {
    enum Outcome {
        case line(String)
        /// Ctrl-C.
        case dropped
        /// Ctrl-D on an empty line, or the input is at its end.
        case end
    }

    private var history: [String] = []
    private var keys = KeyReader()
    private static let historyLimit = 1000

    mutating func readLine(prompt: String) -> Outcome {
        var keys = keys
        let history = history
        let outcome = Terminal.withRawInput { Self.edit(prompt, history, &keys) }
        self.keys = keys
        if case .line(let line) = outcome, !line.isEmpty, line != history.last {
            self.history.append(line)
            if self.history.count > Self.historyLimit { self.history.removeFirst() }
        }
        return outcome
    }

    private static func edit(_ prompt: String, _ history: [String], _ keys: inout KeyReader) -> Outcome {
        var line = EditedLine(history: history)
        line.draw(prompt)
        while let key = keys.next() {
            switch key {
            case .enter:
                line.moveToEnd()
                line.draw(prompt)
                Terminal.write("\n")
                return .line(line.text)
            case .interrupt:
                Terminal.write("^C\n")
                return .dropped
            case .end:
                if line.text.isEmpty {
                    Terminal.write("\n")
                    return .end
                }
                line.apply(.delete)
            case .clearScreen: Terminal.write("\u{1B}[H\u{1B}[2J")
            default: line.apply(key)
            }
            // What was pasted is drawn when all of it is there.
            if !keys.hasMore { line.draw(prompt) }
        }
        return .end
    }
}
