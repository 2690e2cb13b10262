import ArgumentParser
import CatalogStore
import Core
import Foundation
import Learning
import Training

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a data directory: the catalog against itself, each model and snapshot against its hash.")

    @Option(help: "The data directory.") var data: String

    func run() async throws {
        let directory = DataDirectory(data).path
        guard FileManager.default.fileExists(atPath: "\(directory)/catalog.sqlite") else {
            throw CommandFailure(message: "foretell: \"\(directory)\" is no data directory: it has no catalog")
        }
        var findings: [String] = []
        do {
            let catalog = try Catalog(path: "\(directory)/catalog.sqlite", keyFile: "\(directory)/secrets.key")
            findings += try await catalog.check()
            let files = try await catalog.files()
            for file in files { check(file, in: directory).map { findings.append("\(file.owner): \($0)") } }
            _ = try await catalog.sources()
            print("checked \(files.count) files of models and snapshots and the catalog: \(findings.isEmpty ? "all is well" : "\(findings.count) findings")")
        } catch let failure as SQLFailure {
            throw CommandFailure(message: "foretell: \(failure.message)")
        }
        for finding in findings { print("- \(finding)") }
        if !findings.isEmpty { throw CommandFailure(message: "foretell: the data directory is damaged") }
    }

    /// What is wrong with a file; nil when nothing is.
    private func check(_ file: StoredFile, in directory: String) -> String? {
        let store = ArtifactStore(file.kind, directory: directory)
        do {
            switch file.kind {
            case .artifact: _ = try Model(deserializing: try store.read(hash: file.hash))
            case .held: _ = try store.read(hash: file.hash)
            case .snapshot:
                if (try? ArtifactStore.hash(ofFile: store.path(hash: file.hash)).hash) != file.hash { return "the snapshot \(file.hash) is missing or damaged" }
            }
            return nil
        } catch {
            return "model file: \(SQLFailure(wrapping: error).message)"
        }
    }
}
