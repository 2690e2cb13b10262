/// A relation of a FROM clause by its tokens. The text of queries is not copied, so that nesting costs nothing.
struct FromRelation {
    enum Kind {
        case name([String])
        /// The index of the opening parenthesis.
        case subquery(Int)
        /// The same, behind the source's name.
        case nativeQuery(Name, Int)
        case function([String])
        case joined
        case other
    }

    var kind: Kind
    var alias: String?
    var columnAliases: [String] = []
    /// From LATERAL or the name to the end of the alias: indices of tokens.
    var tokens: Range<Int>
    /// Without LATERAL, alias and version.
    var body: Range<Int>
    var isLateral = false
    var join: Relation.Join
    var isNatural = false
    var condition: Condition?
    /// The tokens `.3` or `AT (...)`.
    var version: Range<Int>?

    enum Condition {
        case on(Range<Int>)
        case using(Range<Int>)
    }
}
