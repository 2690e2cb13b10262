import Core

/// What the target's values are as numbers: themselves for regression, the index of the label for classes.
struct TargetEncoder: Sendable, Hashable {
    let column: Column
    let task: LearningTask
    /// Labels in order: false before true, numbers by size, texts by code points; of two texts, or when it is said, the one that is
    /// looked for comes last. Empty for regression.
    let labels: [Value]
    /// The quantile of a number that is predicted, 0...1; nil: its mean.
    let quantile: Double?
    private let index: [Value: Int]

    static let maximumClasses = 1000

    init(column: Column, task: LearningTask, labels: [Value], quantile: Double? = nil) {
        self.column = column
        self.task = task
        self.labels = labels
        self.quantile = quantile
        index = Dictionary(labels.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Looks at all rows of the target, since classes must be known before rows are set apart.
    /// - Throws: `SQLFailure` 22023 when nothing can be learnt from it.
    /// - Parameter positive: the class of two that is looked for, as text.
    init(column: Column, vector: ColumnVector, task: LearningTask?, quantile: Double? = nil, positive: String? = nil) throws {
        var values = Set<Value>()
        var rows = 0
        for row in 0..<vector.count {
            let value = Self.canonical(vector[row])
            if value.isNull { continue }
            rows += 1
            if values.count <= Self.maximumClasses { values.insert(value) }
        }
        guard rows > 0 else {
            throw SQLFailure(.dataException, "all values of the target \"\(column.name)\" are NULL", hint: "check the training query")
        }
        guard rows >= Trainer.minimumRows else {
            throw SQLFailure(
                .dataException, "\(rows) \(rows == 1 ? "row" : "rows") with a target are too few to learn from",
                detail: "At least \(Trainer.minimumRows) are needed.", hint: "widen the training query")
        }
        guard values.count > 1 else {
            throw SQLFailure(
                .dataException, "the target \"\(column.name)\" has the same value in all rows",
                detail: "Nothing can be learnt when there is only one answer.", hint: "check the WHERE of the training query")
        }
        let chosen = try task ?? Self.task(of: column, values)
        guard chosen != .regression else {
            guard column.type.isNumeric || column.type == .boolean else {
                throw SQLFailure(
                    .datatypeMismatch, "regression needs a number as its target; \"\(column.name)\" is \(column.type.sql)",
                    hint: "leave objective out, or cast the target in the training query")
            }
            try Self.checkRange(column, vector)
            self.init(column: Column(column.name, .double), task: .regression, labels: [], quantile: quantile)
            return
        }
        guard values.count <= Self.maximumClasses else {
            throw SQLFailure(
                .dataException, "the target \"\(column.name)\" has more than \(Self.maximumClasses) classes",
                hint: column.type.isNumeric ? "USING objective = 'regression'" : "group rare classes in the training query")
        }
        guard chosen != .binary || values.count == 2 else {
            throw SQLFailure(
                .dataException, "the target \"\(column.name)\" has \(values.count) classes, objective 'binary' needs two",
                hint: "USING objective = 'multiclass'")
        }
        // Whole numbers beyond 64 bits are labels like names.
        let areIntegers = values.allSatisfy { if case .integer = $0 { true } else { false } }
        let type: SQLType = column.type == .boolean ? .boolean : column.type.isInteger && areIntegers ? .bigint : .varchar
        let labels = type == .varchar ? values.map { Value.text($0.text ?? "") } : Array(values)
        let ordered = labels.sorted(by: Self.precedes)
        guard values.count == 2 else {
            guard positive == nil else {
                throw SQLFailure(.invalidParameterValue, "option \"positive\" names one of two classes; the target \"\(column.name)\" has \(values.count)", hint: "leave it out")
            }
            self.init(column: Column(column.name, type), task: .multiclass, labels: ordered)
            return
        }
        self.init(column: Column(column.name, type), task: .binary, labels: try Self.withPositiveLast(ordered, vector, type, positive))
    }

    /// Of two classes the second is the one that is looked for: TRUE, the greater number, of names the rarer one.
    private static func withPositiveLast(_ labels: [Value], _ vector: ColumnVector, _ type: SQLType, _ positive: String?) throws -> [Value] {
        if let positive {
            let wanted = positive.lowercased()
            guard let place = labels.firstIndex(where: { Model.labelText($0) == positive }) ?? labels.firstIndex(where: { Model.labelText($0).lowercased() == wanted }) else {
                throw SQLFailure(
                    .invalidParameterValue, "option \"positive\" names a class \"\(positive)\" that the target does not have",
                    hint: "its classes are: " + labels.map { "'\(Model.labelText($0))'" }.joined(separator: ", "))
            }
            return place == 1 ? labels : labels.reversed()
        }
        guard type == .varchar, let first = labels.first?.text else { return labels }
        let rows = (0..<vector.count).filter { !vector.isNull($0) }
        let count = rows.count { vector[$0].text == first }
        return count < rows.count - count ? labels.reversed() : labels
    }

    /// Sizes that learners can tell apart in single precision, squares included.
    private static let sizes = 1e-30...1e30

    private static func checkRange(_ column: Column, _ vector: ColumnVector) throws {
        var (low, high) = (Double.infinity, -Double.infinity)
        for number in FeatureEncoder.numbers(vector) where number.isFinite { (low, high) = (min(low, number), max(high, number)) }
        guard max(abs(low), abs(high)) > sizes.upperBound || high - low < sizes.lowerBound else { return }
        throw SQLFailure(
            .numericValueOutOfRange, "the target \"\(column.name)\" has numbers from \(Value.text(of: low)) to \(Value.text(of: high)), which cannot be learnt as they are",
            detail: "Numbers may be as large as 1e+30, and must differ by 1e-30 or more.", hint: "multiply or divide it in the training query, or predict its logarithm")
    }

    private static func canonical(_ value: Value) -> Value {
        if case .double(let number) = value, !number.isFinite { return .null }
        return value
    }

    /// Booleans and names are classes; fractions are quantities; whole numbers are classes when there are two of them, or when
    /// they are few and look like codes (0 or 1 up, without a gap).
    private static func task(of column: Column, _ values: Set<Value>) throws -> LearningTask {
        switch column.type {
        case .boolean, .varchar, .enumeration, .uuid, .json: return values.count == 2 ? .binary : .multiclass
        case let type where type.isInteger:
            if values.count == 2 { return .binary }
            let numbers = values.compactMap { if case .integer(let number) = $0 { number } else { nil } }.sorted()
            guard numbers.count == values.count, let first = numbers.first, let last = numbers.last else { return .regression }
            let isCode = (first == 0 || first == 1) && numbers.count <= 10 && last - first == Int64(numbers.count - 1)
            return isCode ? .multiclass : .regression
        case let type where type.isNumeric: return .regression
        default:
            throw SQLFailure(
                .datatypeMismatch, "a target of type \(column.type.sql) cannot be predicted",
                hint: "cast \"\(column.name)\" to a number, a boolean or a text in the training query")
        }
    }

    private static func precedes(_ first: Value, _ second: Value) -> Bool {
        switch (first, second) {
        case (.boolean(let a), .boolean(let b)): !a && b
        case (.integer(let a), .integer(let b)): a < b
        default: (first.text ?? "").unicodeScalars.lexicographicallyPrecedes((second.text ?? "").unicodeScalars)
        }
    }

    /// The number of a value; nil for NULL, NaN and infinities, whose rows cannot be learnt from.
    func number(_ value: Value) -> Double? {
        if value.isNull { return nil }
        if task == .regression {
            let number = FeatureEncoder.number(value)
            return number.isFinite ? number : nil
        }
        if let index = index[value] { return Double(index) }
        return value.text.flatMap { index[.text($0)] }.map(Double.init)
    }

    /// The number of each row; NaN where it cannot be learnt from.
    func numbers(_ vector: ColumnVector) -> [Double] {
        if task == .regression { return FeatureEncoder.numbers(vector) }
        return (0..<vector.count).map { number(vector[$0]) ?? .nan }
    }

    static func argmax(_ scores: ArraySlice<Double>) -> Int {
        var best = scores.startIndex
        for index in scores.indices where scores[index] > scores[best] { best = index }
        return best - scores.startIndex
    }
}
