import Core
import Learning

/// Who is asked what a champion is asked: a canary that answers a share of it, a challenger that answers nobody.
final class ServingRoles: Sendable {
    struct Canary: Sendable {
        let aligned: AlignedVersion
        /// Of what is asked, 0...1.
        let share: Double

        /// Whether it answers a row; for equal keys, and for equal inputs of rows without one, always the same.
        func answers(key: String?, inputs: @autoclosure () -> [Value]) -> Bool {
            var hash = StickyHash(seed: aligned.version.versionID)
            if let key { hash.add(key) } else { for value in inputs() { hash.add(value.text) } }
            return hash.share < share
        }

        /// Which rows the champion answers, and which the canary.
        /// - Parameter keys: a column of texts.
        func parts(_ columns: [ColumnVector], keys: ColumnVector, rows: Int) -> (champion: [Int], canary: [Int]) {
            var parts: (champion: [Int], canary: [Int]) = ([], [])
            for row in 0..<rows {
                if answers(key: keys[row].text, inputs: columns.map { $0[row] }) { parts.canary.append(row) } else { parts.champion.append(row) }
            }
            return parts
        }
    }

    struct Challenger: Sendable {
        let aligned: AlignedVersion
        /// Names the rows of the catalog in which its answers are counted.
        let deploymentID: Int64
        /// Truths about its model arrive somewhere.
        let expectsOutcomes: Bool
    }

    let champion: ServedVersion
    let canary: Canary?
    let challenger: Challenger?
    /// Other for other roles.
    let suffix: String
    private let scoring: ChallengerScoring

    /// - Parameters:
    ///   - suffix: names the roles among all that there have been.
    init(champion: ServedVersion, canary: Canary?, challenger: Challenger?, suffix: String, scoring: ChallengerScoring) {
        self.champion = champion
        self.canary = canary
        self.challenger = challenger
        self.suffix = suffix
        self.scoring = scoring
    }

    /// Asks the challenger later what was asked now. Never waits.
    func offer(_ inputs: [Value], key: String?) {
        if let challenger { scoring.offer(ChallengerRequest(champion: champion, challenger: challenger, rows: .one(inputs, key: key))) }
    }

    func offer(_ columns: [ColumnVector], keys: ColumnVector, rows: Int) {
        guard let challenger, rows > 0 else { return }
        scoring.offer(ChallengerRequest(champion: champion, challenger: challenger, rows: .many(columns, keys: keys, count: rows)))
    }

    /// Whether one version can be asked in the place of another, or beside it: both predict the same column in the same form.
    static func agree(_ version: ServedVersion, _ champion: ServedVersion) -> Bool {
        version.outputs == champion.outputs && (version.task == .regression) == (champion.task == .regression)
    }
}
