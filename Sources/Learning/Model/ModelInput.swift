package import Core

extension Value {
    /// The value in a type in which models take columns (`FeatureFitting.inputType`); NULL for what is none of the type.
    package func asInput(_ type: SQLType) -> Value {
        switch (self, type) {
        case (.null, _): return .null
        case (.integer, .bigint), (.double, .double), (.text, .varchar), (.boolean, .boolean), (.date, .date), (.time, .time),
            (.timestamp, .timestamp), (.timestampTZ, .timestampTZ): return self
        case (.integer, .double), (.hugeint, .double), (.uhugeint, .double), (.decimal, .double): return .double(FeatureEncoder.number(self))
        default:
            guard let text else { return .null }
            return type == .varchar ? .text(text) : (try? Value(parsing: text, as: type)) ?? .null
        }
    }
}

extension ColumnVector {
    /// The same of a column.
    package func asInput(_ type: SQLType) -> ColumnVector {
        if self.type == type { return self }
        switch (type, storage) {
        case (.bigint, .integers) where self.type.isInteger, (.double, .doubles), (.varchar, .strings):
            return ColumnVector(type: type, storage: storage, validity: validity)
        default: return ColumnVector(type: type, values: (0..<count).map { self[$0].asInput(type) })
        }
    }
}
