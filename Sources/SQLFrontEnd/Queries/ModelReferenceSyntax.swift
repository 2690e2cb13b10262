package import Core

/// A query in which what only MindsDB's dialect knows is made acceptable to DuckDB's grammar, and what that was.
///
/// All offsets are UTF-8 bytes from the start of the normalised text.
package struct ModelReferenceSyntax: Hashable, Sendable {
    /// The normalised text; it maps offsets back to the text as written.
    package var text: EditedText
    /// Relations with a version, in the order of the text.
    package var versions: [VersionedRelation]
    /// `FROM source (query)`; left in place.
    package var nativeQueries: [NativeQuery]
    /// Joins that need a condition in DuckDB's grammar and have none; nothing is inserted.
    package var joinsWithoutCondition: [JoinWithoutCondition]
    /// Where `LATEST` or `LAST` stands after `>` or `>=`.
    package var latestComparisons: [Int]

    /// `m AT (VERSION => 3)`, `m AT (TIMESTAMP => '...')` or `m.3`; blanked in the text.
    package struct VersionedRelation: Hashable, Sendable {
        /// Where the relation's name starts.
        package var relation: Int
        package var version: VersionReference
    }

    package struct NativeQuery: Hashable, Sendable {
        /// From the source's name to the closing parenthesis, without an alias.
        package var range: Range<Int>
        package var source: Name
        /// What is inside of the parentheses; its position is an offset in the normalised text, but the text is as it was
        /// written, for the source has another dialect.
        package var query: Fragment
    }

    package struct JoinWithoutCondition: Hashable, Sendable {
        /// Where the relation on the right of the JOIN starts.
        package var relation: Int
        /// Where ` ON TRUE` would go: after the relation and its alias.
        package var insertion: Int
    }

    /// - Parameters:
    ///   - text: a query.
    ///   - tokens: those of the text; nil: they are made here.
    /// - Throws: `SQLFailure` 42601 for a malformed `AT (...)` or a text that has no tokens
    package init(_ text: String, tokens: [Token]? = nil) throws(SQLFailure) {
        self.text = EditedText(text)
        versions = []
        nativeQueries = []
        joinsWithoutCondition = []
        latestComparisons = []
    }
}
