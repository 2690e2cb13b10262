/// `CREATE USER` or `ALTER USER name [WITH] [PASSWORD 'text'] [SUPERUSER | NOSUPERUSER] [LOGIN | NOLOGIN]`.
package struct UserDefinition: Hashable, Sendable {
    /// What happens to the password.
    package enum Password: Hashable, Sendable {
        case unchanged
        /// `PASSWORD NULL`: nobody can log in with a password.
        case none
        /// In clear; a secret.
        case text(String)
    }

    package var name: Name
    package var ifNotExists: Bool
    package var password: Password
    /// nil: as it is, or no for a new user.
    package var isSuperuser: Bool?
    /// nil: as it is, or yes for a new user.
    package var canLogIn: Bool?

    package init(
        name: Name, ifNotExists: Bool = false, password: Password = .unchanged, isSuperuser: Bool? = nil, canLogIn: Bool? = nil
    ) {
        self.name = name
        self.ifNotExists = ifNotExists
        self.password = password
        self.isSuperuser = isSuperuser
        self.canLogIn = canLogIn
    }
}
