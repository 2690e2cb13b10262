import Core

/// The parameters of one boosting run.
///
/// `num_threads` is never among them: it is a setting of the whole process, and mixed values crash.
struct BoostingParameters {
    private(set) var values: [(name: String, value: String)] = []
    let rounds: Int
    let learningRate: Double

    /// Defaults by the number of rows, then what the user gave.
    init(configuration: LearningConfiguration, target: TargetEncoder, rows: Int, categorical: [Int]) {
        let isSmall = rows < 50_000
        let defaults: [(String, Double)] = [
            ("learning_rate", configuration.rounds == nil ? (isSmall ? 0.03 : 0.06) : 0.1),
            ("num_leaves", rows < 2000 ? 7 : isSmall ? 15 : 63),
            ("min_data_in_leaf", Double(max(3, min(40, rows / 60)))),
            ("feature_fraction", isSmall ? 0.6 : 0.8), ("bagging_fraction", 0.8), ("bagging_freq", 1), ("lambda_l2", 1), ("max_bin", 255),
        ]
        var numbers = configuration.lightgbm
        for (name, value) in defaults where numbers[name] == nil { numbers[name] = value }
        learningRate = numbers["learning_rate"] ?? 0.1
        rounds = configuration.rounds ?? 2000

        add("objective", target.task == .multiclass ? "multiclass" : target.task.rawValue)
        if target.task == .multiclass { add("num_class", String(target.labels.count)) }
        add("metric", Self.metric(target.task))
        add("verbosity", "-1")
        add("deterministic", "true")
        add("force_col_wise", "true")
        // Wide seeds are folded to the 31 bits that LightGBM takes.
        add("seed", String(Int(configuration.seed % 2_147_483_647)))
        if !categorical.isEmpty { add("categorical_feature", categorical.map(String.init).joined(separator: ",")) }
        for (name, value) in numbers.sorted(by: { $0.key < $1.key }) { add(name, Value.text(of: value)) }
    }

    private mutating func add(_ name: String, _ value: String) { values.append((name, value)) }

    var text: String { values.map { "\($0.name)=\($0.value)" }.joined(separator: " ") }

    /// The metric that early stopping watches.
    static func metric(_ task: LearningTask) -> String {
        switch task {
        case .regression: "l2"
        case .binary: "binary_logloss"
        case .multiclass: "multi_logloss"
        }
    }
}
