import Core
import Synchronization

extension Session {
    /// Takes settings that a client gives when it connects: those of `options` (`-c name=value`), as psql and libpq send PGOPTIONS.
    /// - Throws: `SQLFailure` 42704, 22023 for one that is unknown or cannot be; 42601 for another option.
    package func configure(options: String) throws {
        var words = Self.words(options)[...]
        while let word = words.popFirst() {
            let setting: String
            if word == "-c", let next = words.popFirst() { setting = next }
            else if word.hasPrefix("-c") { setting = String(word.dropFirst(2)) }
            else if word.hasPrefix("--") { setting = String(word.dropFirst(2)) }
            else { throw SQLFailure(.syntaxError, "unknown option \"\(word)\" of the connection", hint: "-c name=value") }
            guard let equals = setting.firstIndex(of: "=") else {
                throw SQLFailure(.syntaxError, "the option \"\(setting)\" of the connection has no value", hint: "-c name=value")
            }
            // As in PostgreSQL, a dash stands for an underscore in `--name=value`.
            let name = String(setting[..<equals]).replacing("-", with: "_")
            try state.withLock { try $0.settings.set(name, to: String(setting[setting.index(after: equals)...])) }
        }
    }

    /// By white space; a backslash takes the meaning from the character behind it.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isEscaped = false
        for character in text {
            if isEscaped {
                word.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character.isWhitespace {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        return word.isEmpty ? words : words + [word]
    }
}
