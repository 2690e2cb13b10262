import Core

/// What a right is for. Names are compared as names are.
package struct GrantedObject: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case model, view, database, project

        /// Rights that may be granted on it.
        package var rights: [Right] {
            switch self {
            case .model: [.read, .train, .deploy, .own]
            case .view: [.read]
            case .database: [.read, .write, .own]
            case .project: [.read, .create, .train, .deploy, .own]
            }
        }
    }

    package let kind: Kind
    /// Folded; empty for what is in no project.
    package let project: String
    /// Folded.
    package let name: String

    /// - Parameter project: of a model or a view; of anything else empty.
    package init(_ kind: Kind, project: String = "", name: String) {
        self.kind = kind
        self.project = project.folded
        self.name = name.folded
    }
}
