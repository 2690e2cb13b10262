package import Core

/// A query in which what only MindsDB's dialect knows is made acceptable to DuckDB's grammar, and what that was.
///
/// All offsets are UTF-8 bytes from the start of the normalised text.
package struct ModelReferenceSyntax: Hashable, Sendable {
    /// The normalised text; it maps offsets back to the text as written.
    package let text: EditedText
    /// Relations with a version, in the order of the text.
    package let versions: [VersionedRelation]
    /// `FROM source (query)`; left in place.
    package let nativeQueries: [NativeQuery]
    /// Joins that need a condition in DuckDB's grammar and have none; nothing is inserted.
    package let joinsWithoutCondition: [JoinWithoutCondition]
    /// Where `LATEST` or `LAST` stands after `>` or `>=`.
    package let latestComparisons: [Int]

    /// `m AT (VERSION => 3)`, `m AT (TIMESTAMP => '...')` or `m.3`; blanked in the text.
    package struct VersionedRelation: Hashable, Sendable {
        /// Where the relation's name starts.
        package var relation: Int
        package var version: VersionReference

        package init(relation: Int, version: VersionReference) {
            self.relation = relation
            self.version = version
        }
    }

    package struct NativeQuery: Hashable, Sendable {
        /// From the source's name to the closing parenthesis, without an alias.
        package var range: Range<Int>
        package var source: Name
        /// What is inside of the parentheses, as it was written, for the source has a dialect of its own.
        package var query: Fragment
    }

    package struct JoinWithoutCondition: Hashable, Sendable {
        /// Where the relation on the right of the JOIN starts.
        package var relation: Int
        /// Where ` ON TRUE` would go: after the relation and its alias.
        package var insertion: Int

        package init(relation: Int, insertion: Int) {
            self.relation = relation
            self.insertion = insertion
        }
    }

    /// - Parameters:
    ///   - text: a query.
    ///   - tokens: those of the text; nil: they are made here.
    /// - Throws: `SQLFailure` 42601 for a malformed `AT (...)` or a text that has no tokens
    /// - Complexity: linear in the text.
    package init(_ text: String, tokens given: [Token]? = nil) throws(SQLFailure) {
        let tokens = if let given { given } else { try Lexer.tokens(of: text) }
        let from = FromClauses(text, tokens: tokens)
        var edits = Self.quoteEdits(from)
        var written: [VersionedRelation] = []
        for clause in from.clauses {
            for relation in clause.relations {
                guard let range = relation.version else { continue }
                let version: VersionReference
                if let number = VersionSyntax.suffix(tokens[range.lowerBound]) {
                    version = .version(number)
                } else {
                    version = try VersionSyntax.clause(tokens, at: range.lowerBound, textEnd: text.utf8.count).version
                }
                let bytes = from.bytes(range)
                edits.append(TextEdit(range: bytes, replacement: String(repeating: " ", count: bytes.count)))
                written.append(VersionedRelation(relation: tokens[relation.body.lowerBound].range.lowerBound, version: version))
            }
        }
        let edited = EditedText(text, edits: edits)
        self.text = edited
        versions = written.sorted { $0.relation < $1.relation }
            .map { VersionedRelation(relation: edited.editedOffset(of: $0.relation), version: $0.version) }
        nativeQueries = Self.nativeQueries(from, edited)
        joinsWithoutCondition = from.clauses
            .flatMap { clause in clause.withoutCondition.map { clause.relations[$0] } }
            .map {
                JoinWithoutCondition(
                    relation: edited.editedOffset(of: from.bytes($0.body).lowerBound),
                    insertion: edited.editedOffset(of: from.bytes($0.tokens).upperBound))
            }
            .sorted { $0.relation < $1.relation }
        latestComparisons = tokens.indices.filter { Self.isLatest(from, $0) }
            .map { edited.editedOffset(of: tokens[$0].range.lowerBound) }
    }

    /// Backticks become double quotes, and a column `at`, which DuckDB takes for its keyword, gets some; except in native queries.
    private static func quoteEdits(_ from: FromClauses) -> [TextEdit] {
        let hasBackticks = from.text.utf8.contains(UInt8(ascii: "`"))
        var edits: [TextEdit] = []
        for (index, token) in from.tokens.enumerated() where isColumnAt(from.tokens, index) || hasBackticks && token.kind == .quotedIdentifier {
            let start = from.text.utf8.index(from.text.utf8.startIndex, offsetBy: token.range.lowerBound)
            guard token.kind == .word || from.text.utf8[start] == UInt8(ascii: "`"), !from.isInNativeQuery(index) else { continue }
            edits.append(TextEdit(range: token.range, replacement: quotedIdentifier(token.text)))
        }
        return edits
    }

    /// Neither `AT (VERSION => 3)` nor `AT TIME ZONE`.
    private static func isColumnAt(_ tokens: [Token], _ index: Int) -> Bool {
        guard tokens[index].isWord("at") else { return false }
        let next = tokens.dropFirst(index + 1).prefix(2)
        return next.first?.isSymbol("(") != true && !(next.count == 2 && next[index + 1].isWord("time") && next[index + 2].isWord("zone"))
    }

    private static func nativeQueries(_ from: FromClauses, _ edited: EditedText) -> [NativeQuery] {
        from.nativeQueries.map { range in
            let bytes = from.bytes(range)
            var query = from.inside(range.lowerBound + 1)
            query.position = edited.editedOffset(of: query.position)
            let start = edited.editedOffset(of: bytes.lowerBound)
            return NativeQuery(
                range: start..<edited.editedOffset(of: bytes.upperBound),
                source: Name(from.tokens[range.lowerBound].text, position: start), query: query)
        }
    }

    /// `> LATEST`, outside of native queries.
    private static func isLatest(_ from: FromClauses, _ index: Int) -> Bool {
        let tokens = from.tokens
        guard index > 0, tokens[index].isWord("latest") || tokens[index].isWord("last"),
            tokens[index - 1].isSymbol(">") || tokens[index - 1].isSymbol(">=")
        else { return false }
        if index + 1 < tokens.count, tokens[index + 1].isSymbol("(") || tokens[index + 1].isSymbol(".") { return false }
        return !from.isInNativeQuery(index)
    }
}
