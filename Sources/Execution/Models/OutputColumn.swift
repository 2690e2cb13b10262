package import Core

/// A column that a model computes.
package struct OutputColumn: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The predicted value or class.
        case prediction
        /// The probability of the predicted class.
        case confidence
        /// A JSON object: class -> probability.
        case probabilities
        /// The lower and the upper end of the interval that holds the truth with the configured coverage.
        case minimum, maximum
        /// A JSON array: the classes that cannot be ruled out at the configured coverage. Computed only when it is selected by name.
        case set
        /// A JSON object: value, probabilities, top contributions. Computed only when it is selected by name.
        case explain
        /// The number of the version that answered. Computed only when it is selected by name.
        case version
        /// The row's own value of the target, when the row has one.
        case original
    }

    package var name: String
    package var type: SQLType
    package var kind: Kind

    /// `SELECT *` leaves it out.
    var isOnRequest: Bool { kind == .explain || kind == .set || kind == .version }

    /// It is computed from a score.
    var needsScore: Bool { kind != .explain && kind != .original && kind != .version }

    /// The outputs of a model with the given target, in the order of `SELECT *`.
    static func outputs(target: String, type: SQLType, isClassification: Bool, hasInterval: Bool) -> [OutputColumn] {
        var columns = [OutputColumn(name: target, type: type, kind: .prediction)]
        if isClassification {
            columns.append(OutputColumn(name: "\(target)_confidence", type: .double, kind: .confidence))
            columns.append(OutputColumn(name: "\(target)_probabilities", type: .json, kind: .probabilities))
        }
        if hasInterval {
            columns.append(OutputColumn(name: "\(target)_min", type: .double, kind: .minimum))
            columns.append(OutputColumn(name: "\(target)_max", type: .double, kind: .maximum))
        }
        if isClassification { columns.append(OutputColumn(name: "\(target)_set", type: .json, kind: .set)) }
        columns.append(OutputColumn(name: "\(target)_explain", type: .json, kind: .explain))
        columns.append(OutputColumn(name: "\(target)_version", type: .integer, kind: .version))
        columns.append(OutputColumn(name: "\(target)_original", type: type, kind: .original))
        return columns
    }
}
