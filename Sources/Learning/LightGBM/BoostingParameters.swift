import Core

/// The parameters of one boosting run.
///
/// `num_threads` is never among them: it is a setting of the whole process, and mixed values crash.
struct BoostingParameters {
    private static let flags = ["extra_trees", "linear_tree"]

    private(set) var values: [(name: String, value: String)] = []

    /// - Parameters:
    ///   - numbers: LightGBM's own parameters; those of `SearchSpace` and what the user gave.
    ///   - categorical: indices of features that are categories.
    ///   - bag: tells apart models that differ in chance only.
    init(_ numbers: [String: Double], problem: LearningProblem, categorical: [Int], bag: Int = 0) {
        switch problem.task {
        case .regression:
            add("objective", problem.quantile != nil ? "quantile" : numbers["poisson"] == 1 ? "poisson" : "regression")
            if let quantile = problem.quantile { add("alpha", Value.text(of: quantile)) }
        case .binary: add("objective", "binary")
        case .multiclass:
            add("objective", "multiclass")
            add("num_class", String(problem.classes))
        }
        add("metric", problem.quantile != nil ? "quantile" : problem.task == .regression ? "l2" : problem.task == .binary ? "binary_logloss" : "multi_logloss")
        add("verbosity", "-1")
        add("deterministic", "true")
        add("force_col_wise", "true")
        // Wide seeds are folded to the 31 bits that LightGBM takes.
        add("seed", String((Int(problem.seed % 2_147_483_000) + bag * 7919) % 2_147_483_000))
        if !categorical.isEmpty { add("categorical_feature", categorical.map(String.init).joined(separator: ",")) }
        var numbers = numbers
        if let share = numbers["bagging_fraction"], share < 1, numbers["bagging_freq"] == nil { numbers["bagging_freq"] = 1 }
        if numbers["linear_tree"] == 1, numbers["linear_lambda"] == nil { numbers["linear_lambda"] = 1 }
        for (name, value) in numbers.sorted(by: { $0.key < $1.key }) where name != "poisson" {
            add(name, Self.flags.contains(name) ? (value == 0 ? "false" : "true") : Value.text(of: value))
        }
    }

    private mutating func add(_ name: String, _ value: String) { values.append((name, value)) }

    var text: String { values.map { "\($0.name)=\($0.value)" }.joined(separator: " ") }
}
