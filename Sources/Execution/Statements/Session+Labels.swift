import CatalogStore
import Core
import SQLFrontEnd

extension Session {
    /// COMMENT ON: adds to `foretell.comments`; the newest one counts. Whoever may see something may say something about it.
    func comment(_ comment: Comment) async throws -> StatementTag {
        let directory = try await database.directory()
        let rights = directory.rights.rights(of: user)
        let name = comment.name
        var kind = comment.kind
        var object: String
        var modelID: Int64?
        switch kind {
        case .model:
            let model = try await existingModel(name, for: nil)
            object = "\(model.record.project).\(model.record.name)"
            modelID = model.record.id
            if let version = comment.version {
                _ = try existingVersion(model, version, position: name.position)
                object += " version \(version)"
            }
        case .database:
            guard let source = directory.source(name.text) else { throw directory.missingSource(name.text, position: name.position) }
            try rights.requireSeen(Securable(source), position: name.position)
            object = source.name
        case .view:
            let (project, last) = try projectAndName(name)
            guard let view = directory.view(project, last) else {
                throw SQLFailure(.undefinedTable, "view \"\(last)\" does not exist", hint: "SHOW VIEWS", position: name.position)
            }
            try rights.requireSeen(Securable(view), position: name.position)
            object = "\(view.project).\(view.name)"
        case .project:
            guard let project = directory.projects.first(where: { $0.folded == name.text.folded }) else {
                throw SQLFailure(.invalidSchemaName, "project \"\(name.text)\" does not exist", hint: "SHOW PROJECTS", position: name.position)
            }
            try rights.requireSeen(directory.project(project), position: name.position)
            object = project
        case .user:
            object = try existingUser(Name(name.text, position: name.position), directory).name
            if object.folded != user.folded { try rights.requireSuperuser(to: "comment on other users", position: name.position) }
        case .table:
            (kind, object, modelID) = try await commentedTable(name, directory)
        case .column:
            guard name.parts.count > 1 else {
                throw SQLFailure(.syntaxError, "a column is named with its table", hint: "COMMENT ON COLUMN m.column IS '...'", position: name.position)
            }
            let table = try await commentedTable(ObjectName(name.qualifiers, position: name.position), directory)
            let columns = try await columns(of: ObjectName(name.qualifiers, position: name.position))
            guard let column = columns.first(where: { $0.folded == name.last.folded }) else {
                throw SQLFailure(
                    .undefinedColumn, "column \"\(name.last)\" does not exist in \"\(table.object)\"",
                    hint: nearestName(to: name.last, among: columns).map { "did you mean \"\($0)\"?" }, position: name.position)
            }
            (object, modelID) = ("\(table.object).\(column)", table.modelID)
        case .job, .trigger:
            let job = try await existingJob(comment.kind == .job ? .job : .trigger, name)
            object = "\(job.definition.project).\(job.name)"
        }
        try await database.catalog.comment(on: comment.version == nil ? kind.rawValue : "version", object, modelID: modelID, text: comment.text, by: user)
        return .command("COMMENT")
    }

    /// What a table is: a model, a view, or a table of a database.
    private func commentedTable(_ name: ObjectName, _ directory: Directory) async throws -> (kind: Comment.ObjectKind, object: String, modelID: Int64?) {
        let rights = directory.rights.rights(of: user)
        if name.parts.count <= 2 {
            let (project, last) = try projectAndName(name)
            if let model = directory.model(project, last)?.record {
                try rights.requireSeen(Securable(model), position: name.position)
                return (.model, "\(model.project).\(model.name)", model.id)
            }
            if let view = directory.view(project, last) {
                try rights.requireSeen(Securable(view), position: name.position)
                return (.view, "\(view.project).\(view.name)", nil)
            }
        }
        _ = try await columns(of: name)
        return (.table, name.text, nil)
    }

    /// The names of a relation's columns. - Throws: `SQLFailure` 42P01, 42501
    private func columns(of name: ObjectName) async throws -> [String] {
        let text = "SELECT * FROM \(name.parts.map(quotedIdentifier).joined(separator: ".")) WHERE 1 = 0"
        do {
            return try await planDuck(Fragment(text, position: 0), []) { $0 }.columns?.map(\.name) ?? []
        } catch let failure as SQLFailure {
            throw failure.at(name.position)
        }
    }
}
