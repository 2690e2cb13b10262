package import CatalogStore
import Core

/// Something that rights are granted on, with who owns it.
package struct Securable: Hashable, Sendable {
    package let object: GrantedObject
    /// As it was written when it was made.
    package let name: String
    package let project: String
    /// nil: the administrators alone.
    package let owner: String?

    private init(_ kind: GrantedObject.Kind, project: String = "", name: String, owner: String?) {
        object = GrantedObject(kind, project: project, name: name)
        self.name = name
        self.project = project
        self.owner = owner
    }

    package init(_ model: ModelRecord) { self.init(.model, project: model.project, name: model.name, owner: model.owner) }
    package init(_ view: ViewRecord) { self.init(.view, project: view.project, name: view.name, owner: view.owner) }
    package init(_ source: SourceRecord) { self.init(.database, name: source.name, owner: source.owner) }
    package init(project name: String, owner: String?) { self.init(.project, name: name, owner: owner) }

    /// As a statement names it.
    var written: String {
        project.isEmpty || project.folded == "main" ? quotedIfNeeded(name) : "\(quotedIfNeeded(project)).\(quotedIfNeeded(name))"
    }
}
