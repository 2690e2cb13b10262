/// `EXPLAIN [ANALYZE] [(option, ...)] query`.
package struct Explain: Hashable, Sendable {
    package var analyze: Bool
    /// Those in parentheses, in the order written; an option without a value is `true`.
    package var options: [Option]
    package var query: Fragment

    package init(analyze: Bool, options: [Option], query: Fragment) {
        self.analyze = analyze
        self.options = options
        self.query = query
    }
}
