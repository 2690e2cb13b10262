/// Progress of a running training.
package struct ProgressUpdate: Hashable, Sendable {
    package var stage: String
    /// Of the whole, 0...1.
    package var share: Double
    package var round: Int?
    package var rounds: Int?
    package var metricName: String?
    package var metricValue: Double?

    package init(stage: String, share: Double, round: Int? = nil, rounds: Int? = nil, metricName: String? = nil, metricValue: Double? = nil) {
        self.stage = stage
        self.share = share
        self.round = round
        self.rounds = rounds
        self.metricName = metricName
        self.metricValue = metricValue
    }
}
