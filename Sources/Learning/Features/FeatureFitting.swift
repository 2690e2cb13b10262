import Core

/// Chooses and fits the encoders of a table's columns. Only the given rows are looked at.
struct FeatureFitting {
    private(set) var inputs: [Column] = []
    private(set) var encoders: [FeatureEncoder] = []
    private(set) var reports: [FeatureReport] = []
    private(set) var warnings: [TrainingWarning] = []
    /// Index in `table.columns` of each input.
    private(set) var sources: [Int] = []

    /// Levels of a category beyond which the rarest are left out.
    static let maximumLevels = 1000
    static let maximumTerms = 200

    init(table: TrainingTable, target: Int, rows: [Int], configuration: LearningConfiguration, threads: Int = 1) throws {
        let excluded = try Self.excludedColumns(table, configuration)
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
            } else if let kind = kind(of: column, profile, configuration, &report) {
                report.kind = kind
                let input = inputs.count
                if let encoder = encoder(column, kind, input: input, vector: table.vectors[index], rows: rows, profile) {
                    inputs.append(Column(column.name, Self.inputType(column.type)))
                    encoders.append(encoder)
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
        for name in configuration.exclude { try exclude(name, option: "exclude", "left out by exclude") }
        if let key = configuration.key { try exclude(key, option: "key", "the key of a row") }
        for name in configuration.types.keys.sorted() where table.index(of: name) == nil { try exclude(name, option: "types", "") }
        return excluded
    }

    private mutating func kind(
        of column: Column, _ profile: ColumnProfile, _ configuration: LearningConfiguration, _ report: inout FeatureReport
    ) -> FeatureKind? {
        if let kind = configuration.types.first(where: { $0.key.lowercased() == column.name.lowercased() })?.value { return kind }
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
            guard column.type.isInteger, profile.isUnique, profile.count >= 50, profile.isSequence || Self.isNameOfKey(column.name) else { return .numeric }
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

    private mutating func leaveOutAsKey(_ column: Column, _ report: inout FeatureReport) {
        report.note = "left out: looks like a key (a value of its own in nearly each row)"
        warnings.append(
            TrainingWarning(
                code: "key_like", feature: column.name, message: "column \"\(column.name)\" looks like a key and was left out",
                advice: "say USING key = '\(column.name)', or types = {\"\(column.name)\": \"numeric\"} to use it"))
    }

    private func encoder(
        _ column: Column, _ kind: FeatureKind, input: Int, vector: ColumnVector, rows: [Int], _ profile: ColumnProfile
    ) -> FeatureEncoder? {
        func made(_ method: FeatureEncoder.Method) -> FeatureEncoder {
            FeatureEncoder(input: input, name: column.name, kind: kind, method: method)
        }
        switch kind {
        case .numeric: return made(.number)
        case .boolean: return made(.boolean)
        case .category:
            let counts = profile.counts ?? ColumnProfile.count(vector, rows: rows)
            return made(.category(Levels(Self.commonest(counts, limit: Self.maximumLevels))))
        case .datetime:
            var seen = [CalendarPart: Set<Double>]()
            for row in rows {
                guard let moment = Moment(vector[row]) else { continue }
                for part in CalendarPart.allCases where seen[part, default: []].count < 2 { seen[part, default: []].insert(part.value(moment)) }
            }
            return made(.calendar(CalendarPart.allCases.filter { (seen[$0]?.count ?? 0) > 1 }))
        case .text:
            var documents: [String: Int] = [:]
            for row in rows where !vector.isNull(row) {
                for term in Set(Tokens(vector[row].text ?? "")) { documents[term, default: 0] += 1 }
            }
            let frequent = documents.filter { $0.value >= 2 }
            let terms = Self.commonest(frequent, limit: Self.maximumTerms)
            guard !terms.isEmpty else { return nil }
            let weights = terms.map { inverseDocumentFrequency(documents: rows.count, with: documents[$0] ?? 0) }
            return made(.terms(Levels(terms), weights: weights))
        }
    }

    /// Smoothed, as scikit-learn's TfidfTransformer has it.
    private func inverseDocumentFrequency(documents: Int, with count: Int) -> Double {
        naturalLogarithm(Double(1 + documents) / Double(1 + count)) + 1
    }

    /// The names with the highest counts; ties by name. In the order of the names.
    private static func commonest(_ counts: [String: Int], limit: Int) -> [String] {
        let ranked = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        return ranked.prefix(limit).map(\.key).sorted()
    }
}
