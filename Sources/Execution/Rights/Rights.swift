package import CatalogStore
import Core

/// What one user may do at one moment. Denied unless granted: to the user, to a role that it is a member of, or to everybody;
/// owners and administrators may all. A right on a project counts for everything in it.
package struct Rights: Sendable {
    package let user: String
    package let isSuperuser: Bool
    private let table: RightsTable
    /// The user's own and those of its roles; empty: there is no such user.
    private let ids: Set<Int64>
    /// Folded, likewise.
    private let names: Set<String>

    init(_ table: RightsTable, user: String, isSuperuser: Bool, ids: Set<Int64>, names: Set<String>) {
        self.table = table
        self.user = user
        self.isSuperuser = isSuperuser
        self.ids = ids
        self.names = names
    }

    /// Whether this is the user, or a role that the user is a member of.
    package func isOrHas(_ name: String?) -> Bool { name.map { names.contains($0.folded) } ?? false }

    /// Whether one of these is granted, or all are by owning it.
    package func has(_ rights: Right..., on object: Securable) -> Bool { hasOne(of: rights, on: object) }

    private func hasOne(of rights: [Right], on object: Securable) -> Bool {
        if isSuperuser || isOrHas(object.owner) { return true }
        guard !ids.isEmpty else { return false }
        let wanted = Set(rights + [.own])
        if isGranted(wanted, on: object.object) { return true }
        let isProject = object.object.kind == .project
        guard isProject || !object.project.isEmpty else { return false }
        let project = isProject ? object.name : object.project
        if isOrHas(table.projectOwners[project.folded]) { return true }
        // Whoever may train all models of a project may make further ones.
        return isGranted(isProject && wanted.contains(.create) ? wanted.union([.train]) : wanted, on: GrantedObject(.project, name: project))
    }

    private func isGranted(_ wanted: Set<Right>, on object: GrantedObject) -> Bool {
        table.granted[object]?.contains { grant in wanted.contains(grant.right) && (grant.granteeID.map(ids.contains) ?? true) } ?? false
    }

    /// Whether the user has any right on it, so that lists show it. Who may make models in a project need not know of others' there.
    package func sees(_ object: Securable) -> Bool { hasOne(of: object.object.kind.rights, on: object) }

    // MARK: Refusals

    /// - Parameter rights: one of these is enough; the hint names the first.
    /// - Throws: `SQLFailure` 42501
    package func require(_ rights: Right..., on object: Securable, position: Int? = nil) throws {
        guard !hasOne(of: rights, on: object) else { return }
        throw denied(rights[0], on: object, position)
    }

    /// Any right will do. - Throws: `SQLFailure` 42501
    package func requireSeen(_ object: Securable, position: Int? = nil) throws {
        guard !sees(object) else { return }
        throw denied(.read, on: object, position)
    }

    /// - Throws: `SQLFailure` 42501 for anybody but the owner and the members of a role that is.
    package func requireOwner(of object: Securable, position: Int? = nil) throws {
        guard !isSuperuser, !isOrHas(object.owner) else { return }
        throw SQLFailure(
            .insufficientPrivilege, "must be owner of \(object.object.kind.rawValue) \"\(object.name)\"",
            hint: "its owner is \"\(object.owner ?? "foretell")\"", position: position)
    }

    /// - Parameter what: behind "must be an administrator to".
    /// - Throws: `SQLFailure` 42501
    package func requireSuperuser(to what: String, position: Int? = nil) throws {
        guard !isSuperuser else { return }
        throw SQLFailure(
            .insufficientPrivilege, "must be an administrator to \(what)", hint: "ask one: SELECT name FROM foretell.users WHERE is_superuser", position: position)
    }

    private func denied(_ right: Right, on object: Securable, _ position: Int?) -> SQLFailure {
        let kind = object.object.kind.rawValue
        let owner = object.owner.map { "its owner \"\($0)\" or an administrator" } ?? "an administrator"
        return SQLFailure(
            .insufficientPrivilege, "permission denied for \(kind) \"\(object.name)\"",
            hint: "ask \(owner): GRANT \(right.keyword) ON \(kind.uppercased()) \(object.written) TO \(quotedIfNeeded(user))", position: position)
    }
}

extension Directory {
    func project(_ name: String) -> Securable {
        Securable(project: projects.first { $0.folded == name.folded } ?? name, owner: rights.projectOwners[name.folded])
    }

    /// Names of models that a user may know of, sorted, for hints.
    func modelNames(seenBy rights: Rights) -> [String] {
        models.values.filter { rights.sees(Securable($0.record)) }.map(\.record.name).sorted()
    }
}
