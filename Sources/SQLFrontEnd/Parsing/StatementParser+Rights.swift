import Core

extension StatementParser {
    /// Behind CREATE USER, ALTER USER and the same with ROLE.
    mutating func userDefinition(_ verb: String, ifNotExists: Bool, isNew: Bool) throws(SQLFailure) -> UserDefinition {
        usage = "\(verb) name [WITH] PASSWORD 'text' [SUPERUSER]"
        var user = UserDefinition(name: try name("the user's name"), ifNotExists: ifNotExists)
        if isNew, verb.hasSuffix("ROLE") { user.canLogIn = false }
        _ = accept("with")
        while let token = peek() {
            guard let word = token.keyword else { throw failure(expected: "PASSWORD, SUPERUSER or LOGIN") }
            switch word {
            case "encrypted" where isWord("password", at: 1): index += 1
            case "password":
                index += 1
                user.password = accept("null") ? .none : .text(try string("the password in single quotes, or NULL"))
            case "superuser", "nosuperuser":
                index += 1
                user.isSuperuser = word == "superuser"
            case "login", "nologin":
                index += 1
                user.canLogIn = word == "login"
            case "createdb", "nocreatedb", "createrole", "nocreaterole", "inherit", "noinherit", "replication", "noreplication",
                "bypassrls", "nobypassrls", "connection", "valid", "in", "role", "admin", "sysid", "rename", "set", "reset":
                throw notSupported("\(word.uppercased()) in \(verb)", hint: usage)
            default: throw failure(expected: "PASSWORD, SUPERUSER, NOSUPERUSER, LOGIN or NOLOGIN")
            }
        }
        return user
    }

    mutating func grant() throws(SQLFailure) -> Statement {
        usage = "GRANT READ ON MODEL m TO user"
        if isMembership(connector: "to") { return .grantRole(try membership(connector: "to")) }
        var grant = try rights(connector: "to")
        if accept("with") {
            try expect("grant")
            try expect("option")
            grant.withGrantOption = true
        }
        return .grant(grant)
    }

    mutating func revoke() throws(SQLFailure) -> Statement {
        usage = "REVOKE READ ON MODEL m FROM user"
        if isMembership(connector: "from") { return .revokeRole(try membership(connector: "from")) }
        let onlyOption = accept("grant", "option", "for")
        var revoke = try rights(connector: "from")
        revoke.withGrantOption = onlyOption
        _ = accept("restrict")
        return .revoke(revoke)
    }

    private mutating func rights(connector: StaticString) throws(SQLFailure) -> Grant {
        var privileges: [Grant.Privilege] = []
        repeat {
            guard let word = peek(), word.kind == .word, !word.isWord("on") else {
                throw failure(expected: "a privilege, such as READ or ALL")
            }
            index += 1
            if word.isWord("all") { _ = accept("privileges") }
            privileges.append(.init(word.text.lowercased(), position: word.range.lowerBound))
        } while accept(symbol: ",")
        try expect("on", "ON and what the privilege is for")
        var kind = Grant.ObjectKind.table
        if let word = peek()?.keyword, let named = Grant.ObjectKind(rawValue: word == "schema" ? "project" : word), isName(at: 1) {
            kind = named
            index += 1
        }
        var objects = [try objectName("the name of what the privilege is for")]
        while accept(symbol: ",") { objects.append(try objectName("a name")) }
        try expect(connector)
        return Grant(privileges: privileges, kind: kind, objects: objects, users: try users())
    }

    private mutating func users() throws(SQLFailure) -> [Name] {
        var users: [Name] = []
        repeat {
            if isName(at: 1), isWord("user") || isWord("role") || isWord("group") { index += 1 }
            users.append(try name("a user"))
        } while accept(symbol: ",")
        return users
    }

    /// Whether names of roles stand before TO or FROM, and no object.
    private func isMembership(connector: StaticString) -> Bool {
        var distance = 0
        while let token = peek(distance), token.name != nil || token.isSymbol(","), !token.isWord("on") {
            if token.isWord(connector) { return distance > 0 }
            distance += 1
        }
        return false
    }

    private mutating func membership(connector: StaticString) throws(SQLFailure) -> RoleGrant {
        usage = connector.utf8CodeUnitCount == 2 ? "GRANT role TO user" : "REVOKE role FROM user"
        var roles: [Name] = []
        repeat { roles.append(try name("a role")) } while accept(symbol: ",")
        try expect(connector)
        return RoleGrant(roles: roles, members: try users())
    }

    /// Behind REASSIGN.
    mutating func reassign() throws(SQLFailure) -> Statement {
        usage = "REASSIGN OWNED BY user TO user"
        try expect("owned")
        try expect("by")
        let old = try name("a user")
        try expect("to")
        return .reassignOwned(ReassignOwned(old: old, new: try name("a user")))
    }

    mutating func comment() throws(SQLFailure) -> Statement {
        usage = "COMMENT ON MODEL m IS 'text'"
        let start = index - 1
        try expect("on")
        guard let word = peek()?.keyword, let kind = Comment.ObjectKind(rawValue: Self.plainKind(word)) else {
            if let word = peek()?.keyword, isName(at: 1) {
                return refuse("COMMENT ON \(word.uppercased())", .featureNotSupported, at: start)
            }
            throw failure(expected: "MODEL, PROJECT, DATABASE, VIEW, JOB, TRIGGER, TABLE, COLUMN or USER")
        }
        index += 1
        let name = try objectName("a name")
        let version = kind == .model && accept("version") ? try count("the version's number") : nil
        try expect("is")
        let text = accept("null") ? nil : try string("the comment in single quotes, or NULL")
        return .comment(Comment(kind: kind, name: name, version: version, text: text))
    }

    private static func plainKind(_ word: String) -> String {
        switch word {
        case "predictor": "model"
        case "role": "user"
        case "schema": "project"
        default: word
        }
    }
}
