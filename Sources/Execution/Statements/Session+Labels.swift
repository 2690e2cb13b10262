import CatalogStore
import Core
import SQLFrontEnd

extension Session {
    /// COMMENT ON: adds to `foretell.comments`; the newest one counts.
    func comment(_ comment: Comment) async throws -> StatementTag {
        let directory = try await database.directory()
        let object: String
        var modelID: Int64?
        switch comment.kind {
        case .model:
            let model = try await existingModel(comment.name)
            object = "\(model.record.project).\(model.record.name)"
            modelID = model.record.id
        case .database:
            guard let source = directory.source(comment.name.text) else { throw directory.missingSource(comment.name.text, position: comment.name.position) }
            object = source.name
        case .view:
            let (project, name) = try projectAndName(comment.name)
            guard let view = directory.view(project, name) else {
                throw SQLFailure(.undefinedTable, "view \"\(name)\" does not exist", hint: "SHOW VIEWS", position: comment.name.position)
            }
            object = "\(view.project).\(view.name)"
        case .project:
            guard let project = directory.projects.first(where: { $0.folded == comment.name.text.folded }) else {
                throw SQLFailure(.invalidSchemaName, "project \"\(comment.name.text)\" does not exist", hint: "SHOW PROJECTS", position: comment.name.position)
            }
            object = project
        case .job, .trigger:
            let kind: NewJob.Kind = comment.kind == .job ? .job : .trigger
            let job = try await existingJob(kind, comment.name)
            object = "\(job.definition.project).\(job.name)"
        case .table, .column, .user:
            throw SQLFailure(
                .featureNotSupported, "COMMENT ON \(comment.kind.rawValue.uppercased()) is not supported yet", hint: "COMMENT ON MODEL, DATABASE, VIEW, JOB or PROJECT",
                position: comment.name.position)
        }
        try await database.catalog.comment(on: comment.kind.rawValue, object, modelID: modelID, text: comment.text, by: user)
        return .command("COMMENT")
    }
}
