/// How the answers of a challenger differ from its champion's: sums, to be added to what is known.
package struct ChallengerScores: Hashable, Sendable {
    /// A row that both were asked for.
    package struct Sample: Hashable, Sendable {
        package var inputHash: String
        package var key: String?
        package var champion: String?
        package var challenger: String?
        package var distance: Double

        package init(inputHash: String, key: String?, champion: String?, challenger: String?, distance: Double) {
            self.inputHash = inputHash
            self.key = key
            self.champion = champion
            self.challenger = challenger
            self.distance = distance
        }
    }

    package var requests: Int
    /// Requests that the challenger was not asked because too many waited.
    package var dropped: Int
    package var rows: Int
    /// Rows with another answer.
    package var different: Int
    package var distanceSum: Double
    package var largestDistance: Double
    /// Over all rows.
    package var championMicroseconds: Double
    package var microseconds: Double
    /// Why the challenger could not be asked, the last time that it could not.
    package var failure: String?
    package var samples: [Sample]
    /// To rows with a key, where truths are expected.
    package var answers: [PairedAnswer]

    package init(
        requests: Int, dropped: Int, rows: Int, different: Int, distanceSum: Double, largestDistance: Double, championMicroseconds: Double,
        microseconds: Double, failure: String?, samples: [Sample], answers: [PairedAnswer] = []
    ) {
        self.requests = requests
        self.dropped = dropped
        self.rows = rows
        self.different = different
        self.distanceSum = distanceSum
        self.largestDistance = largestDistance
        self.championMicroseconds = championMicroseconds
        self.microseconds = microseconds
        self.failure = failure
        self.samples = samples
        self.answers = answers
    }
}
