package import Core
package import SQLFrontEnd

/// What PostgreSQL's clients ask the system catalog, answered by views and macros of a DuckDB schema.
///
/// DuckDB's own `pg_catalog` lacks most of what psql and drivers ask for, and nothing can be created in it. So a schema of ours holds
/// the catalog's relations and functions under PostgreSQL's names, and `rewrite` makes a statement name that schema.
/// The whole instance looks like one database `foretell`: projects are schemas, and each source is a schema of its name.
package enum PostgresCatalog {
    /// The schema of the main database that holds the views and macros. Names in it that start with two underscores are for
    /// the other views only.
    package static let schema = "foretell_pg"

    /// The one database that clients see.
    package static let databaseName = "foretell"

    /// What `version()` answers.
    package static let version = "PostgreSQL 15.8 (Foretell, DuckDB)"

    /// No client's question is a tenth as long, and finding operands is not linear.
    package static let maximumTokens = 20_000

    /// Whether a statement may ask the system catalog, so that `rewrite` has something to do. Says true for some that do not.
    /// - Complexity: linear in the tokens.
    package static func concerns(_ tokens: [Token]) -> Bool {
        tokens.indices.contains { index in
            guard let name = tokens[index].name, let first = name.utf8.first, firstLetters.contains(first | 0x20), name.utf8.count < 64
            else { return false }
            let lowered = name.lowercased()
            if lowered.hasPrefix("pg_") || marks.contains(lowered) { return true }
            let next = index + 1 < tokens.count ? tokens[index + 1] : nil
            if next?.isSymbol("(") == true, functionNames.contains(lowered) { return true }
            let previous = index > 0 ? tokens[index - 1] : nil
            return catalogTypes[lowered] != nil && (previous?.isSymbol("::") == true || previous?.isWord("as") == true)
        }
    }

    /// The statement as DuckDB runs it: names of the system catalog and its functions, casts to PostgreSQL's catalog types and
    /// its operators replaced; everything else stays as it is.
    /// - Parameters:
    ///   - tokens: of `text`.
    ///   - user: what `current_user` and its like answer.
    /// - Throws: `SQLFailure` 54000 for more than `maximumTokens`.
    package static func rewrite(_ text: String, tokens: [Token], user: String = "foretell") throws(SQLFailure) -> String {
        guard tokens.count <= maximumTokens else {
            throw SQLFailure(
                .programLimitExceeded, "the statement is too long for one that asks the system catalog",
                detail: "It has more than \(maximumTokens) words.", hint: "ask the catalog in a statement of its own")
        }
        var rewriter = CatalogRewriter(tokens: tokens, user: user)
        return EditedText(text, edits: rewriter.edits()).text
    }

    /// Words that alone make a statement one for `rewrite`.
    private static let marks: Set<String> = [
        "information_schema", "regclass", "regtype", "regproc", "regprocedure", "regnamespace", "regrole", "regoper", "regoperator",
        "regconfig", "regdictionary", "regcollation", "current_user", "session_user", "current_role", "current_catalog",
    ]

    /// First letters, in lower case, of everything that `concerns` looks for.
    private static let firstLetters: Set<UInt8> = Set(
        (marks.union(functionNames).union(catalogTypes.keys).union(["pg_"])).compactMap { $0.utf8.first.map { $0 | 0x20 } })

    /// In lower case. Called without a schema, too, these are ours and not DuckDB's.
    static let functionNames: Set<String> = Set(CatalogMacro.all.map(\.name).filter { !$0.hasPrefix("__") } + CatalogMacro.constantAnswers.keys)

    /// In lower case: the relations of `pg_catalog` and `information_schema` that the schema has.
    static let relationNames: Set<String> = Set(CatalogRelation.empty.map(\.name) + CatalogView.all.map(\.name))

    /// In lower case: the relations and functions of the schema whose answer looks into every attached database.
    static let namesThatListRelations: Set<String> = {
        var found: Set<String> = []
        for (name, statement) in CatalogView.all.map({ ($0.name, $0.query) }) + CatalogMacro.all.map({ ($0.name, $0.statement) }) {
            let names = statement.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
            if names.contains(where: { $0.hasPrefix("duckdb_") || ($0 != name && found.contains($0)) }) { found.insert(name) }
        }
        return found
    }()
}
