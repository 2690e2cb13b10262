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
        /// The parenthesised joins that it stands in, the innermost first; empty: none.
        package var enclosing: [Relation]
        /// The `WITH` lists whose expressions it can see, the outermost first: UTF-8 bytes from `WITH` to the end of the last
        /// expression that is visible here, without a comma.
        package var withClauses: [Range<Int>]
    }

    private let from: FromClauses
    /// Where a relation starts, with and without LATERAL -> its clause and place. Looked up only, never iterated.
    private let places: [Int: Place]

    private struct Place: Sendable {
        var clause: Int
        var relation: Int
    }

    /// - Parameter text: the query.
    /// - Throws: `SQLFailure` 42601 when it has no tokens
    package init(_ text: String) throws(SQLFailure) {
        self.init(text, tokens: try Lexer.tokens(of: text))
    }

    package init(_ text: String, tokens: [Token]) {
        let from = FromClauses(text, tokens: tokens)
        var places: [Int: Place] = [:]
        for (clause, content) in from.clauses.enumerated() {
            for (index, relation) in content.relations.enumerated() where !relation.body.isEmpty {
                let place = Place(clause: clause, relation: index)
                places[tokens[relation.body.lowerBound].range.lowerBound] = place
                places[tokens[relation.tokens.lowerBound].range.lowerBound] = place
            }
        }
        self.from = from
        self.places = places
    }

    /// - Parameter offset: where the relation's name starts, in bytes.
    /// - Returns: nil when no relation of a FROM clause starts there.
    package func surroundings(at offset: Int) -> Surroundings? {
        guard let place = places[offset] else { return nil }
        var clause = from.clauses[place.clause]
        let found = clause.relations[place.relation]
        var left = clause.relations[..<place.relation].map(from.relation)
        var right = clause.relations[(place.relation + 1)...].map(from.relation)
        var enclosing: [Relation] = []
        while let parent = clause.parent {
            clause = from.clauses[parent.clause]
            enclosing.append(from.relation(clause.relations[parent.relation]))
            left = clause.relations[..<parent.relation].map(from.relation) + left
            right += clause.relations[(parent.relation + 1)...].map(from.relation)
        }
        return Surroundings(
            relation: from.relation(found), left: left, right: right, enclosing: enclosing,
            withClauses: from.withClauses(visibleFrom: found.body.lowerBound, scope: clause.scope))
    }

    /// All relations of all FROM clauses, by the place where they start.
    package var relations: [Relation] {
        from.clauses.flatMap { $0.relations.map(from.relation) }.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
}
