import Foundation

/// From linear scores to predictions, and their loss.
enum Link {
    /// Turns scores into values or probabilities.
    static func apply(_ task: LearningTask, _ scores: UnsafeMutablePointer<Double>, _ outputs: Int) {
        switch task {
        case .regression: break
        case .binary: scores[0] = logistic(scores[0])
        case .multiclass:
            var highest = scores[0]
            for index in 1..<outputs { highest = max(highest, scores[index]) }
            var sum = 0.0
            for index in 0..<outputs {
                scores[index] = exp(scores[index] - highest)
                sum += scores[index]
            }
            for index in 0..<outputs { scores[index] /= sum }
        }
    }

    /// - Returns: the loss; the scores become its slopes.
    static func loss(_ task: LearningTask, _ scores: UnsafeMutablePointer<Double>, _ outputs: Int, _ truth: Double) -> Double {
        switch task {
        case .regression:
            let distance = scores[0] - truth
            scores[0] = distance
            return 0.5 * distance * distance
        case .binary:
            let score = scores[0]
            scores[0] = logistic(score) - truth
            return softplus(score) - score * truth
        case .multiclass:
            apply(task, scores, outputs)
            let probability = scores[Int(truth)]
            scores[Int(truth)] -= 1
            return -log(max(probability, 1e-300))
        }
    }

    /// `log(1 + exp(score))`
    static func softplus(_ score: Double) -> Double { max(score, 0) + log1p(exp(-abs(score))) }

    static func logistic(_ score: Double) -> Double { 1 / (1 + exp(-score)) }

    static func logit(_ probability: Double) -> Double {
        let inside = min(max(probability, 1e-12), 1 - 1e-12)
        return log(inside / (1 - inside))
    }
}

/// How targets of a regression are scaled while weights are learnt; classes stay as they are.
struct TargetScale {
    let mean: Double
    let deviation: Double
    /// What is still plausible as a prediction; nil for classes.
    let range: ClosedRange<Double>?

    init(_ truth: [Double], task: LearningTask) {
        guard task == .regression, let low = truth.min(), let high = truth.max() else {
            (mean, deviation, range) = (0, 1, nil)
            return
        }
        let mean = truth.reduce(0, +) / Double(truth.count)
        let deviation = (truth.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(truth.count)).squareRoot()
        self.mean = mean
        self.deviation = deviation > 0 ? deviation : 1
        range = low - (high - low) / 2...high + (high - low) / 2
    }

    func scaled(_ truth: Double) -> Double { (truth - mean) / deviation }
}

extension [Double] {
    /// Eight bytes each.
    var littleEndianBytes: [UInt8] {
        flatMap { number in (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (UInt64($0) * 8)) } }
    }

    init(littleEndianBytes bytes: [UInt8]) {
        self = (0..<bytes.count / 8).map { place in
            Double(bitPattern: (0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[place * 8 + $1]) })
        }
    }
}
