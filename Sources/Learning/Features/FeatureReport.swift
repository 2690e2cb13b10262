package import Core

/// What became of a column.
package struct FeatureReport: Sendable, Hashable {
    package var name: String
    package var type: SQLType
    package var kind: FeatureKind?
    package var used: Bool
    /// Share of the rise of the loss when its values are shuffled, 0...1.
    package var importance = 0.0
    /// Deviation of the importance over repeats.
    package var spread = 0.0
    /// Share of rows where it is NULL, 0...1.
    package var missing: Double
    /// Different values. Of more than 100,000 floating numbers an estimate, right to about a thousandth.
    package var distinct: Int
    /// Why it is left out, or how it was taken.
    package var note: String?
}

/// Something that a user should know about the data.
package struct TrainingWarning: Sendable, Hashable {
    package var code: String
    package var feature: String?
    package var message: String
    package var advice: String
    package var severity = Severity.warning

    package enum Severity: String, Sendable, Hashable {
        /// What was done without being asked.
        case note
        /// What may be wrong.
        case warning
    }
}
