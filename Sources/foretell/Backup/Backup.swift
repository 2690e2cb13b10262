import ArgumentParser
import Core

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy a data directory as it is at one moment, while its server may be serving.",
        discussion: """
            The copy is a data directory of its own: `foretell restore COPY --data DIR` puts it back, `foretell doctor --data COPY` checks it. It holds the \
            key that seals the passwords of databases, and the administrator's password: keep it as safe as the original.
            """)

    @Option(help: "The data directory.") var data: String
    @Argument(help: "Where the copy goes: a directory that is not there yet, or empty.") var target: String

    func run() async throws {
        let source = try DataDirectory(data).requireCatalog()
        let target = DataDirectory(target)
        try target.requireEmpty()
        guard !(target.path + "/").hasPrefix(source.path + "/") else {
            throw CommandFailure(message: "foretell: \"\(target.path)\" lies in the data directory itself\nhint: name a place outside of it")
        }
        let count = try await reported { try await DirectoryCopy(source: source, target: target).run() }
        print("copied the catalog and \(count) files of models and snapshots to \(target.path)")
    }
}
