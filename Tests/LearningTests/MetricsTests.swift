import Core
import Learning
import Testing

/// Known answers are scikit-learn 1.9's, of the same rows.
@Suite("Metrics")
struct MetricsTests {
    private static let weights = [
        0.4, 0.9, 1.5, 2.5, 2.9, 2.1, 0.6, 1.6, 2.1, 0.2, 2.0, 1.1, 1.8, 2.0, 2.0, 1.6, 1.7, 0.6, 1.5, 0.4, 1.4, 1.6, 2.3, 1.2, 0.1, 1.6, 0.6, 2.2, 1.2,
        1.1, 2.7, 1.2, 1.0, 1.0, 1.4, 0.3, 1.6, 2.8, 1.7, 2.2,
    ]

    private func check(_ answers: EvaluationAnswers, _ expected: [(MetricKind, Double, Double)]) throws {
        var weighted = answers
        weighted.weights = Self.weights.map(Value.double)
        let (plain, heavy) = (try answers.rows(for: expected.map(\.0)), try weighted.rows(for: expected.map(\.0)))
        for (metric, value, weightedValue) in expected {
            #expect(abs(plain.value(metric) - value) < 1e-9, "\(metric)")
            #expect(abs(heavy.value(metric) - weightedValue) < 1e-9, "weighted \(metric)")
        }
    }

    private static let labels: [Int64] = [
        1, 1, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1,
    ]
    private static let scores = [
        0.88, 0.76, 0.48, 0.57, 0.6, 0.53, 0.61, 0.37, 0.59, 0.58, 0.64, 0.1, 0.49, 0.2, 0.61, 0.19, 0.69, 0.28, 0.43, 0.44, 0.43, 0.52, 0.83, 0.7, 0.64,
        0.14, 0.6, 0.12, 0.98, 0.44, 0.72, 0.98, 0.55, 0.55, 0.34, 0.26, 0.36, 0.14, 0.15, 0.9,
    ]

    private static let two: [(MetricKind, Double, Double)] = [
        (.rocAUC, 0.8030690537084398, 0.8428321223166316), (.averagePrecision, 0.8204275532225466, 0.8640775683203404),
        (.logLoss, 0.5231221824384582, 0.4974872143762875), (.brier, 0.1805775, 0.16873339011925043), (.accuracy, 0.625, 0.6592844974446338),
        (.balancedAccuracy, 0.6355498721227621, 0.6699249721900074), (.f1, 0.6153846153846154, 0.6539792387543251),
        (.precision, 0.5454545454545454, 0.5815384615384613), (.recall, 0.7058823529411765, 0.7470355731225296),
        (.mcc, 0.2693828191582387, 0.3385543287304371),
    ]

    @Test("of two classes, from probabilities")
    func binary() throws {
        var answers = EvaluationAnswers()
        answers.actual = Self.labels.map(Value.integer)
        answers.prediction = Self.scores.map(Value.double)
        try check(answers, Self.two)
    }

    @Test("of two classes, from objects of probabilities, whichever the class that is looked for is called")
    func binaryObjects() throws {
        var answers = EvaluationAnswers()
        answers.actual = Self.labels.map { .text($0 == 1 ? "buy" : "leave") }
        answers.probabilities = Self.scores.map { .text("{\"buy\": \($0), \"leave\": \(1 - $0)}") }
        answers.positive = "buy"
        try check(answers, Self.two)
    }

    @Test("of three classes")
    func multiclass() throws {
        let labels = [0, 2, 0, 2, 2, 2, 0, 2, 2, 2, 2, 0, 1, 1, 2, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 2, 0, 1, 1, 2, 1, 0, 2, 2, 0, 0, 0, 1, 1]
        let shares = [
            0.24, 0.476, 0.284, 0.138, 0.773, 0.089, 0.146, 0.192, 0.662, 0.272, 0.446, 0.282, 0.064, 0.048, 0.888, 0.142, 0.464, 0.394, 0.146, 0.702, 0.152,
            0.32, 0.479, 0.201, 0.05, 0.122, 0.828, 0.342, 0.203, 0.455, 0.545, 0.122, 0.333, 0.135, 0.374, 0.491, 0.432, 0.243, 0.325, 0.026, 0.481, 0.493,
            0.353, 0.647, 0.0, 0.13, 0.647, 0.223, 0.12, 0.297, 0.583, 0.603, 0.329, 0.068, 0.207, 0.097, 0.696, 0.198, 0.484, 0.318, 0.021, 0.506, 0.473,
            0.395, 0.214, 0.391, 0.509, 0.418, 0.073, 0.276, 0.382, 0.342, 0.086, 0.022, 0.892, 0.332, 0.339, 0.329, 0.305, 0.035, 0.66, 0.22, 0.778, 0.002,
            0.627, 0.111, 0.262, 0.225, 0.145, 0.63, 0.426, 0.465, 0.109, 0.138, 0.531, 0.331, 0.089, 0.196, 0.715, 0.205, 0.32, 0.475, 0.165, 0.095, 0.74,
            0.287, 0.645, 0.068, 0.354, 0.394, 0.252, 0.188, 0.15, 0.662, 0.776, 0.209, 0.015, 0.439, 0.527, 0.034,
        ]
        var answers = EvaluationAnswers()
        answers.actual = labels.map { .text("class \($0)") }
        answers.probabilities = labels.indices.map { row in
            .text("{\"class 0\": \(shares[row * 3]), \"class 1\": \(shares[row * 3 + 1]), \"class 2\": \(shares[row * 3 + 2])}")
        }
        try check(answers, [
            (.logLoss, 2.115359191786625, 2.3809656611396286), (.brier, 0.79142935, 0.7703431039182282), (.accuracy, 0.375, 0.34071550255536626),
            (.balancedAccuracy, 0.364957264957265, 0.31712051212715725), (.f1, 0.3544467228677755, 0.31535310548284845),
            (.precision, 0.35820105820105824, 0.3163896376160527), (.recall, 0.364957264957265, 0.31712051212715725),
            (.mcc, 0.04943949852440043, -0.022340843480108483), (.rocAUC, 0.5241427893094559, 0.5322177711204183),
            (.averagePrecision, 0.3786403157551348, 0.41306506890853917),
        ])
    }

