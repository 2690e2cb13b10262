import CatalogStore
import Core

/// How the answers of a challenger differ from the champion's, over some rows.
struct ChallengerTally: Sendable {
    /// Requests that were not asked again because too many waited.
    var dropped = 0
    private var requests = 0
    private var rows = 0
    private var different = 0
    private var distances = 0.0
    private var largest = 0.0
    private var microseconds = (champion: 0.0, challenger: 0.0)
    private var failure: String?
    private var samples: [ChallengerScores.Sample] = []

    init() {}

    /// Asks both. - Parameter limit: rows to record one by one.
    init(_ request: ChallengerRequest, samples limit: Int) {
        requests = 1
        do {
            let answers = try PairedAnswers(request)
            rows = request.rowCount
            for row in 0..<rows {
                let distance = answers.distance(row)
                if answers.differ(row) { different += 1 }
                distances += distance.isFinite ? distance : 0
                largest = max(largest, distance.isFinite ? distance : 0)
                if row < limit {
                    let (champion, challenger) = answers.answers(row)
                    samples.append(
                        .init(inputHash: request.inputHash(row), key: request.key(row), champion: champion, challenger: challenger, distance: distance))
                }
            }
            microseconds = (answers.microseconds.champion * Double(rows), answers.microseconds.challenger * Double(rows))
        } catch {
            failure = SQLFailure(wrapping: error).message
        }
    }

    /// Rows that are recorded one by one.
    var sampleCount: Int { samples.count }

    mutating func add(_ other: ChallengerTally) {
        dropped += other.dropped
        requests += other.requests
        rows += other.rows
        different += other.different
        distances += other.distances
        largest = max(largest, other.largest)
        microseconds.champion += other.microseconds.champion
        microseconds.challenger += other.microseconds.challenger
        failure = other.failure ?? failure
        samples += other.samples
    }

    var record: ChallengerScores {
        ChallengerScores(
            requests: requests, dropped: dropped, rows: rows, different: different, distanceSum: distances, largestDistance: largest,
            championMicroseconds: microseconds.champion, microseconds: microseconds.challenger, failure: failure, samples: samples)
    }
}
