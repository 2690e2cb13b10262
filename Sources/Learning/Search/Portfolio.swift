/// The candidates that come first: they differ in kind, and each is the best on some tables.
enum Portfolio {
    static func candidates(_ space: SearchSpace, problem: LearningProblem, learners: [LearnerKind], rows: Int) -> [Candidate] {
        let isSmall = rows < 2000
        let standard = space.candidate(.lightgbm)
        let leaves = space.candidate(.lightgbm, [
            "linear_tree": 1, "num_leaves": isSmall ? 6 : 15, "min_data_in_leaf": isSmall ? 20 : 60, "feature_fraction": 0.6, "lambda_l2": 1,
        ])
        let shallow = space.candidate(.lightgbm, ["num_leaves": isSmall ? 4 : 8, "feature_fraction": 0.5, "bagging_fraction": 0.8, "lambda_l2": 1])
        let slow = space.candidate(.lightgbm, [
            "num_leaves": isSmall ? 8 : 20, "min_data_in_leaf": isSmall ? 12 : 40, "feature_fraction": 0.4, "bagging_fraction": 0.7, "lambda_l2": 5,
            "learning_rate": 0.03,
        ])
        let random = space.candidate(.lightgbm, [
            "extra_trees": 1, "num_leaves": isSmall ? 12 : 63, "feature_fraction": 0.7, "bagging_fraction": 0.8,
        ])
        // Deep trees that differ much: near to a random forest.
        let deep = space.candidate(.lightgbm, [
            "num_leaves": 255, "min_data_in_leaf": 2, "feature_fraction": 1, "feature_fraction_bynode": 0.3, "bagging_fraction": 0.7,
        ])
        let counts = space.candidate(.lightgbm, ["poisson": 1])
        var order = [standard, leaves, space.candidate(.network), shallow, random, deep, slow, space.candidate(.linear)]
        if space.parameters(of: .lightgbm).contains(where: { $0.name == "lightgbm.poisson" }) { order.insert(counts, at: 2) }
        // Of many classes a trial of trees takes as long as ten of a straight line, which is often better.
        if problem.classes > 2 { order = [standard, space.candidate(.linear)] + order.dropFirst() }
        if isSmall { order = [standard, space.candidate(.linear), shallow, leaves, deep, slow, space.candidate(.network), random, space.candidate(.linear, ["l2": 10])] }
        var seen = Set<Candidate>()
        return order.filter { learners.contains($0.learner) && seen.insert($0).inserted }
    }
}
