import Core
import Learning

/// The SQL by which DuckDB computes a version's columns from expressions for its inputs.
struct ModelExpressions {
    let version: ServedVersion
    /// An SQL expression per input, in the model's order; nil where nothing is given.
    let inputs: [String?]
    /// An SQL expression for the column that identifies the row; nil where nothing is given.
    var key: String?
    /// The row's own target.
    let original: String?

    /// The arguments, cast to the types that the model takes.
    private var arguments: String {
        zip(version.inputs, inputs).map { column, expression in
            "CAST(\(expression ?? "NULL") AS \(column.type.sql))"
        }.joined(separator: ", ")
    }

    /// The key tells those who answer apart, where there are several.
    private var keyedArguments: String { "CAST(\(key ?? "NULL") AS VARCHAR), \(arguments)" }

    private var score: String { "\(version.scoreFunction)(\(version.roles == nil ? arguments : keyedArguments))" }

    private var hasCanary: Bool { version.roles?.canary != nil }

    private var value: String { hasCanary ? "\(version.valueFunction)(\(score))" : score }

    private var halfWidth: String { "\(version.halfWidthFunction)(\(hasCanary ? keyedArguments : arguments))" }

    func sql(_ column: OutputColumn) -> String { sql(column, as: column.name) }

    /// What computes a column, under a name.
    func sql(_ column: OutputColumn, as name: String) -> String {
        let name = quotedIdentifier(name)
        switch column.kind {
        case .prediction:
            if version.task == .regression { return "\(value) AS \(name)" }
            return "CAST(\(version.labelFunction)(\(score)) AS \(column.type.sql)) AS \(name)"
        case .confidence: return "\(version.confidenceFunction)(\(score)) AS \(name)"
        case .probabilities: return "CAST(\(version.probabilitiesFunction)(\(score)) AS JSON) AS \(name)"
        case .minimum: return "\(value) - \(halfWidth) AS \(name)"
        case .maximum: return "\(value) + \(halfWidth) AS \(name)"
        case .set: return "CAST(\(version.setFunction)(\(score)) AS JSON) AS \(name)"
        case .explain: return "CAST(\(version.explainFunction)(\(hasCanary ? keyedArguments : arguments)) AS JSON) AS \(name)"
        case .version: return "\(hasCanary ? "\(version.versionFunction)(\(score))" : "CAST(\(version.number) AS INTEGER)") AS \(name)"
        case .original: return "CAST(\(original ?? "NULL") AS \(column.type.sql)) AS \(name)"
        }
    }

    func input(_ index: Int) -> String { "\(inputValue(index)) AS \(quotedIdentifier(version.inputs[index].name))" }

    func inputValue(_ index: Int) -> String { "CAST(\(inputs[index] ?? "NULL") AS \(version.inputs[index].type.sql))" }

    /// A select list of all inputs and outputs, typed and NULL.
    static func emptyColumns(of version: ServedVersion) -> String {
        let columns = version.inputs.map { ($0.name, $0.type) }
            + version.outputs.filter { output in !version.inputs.contains { $0.name.lowercased() == output.name.lowercased() } }.map { ($0.name, $0.type) }
        return columns.map { "CAST(NULL AS \($1.sql)) AS \(quotedIdentifier($0))" }.joined(separator: ", ")
    }
}
