/// What a model says of the rows that it is compared on, with the classes that one of two models knows.
struct AlignedAnswers {
    /// Row-major: one number, or of several classes a probability each; a class that the model does not know has none.
    let scores: [Double]
    /// The class that the model itself answers, row by row; empty for regression.
    let labels: [Int]

    /// - Parameter scores: as the model gives them.
    init(_ scores: [Double], _ model: Model, to target: TargetEncoder) {
        guard target.task != .regression else {
            self.scores = scores
            labels = []
            return
        }
        let places = model.labels.map { target.number($0).map { Int($0) } ?? 0 }
        let outputs = model.outputCount
        let rows = (0..<scores.count / outputs).map { scores[$0 * outputs..<($0 + 1) * outputs] }
        labels = rows.map { places[model.answer($0)] }
        if target.task == .binary {
            self.scores = places == [0, 1] ? scores : scores.map { 1 - $0 }
            return
        }
        var aligned = [Double](repeating: 0, count: rows.count * target.labels.count)
        for (row, own) in rows.enumerated() {
            let probabilities = model.task == .binary ? [1 - own[own.startIndex], own[own.startIndex]] : Array(own)
            for (place, probability) in zip(places, probabilities) { aligned[row * target.labels.count + place] = probability }
        }
        self.scores = aligned
    }

    func rows(_ target: TargetEncoder, _ truth: [Double]) -> EvaluationRows {
        var rows = Evaluation.rows(target, truth, scores, DecisionThreshold.half)
        if target.task != .regression { rows.predicted = labels }
        return rows
    }
}
