/// One relation of a FROM clause.
package struct Relation: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// A table, view, model or common table expression; as written, without quotes.
        case name(parts: [String])
        /// A query in parentheses; the fragment is without, `range` of the relation with them.
        case subquery(Fragment)
        /// `source (query)`.
        case nativeQuery(source: Name, query: Fragment)
        /// A table function.
        case function(name: [String])
        /// Joins in parentheses; they are a level of their own.
        case joined
        /// A string or something that is no relation.
        case other
    }

    package enum Join: Hashable, Sendable {
        /// The first of its FROM clause or parenthesis.
        case first
        case comma
        case inner, left, right, full, cross
        case semi, anti, asof, positional
    }

    package enum Condition: Hashable, Sendable {
        /// From `ON` to the end of the condition, in bytes.
        case on(Range<Int>)
        /// From `USING` to the closing parenthesis, in bytes, and the columns.
        case using(Range<Int>, columns: [String])
    }

    package var kind: Kind
    package var alias: String?
    /// `AS t(a, b)`; empty: none.
    package var columnAliases: [String]
    /// From the name, parenthesis or LATERAL to the end of the alias, `AT (...)` and column aliases: UTF-8 bytes from the start
    /// of the text.
    package var range: Range<Int>
    /// The same without alias, column aliases and LATERAL.
    package var bodyRange: Range<Int>
    package var isLateral: Bool
    /// The keyword before it.
    package var join: Join
    package var isNatural: Bool
    package var condition: Condition?
    /// The version that is written behind the name, and its bytes: `.3` or `AT (...)`.
    package var version: VersionReference?
    package var versionRange: Range<Int>?

    /// What its columns are qualified with: the alias, or the last part of the name; nil: nothing.
    package var qualifier: String? {
        if let alias { return alias }
        switch kind {
        case .name(let parts), .function(let parts): return parts.last
        case .subquery, .nativeQuery, .joined, .other: return nil
        }
    }
}
