import CLightGBM
import Core

extension FittedBoosting {
    /// More rounds on other rows, behind those that there are.
    /// - Parameters:
    ///   - training, validation: row-major; the validation's loss says how many rounds are worth it. nil: all `limit` rounds are made.
    ///   - overrides: LightGBM's parameters in place of those that the trees were grown with.
    ///   - bag: tells apart members that differ in chance only.
    /// - Returns: the longer ensemble, or itself when no round lowers the loss; and the rounds that were added.
    func continued(
        on training: EncodedRows, validation: EncodedRows?, problem: LearningProblem, overrides: [String: Double], rounds limit: Int, patience: Int,
        bag: Int, threads: Int, onRound: (Int, Int, Double?) throws -> Void
    ) throws -> (learner: FittedBoosting, added: Int) {
        let parameters = BoostingParameters(try numbers(overrides), problem: problem, categorical: training.categorical, bag: bag).text
        omp_set_num_threads(Int32(threads))
        let dataset = try Dataset(training, parameters: parameters, reference: nil, start: try scores(training))
        let watched = try validation.map { try Dataset($0, parameters: parameters, reference: dataset, start: try scores($0)) }
        let more = try Booster(training: dataset, validation: watched, parameters: parameters)
        var best = (round: 0, loss: try validation.map { Loss.mean(try predict($0.matrix, rows: $0.count, features: $0.width, outputs: outputs), $0.truth, problem) } ?? .infinity)
        var round = 0
        while round < limit {
            omp_set_num_threads(Int32(threads))
            guard let made = try more.update() else { break }
            round = made
            let loss = try watched.map { _ in try more.validationMetric() }
            if let loss, loss < best.loss { best = (round, loss) }
            try onRound(round, limit, loss)
            if watched != nil, patience > 0, round - best.round >= patience { break }
        }
        let added = watched == nil ? round : best.round
        guard added > 0 else { return (self, 0) }
        try more.prepend(booster)
        let text = try more.text(rounds: rounds + added)
        return (FittedBoosting(booster: try Booster(text: text), rounds: rounds + added, outputs: outputs), added)
    }

    /// Classifying trees that are certain and wrong on new rows would be corrected by steps of any length: they say as much less as suits the
    /// rows that they have not seen. Linear leaves stay as they are.
    /// - Returns: itself when its certainty suits the rows.
    func tempered(on rows: EncodedRows, problem: LearningProblem) throws -> FittedBoosting {
        guard problem.task != .regression, try !hasLinearLeaves else { return self }
        let scores = try booster.rawScores(rows.matrix, rows: rows.count, features: rows.width, outputs: outputs)
        let shares = (1...20).map { Double($0) / 20 }
        let losses = shares.map { share in
            var loss = 0.0
            var row = [Double](repeating: 0, count: outputs)
            for index in 0..<rows.count {
                for output in 0..<outputs { row[output] = scores[output * rows.count + index] * share }
                loss += row.withUnsafeMutableBufferPointer { $0.baseAddress.map { Link.loss(problem.task, $0, outputs, rows.truth[index]) } ?? 0 }
            }
            return loss
        }
        guard let best = losses.indices.min(by: { losses[$0] < losses[$1] }), shares[best] < 0.9 else { return self }
        return FittedBoosting(booster: try booster.scaled(by: shares[best], rounds: rounds), rounds: rounds, outputs: outputs)
    }

    private func scores(_ rows: EncodedRows) throws -> [Double] {
        try booster.rawScores(rows.matrix, rows: rows.count, features: rows.width, outputs: outputs)
    }

    /// What its trees were grown with.
    private func numbers(_ overrides: [String: Double]) throws -> [String: Double] {
        let kept = [
            "bagging_fraction", "bagging_freq", "cat_l2", "cat_smooth", "extra_trees", "feature_fraction", "feature_fraction_bynode", "lambda_l1",
            "lambda_l2", "learning_rate", "linear_lambda", "linear_tree", "max_bin", "max_cat_threshold", "max_cat_to_onehot", "max_depth", "min_data_in_leaf", "min_gain_to_split",
            "min_sum_hessian_in_leaf", "num_leaves", "path_smooth", "scale_pos_weight",
        ]
        let written = try booster.parameters()
        var numbers: [String: Double] = [:]
        for name in kept { numbers[name] = written[name].flatMap { Double($0) } }
        if written["objective"] == "poisson" { numbers["poisson"] = 1 }
        return numbers.merging(overrides) { _, new in new }
    }
}
