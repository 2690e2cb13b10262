/// `REPLAY [MODEL] name [VERSION n] [FROM source (query)] [BETWEEN 'moment' AND 'moment'] [USING ...]`: scores the past again.
package struct Replay: Hashable, Sendable {
    package var model: ObjectName
    /// nil: the deployed one.
    package var version: Int?
    /// nil: the logged predictions.
    package var data: TrainingData?
    /// First moment, as written without its quotes; nil: from the start.
    package var from: String?
    /// Last moment, likewise.
    package var to: String?
    package var options: [Option]

    package init(
        model: ObjectName, version: Int? = nil, data: TrainingData? = nil, from: String? = nil, to: String? = nil,
        options: [Option] = []
    ) {
        self.model = model
        self.version = version
        self.data = data
        self.from = from
        self.to = to
        self.options = options
    }
}
