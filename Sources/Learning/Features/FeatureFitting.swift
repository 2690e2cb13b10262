import Core

/// Chooses and fits the encoders of a table's columns. Only the given rows are looked at.
struct FeatureFitting {
    private(set) var inputs: [Column] = []
    private(set) var encoders: [FeatureEncoder] = []
    private(set) var reports: [FeatureReport] = []
    private(set) var warnings: [TrainingWarning] = []
    /// Index in `table.columns` of each input.
    private(set) var sources: [Int] = []
    /// Whether each row of the table was looked at.
    private let isFitted: [Bool]
    /// Encoder -> what its statistics say of each row of the table without knowing that row's own target; row-major, rows x outputs.
    private var ordered: [Int: [Double]] = [:]

    /// Levels of a category beyond which the rarest are left out.
    static let maximumLevels = 1000
    /// A category of more levels is described by the target's statistics too.
    static let manyLevels = 100

    /// - Parameter truth: of each row of the table.
    init(
        table: TrainingTable, target: Int, rows: [Int], truth: [Double], problem: LearningProblem, configuration: LearningConfiguration, threads: Int = 1
    ) throws {
        let excluded = try Self.excludedColumns(table, configuration)
        var isFitted = [Bool](repeating: false, count: table.rowCount)
        for row in rows { isFitted[row] = true }
        self.isFitted = isFitted
        let fitting = ColumnFitting(rows: rows, truth: rows.map { truth[$0] }, problem: problem)
        let indices = table.columns.indices.filter { $0 != target }
        let profiles = try Parallel.map(indices, threads: threads) { ColumnProfile(table.vectors[$0], rows: rows) }
        for (index, profile) in zip(indices, profiles) {
            let column = table.columns[index]
            var report = FeatureReport(
                name: column.name, type: column.type, kind: nil, used: false, missing: profile.missing, distinct: profile.distinct)
            if let reason = excluded[index] {
                report.note = reason
            } else if let reason = profile.uselessness {
                report.note = reason
            } else if let kind = try kind(of: column, profile, configuration, &report) {
                report.kind = kind
                let vector = table.vectors[index]
                if let fitted = fitting.fit(kind, vector: vector, profile, stage: 500 + UInt64(index)) {
                    if let ordered = fitted.ordered { self.ordered[encoders.count] = Self.spread(ordered, rows: rows, of: table.rowCount) }
                    encoders.append(FeatureEncoder(input: inputs.count, name: column.name, kind: kind, method: fitted.method))
                    inputs.append(Column(column.name, Self.inputType(column.type)))
                    sources.append(index)
                    report.used = true
                } else {
                    report.note = "left out: nothing in it repeats"
                }
            }
            reports.append(report)
        }
    }

    /// The type in which a model takes a column: numbers wide, everything without a use of its own as text.
    static func inputType(_ type: SQLType) -> SQLType {
        switch type {
        case .boolean, .date, .timestamp, .timestampTZ, .time: type
        case .tinyint, .smallint, .integer, .bigint, .utinyint, .usmallint, .uinteger: .bigint
        case .float, .double, .decimal, .hugeint, .uhugeint, .ubigint: .double
        default: .varchar
        }
    }

    private static func excludedColumns(_ table: TrainingTable, _ configuration: LearningConfiguration) throws -> [Int: String] {
        var excluded: [Int: String] = [:]
        func exclude(_ name: String, option: String, _ reason: String) throws {
            guard let index = table.index(of: name) else {
                throw SQLFailure(
                    .undefinedColumn, "option \"\(option)\" names a column \"\(name)\" that the training query does not return",
                    hint: nearestName(to: name, among: table.columns.map(\.name)).map { "did you mean \"\($0)\"?" })
            }
            excluded[index] = reason
        }
        for index in table.carried { excluded[index] = "TRANSFORM does not give it" }
        for name in configuration.exclude { try exclude(name, option: "exclude", "left out by exclude") }
        if let name = configuration.splitColumn { try exclude(name, option: "split_by", "what the rows are set apart by") }
        if let key = configuration.key { try exclude(key, option: "key", "the key of a row") }
        for name in configuration.types.keys.sorted() where table.index(of: name) == nil { try exclude(name, option: "types", "") }
        return excluded
    }

