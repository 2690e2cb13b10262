import Core
import Foundation

/// Maps probabilities to what was observed of them, and quantiles to where the observed share lies below them.
enum Calibrator: Sendable, Hashable {
    case none
    /// `logistic(slope * logit(p) + intercept)`. For several classes the slope alone, on the logarithms (temperature scaling).
    case platt(slope: Double, intercept: Double)
    /// Steps between observed shares, interpolated (pool adjacent violators).
    case isotonic(inputs: [Double], outputs: [Double])
    /// A constant that is added to predicted quantiles (conformalised quantile regression, of one side).
    /// Source: Romano, Patterson and Candes, "Conformalized Quantile Regression", NeurIPS 2019.
    case shift(Double)

    var name: String {
        switch self {
        case .none: "none"
        case .platt: "platt"
        case .isotonic: "isotonic"
        case .shift: "shift"
        }
    }

    /// - Parameter scores: one row of `outputs` numbers, changed in place.
    func apply(_ scores: UnsafeMutablePointer<Double>, outputs: Int, task: LearningTask) {
        switch self {
        case .none: return
        case .platt(let slope, let intercept):
            if task == .binary {
                scores[0] = Link.logistic(slope * Link.logit(scores[0]) + intercept)
            } else {
                for index in 0..<outputs { scores[index] = slope * log(max(scores[index], 1e-12)) }
                Link.apply(.multiclass, scores, outputs)
            }
        case .isotonic(let inputs, let outputs): scores[0] = Self.interpolate(scores[0], inputs, outputs)
        case .shift(let distance): scores[0] += distance
        }
    }

    func applied(_ predictions: [Double], outputs: Int, task: LearningTask) -> [Double] {
        var result = predictions
        result.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            for row in 0..<predictions.count / outputs { apply(base + row * outputs, outputs: outputs, task: task) }
        }
        return result
    }

    private static func interpolate(_ value: Double, _ inputs: [Double], _ outputs: [Double]) -> Double {
        guard let first = inputs.first, let last = inputs.last else { return value }
        if value <= first { return outputs[0] }
        if value >= last { return outputs[outputs.count - 1] }
        var (low, high) = (0, inputs.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if inputs[middle] <= value { low = middle } else { high = middle }
        }
        let width = inputs[high] - inputs[low]
        return width > 0 ? outputs[low] + (value - inputs[low]) / width * (outputs[high] - outputs[low]) : outputs[high]
    }
}

extension Calibrator {
    private static let minimumRows = 200
    private static let isotonicRows = 5000

    /// Chosen by evidence: each kind is fitted on half of the rows and judged on the other; it must beat no calibration by more
    /// than one standard error.
    /// - Returns: the calibrator, fitted on all rows, and the mean loss of each kind on rows that it was not fitted on.
    static func choose(_ predictions: [Double], truth: [Double], problem: LearningProblem) -> (Calibrator, losses: [(name: String, loss: Double)]) {
        let rows = truth.count
        if let quantile = problem.quantile, rows > 0 { return (shift(predictions, truth, quantile), []) }
        guard problem.task != .regression, rows >= minimumRows else { return (.none, []) }
        let halves = (0..<2).map { half in (0..<rows).filter { Halves.of($0) == half } }
        let plain = Loss.rows(predictions, truth, problem)
        let kinds: [([Double], [Double]) -> Calibrator] = [{ platt($0, $1, problem) }]
            + (problem.task == .binary && rows >= isotonicRows ? [{ isotonic($0, $1, problem) }] : [])
        var best: (fit: ([Double], [Double]) -> Calibrator, loss: Double)?
        var losses: [(name: String, loss: Double)] = [("none", plain.reduce(0, +) / Double(rows))]
        for fit in kinds {
            var differences = [Double](repeating: 0, count: rows)
            var name = ""
            for (half, other) in [(halves[0], halves[1]), (halves[1], halves[0])] {
                let calibrator = fit(part(predictions, half, problem.outputs), half.map { truth[$0] })
                name = calibrator.name
                let judged = calibrator.applied(part(predictions, other, problem.outputs), outputs: problem.outputs, task: problem.task)
                for (row, loss) in zip(other, Loss.rows(judged, other.map { truth[$0] }, problem)) { differences[row] = plain[row] - loss }
            }
            let gain = differences.reduce(0, +) / Double(rows)
            let error = (differences.reduce(0) { $0 + ($1 - gain) * ($1 - gain) }).squareRoot() / Double(rows)
            losses.append((name, losses[0].loss - gain))
            if gain > error, losses[0].loss - gain < best?.loss ?? .infinity { best = (fit, losses[0].loss - gain) }
        }
        return (best?.fit(predictions, truth) ?? .none, losses)
    }

