/// `CREATE MODEL name [FROM source (query)] [TRANSFORM (...)] PREDICT target ...`; `CREATE PREDICTOR` is the same.
package struct CreateModel: Hashable, Sendable {
    package var name: ObjectName
    package var orReplace: Bool
    package var ifNotExists: Bool
    /// Where the training rows come from.
    package var data: TrainingData
    /// What is learnt from; nil: the rows' own columns.
    package var transform: Transform?
    /// At least one.
    package var targets: [Name]
    /// The time column of a series.
    package var orderBy: Name?
    /// The columns that tell one series from another.
    package var groupBy: [Name]
    /// How many rows of the past a forecast sees; at least 1.
    package var window: Int?
    /// How many rows of the future a forecast gives; at least 1.
    package var horizon: Int?
    /// In the order written.
    package var options: [Option]

    package init(
        name: ObjectName, orReplace: Bool, ifNotExists: Bool, data: TrainingData, transform: Transform? = nil, targets: [Name],
        orderBy: Name? = nil, groupBy: [Name] = [], window: Int? = nil, horizon: Int? = nil, options: [Option] = []
    ) {
        self.name = name
        self.orReplace = orReplace
        self.ifNotExists = ifNotExists
        self.data = data
        self.transform = transform
        self.targets = targets
        self.orderBy = orderBy
        self.groupBy = groupBy
        self.window = window
        self.horizon = horizon
        self.options = options
    }

    /// The source that gets the query as it is; nil: the query is in Foretell's own SQL.
    package var source: String? { data.source?.text }
    package var query: Fragment { data.query }
}
