import CatalogStore
import Core
import SQLFrontEnd
import Synchronization

extension Session {
    /// A plan that goes straight to the model, when the query has the form
    /// `SELECT column, ... FROM model [AS alias] WHERE input = value AND ... [LIMIT n]`; nil for any other.
    func planPoint(_ query: Fragment, _ directory: Directory, _ types: [SQLType?]) async throws -> (any PreparedStatement)? {
        let project = try state.withLock { try $0.settings.value("project") }
        guard let form = PointForm(try Lexer.tokens(of: query.text)) else { return nil }
        let model: Directory.Model? = form.relation.count == 1
            ? directory.model(project, form.relation[0])
            : form.relation.count == 2 && directory.source(form.relation[0]) == nil ? directory.model(form.relation[0], form.relation[1]) : nil
        guard let model, model.champion != nil else { return nil }
        do { try directory.rights.rights(of: user).require(.read, on: Securable(model.record)) } catch let failure as SQLFailure {
            throw failure.at(query.position + (form.relationPosition))
        }
        let version: ServedVersion
        if let loaded = database.registry.loaded(model) { version = loaded } else {
            let registry = database.registry
            version = try await database.pool.run { try registry.serving(model) }
        }
        do {
            guard let bound = try form.bind(to: version, types) else { return nil }
            return PointStatement(bound, version: version, pool: database.pool)
        } catch var failure as SQLFailure {
            failure.position = failure.position.map { $0 + query.position }
            throw failure
        }
    }
}
