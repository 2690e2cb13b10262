package import Core

/// A database that the user attached: its name, kind and how to reach it.
package struct SourceDefinition: Hashable, Sendable {
    package var name: String
    package var engine: SourceEngine
    /// By name, in the order written; numbers and booleans as their text. Holds secrets.
    package var parameters: [String: String]

    /// Checks the parameters. - Throws: `SQLFailure` 22023 naming what is unknown or missing.
    package init(name: String, engine: String, parameters: JSONValue) throws {
        self.name = name
        self.engine = try SourceEngine(named: engine)
        self.parameters = [:]
        let (required, optional) = self.engine.parameters
        guard let members = parameters.members else {
            throw SQLFailure(.invalidParameterValue, "PARAMETERS must be a JSON object", hint: "PARAMETERS = {\"database\": \"...\"}")
        }
        for member in members {
            guard (required + optional).contains(member.key) else {
                let nearest = nearestName(to: member.key, among: required + optional)
                throw SQLFailure(
                    .invalidParameterValue, "engine '\(self.engine.rawValue)' has no parameter \"\(member.key)\"",
                    hint: nearest.map { "did you mean \"\($0)\"?" } ?? "it takes: " + (required + optional).joined(separator: ", "))
            }
            guard self.parameters[member.key] == nil else {
                throw SQLFailure(.invalidParameterValue, "parameter \"\(member.key)\" is given twice", hint: "keep one of the two")
            }
            switch member.value {
            case .string(let text): self.parameters[member.key] = text
            case .number(let number): self.parameters[member.key] = JSONValue.number(number).text
            case .boolean(let flag): self.parameters[member.key] = flag ? "true" : "false"
            case .null: break
            case .array, .object:
                throw SQLFailure(
                    .invalidParameterValue, "parameter \"\(member.key)\" must be a string, a number or a boolean",
                    hint: "PARAMETERS = {\"\(member.key)\": \"...\"}")
            }
            guard self.parameters[member.key]?.utf8.contains(0) != true else {
                throw SQLFailure(.invalidParameterValue, "parameter \"\(member.key)\" holds a NUL character")
            }
        }
        for key in required where self.parameters[key] == nil {
            throw SQLFailure(
                .invalidParameterValue, "engine '\(self.engine.rawValue)' needs the parameter \"\(key)\"",
                hint: "PARAMETERS = {\"\(key)\": \"...\"}")
        }
        if let port = self.parameters["port"], !(1...65_535).contains(Int(port) ?? 0) {
            throw SQLFailure(.invalidParameterValue, "parameter \"port\" must be a number from 1 to 65535, not \(port)", hint: "\"port\": 5432")
        }
        if let mode = self.parameters["sslmode"], !Self.sslModes.contains(mode) {
            throw SQLFailure(
                .invalidParameterValue, "parameter \"sslmode\" has no value \"\(mode)\"", hint: "it is one of: " + Self.sslModes.joined(separator: ", "))
        }
    }

    /// Source: PostgreSQL manual, "SSL Mode Descriptions".
    private static let sslModes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

    package init(json: JSONValue) throws {
        try self.init(
            name: json["name"]?.string ?? "", engine: json["engine"]?.string ?? "", parameters: json["parameters"] ?? .object([]))
    }

    package var json: JSONValue {
        .object([
            .init("name", .string(name)), .init("engine", .string(engine.rawValue)),
            .init("parameters", .object(parameters.sorted { $0.key < $1.key }.map { .init($0.key, .string($0.value)) })),
        ])
    }

    var isReadOnly: Bool { ["true", "1", "yes", "on"].contains(parameters["read_only"]?.lowercased()) }

    /// Whether a native query could change something. PostgreSQL gets it inside of a SELECT, where nothing can; MySQL as it is, and its
    /// texts and comments end elsewhere than ours, so words count wherever they stand.
    package func nativeQueryMayWrite(_ sql: String) -> Bool {
        guard engine == .mysql else { return false }
        let words = sql.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }
        return words.contains { Self.changingWords.contains(String($0)) } || sql.contains("/*!") || sql.contains("/*M!")
    }

    private static let changingWords: Set<String> = ["insert", "update", "delete", "into", "call", "handler", "load_file"]

    /// The query by which a native query is sent to the source as it is; nil for engines whose SQL is DuckDB's own: the caller
    /// runs it with names resolved in the source.
    package func nativeQuery(_ sql: String) -> String? {
        switch engine {
        case .postgres: "SELECT * FROM postgres_query(\(quotedLiteral(name)), \(quotedLiteral(sql)))"
        case .mysql: "SELECT * FROM mysql_query(\(quotedLiteral(name)), \(quotedLiteral(sql)))"
        case .sqlite, .duckdb, .files: nil
        }
    }
}