    @Test("of numbers")
    func numbers() throws {
        var answers = EvaluationAnswers()
        answers.actual = [
            18.82, 5.62, 15.15, 7.28, 25.06, 28.41, 27.7, 29.97, 15.4, 39.38, 12.48, 55.22, 15.5, 37.97, 21.85, 8.22, 24.58, 19.44, 10.38, 7.59, 15.64, 17.24,
            10.31, 5.79, 21.86, 30.43, 31.88, 17.09, 4.88, 30.82, 24.78, 20.85, 12.81, 3.49, 6.07, 26.92, 89.69, 9.76, 21.71, 35.34,
        ].map(Value.double)
        answers.prediction = [
            7.52, 7.13, 12.59, 11.37, 20.62, 19.93, 44.08, 21.71, 16.37, 60.84, 12.92, 53.9, 15.98, 48.84, 17.15, 9.87, 29.23, 39.14, 9.38, 5.77, 19.5, 15.3,
            11.24, 6.02, 31.04, 24.99, 31.01, 7.95, 3.74, 48.87, 20.2, 16.89, 8.89, 4.15, 6.4, 18.86, 109.57, 10.55, 27.22, 29.15,
        ].map(Value.double)
        answers.alpha = 0.9
        try check(answers, [
            (.r2, 0.7190892933131061, 0.80567042348849), (.mae, 5.7684999999999995, 4.819608177172061), (.mse, 68.223345, 46.79701754684839),
            (.rmse, 8.259742429398147, 6.8408345650840285), (.mape, 0.2576476151609105, 0.22106517511277815),
            (.rmsle, 0.3034831089746596, 0.26595447978716374), (.pinball, 2.3592500000000003, 2.3384514480408862),
        ])
    }

    @Test("of intervals, ends included")
    func coverage() throws {
        var answers = EvaluationAnswers()
        answers.actual = [1, 2, 3, 4].map(Value.double)
        answers.low = [1, 0, 4, 0].map(Value.double)
        answers.high = [1, 1, 5, 9].map(Value.double)
        #expect(try answers.rows(for: [.coverage]).value(.coverage) == 0.5)
    }

    @Test("what has no value is NaN, and what scikit-learn defines is as it defines it")
    func borders() throws {
        var one = EvaluationAnswers()
        one.actual = [.boolean(true), .boolean(true)]
        one.prediction = [.double(0.2), .double(0.9)]
        let rows = try one.rows(for: [.rocAUC, .logLoss, .accuracy])
        #expect(rows.value(.rocAUC).isNaN)
        #expect(rows.value(.accuracy) == 0.5)
        #expect(abs(rows.value(.logLoss) - 0.8573992140459634) < 1e-9)
        var constant = EvaluationAnswers()
        constant.actual = [.integer(3), .integer(3)]
        constant.prediction = [.integer(3), .integer(4)]
        #expect(try constant.rows(for: [.r2]).value(.r2) == 0)
        constant.prediction = constant.actual
        #expect(try constant.rows(for: [.r2]).value(.r2) == 1)
    }

    @Test("a metric that does not suit the answers says what to select", arguments: [
        (MetricKind.rocAUC, "roc_auc needs scores, and \"prediction\" holds 'a'"), (.logLoss, "log_loss needs probabilities, and \"prediction\" holds 'a'"),
    ])
    func mistakes(metric: MetricKind, message: String) {
        var answers = EvaluationAnswers()
        answers.actual = [.text("a"), .text("b")]
        answers.prediction = [.text("a"), .text("a")]
        let failure = #expect(throws: SQLFailure.self) { try answers.rows(for: [metric]) }
        #expect(failure?.message == message)
        #expect(failure?.sqlState == .datatypeMismatch)
        #expect(failure?.hint?.contains("<target>_probabilities") == true)
    }

    @Test("a bootstrap interval holds the metric's deviation, and is equal for equal seeds")
    func bootstrap() throws {
        var answers = EvaluationAnswers()
        var generator = SystemRandomNumberGenerator()
        // The mean of |error| of a uniform error has a known deviation.
        answers.actual = (0..<400).map { _ in .double(Double.random(in: -1...1, using: &generator)) }
        answers.prediction = answers.actual.map { _ in .double(0) }
        let rows = try answers.rows(for: [.mae])
        let intervals = try Bootstrap.intervals([.mae], rows, resamples: 1000, seed: 7)
        let expected = 2 * 1.96 * (1.0 / 12 / 400).squareRoot()
        #expect(abs(intervals[0].high - intervals[0].low - expected) < 0.2 * expected)
        #expect(intervals[0].low < rows.value(.mae) && rows.value(.mae) < intervals[0].high)
        let again = try Bootstrap.intervals([.mae, .rmse], rows, resamples: 1000, seed: 7)
        #expect(again[0].low == intervals[0].low && again[0].high == intervals[0].high)
    }
}
