import ArgumentParser
import CatalogStore
import Core
import Foundation

struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take in a version of a model that another server exported.",
        usage: "foretell import --data DIR FILE [AS name]",
        discussion: """
            The model gets the name that it had, or the one after AS. A new model serves at once; when there is a model of this name, the version becomes its \
            next one and does not serve until DEPLOY says so. It works on the data directory, whether or not a server runs on it; one that runs sees the \
            model as soon as the command has ended.
            """)

    @Option(help: "The data directory.") var data: String
    @Argument(help: "FILE [AS name]") var words: [String]

    private var request: (path: String, name: ModelName?) {
        get throws {
            switch words.count {
            case 1: return (words[0], nil)
            case 3 where words[1].folded == "as": return (words[0], try ModelName(words[2]))
            default: throw ValidationError("What to import, and as what: FILE [AS name]")
            }
        }
    }

    func validate() throws { _ = try request }

    func run() async throws {
        let (path, name) = try request
        let directory = try DataDirectory(data).requireCatalog()
        try await reported {
            let file = try ModelFile(reading: path)
            // Without a server, none may start meanwhile; with one, it is told.
            let lock = DataDirectoryLock.isHeld(directory: directory.path) ? nil : try DataDirectoryLock(directory: directory.path)
            defer { withExtendedLifetime(lock) {} }
            let catalog = try Catalog(path: directory.catalogFile, keyFile: directory.keyFile, migrates: lock != nil)
            guard
                let new = try file.newImport(
                    project: name?.project ?? file.header["project"]?.string ?? "main", name: name?.name ?? file.header["model"]?.string ?? "",
                    by: "foretell"), !new.model.name.isEmpty
            else { throw ModelFile.damaged(path) }
            try file.unpack(path, into: directory)
            let entry = AuditEntry(
                user: "foretell", address: "", application: "foretell import", session: 0,
                statement: "IMPORT MODEL \(quotedIdentifier(new.model.project)).\(quotedIdentifier(new.model.name)) FROM \(quotedLiteral(new.origin))")
            let version = try await catalog.audited(entry) {
                try await catalog.importVersion(new) { [directory] in access("\(directory.path)/\($0.path)", F_OK) == 0 }
            }
            let serves = try await catalog.champion(modelID: version.modelID)?.id == version.id
            if lock == nil { try await OutsideChange.tell(directory) }
            let title = "\(new.model.project).\(new.model.name)"
            print("imported \(new.origin) as version \(version.number) of \(title)" + (serves ? "" : "; DEPLOY MODEL \(title) VERSION \(version.number) makes it serve"))
        }
    }
}
