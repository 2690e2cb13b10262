import Core
import Learning

/// What a champion and its challenger say about the same rows.
struct PairedAnswers {
    /// Row-major score rows.
    private let scores: (champion: [Double], challenger: [Double])
    private let models: (champion: Model, challenger: Model)
    private let labels: [(champion: Int?, challenger: Int?)]
    /// For one row.
    let microseconds: (champion: Double, challenger: Double)

    /// Asks both, one after the other. - Throws: `SQLFailure` when a model cannot be read.
    init(_ request: ChallengerRequest) throws {
        let champion = try request.champion.slot.load()
        let challenger = try request.challenger.aligned.version.slot.load()
        models = (champion.model, challenger.model)
        let clock = ContinuousClock()
        let start = clock.now
        let (first, middle, second): ([Double], ContinuousClock.Instant, [Double])
        switch request.rows {
        case .one(let inputs, _):
            first = try champion.score(inputs: champion.inputs(from: inputs))
            middle = clock.now
            second = try challenger.score(inputs: challenger.inputs(from: request.challenger.aligned.inputs(from: inputs)))
        case .many(let columns, _, let count):
            first = try champion.scores(columns, rowCount: count)
            middle = clock.now
            second = try challenger.scores(request.challenger.aligned.columns(from: columns, rows: count), rowCount: count)
        }
        let end = clock.now
        scores = (first, second)
        let rows = Double(max(1, request.rowCount))
        microseconds = ((middle - start) / .nanoseconds(1) / 1000 / rows, (end - middle) / .nanoseconds(1) / 1000 / rows)
        let texts = (champion.model.labels.map(\.text), challenger.model.labels.map(\.text))
        labels = (texts.0 + texts.1.filter { !texts.0.contains($0) }).map { text in (texts.0.firstIndex(of: text), texts.1.firstIndex(of: text)) }
    }

    func differ(_ row: Int) -> Bool {
        let (first, second) = (models.champion.prediction(champion(row)), models.challenger.prediction(challenger(row)))
        return first != second && first.text != second.text
    }

    /// As texts.
    func answers(_ row: Int) -> (champion: String?, challenger: String?) {
        (models.champion.prediction(champion(row)).text, models.challenger.prediction(challenger(row)).text)
    }

    /// Between the two numbers; for classes the largest between two probabilities of the same class.
    func distance(_ row: Int) -> Double {
        let (first, second) = (champion(row), challenger(row))
        guard models.champion.task != .regression else { return abs(first[0] - second[0]) }
        return labels.reduce(0) { largest, places in
            max(largest, abs(Self.probability(first, places.champion) - Self.probability(second, places.challenger)))
        }
    }

    /// A row's scores.
    func champion(_ row: Int) -> [Double] { Self.row(row, of: scores.champion, models.champion.outputCount) }
    func challenger(_ row: Int) -> [Double] { Self.row(row, of: scores.challenger, models.challenger.outputCount) }

    private static func row(_ row: Int, of scores: [Double], _ width: Int) -> [Double] { Array(scores[row * width..<(row + 1) * width]) }

    /// Of a label; 0 for one that the model does not know.
    private static func probability(_ scores: [Double], _ label: Int?) -> Double {
        guard let label else { return 0 }
        if scores.count > 1 { return scores[label] }
        return label == 0 ? 1 - scores[0] : scores[0]
    }
}
