import ArgumentParser
import Core

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a data directory: the catalog against itself, each model and snapshot against its hash.",
        discussion: "It changes nothing, and may run while the server serves. It looks at backups too: foretell doctor --data BACKUP.")

    @Option(help: "The data directory.") var data: String

    func run() async throws {
        let directory = try DataDirectory(data).requireCatalog()
        let check = try await reported { try await DirectoryCheck(directory) }
        print("checked \(check.count) files of models and snapshots and the catalog: \(check.findings.isEmpty ? "all is well" : "\(check.findings.count) findings")")
        for finding in check.findings { print("- \(finding)") }
        if !check.findings.isEmpty { throw CommandFailure(message: "foretell: the data directory is damaged") }
    }
}
