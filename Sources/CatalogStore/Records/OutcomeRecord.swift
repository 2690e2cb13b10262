import GRDB

/// Where the truth about a model's predictions arrives.
package struct OutcomeRecord: Hashable, Sendable {
    package var modelID: Int64
    /// nil: the query names its sources itself.
    package var source: String?
    package var query: String
    /// The column whose values are the keys of predicted rows.
    package var key: String
    package var actual: String
    /// The column that says when the truth was known; nil: when it is first seen.
    package var at: String?
    /// Microseconds after a prediction in which its truth may arrive; nil: for ever.
    package var within: Int64?
    /// Microseconds between two looks.
    package var every: Int64
    /// With whose rights it is read.
    package var createdBy: String

    package init(
        modelID: Int64, source: String?, query: String, key: String, actual: String, at: String?, within: Int64?, every: Int64, createdBy: String
    ) {
        self.modelID = modelID
        self.source = source
        self.query = query
        self.key = key
        self.actual = actual
        self.at = at
        self.within = within
        self.every = every
        self.createdBy = createdBy
    }

    init(row: Row) {
        modelID = row["model_id"]
        source = row["source"]
        query = row["query"]
        key = row["key"]
        actual = row["actual"]
        at = row["at"]
        within = row["within"]
        every = row["every"]
        createdBy = row["created_by"]
    }
}

/// What a champion and its challenger said of a row that has a key.
package struct PairedAnswer: Hashable, Sendable {
    package var key: String
    /// Microseconds since 1970 in UTC.
    package var at: Int64
    /// As the models give them: a value, a probability of the second of two classes, or one of each class.
    package var champion: [Double]
    package var challenger: [Double]
    /// As text; nil: not known yet.
    package var actual: String?

    package init(key: String, at: Int64, champion: [Double], challenger: [Double], actual: String? = nil) {
        self.key = key
        self.at = at
        self.champion = champion
        self.challenger = challenger
        self.actual = actual
    }
}
