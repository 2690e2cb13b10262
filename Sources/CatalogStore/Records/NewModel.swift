package import Core

/// What a new model is made of.
package struct NewModel: Sendable {
    package var project: String
    package var name: String
    package var replace: Bool
    package var source: String?
    package var query: String
    package var boundQuery: String
    package var targets: [String]
    package var key: String?
    package var orderBy: String?
    package var groupBy: [String]
    package var window: Int?
    package var horizon: Int?
    package var engine: String
    package var seed: Int64
    package var options: JSONValue
    package var expanded: JSONValue
    package var createdBy: String

    package init(
        project: String, name: String, replace: Bool, source: String?, query: String, boundQuery: String, targets: [String], key: String?,
        orderBy: String?, groupBy: [String], window: Int?, horizon: Int?, engine: String, seed: Int64, options: JSONValue,
        expanded: JSONValue, createdBy: String
    ) {
        self.project = project
        self.name = name
        self.replace = replace
        self.source = source
        self.query = query
        self.boundQuery = boundQuery
        self.targets = targets
        self.key = key
        self.orderBy = orderBy
        self.groupBy = groupBy
        self.window = window
        self.horizon = horizon
        self.engine = engine
        self.seed = seed
        self.options = options
        self.expanded = expanded
        self.createdBy = createdBy
    }
}
