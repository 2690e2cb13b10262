import Core

/// Fits the encoder of one column on the rows that are learnt from.
struct ColumnFitting {
    /// Rows of the table.
    let rows: [Int]
    /// Of each of them.
    let truth: [Double]
    let problem: LearningProblem

    /// - Parameter stage: of the generator; another for each column.
    /// - Returns: nil when nothing in the column repeats. `ordered`: what statistics say of each row without its own target, row-major.
    func fit(
        _ kind: FeatureKind, vector: ColumnVector, _ profile: ColumnProfile, stage: UInt64
    ) -> (method: FeatureEncoder.Method, ordered: [Double]?)? {
        switch kind {
        case .numeric: return (.number, nil)
        case .boolean: return (.boolean, nil)
        case .category: return category(vector, profile, stage: stage)
        case .datetime: return (.calendar(varyingParts(vector)), nil)
        case .text:
            let texts = rows.map { vector.isNull($0) ? nil : vector[$0].text }
            return TextTerms.fit(texts, truth: truth, problem: problem).map { (.terms($0), nil) }
        }
    }

    private func category(_ vector: ColumnVector, _ profile: ColumnProfile, stage: UInt64) -> (FeatureEncoder.Method, [Double]?) {
        let counts = profile.counts ?? ColumnProfile.count(vector, rows: rows)
        // The names with the highest counts; ties by name. In the order of the names.
        let ranked = counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        let levels = Levels(ranked.prefix(FeatureFitting.maximumLevels).map(\.key).sorted())
        guard counts.count > FeatureFitting.manyLevels, problem.classes <= LevelStatistics.maximumClasses else { return (.category(levels), nil) }
        let names = rows.map { vector.isNull($0) ? nil : FeatureEncoder.levelName(vector[$0]) }
        let (statistics, ordered) = LevelStatistics.fit(names, truth: truth, problem: problem, stage: stage)
        return (.rankedCategory(levels, statistics), ordered)
    }

    private func varyingParts(_ vector: ColumnVector) -> [CalendarPart] {
        var seen = [CalendarPart: Set<Double>]()
        for row in rows {
            guard let moment = Moment(vector[row]) else { continue }
            for part in CalendarPart.allCases where seen[part, default: []].count < 2 { seen[part, default: []].insert(part.value(moment)) }
        }
        return CalendarPart.allCases.filter { (seen[$0]?.count ?? 0) > 1 }
    }
}
