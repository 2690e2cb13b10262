import CatalogStore
import Core
import SQLFrontEnd

// Users and roles. Administrators alone make and change them; a user may change its own password.
extension Session {
    /// The one that the first start made, so that there is always somebody who may all.
    private static let administrator = "foretell"
    /// What statements mean otherwise.
    private static let reservedNames = ["public", "none", "user", "current_user", "session_user", "current_role"]

    func createUser(_ create: UserDefinition) async throws -> StatementTag {
        let directory = try await database.directory()
        try directory.rights.rights(of: user).requireSuperuser(to: "create users", position: create.name.position)
        let name = create.name.text
        let tag = StatementTag.command("CREATE ROLE")
        guard !Self.reservedNames.contains(name.folded) else {
            throw SQLFailure(SQLState(rawValue: "42939"), "role name \"\(name)\" is reserved", hint: "choose another name", position: create.name.position)
        }
        guard !name.isEmpty, name.utf8.count <= 63, !name.unicodeScalars.contains(where: { $0.value < 32 }) else {
            throw SQLFailure(SQLState(rawValue: "42602"), "a user's name has 1 to 63 bytes and no control characters", position: create.name.position)
        }
        if create.ifNotExists, let existing = directory.rights.users[name.folded] {
            notice("user \"\(existing.name)\" already exists, skipping", nil)
            return tag
        }
        let canLogIn = create.canLogIn ?? true
        let verifier = try await verifier(create.password, position: create.name.position) ?? ""
        try await database.catalog.createUser(name: name, verifier: verifier, isSuperuser: create.isSuperuser ?? false, canLogIn: canLogIn)
        if canLogIn, verifier.isEmpty { notice("user \"\(name)\" has no password and cannot log in", nil) }
        return tag
    }

    /// - Returns: nil: the password stays; empty: none fits.
    private func verifier(_ password: UserDefinition.Password, position: Int) async throws -> String? {
        switch password {
        case .unchanged: return nil
        case .none: return ""
        case .text(let text):
            guard !text.isEmpty, !text.utf8.contains(0) else {
                throw SQLFailure(.invalidParameterValue, "the password is empty", hint: "PASSWORD NULL takes the password away", position: position)
            }
            // Derived with thousands of rounds, so not on a thread that others wait for.
            let derive = database.configuration.verifier
            return try await database.pool.run { derive(text) }
        }
    }

    func alterUser(_ alter: UserDefinition) async throws -> StatementTag {
        let directory = try await database.directory()
        let rights = directory.rights.rights(of: user)
        let isOwnPassword = alter.isSuperuser == nil && alter.canLogIn == nil && alter.name.text.folded == user.folded
        if !isOwnPassword { try rights.requireSuperuser(to: "change other users", position: alter.name.position) }
        let name = try existingUser(alter.name, directory).name
        if name.folded == Self.administrator, alter.isSuperuser == false || alter.canLogIn == false || alter.password == .none {
            throw SQLFailure(
                .insufficientPrivilege, "user \"\(name)\" must stay an administrator who can log in", hint: "ALTER USER \(name) PASSWORD '...' gives another password",
                position: alter.name.position)
        }
        try await database.catalog.alterUser(
            name: name, verifier: try await verifier(alter.password, position: alter.name.position), isSuperuser: alter.isSuperuser, canLogIn: alter.canLogIn)
        if name.folded == Self.administrator, alter.password != .unchanged {
            notice("the file \"admin-password\" of the data directory has the old password", "\"foretell sql\" reads it there: write the new one into it.")
        }
        return .command("ALTER ROLE")
    }

    func dropUser(_ drop: DropObject) async throws -> StatementTag {
        let directory = try await database.directory()
        try directory.rights.rights(of: user).requireSuperuser(to: "drop users", position: drop.name.position)
        let tag = StatementTag.command("DROP ROLE")
        let written = Name(drop.name.text, position: drop.name.position)
        if drop.ifExists, directory.rights.users[written.text.folded] == nil {
            notice("user \"\(written.text)\" does not exist, skipping", nil)
            return tag
        }
        let name = try existingUser(written, directory).name
        guard name.folded != user.folded else {
            throw SQLFailure(.objectInUse, "current user cannot be dropped", position: written.position)
        }
        guard name.folded != Self.administrator else {
            throw SQLFailure(.insufficientPrivilege, "user \"\(name)\" cannot be dropped: somebody must be there who may all", position: written.position)
        }
        try await database.catalog.dropUser(name: name)
        database.sessions.end(user: name, Self.dropped(name))
        return tag
    }

    func reassignOwned(_ reassign: ReassignOwned) async throws -> StatementTag {
        let directory = try await database.directory()
        try directory.rights.rights(of: user).requireSuperuser(to: "give what others own away", position: reassign.old.position)
        try await database.catalog.reassignOwned(by: existingUser(reassign.old, directory).name, to: existingUser(reassign.new, directory).name)
        return .command("REASSIGN OWNED")
    }

    /// - Throws: `SQLFailure` 42704
    func existingUser(_ name: Name, _ directory: Directory) throws -> UserRecord {
        let written = ["current_user", "session_user", "current_role"].contains(name.text.folded) ? user : name.text
        if let user = directory.rights.users[written.folded] { return user }
        let nearest = nearestName(to: written, among: directory.rights.users.values.map(\.name).sorted())
        throw SQLFailure(
            .undefinedObject, "user \"\(written)\" does not exist", hint: nearest.map { "did you mean \"\($0)\"?" } ?? "SELECT name FROM foretell.users",
            position: name.position)
    }
}