    /// By as much as the quantile of what was missed: of new rows that share lies at or below the prediction.
    private static func shift(_ predictions: [Double], _ truth: [Double], _ quantile: Double) -> Calibrator {
        .shift(ConformalInterval.conformalQuantile(of: zip(truth, predictions).map { $0 - $1 }, quantile))
    }

    private static func part(_ predictions: [Double], _ rows: [Int], _ outputs: Int) -> [Double] {
        rows.flatMap { predictions[$0 * outputs..<($0 + 1) * outputs] }
    }

    /// Source: Platt, "Probabilistic Outputs for Support Vector Machines", 1999, with its priors: nothing is certain, so classes that
    /// are told apart perfectly do not drive the slope up for ever.
    static func platt(_ predictions: [Double], _ truth: [Double], _ problem: LearningProblem) -> Calibrator {
        let outputs = problem.outputs
        let logs = problem.task == .binary ? predictions.map(Link.logit) : predictions.map { log(max($0, 1e-12)) }
        let count = Double(truth.count)
        let positives = truth.reduce(0, +)
        let targets = problem.task == .binary ? truth.map { $0 > 0.5 ? (positives + 1) / (positives + 2) : 1 / (count - positives + 2) } : truth
        let point = LimitedMemoryBFGS.minimise(from: [1, 0], iterations: 50) { point, gradient in
            var loss = 0.0
            gradient[0] = 0
            gradient[1] = 0
            var scores = [Double](repeating: 0, count: outputs)
            for row in truth.indices {
                let weight = problem.weight(truth[row])
                for index in 0..<outputs { scores[index] = point[0] * logs[row * outputs + index] + (outputs == 1 ? point[1] : 0) }
                scores.withUnsafeMutableBufferPointer { buffer in
                    if let base = buffer.baseAddress { loss += weight * Link.loss(problem.task, base, outputs, targets[row]) }
                }
                for index in 0..<outputs { gradient[0] += weight * scores[index] * logs[row * outputs + index] }
                if outputs == 1 { gradient[1] += weight * scores[0] }
            }
            gradient[0] /= count
            gradient[1] /= count
            return loss / count
        }
        return point[0] > 0 && point[0].isFinite ? .platt(slope: point[0], intercept: point[1]) : .none
    }

    private static func isotonic(_ predictions: [Double], _ truth: [Double], _ problem: LearningProblem) -> Calibrator {
        var inputs: [Double] = []
        var outputs: [Double] = []
        for block in IsotonicBlock.pool(predictions, truth, weights: truth.map(problem.weight)) {
            // Never certain: as if each block had half a row of either kind more.
            let share = (block.sum + 0.5) / (block.weight + 1)
            if let last = outputs.last, share <= last { continue }
            inputs.append((block.low + block.high) / 2)
            outputs.append(share)
        }
        return .isotonic(inputs: inputs, outputs: outputs)
    }
}

extension Calibrator {
    var json: JSONValue {
        switch self {
        case .none: .object([.init("kind", .string("none"))])
        case .platt(let slope, let intercept):
            .object([.init("kind", .string("platt")), .init("slope", .number(slope)), .init("intercept", .number(intercept))])
        case .shift(let distance): .object([.init("kind", .string("shift")), .init("distance", .number(distance))])
        case .isotonic(let inputs, let outputs):
            .object([
                .init("kind", .string("isotonic")), .init("inputs", .array(inputs.map(JSONValue.number))),
                .init("outputs", .array(outputs.map(JSONValue.number))),
            ])
        }
    }

    init?(_ json: JSONValue?) {
        switch json?["kind"]?.string {
        case "none": self = .none
        case "platt":
            guard let slope = json?["slope"]?.number, let intercept = json?["intercept"]?.number else { return nil }
            self = .platt(slope: slope, intercept: intercept)
        case "isotonic":
            let inputs = json?["inputs"]?.array?.compactMap(\.number) ?? []
            let outputs = json?["outputs"]?.array?.compactMap(\.number) ?? []
            guard inputs.count == outputs.count else { return nil }
            self = .isotonic(inputs: inputs, outputs: outputs)
        case "shift":
            guard let distance = json?["distance"]?.number else { return nil }
            self = .shift(distance)
        default: return nil
        }
    }
}
