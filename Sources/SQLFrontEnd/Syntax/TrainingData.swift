/// `FROM source (query)` or `FROM (query)`: where rows come from.
package struct TrainingData: Hashable, Sendable {
    /// The source that gets the query as it is; nil: the query is in Foretell's own SQL.
    package var source: Name?
    package var query: Fragment

    package init(source: Name?, query: Fragment) {
        self.source = source
        self.query = query
    }
}
