package import Core

/// Finds the FROM clauses of a query by its tokens, without understanding its expressions.
///
/// DuckDB's syntax tree says where a relation's name stands, but neither where its alias or condition ends nor what
/// stands beside it; this does.
package struct RelationScanner: Sendable {
    /// A relation and what surrounds it.
    package struct Surroundings: Hashable, Sendable {
        package var relation: Relation
        /// The relations to its left in the same FROM clause, in the order of the text. When the clause has parentheses round
        /// the relation, those inside of the parentheses come last.
        package var left: [Relation]
        /// Likewise to its right; those inside of the parentheses come first.
        package var right: [Relation]
        /// The `WITH` lists whose expressions it can see, the outermost first: UTF-8 bytes from `WITH` to the end of the last
        /// expression that is visible here, without a comma.
        package var withClauses: [Range<Int>]
    }

    /// - Parameter text: the query.
    /// - Throws: `SQLFailure` 42601 when it has no tokens
    package init(_ text: String) throws(SQLFailure) {
        self.init(text, tokens: try Lexer.tokens(of: text))
    }

    package init(_ text: String, tokens: [Token]) {
    }

    /// - Parameter offset: where the relation's name starts, in bytes.
    /// - Returns: nil when no relation of a FROM clause starts there.
    package func surroundings(at offset: Int) -> Surroundings? { nil }
}
