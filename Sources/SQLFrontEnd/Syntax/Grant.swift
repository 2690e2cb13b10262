/// `GRANT privilege, ... ON kind name, ... TO user, ...`, or `REVOKE ... FROM ...`.
package struct Grant: Hashable, Sendable {
    package enum ObjectKind: String, Hashable, Sendable, CaseIterable {
        case model, project, database, table, view, job
    }

    package struct Privilege: Hashable, Sendable {
        /// In lower case; `all` for ALL [PRIVILEGES].
        package var name: String
        package var position: Int

        package init(_ name: String, position: Int) {
            self.name = name
            self.position = position
        }
    }

    /// At least one.
    package var privileges: [Privilege]
    package var kind: ObjectKind
    /// At least one.
    package var objects: [ObjectName]
    /// At least one; `public` is everybody.
    package var users: [Name]
    package var withGrantOption: Bool

    package init(privileges: [Privilege], kind: ObjectKind, objects: [ObjectName], users: [Name], withGrantOption: Bool = false) {
        self.privileges = privileges
        self.kind = kind
        self.objects = objects
        self.users = users
        self.withGrantOption = withGrantOption
    }
}
