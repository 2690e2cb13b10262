import ArgumentParser
import CatalogStore
import Core

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a data directory from a backup.",
        discussion: "The backup is not changed; what is restored is checked. Trainings that were waiting or running when it was made are queued again.")

    @Argument(help: "The backup.") var backup: String
    @Option(help: "The data directory to make: not there yet, or empty.") var data: String

    func run() async throws {
        let source = try DataDirectory(backup).requireCatalog()
        let target = DataDirectory(data)
        try target.requireEmpty()
        try target.create()
        try await reported {
            // No server may start in it before it is whole.
            let lock = try DataDirectoryLock(directory: target.path)
            defer { withExtendedLifetime(lock) {} }
            let copy = DirectoryCopy(source: source, target: target)
            let count = try await copy.run()
            let findings = try await DirectoryCheck(target).findings
            guard findings.isEmpty else {
                copy.undo()
                throw CommandFailure(message: (["foretell: the backup is damaged"] + findings.map { "- \($0)" }).joined(separator: "\n"))
            }
            print("restored the catalog and \(count) files of models and snapshots to \(target.path)")
        }
    }
}
