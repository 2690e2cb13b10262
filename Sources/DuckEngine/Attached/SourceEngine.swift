import Core

/// What kind of database a source is.
package enum SourceEngine: String, CaseIterable, Hashable, Sendable {
    case postgres, mysql, sqlite, duckdb, files

    /// - Throws: `SQLFailure` 22023 with the nearest name as hint.
    package init(named name: String) throws {
        switch name.lowercased() {
        case "postgres", "postgresql": self = .postgres
        case "mysql", "mariadb": self = .mysql
        default:
            guard let engine = SourceEngine(rawValue: name.lowercased()) else {
                let nearest = nearestName(to: name, among: SourceEngine.allCases.map(\.rawValue) + ["postgresql", "mariadb"])
                throw SQLFailure(
                    .invalidParameterValue, "unknown engine \"\(name)\"",
                    hint: nearest.map { "did you mean '\($0)'?" } ?? "the engines are: " + SourceEngine.allCases.map(\.rawValue).joined(separator: ", "))
            }
            self = engine
        }
    }

    /// Whether it is another process that answers when it likes.
    package var isServer: Bool { self == .postgres || self == .mysql }

    /// Parameters it takes; the first ones are required.
    var parameters: (required: [String], optional: [String]) {
        switch self {
        case .postgres: (["database"], ["host", "port", "user", "password", "schema", "sslmode", "read_only"])
        case .mysql: (["database"], ["host", "port", "user", "password", "read_only"])
        case .sqlite, .duckdb: (["path"], ["read_only"])
        case .files: ([], ["path"])
        }
    }
}
