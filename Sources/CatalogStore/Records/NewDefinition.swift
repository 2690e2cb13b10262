/// What a new definition says.
package struct NewDefinition: Sendable {
    /// nil: the query names its sources itself.
    package var source: String?
    /// As it was written.
    package var query: String
    /// With every name qualified; what a worker runs.
    package var boundQuery: String
    /// What features are computed, as JSON: the text as it was written, and its items. nil: the rows' own columns.
    package var transform: String?
    package var targets: [String]
    package var key: String?
    package var orderBy: String?
    package var groupBy: [String]
    /// Rows; nil for a model that is no forecast.
    package var window: Int?
    /// Rows; nil for a model that is no forecast.
    package var horizon: Int?

    package init(
        source: String?, query: String, boundQuery: String, transform: String? = nil, targets: [String], key: String? = nil, orderBy: String? = nil, groupBy: [String] = [],
        window: Int? = nil, horizon: Int? = nil
    ) {
        self.source = source
        self.query = query
        self.boundQuery = boundQuery
        self.transform = transform
        self.targets = targets
        self.key = key
        self.orderBy = orderBy
        self.groupBy = groupBy
        self.window = window
        self.horizon = horizon
    }
}
