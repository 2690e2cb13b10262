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
    private var answers: [PairedAnswer] = []

    init() {}

    /// Asks both.
    /// - Parameters:
    ///   - limit: rows to record one by one.
    ///   - answersLimit: rows with a key whose answers are kept for their truth.
    init(_ request: ChallengerRequest, samples limit: Int, answers answersLimit: Int) {
        requests = 1
        do {
            let pair = try PairedAnswers(request)
            rows = request.rowCount
            for row in 0..<rows {
                let distance = pair.distance(row)
                if pair.differ(row) { different += 1 }
                distances += distance.isFinite ? distance : 0
                largest = max(largest, distance.isFinite ? distance : 0)
                if row < limit {
                    let (champion, challenger) = pair.answers(row)
                    samples.append(
                        .init(inputHash: request.inputHash(row), key: request.key(row), champion: champion, challenger: challenger, distance: distance))
                }
                if request.challenger.expectsOutcomes, answers.count < answersLimit, let key = request.key(row) {
                    answers.append(PairedAnswer(key: key, at: request.at, champion: pair.champion(row), challenger: pair.challenger(row)))
                }
            }
            microseconds = (pair.microseconds.champion * Double(rows), pair.microseconds.challenger * Double(rows))
        } catch {
            failure = SQLFailure(wrapping: error).message
        }
    }

    /// Rows that are recorded one by one.
    var sampleCount: Int { samples.count }
    var answerCount: Int { answers.count }

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
        answers += other.answers
    }

    var record: ChallengerScores {
        ChallengerScores(
            requests: requests, dropped: dropped, rows: rows, different: different, distanceSum: distances, largestDistance: largest,
            championMicroseconds: microseconds.champion, microseconds: microseconds.challenger, failure: failure, samples: samples, answers: answers)
    }
}
