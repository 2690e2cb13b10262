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
            let models = ArtifactStore(folder: "\(directory)/models", fileExtension: "model")
            let snapshots = ArtifactStore(folder: "\(directory)/snapshots", fileExtension: "parquet")
            for file in files.artifacts {
                do { _ = try Model(deserializing: try models.read(hash: file.hash)) } catch {
                    findings.append("\(file.owner): model file: \(SQLFailure(wrapping: error).message)")
                }
            }
            for file in files.snapshots {
                let path = snapshots.path(hash: file.hash)
                if (try? ArtifactStore.hash(ofFile: path).hash) != file.hash { findings.append("\(file.owner): the snapshot \(file.hash) is missing or damaged") }
            }
            _ = try await catalog.sources()
            print("checked \(files.artifacts.count) models, \(files.snapshots.count) snapshots and the catalog: \(findings.isEmpty ? "all is well" : "\(findings.count) findings")")
        } catch let failure as SQLFailure {
            throw CommandFailure(message: "foretell: \(failure.message)")
        }
        for finding in findings { print("- \(finding)") }
        if !findings.isEmpty { throw CommandFailure(message: "foretell: the data directory is damaged") }
    }
}
