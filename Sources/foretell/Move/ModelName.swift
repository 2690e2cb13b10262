import ArgumentParser
import Core

/// A model's name on the command line: `model` or `project.model`.
struct ModelName {
    var project: String
    var name: String

    /// - Throws: a usage error when there are more parts, or one is empty.
    init(_ text: String) throws {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
            throw ValidationError("'\(text)' is no name of a model: it is MODEL or PROJECT.MODEL")
        }
        project = parts.count == 2 ? parts[0] : "main"
        name = parts[parts.count - 1]
    }
}
