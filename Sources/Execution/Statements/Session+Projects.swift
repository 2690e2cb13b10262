import CatalogStore
import Core
import SQLFrontEnd

// Namespaces of models and views.
extension Session {
    func createProject(_ create: CreateProject) async throws -> StatementTag {
        if create.ifNotExists, let existing = try await database.directory().projects.first(where: { $0.folded == create.name.text.folded }) {
            notice("project \"\(existing)\" already exists, skipping", nil)
            return .command("CREATE PROJECT")
        }
        try await database.directory().rights.rights(of: user).requireSuperuser(to: "create projects", position: create.name.position)
        try requireAllowed(create.name.text, "project", position: create.name.position)
        do { try await database.catalog.createProject(create.name.text, by: user) } catch let failure as SQLFailure { throw failure.at(create.name.position) }
        return .command("CREATE PROJECT")
    }

    func dropProject(_ drop: DropObject) async throws -> StatementTag {
        let directory = try await database.directory()
        if directory.isProject(drop.name.text) {
            try directory.rights.rights(of: user).require(.own, on: directory.project(drop.name.text), position: drop.name.position)
        } else if drop.ifExists {
            notice("project \"\(drop.name.text)\" does not exist, skipping", nil)
            return .command("DROP PROJECT")
        }
        do { try await database.catalog.dropProject(drop.name.text) } catch let failure as SQLFailure { throw failure.at(drop.name.position) }
        return .command("DROP PROJECT")
    }

    /// ALTER MODEL ... RENAME TO: in the project where it is. Views that name it are not changed.
    func renameModel(_ model: Directory.Model, to name: Name) async throws {
        do { try await database.catalog.renameModel(model.record.id, to: name.text) } catch let failure as SQLFailure { throw failure.at(name.position) }
        database.registry.rename(model.versions.map(\.id))
    }
}
