/// What the target was like on training rows of each level of a category: the mean of a value, the share of each class. Shrunk
/// towards the mean of all rows, the more the fewer rows a level has.
/// Source: Micci-Barreca, "A Preprocessing Scheme for High-Cardinality Categorical Attributes", SIGKDD Explorations 2001.
struct LevelStatistics: Sendable, Hashable {
    let levels: Levels
    /// Row-major, levels x outputs.
    let means: [Double]
    /// For a level that was not there, by output.
    let prior: [Double]

    var outputs: Int { prior.count }

    /// Levels beyond which the rarest are as good as unseen.
    private static let maximumLevels = 20_000
    /// Targets of more classes have no statistics.
    static let maximumClasses = 10

    func write(_ name: String, into output: UnsafeMutablePointer<Double>, stride: Int) {
        let level = levels.index[name]
        for index in 0..<outputs { output[index * stride] = level.map { means[$0 * outputs + index] } ?? prior[index] }
    }
}

extension LevelStatistics {
    /// - Parameters:
    ///   - names: level of each row that is learnt from; nil for NULL.
    ///   - truth: of each of these rows.
    /// - Returns: the statistics, and for each row those of the rows before it in an order of chance, row-major: a row that knew its own
    ///   target through its level would teach the learners to trust levels too much. NaN for NULL.
    /// Source: Prokhorenkova et al., "CatBoost: unbiased boosting with categorical features", NeurIPS 2018, section 3.2.
    static func fit(_ names: [String?], truth: [Double], problem: LearningProblem, stage: UInt64) -> (statistics: LevelStatistics, ordered: [Double]) {
        var numbers: [String: Int] = [:]
        var texts: [String] = []
        let places = names.map { name -> Int? in
            guard let name else { return nil }
            if let number = numbers[name] { return number }
            numbers[name] = texts.count
            texts.append(name)
            return texts.count - 1
        }
        let outputs = problem.outputs
        func target(_ row: Int, _ output: Int) -> Double { problem.task == .multiclass ? (Int(truth[row]) == output ? 1 : 0) : truth[row] }
        let known = places.indices.filter { places[$0] != nil }
        var counts = [Double](repeating: 0, count: texts.count)
        var sums = [Double](repeating: 0, count: texts.count * outputs)
        for row in known {
            guard let place = places[row] else { continue }
            counts[place] += 1
            for output in 0..<outputs { sums[place * outputs + output] += target(row, output) }
        }
        let total = Double(max(1, known.count))
        let prior = (0..<outputs).map { output in known.reduce(0) { $0 + target($1, output) } / total }
        let pull = (0..<outputs).map { output in
            self.pull(
                squares: known.reduce(0) { $0 + target($1, output) * target($1, output) }, sums: texts.indices.map { sums[$0 * outputs + output] }, counts: counts)
        }

        var ordered = [Double](repeating: .nan, count: names.count * outputs)
        var (seenCounts, seenSums) = (counts.map { _ in 0.0 }, sums.map { _ in 0.0 })
        var generator = SeededGenerator(seed: problem.seed, stage: stage)
        for index in generator.permutation(known.count) {
            let row = known[index]
            guard let place = places[row] else { continue }
            for output in 0..<outputs {
                let cell = place * outputs + output
                ordered[row * outputs + output] = (seenSums[cell] + pull[output] * prior[output]) / (seenCounts[place] + pull[output])
                seenSums[cell] += target(row, output)
            }
            seenCounts[place] += 1
        }

        let kept = texts.indices.filter { counts[$0] > 1 }.sorted { (-counts[$0], texts[$0]) < (-counts[$1], texts[$1]) }
            .prefix(maximumLevels).sorted { texts[$0] < texts[$1] }
        let means = kept.flatMap { place in
            (0..<outputs).map { (sums[place * outputs + $0] + pull[$0] * prior[$0]) / (counts[place] + pull[$0]) }
        }
        return (LevelStatistics(levels: Levels(kept.map { texts[$0] }), means: means, prior: prior), ordered)
    }

    /// How many rows the mean of all counts as: the variance within levels by that between them, from an analysis of variance.
    private static func pull(squares: Double, sums: [Double], counts: [Double]) -> Double {
        let total = counts.reduce(0, +)
        let levels = Double(counts.count)
        guard levels > 1, total > levels else { return 20 }
        let all = sums.reduce(0, +)
        let explained = zip(sums, counts).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
        let within = (squares - explained) / (total - levels)
        let size = (total - counts.reduce(0) { $0 + $1 * $1 } / total) / (levels - 1)
        let between = ((explained - all * all / total) / (levels - 1) - within) / size
        return between > 0 && within > 0 ? min(max(within / between, 1), 200) : within > 0 ? 200 : 1
    }
}
