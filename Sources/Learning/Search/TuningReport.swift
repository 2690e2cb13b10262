package import Core

/// What the search of hyper-parameters brought, and whether it is more than noise.
package struct TuningReport: Sendable, Hashable {
    package struct Parameter: Sendable, Hashable {
        package var name: String
        package var standard: Double
        package var range: SearchRange
        /// By the best trial of its learner.
        package var chosen: Double
        /// Share of the differences between trials that it explains alone, 0...1.
        package var importance: Double
        package var isAtEdge: Bool
        /// Deviation, as a share of the range, among the trials that are as good as the best within noise.
        package var instability: Double
        /// Of the loss of the learner's defaults, by the best trial of that learner; with its standard error. nil: the defaults were not tried.
        package var gain: Double?
        package var gainError: Double?
    }

    package var parameters: [Parameter]
    /// The same in words.
    package var sentences: [String]

    init(parameters: [Parameter], sentences: [String]) {
        self.parameters = parameters
        self.sentences = sentences
    }

    init(_ trials: [Trial], choice: TrialChoice, space: SearchSpace) {
        var parameters: [Parameter] = []
        var sentences: [String] = []
        let completed = trials.indices.filter { trials[$0].status == .completed }
        for learner in LearnerKind.allCases {
            let own = completed.filter { trials[$0].candidate.learner == learner }
            guard let best = own.min(by: { (trials[$0].loss, $0) < (trials[$1].loss, $1) }) else { continue }
            let standard = own.first { trials[$0].candidate == space.candidate(learner) }
            let gain = standard.map { Self.gain(from: $0, to: best, choice) }
            if own.count > 1, let gain, let standard, standard != best {
                let isNoise = gain.mean < 2 * gain.error
                sentences.append(
                    "tuning \(learner.rawValue) gained \(Self.percent(gain.mean)) +- \(Self.percent(2 * gain.error)) over its defaults"
                        + (isNoise ? ": noise" : ""))
            } else if trials.contains(where: { $0.candidate == space.candidate(learner) && $0.status == .pruned }) {
                sentences.append("the defaults of \(learner.rawValue) were stopped early, far behind: what tuning gained over them is not measured")
            } else if own.count > 1, standard == best {
                sentences.append("the defaults of \(learner.rawValue) were the best of \(own.count) trials")
            }
            let good = own.filter { PairedDifference(zip(choice.rowLosses[$0], choice.rowLosses[best]).map { $0 - $1 }).isClear(errors: 1) == false }
            for parameter in space.parameters(of: learner) {
                let name = String(parameter.name.dropFirst(learner.rawValue.count + 1))
                let values = own.map { (trials[$0].candidate.values[name] ?? parameter.standard, trials[$0].loss) }
                let chosen = trials[best].candidate.values[name] ?? parameter.standard
                let isAtEdge = own.count > 1 && parameter.range.isAtEdge(chosen, isShare: name.contains("_fraction"))
                parameters.append(
                    Parameter(
                        name: parameter.name, standard: parameter.standard, range: parameter.range, chosen: chosen,
                        importance: Self.importance(values.map { parameter.range.position($0.0) }, values.map(\.1)), isAtEdge: isAtEdge,
                        instability: Self.deviation(good.map { parameter.range.position(trials[$0].candidate.values[name] ?? parameter.standard) }),
                        gain: gain?.mean, gainError: gain?.error))
                if let last = parameters.last, own.count >= 4, last.instability > 0.35, last.importance > 0.3 {
                    sentences.append("\(parameter.name) is unstable: values far apart did as well as \(Value.text(of: chosen))")
                }
                if isAtEdge { sentences.append("\(parameter.name) chose the edge of its range (\(Value.text(of: chosen))): widen it") }
            }
        }
        if choice.members.count > 1 {
            sentences.append(
                "an ensemble of \(choice.members.count) trials gained \(Self.percent(1 - choice.loss / choice.singleLoss)) over the best trial alone")
        } else if completed.count > 1, choice.beyondLatency == nil {
            sentences.append("one trial serves alone: an ensemble was not better than noise")
        }
        if let beyond = choice.beyondLatency {
            sentences.append("max_latency_us left out trial \(trials[beyond.trial].number), whose loss is lower by \(Self.percent(beyond.share))")
        }
        let pruned = trials.count { $0.status == .pruned }
        if pruned > 0 { sentences.append("\(pruned) of \(trials.count) trials were stopped early, far behind the best") }
        self.parameters = parameters
        self.sentences = sentences
    }

    /// As a share of the first trial's loss.
    private static func gain(from first: Int, to second: Int, _ choice: TrialChoice) -> (mean: Double, error: Double) {
        let (before, after) = (choice.rowLosses[first], choice.rowLosses[second])
        let difference = PairedDifference(zip(before, after).map { $0 - $1 })
        let scale = before.reduce(0, +) / Double(max(1, before.count))
        return scale > 0 ? (difference.mean / scale, difference.error / scale) : (0, 0)
    }

    /// Squared rank correlation of a value with the loss.
    private static func importance(_ positions: [Double], _ losses: [Double]) -> Double {
        guard positions.count >= 4 else { return 0 }
        let (a, b) = (ranks(positions), ranks(losses))
        let mean = Double(a.count - 1) / 2
        var (cross, first, second) = (0.0, 0.0, 0.0)
        for index in a.indices {
            cross += (a[index] - mean) * (b[index] - mean)
            first += (a[index] - mean) * (a[index] - mean)
            second += (b[index] - mean) * (b[index] - mean)
        }
        return first > 0 && second > 0 ? cross * cross / (first * second) : 0
    }

    private static func ranks(_ values: [Double]) -> [Double] {
        values.map { value in Double(values.count { $0 < value }) + Double(values.count { $0 == value } - 1) / 2 }
    }

    private static func deviation(_ values: [Double]) -> Double {
        guard values.count > 1 else { return 0 }
        let mean = values.reduce(0, +) / Double(values.count)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }

    private static func percent(_ share: Double) -> String { "\(Value.text(of: (share * 10_000).rounded() / 100)) %" }
}

extension TuningReport.Parameter {
    package var json: JSONValue {
        .object([
            .init("name", .string(name)), .init("default", .number(standard)), .init("range", range.json), .init("chosen", .number(chosen)),
            .init("importance", .number(importance)), .init("at_edge", .boolean(isAtEdge)), .init("instability", .number(instability)),
            .init("gain", gain.map(JSONValue.number) ?? .null), .init("gain_error", gainError.map(JSONValue.number) ?? .null),
        ])
    }
}
