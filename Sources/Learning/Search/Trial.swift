package import Core

/// One candidate that a training tried.
package struct Trial: Sendable {
    package enum Status: String, Sendable { case completed, pruned, failed }

    /// From 1.
    package var number: Int
    var candidate: Candidate
    /// Loss on the rows of each fold, as far as they were tried.
    package var losses: [Double]
    /// Boosting rounds or epochs of each fold.
    package var rounds: [Int]
    /// Seconds of computing. Recorded, never decided on.
    package var seconds: Double
    package var status: Status
    /// Why it was pruned or failed.
    package var note: String?
    /// Predictions for the rows that judge, fold after fold; empty unless completed.
    var predictions: [[Double]]
    /// Nanoseconds for one row, estimated.
    var cost: Double
    /// What was fitted, when there is one fold only.
    var learner: (any FittedLearner)?

    var loss: Double { losses.isEmpty ? .infinity : losses.reduce(0, +) / Double(losses.count) }

    /// Rounds for a model of all rows.
    var meanRounds: Int { max(1, Int((Double(rounds.reduce(0, +)) / Double(max(1, rounds.count))).rounded())) }

    package var json: JSONValue {
        .object([
            .init("number", .number(Double(number))), .init("learner", .string(candidate.learner.rawValue)), .init("parameters", candidate.json),
            .init("losses", .array(losses.map(JSONValue.number))), .init("loss", .number(loss)),
            .init("rounds", .array(rounds.map { .number(Double($0)) })), .init("seconds", .number((seconds * 1000).rounded() / 1000)),
            .init("microseconds", .number((cost / 10).rounded() / 100)), .init("status", .string(status.rawValue)), .init("note", note.map(JSONValue.string) ?? .null),
        ])
    }
}
