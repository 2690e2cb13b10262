/// `CREATE OUTCOME [IF NOT EXISTS] FOR model FROM source (query) KEY (column, ...) ACTUAL column [AT column] [WITHIN n unit]`.
package struct CreateOutcome: Hashable, Sendable {
    package var model: ObjectName
    package var orReplace: Bool
    package var ifNotExists: Bool
    package var data: TrainingData
    /// At least one; the columns that identify the predicted row.
    package var key: [Name]
    /// The column that holds the truth.
    package var actual: Name
    /// The column that says when the truth was known; nil: when the row is first seen.
    package var at: Name?
    /// How long after the prediction the truth may still arrive; nil: for ever.
    package var within: Duration?
    package var options: [Option]

    package init(
        model: ObjectName, orReplace: Bool, ifNotExists: Bool, data: TrainingData, key: [Name], actual: Name,
        at: Name? = nil, within: Duration? = nil, options: [Option] = []
    ) {
        self.model = model
        self.orReplace = orReplace
        self.ifNotExists = ifNotExists
        self.data = data
        self.key = key
        self.actual = actual
        self.at = at
        self.within = within
        self.options = options
    }

    /// A count of calendar units, such as `7 days`.
    package struct Duration: Hashable, Sendable {
        /// At least 1.
        package var count: Int
        package var unit: TimeUnit

        package init(count: Int, unit: TimeUnit) {
            self.count = count
            self.unit = unit
        }
    }
}
