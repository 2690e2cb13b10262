package import Core

extension LearningConfiguration {
    /// Options of LightGBM that may be given, with the range that is accepted.
    private static let lightgbmRanges: [(name: String, range: ClosedRange<Double>, isWhole: Bool)] = [
        ("bagging_fraction", 0.01...1, false), ("bagging_freq", 0...1000, true), ("cat_l2", 0...1e6, false),
        ("cat_smooth", 0...1e6, false), ("extra_trees", 0...1, true), ("feature_fraction", 0.01...1, false), ("feature_fraction_bynode", 0.01...1, false),
        ("lambda_l1", 0...1e6, false), ("lambda_l2", 0...1e6, false), ("learning_rate", 1e-5...10, false),
        ("linear_lambda", 0...1e6, false), ("linear_tree", 0...1, true), ("max_bin", 2...65535, true), ("max_cat_threshold", 1...100_000, true),
        ("max_cat_to_onehot", 1...1000, true), ("max_depth", -1...1000, true), ("min_data_in_leaf", 0...1e9, true),
        ("min_gain_to_split", 0...1e9, false), ("min_sum_hessian_in_leaf", 0...1e9, false), ("num_leaves", 2...131_072, true),
        ("path_smooth", 0...1e6, false), ("poisson", 0...1, true), ("scale_pos_weight", 1e-6...1e6, false),
    ]

    /// Options that a statement understands itself.
    private static let statementOptions = ["wait", "priority", "engine"]

    private static let ownOptions = [
        "seed", "key", "exclude", "types", "objective", "quantile", "trials", "rounds", "early_stopping_rounds", "split", "split_by", "holdout",
        "validation", "coverage", "weights", "strict", "refit", "learners", "folds", "repeats", "ensemble", "calibrate", "max_latency_us", "threshold", "value",
        "positive", "keep_snapshots",
    ]

    /// Parameters of the other learners, with the range that is accepted.
    private static let learnerRanges: [(name: String, range: ClosedRange<Double>, isWhole: Bool)] = [
        ("linear.l2", 1e-6...1e6, false), ("network.decay", 0...10, false), ("network.hidden", 4...512, true),
    ]

    /// Reads the options of USING. - Throws: `SQLFailure` 22023, for an unknown one with the nearest as hint.
    package static func from(options: [(key: String, value: JSONValue)]) throws -> LearningConfiguration {
        var configuration = LearningConfiguration()
        for (key, value) in options { try configuration.set(key.lowercased(), value) }
        if let split = configuration.split, split != .random, configuration.splitBy == nil {
            let word = split.rawValue
            throw SQLFailure(
                .invalidParameterValue, "split = '\(word)' needs the \(split == .time ? "time " : "")column",
                hint: "USING split = '\(word)', split_by = 'column'")
        }
        if configuration.quantile != nil {
            guard configuration.task ?? .regression == .regression else {
                throw SQLFailure(.invalidParameterValue, "option \"quantile\" is about numbers, not classes", hint: "objective = 'quantile', or leave it out")
            }
            guard configuration.learners ?? [.lightgbm] == [.lightgbm] else {
                throw SQLFailure(.invalidParameterValue, "only learner 'lightgbm' predicts quantiles", hint: "leave learners out")
            }
            configuration.task = .regression
        }
        guard !Set(options.map { $0.key.lowercased() }).isSuperset(of: ["value", "threshold"]) else {
            throw SQLFailure(.invalidParameterValue, "option \"value\" chooses the threshold itself", hint: "give one of them; NULL takes back what the model was trained with before")
        }
        // As in BigQuery ML: a column that is named without a method keeps its values together.
        if configuration.splitBy != nil, configuration.split ?? .random == .random { configuration.split = .group }
        return configuration
    }

