import ArgumentParser
import CatalogStore
import Core
import Foundation

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a version of a model to a file that another server can import.",
        usage: "foretell export --data DIR MODEL [VERSION n] FILE [--snapshot]",
        discussion: """
            Without VERSION it is the one that serves. The file holds the definition, the configuration, the model and its report, under a checksum; with \
            --snapshot the training rows too. It works on the data directory, whether or not a server runs on it.
            """)

    @Option(help: "The data directory.") var data: String
    @Flag(help: "Take the training rows along: the other server can then compare and reproduce the version.") var snapshot = false
    @Argument(help: "MODEL [VERSION n] FILE") var words: [String]

    private var request: (model: ModelName, version: Int?, path: String) {
        get throws {
            switch words.count {
            case 2: return (try ModelName(words[0]), nil, words[1])
            case 4 where words[1].folded == "version":
                guard let number = Int(words[2]), number > 0 else { throw ValidationError("'\(words[2])' is no number of a version") }
                return (try ModelName(words[0]), number, words[3])
            default: throw ValidationError("What to export, and where: MODEL [VERSION n] FILE")
            }
        }
    }

    func validate() throws { _ = try request }

    func run() async throws {
        let (name, number, path) = try request
        let directory = try DataDirectory(data).requireCatalog()
        try await reported {
            let catalog = try directory.catalogCopy()
            let (file, version) = try await file(name, number, in: directory, catalog)
            try file.write(to: path, from: directory)
            print("exported version \(version) of \(name.project).\(name.name) to \(path)")
        }
    }

    private func file(_ name: ModelName, _ number: Int?, in directory: DataDirectory, _ catalog: Catalog) async throws -> (ModelFile, Int) {
        guard let model = try await catalog.model(project: name.project, name: name.name) else {
            let known = try await catalog.models().filter { $0.project.folded == name.project.folded }.map(\.name)
            throw SQLFailure(
                .undefinedTable, "model \"\(name.name)\" does not exist", hint: nearestName(to: name.name, among: known).map { "did you mean \"\($0)\"?" })
        }
        let found = if let number { try await catalog.version(modelID: model.id, number: number) } else { try await catalog.champion(modelID: model.id) }
        guard let version = found else {
            let message = number.map { "model \"\(model.name)\" has no version \($0)" } ?? "model \"\(model.name)\" has no version that serves"
            throw SQLFailure(.undefinedObject, message, hint: "SELECT version, state FROM foretell.versions")
        }
        guard version.artifactHash != nil, let definition = try await catalog.definition(id: version.definitionID),
            let configuration = try await catalog.configuration(id: version.configurationID)
        else {
            throw SQLFailure(
                .objectNotInPrerequisiteState, "version \(version.number) of model \"\(model.name)\" is \(version.state.rawValue): there is nothing to export",
                hint: "only a version that is ready or archived can be")
        }
        // What a version was measured with is of use with the rows only.
        let files = version.files.filter { snapshot || $0.kind == .artifact }
        guard !snapshot || version.snapshotHash != nil else {
            throw SQLFailure(
                .objectNotInPrerequisiteState, "version \(version.number) of model \"\(model.name)\" has no snapshot", hint: "export it without --snapshot")
        }
        var record: SnapshotRecord?
        if snapshot, let hash = version.snapshotHash { record = try await catalog.snapshot(hash: hash) }
        let contents = try files.map { file in
            let path = "\(directory.path)/\(file.path)"
            guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber else { throw FileCopy.failure("read", path) }
            return ModelFile.Content(kind: file.kind, hash: file.hash, bytes: size.intValue)
        }
        return (
            ModelFile(model: model, version: version, definition: definition, configuration: configuration, snapshot: record, contents: contents),
            version.number
        )
    }
}
