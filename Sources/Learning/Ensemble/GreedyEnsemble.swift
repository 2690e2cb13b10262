import Core

/// A weighted mean of trials, on the scale of `MeanScale`.
struct GreedyEnsemble: Sendable {
    /// Index of a trial -> its weight; the weights sum up to 1.
    var members: [(trial: Int, weight: Double)]
    /// Of the rows that judge.
    var predictions: [Double]
    var loss: Double

    /// Index of a trial, its predictions for the rows that judge, and its nanoseconds per row.
    typealias Candidate = (trial: Int, predictions: [Double], cost: Double)

    private static let steps = 30
    private static let minimumWeight = 0.08
    /// Of what an ensemble gains over its best trial: what members have to bring for what they cost.
    private static let minimumShare = 0.05

    /// Adds, again and again, the trial that lowers the loss the most; starts with the best.
    /// Source: Caruana et al., "Ensemble Selection from Libraries of Models", ICML 2004.
    /// - Parameters:
    ///   - candidates: the best first.
    ///   - costLimit: of all members together.
    /// - Complexity: steps x candidates x rows.
    static func select(
        _ candidates: [Candidate], truth: [Double], problem: LearningProblem, costLimit: Double = .infinity
    ) -> GreedyEnsemble? {
        guard let first = candidates.first else { return nil }
        let scale = MeanScale(problem.task)
        let scaled = candidates.map { $0.predictions.map { scale.scaled($0, problem.task) } }
        var sum = [Double](repeating: 0, count: first.predictions.count)
        var counts = [Int](repeating: 0, count: candidates.count)
        var best: (loss: Double, counts: [Int], size: Int)?
        for size in 1...steps {
            var chosen: (index: Int, loss: Double)?
            let cost = candidates.indices.reduce(0) { $0 + (counts[$1] > 0 ? candidates[$1].cost : 0) }
            for index in candidates.indices where counts[index] > 0 || cost + candidates[index].cost <= costLimit {
                let loss = loss(sum, scaled[index], size, truth, problem)
                if loss < chosen?.loss ?? .infinity { chosen = (index, loss) }
            }
            guard let chosen else { break }
            counts[chosen.index] += 1
            for place in sum.indices { sum[place] += scaled[chosen.index][place] }
            if chosen.loss < (best?.loss ?? .infinity) { best = (chosen.loss, counts, size) }
        }
        guard let best else { return nil }
        // What hardly counts costs as much as what counts.
        let kept = candidates.indices.filter { Double(best.counts[$0]) >= minimumWeight * Double(best.size) }
        let total = kept.reduce(0) { $0 + best.counts[$1] }
        let members = kept.map { (trial: candidates[$0].trial, index: $0, weight: Double(best.counts[$0]) / Double(total)) }
        var mean = [Double](repeating: 0, count: sum.count)
        for member in members {
            for place in mean.indices { mean[place] += member.weight * scaled[member.index][place] }
        }
        mean.withUnsafeMutableBufferPointer { mean in
            guard let base = mean.baseAddress else { return }
            for row in truth.indices { scale.unscale(base + row * problem.outputs, problem.task, outputs: problem.outputs) }
        }
        return GreedyEnsemble(members: members.map { ($0.trial, $0.weight) }, predictions: mean, loss: Loss.mean(mean, truth, problem))
    }

    /// Without the members that together bring hardly any of the gain over the best trial alone.
    /// - Parameters: those that the ensemble was selected with.
    func pruned(_ candidates: [Candidate], truth: [Double], problem: LearningProblem) -> GreedyEnsemble {
        guard let best = candidates.first else { return self }
        let limit = loss + Self.minimumShare * max(0, Loss.mean(best.predictions, truth, problem) - loss)
        var few = self
        while few.members.count > 2 {
            let fewer = few.members.compactMap { unneeded in
                let rest = candidates.filter { candidate in candidate.trial != unneeded.trial && few.members.contains { $0.trial == candidate.trial } }
                return Self.select(rest, truth: truth, problem: problem)
            }.min { $0.loss < $1.loss }
            guard let fewer, fewer.loss <= limit else { break }
            few = fewer
        }
        return few
    }

    /// Mean loss of `(sum + addition) / size`, without an array in between.
    private static func loss(_ sum: [Double], _ addition: [Double], _ size: Int, _ truth: [Double], _ problem: LearningProblem) -> Double {
        let scale = 1 / Double(size)
        let outputs = problem.outputs
        var total = 0.0
        sum.withUnsafeBufferPointer { sum in
            addition.withUnsafeBufferPointer { addition in
                truth.withUnsafeBufferPointer { truth in
                    switch problem.task {
                    case .regression:
                        for row in truth.indices { total += problem.loss(of: (sum[row] + addition[row]) * scale, truth[row]) }
                    case .binary:
                        for row in truth.indices {
                            let score = (sum[row] + addition[row]) * scale
                            total += Link.softplus(truth[row] > 0.5 ? -score : score) * problem.weight(truth[row])
                        }
                    case .multiclass:
                        for row in truth.indices {
                            let start = row * outputs
                            let own = (sum[start + Int(truth[row])] + addition[start + Int(truth[row])]) * scale
                            // Means of logarithms of probabilities are never above zero.
                            let odds = (start..<start + outputs).reduce(0) { $0 + exponential((sum[$1] + addition[$1]) * scale) }
                            total += (naturalLogarithm(max(odds, 1e-300)) - own) * problem.weight(truth[row])
                        }
                    }
                }
            }
        }
        return total / Double(max(1, truth.count))
    }
}