    private mutating func set(_ key: String, _ value: JSONValue) throws {
        switch key {
        case "seed": seed = UInt64(try Self.whole(key, value, 0...9_007_199_254_740_991))
        case "key": self.key = try Self.text(key, value)
        case "exclude": exclude += try Self.names(key, value)
        case "types": types = try Self.kinds(key, value)
        case "objective": (task, quantile) = try Self.objective(key, value, quantile)
        case "quantile": quantile = try Self.number(key, value, 0.001...0.999)
        case "trials":
            trials = try Self.whole(key, value, 1...10_000)
        case "rounds": rounds = try Self.whole(key, value, 1...100_000)
        case "early_stopping_rounds": earlyStoppingRounds = try Self.whole(key, value, 0...100_000)
        case "split": split = try Self.splitMethod(key, value)
        case "split_by": splitBy = try Self.text(key, value)
        case "holdout": holdoutShare = try Self.number(key, value, 0.05...0.5)
        case "validation": validationShare = try Self.number(key, value, 0.05...0.5)
        case "weights": weights = try Self.classWeights(key, value)
        case "refit": refit = try Self.flag(key, value)
        case "coverage": coverage = try Self.number(key, value, 0.5...0.999)
        case "strict": strict = try Self.flag(key, value)
        case "ensemble": ensemble = try Self.flag(key, value)
        case "calibrate": calibrate = try Self.flag(key, value)
        case "folds": folds = try Self.whole(key, value, 1...20)
        case "repeats": repeats = try Self.whole(key, value, 1...20)
        case "max_latency_us": maxLatency = try Self.number(key, value, 0.1...1e9)
        case "learners":
            let chosen = try Self.names(key, value).map { try Self.choice(key, .string($0), LearnerKind.self) }
            guard !chosen.isEmpty else { throw Self.invalid(key, "one or more of " + LearnerKind.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")) }
            learners = chosen
        case "threshold": threshold = try Self.threshold(key, value)
        case "value": threshold = .earning(try Self.outcomeValues(key, value))
        case "positive": positive = value.string ?? value.text
        // The catalog's to heed: nothing is learnt from it.
        case "keep_snapshots": _ = try Self.whole(key, value, 1...1_000_000)
        case let option where Self.statementOptions.contains(option): break
        default: try setLearner(key, value)
        }
    }

    private mutating func setLearner(_ key: String, _ value: JSONValue) throws {
        if key == "lightgbm.num_threads" {
            throw SQLFailure(.invalidParameterValue, "option \"\(key)\" is the server's to choose", hint: "start the server with --worker-threads")
        }
        let all = Self.lightgbmRanges.map { (name: "lightgbm.\($0.name)", range: $0.range, isWhole: $0.isWhole) } + Self.learnerRanges
        guard let option = all.first(where: { $0.name == key }) else {
            let known = Self.ownOptions + Self.statementOptions + all.map(\.name)
            // A learner's option without its prefix is the likeliest slip.
            let nearest = nearestName(to: key, among: known)
                ?? nearestName(to: key, among: Self.lightgbmRanges.map(\.name)).map { "lightgbm.\($0)" }
            throw SQLFailure(
                .invalidParameterValue, "unknown option \"\(key)\"",
                hint: nearest.map { "did you mean \"\($0)\"?" } ?? "the options are: " + Self.ownOptions.joined(separator: ", ") + ", lightgbm.*")
        }
        if let bounds = value["range"]?.array {
            ranges[key] = try Self.range(key, bounds, option.range, option.isWhole)
            return
        }
        if let candidates = value["candidates"]?.array {
            guard !candidates.isEmpty, candidates.count <= 100 else { throw Self.invalid(key, "candidates(a, b, ...)") }
            ranges[key] = .candidates(try candidates.map { try Self.number(key, $0, option.range, isWhole: option.isWhole) })
            return
        }
        let number = try Self.number(key, value, option.range, isWhole: option.isWhole)
        if key.hasPrefix("lightgbm.") { lightgbm[String(key.dropFirst("lightgbm.".count))] = number } else { learnerOptions[key] = number }
    }

    /// Wide ranges of positive numbers are searched by their logarithm.
    private static func range(_ key: String, _ bounds: [JSONValue], _ allowed: ClosedRange<Double>, _ isWhole: Bool) throws -> SearchRange {
        guard bounds.count == 2 else { throw invalid(key, "range(least, greatest)") }
        let low = try number(key, bounds[0], allowed, isWhole: isWhole)
        let high = try number(key, bounds[1], allowed, isWhole: isWhole)
        guard low < high else { throw invalid(key, "range(least, greatest)") }
        return .numbers(low...high, isLogarithmic: low > 0 && high / low >= 10, isWhole: isWhole)
    }

    private static func splitMethod(_ key: String, _ value: JSONValue) throws -> SplitMethod? {
        switch try word(key, value, ["auto"] + SplitMethod.allCases.map(\.rawValue) + ["stratified", "seq"]) {
        case "auto": nil
        case "stratified": .random
        case "seq": .time
        case let other: try choice(key, .string(other), SplitMethod.self)
        }
    }

    private static func threshold(_ key: String, _ value: JSONValue) throws -> ThresholdRule {
        if let probability = value.number, probability > 0, probability < 1 { return .at(probability) }
        let word = value.string?.lowercased()
        if word == "auto" { return .automatic }
        if let metric = word.flatMap(ThresholdMetric.init) { return .best(metric) }
        throw invalid(key, "a probability between 0 and 1, 'auto', " + ThresholdMetric.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", "))
    }

    private static func outcomeValues(_ key: String, _ value: JSONValue) throws -> OutcomeValues {
        guard let members = value.members, !members.isEmpty else { throw invalid(key, "what answers are worth: (tp = 12, fp = -1)") }
        var values = OutcomeValues()
        for member in members {
            let worth = try number(key, member.value, -1e12...1e12)
            switch member.key.lowercased() {
            case "tp": values.truePositive = worth
            case "fp": values.falsePositive = worth
            case "tn": values.trueNegative = worth
            case "fn": values.falseNegative = worth
            default: throw SQLFailure(.invalidParameterValue, "option \"\(key)\" has no part \"\(member.key)\"", hint: "its parts are tp, fp, tn and fn")
            }
        }
        return values
    }

    private static func classWeights(_ key: String, _ value: JSONValue) throws -> ClassWeights {
        guard let members = value.members else {
            guard let word = value.string?.lowercased(), ["none", "balanced"].contains(word) else {
                throw invalid(key, "'none', 'balanced' or what rows of a class count: {\"class\": 5}")
            }
            return word == "none" ? .equal : .balanced
        }
        guard !members.isEmpty else { throw invalid(key, "what rows of a class count: {\"class\": 5}") }
        return .given(try members.map { .init(label: $0.key, weight: try number("\(key).\($0.key)", $0.value, 1e-3...1e6)) })
    }

    // MARK: Values

    private static func invalid(_ key: String, _ expected: String) -> SQLFailure {
        SQLFailure(.invalidParameterValue, "option \"\(key)\" must be \(expected)")
    }

    private static func number(_ key: String, _ value: JSONValue, _ range: ClosedRange<Double>) throws -> Double {
        guard let number = value.number, range.contains(number) else {
            throw invalid(key, "a number from \(Value.text(of: range.lowerBound)) to \(Value.text(of: range.upperBound))")
        }
        return number
    }

    /// Of a learner's parameter; true and false are 1 and 0.
    private static func number(_ key: String, _ value: JSONValue, _ range: ClosedRange<Double>, isWhole: Bool) throws -> Double {
        if let flag = value.boolean, range.contains(flag ? 1 : 0) { return flag ? 1 : 0 }
        let number = try number(key, value, range)
        guard !isWhole || number == number.rounded() else { throw invalid(key, "a whole number") }
        return number
    }

    private static func whole(_ key: String, _ value: JSONValue, _ range: ClosedRange<Int>) throws -> Int {
        guard let number = value.integer, range.contains(number) else {
            throw invalid(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    private static func text(_ key: String, _ value: JSONValue) throws -> String {
        guard let text = value.string, !text.isEmpty else { throw invalid(key, "a column's name: '\(key) = ''column'''") }
        return text
    }

    private static func names(_ key: String, _ value: JSONValue) throws -> [String] {
        switch value {
        case .string(let name): return [name]
        case .array(let elements):
            let names = elements.compactMap(\.string)
            guard names.count == elements.count else { throw invalid(key, "a column's name or a list of them") }
            return names
        default: throw invalid(key, "a column's name or a list of them")
        }
    }

    private static func flag(_ key: String, _ value: JSONValue) throws -> Bool {
        guard let flag = value.boolean else { throw invalid(key, "true or false") }
        return flag
    }

    private static func word(_ key: String, _ value: JSONValue, _ words: [String]) throws -> String {
        guard let word = value.string?.lowercased(), words.contains(word) else {
            throw invalid(key, "one of " + words.map { "'\($0)'" }.joined(separator: ", "))
        }
        return word
    }

    private static func choice<Choice: CaseIterable & RawRepresentable>(_ key: String, _ value: JSONValue, _: Choice.Type) throws -> Choice
    where Choice.RawValue == String {
        let word = try word(key, value, Choice.allCases.map(\.rawValue))
        guard let choice = Choice(rawValue: word) else { throw invalid(key, "another word") }
        return choice
    }

    /// - Parameter quantile: what is known of it; the median when it is asked for without a number.
    private static func objective(_ key: String, _ value: JSONValue, _ quantile: Double?) throws -> (LearningTask?, Double?) {
        let word = try word(key, value, ["auto", "quantile"] + LearningTask.allCases.map(\.rawValue))
        return word == "quantile" ? (.regression, quantile ?? 0.5) : (LearningTask(rawValue: word), quantile)
    }

    private static func kinds(_ key: String, _ value: JSONValue) throws -> [String: FeatureKind] {
        guard let members = value.members else { throw invalid(key, "an object: {\"column\": \"category\"}") }
        var kinds: [String: FeatureKind] = [:]
        for member in members { kinds[member.key] = try choice("types.\(member.key)", member.value, FeatureKind.self) }
        return kinds
    }
}
