import CatalogStore
import Core
import SQLFrontEnd

// GRANT and REVOKE. Owners of an object, and administrators, say who may what on it.
extension Session {
    func setRights(_ grant: Grant, granted: Bool) async throws -> StatementTag {
        let directory = try await database.directory()
        let own = directory.rights.rights(of: user)
        let objects = try grant.objects.map { try securable(grant.kind, $0, directory) }
        guard !grant.withGrantOption else {
            throw SQLFailure(.featureNotSupported, "GRANT OPTION is not supported", hint: "GRANT OWN: who has it may grant", position: grant.objects[0].position)
        }
        for (object, name) in zip(objects, grant.objects) { try own.require(.own, on: object, position: name.position) }
        // What everybody is called is no user's name.
        let grantees = try grant.users.map { name in name.text.folded == "public" ? nil : try existingUser(name, directory).name }
        for object in objects {
            let rights = try grant.privileges.flatMap { try Self.rights($0, on: object.object.kind, isRevoked: !granted) }
            try await database.catalog.setRights(rights, on: [object.object], to: grantees, granted: granted, by: user)
        }
        return .command(granted ? "GRANT" : "REVOKE")
    }

    private func securable(_ kind: Grant.ObjectKind, _ name: ObjectName, _ directory: Directory) throws -> Securable {
        switch kind {
        case .database:
            guard name.parts.count == 1, let source = directory.source(name.last) else { throw directory.missingSource(name.text, position: name.position) }
            return Securable(source)
        case .project:
            guard name.parts.count == 1, directory.isProject(name.last) else {
                throw SQLFailure(.invalidSchemaName, "project \"\(name.text)\" does not exist", hint: "SHOW PROJECTS", position: name.position)
            }
            return directory.project(name.last)
        case .model, .view, .table:
            if kind == .table, name.parts.count > 1, directory.source(name.parts[0]) != nil {
                throw SQLFailure(
                    .featureNotSupported, "rights on single tables of a database are not supported", hint: "GRANT READ ON DATABASE \(quotedIfNeeded(name.parts[0])) TO ...",
                    position: name.position)
            }
            let (project, last) = try projectAndName(name)
            if kind != .view, let model = directory.model(project, last) { return Securable(model.record) }
            if kind != .model, let view = directory.view(project, last) { return Securable(view) }
            let nearest = nearestName(to: last, among: directory.modelNames(seenBy: directory.rights.rights(of: user)))
            throw SQLFailure(
                .undefinedTable, "\(kind == .table ? "relation" : kind.rawValue) \"\(name.text)\" does not exist",
                hint: nearest.map { "did you mean \"\($0)\"?" } ?? "SHOW MODELS, SHOW VIEWS", position: name.position)
        case .job: throw SQLFailure(.featureNotSupported, "rights on jobs are not supported", hint: "a job runs with the rights of its owner", position: name.position)
        }
    }

    /// The rights that a word means; PostgreSQL's words mean the nearest ones.
    private static func rights(_ privilege: Grant.Privilege, on kind: GrantedObject.Kind, isRevoked: Bool) throws -> [Right] {
        // Whoever owns is not meant by GRANT ALL; REVOKE ALL leaves nothing.
        if privilege.name == "all" { return kind.rights.filter { isRevoked || $0 != .own } }
        let synonyms: [String: Right] =
            kind == .database
            ? ["select": .read, "usage": .read, "connect": .read, "insert": .write, "update": .write, "delete": .write, "create": .write]
            : ["select": .read, "usage": .read, "execute": .read]
        let right = Right(rawValue: privilege.name).flatMap { kind.rights.contains($0) ? $0 : nil } ?? synonyms[privilege.name]
        guard let right else {
            throw SQLFailure(
                .syntaxError, "a \(kind.rawValue) has no right \(privilege.name.uppercased())",
                hint: "its rights are: " + kind.rights.map(\.keyword).joined(separator: ", ") + ", ALL", position: privilege.position)
        }
        return [right]
    }

    func setMembership(_ grant: RoleGrant, granted: Bool) async throws -> StatementTag {
        let directory = try await database.directory()
        try directory.rights.rights(of: user).requireSuperuser(to: "say who is a member of a role", position: grant.roles[0].position)
        let members = try grant.members.map { try existingUser($0, directory).name }
        for role in grant.roles {
            try await database.catalog.setMembership(of: existingUser(role, directory).name, members: members, granted: granted, by: user)
        }
        return .command(granted ? "GRANT ROLE" : "REVOKE ROLE")
    }
}