    /// By name, letter case apart when none has it exactly.
    private static func wanted(_ name: String, _ types: [String: FeatureKind]) -> FeatureKind? {
        types[name] ?? types.keys.sorted().first { $0.lowercased() == name.lowercased() }.flatMap { types[$0] }
    }

    private mutating func kind(
        of column: Column, _ profile: ColumnProfile, _ configuration: LearningConfiguration, _ report: inout FeatureReport
    ) throws -> FeatureKind? {
        if let kind = Self.wanted(column.name, configuration.types) {
            guard kind.takes(column.type) else {
                throw SQLFailure(
                    .datatypeMismatch, "option \"types\" takes column \"\(column.name)\" of type \(column.type.sql) as \(kind.rawValue), which it is not",
                    hint: "cast it in the training query, or name another kind: \(FeatureKind.allCases.filter { $0.takes(column.type) }.map(\.rawValue).joined(separator: ", "))")
            }
            return kind
        }
        switch column.type {
        case .boolean: return .boolean
        case .date, .timestamp, .timestampTZ: return .datetime
        case .time: return .numeric
        case .blob, .list, .structure, .map, .interval:
            report.note = "left out: type \(column.type.sql) is not understood"
            return nil
        default: break
        }
        if column.type.isNumeric {
            guard column.type.isInteger, profile.isUnique, profile.count >= 50, profile.isSequence || Self.isNameOfKey(column.name) || profile.isAscending && Self.maySayKey(column.name) else { return .numeric }
            leaveOutAsKey(column, &report)
            return nil
        }
        if profile.isNumbersAsText {
            report.note = "numbers written as text"
            return .numeric
        }
        if profile.isText { return .text }
        if profile.count >= 50, Double(profile.distinct) > 0.9 * Double(profile.count) {
            leaveOutAsKey(column, &report)
            return nil
        }
        return .category
    }

    static func isNameOfKey(_ name: String) -> Bool {
        let lowered = name.lowercased()
        return lowered == "id" || lowered.hasSuffix("_id") || lowered.hasSuffix(" id") || name.hasSuffix("Id") || name.hasSuffix("ID")
    }

    /// Names of numbers that count rows, when their values do too.
    private static func maySayKey(_ name: String) -> Bool {
        let lowered = name.lowercased()
        return lowered.hasSuffix("id") || lowered.hasSuffix("key") || lowered.hasSuffix("number") || ["no", "nr", "num", "index", "row"].contains(lowered)
    }

    private mutating func leaveOutAsKey(_ column: Column, _ report: inout FeatureReport) {
        report.note = "left out: looks like a key (a value of its own in nearly each row)"
        warnings.append(
            TrainingWarning(
                code: "key_like", feature: column.name, message: "column \"\(column.name)\" looks like a key and was left out",
                advice: "say USING key = '\(column.name)', or types = {\"\(column.name)\": \"numeric\"} to use it"))
    }

    // MARK: Rows that are learnt from

    /// From the rows that were looked at to all of the table.
    private static func spread(_ values: [Double], rows: [Int], of count: Int) -> [Double] {
        let width = values.count / max(1, rows.count)
        var all = [Double](repeating: .nan, count: count * width)
        for (place, row) in rows.enumerated() {
            for index in 0..<width { all[row * width + index] = values[place * width + index] }
        }
        return all
    }

    /// Puts statistics that do not know the row's own target in place of those of prediction, for the rows that were learnt from.
    func hideOwnTargets(_ matrix: inout [Double], rows: [Int], layout: FeatureLayout, rowStride: Int, featureStride: Int) {
        for (encoder, values) in ordered.sorted(by: { $0.key < $1.key }) {
            let width = encoders[encoder].width - 1
            for (place, row) in rows.enumerated() where isFitted[row] {
                for index in 0..<width {
                    matrix[place * rowStride + (layout.offsets[encoder] + 1 + index) * featureStride] = values[row * width + index]
                }
            }
        }
    }
}
