import Core
import Learning

/// The SQL by which DuckDB computes a version's columns from expressions for its inputs.
struct ModelExpressions {
    let version: ServedVersion
    /// An SQL expression per input, in the model's order; nil where nothing is given.
    let inputs: [String?]
    /// The row's own target.
    let original: String?

    /// The arguments, cast to the types that the model takes.
    private var arguments: String {
        zip(version.model.inputs, inputs).map { column, expression in
            "CAST(\(expression ?? "NULL") AS \(column.type.sql))"
        }.joined(separator: ", ")
    }

    private var score: String { "\(version.scoreFunction)(\(arguments))" }

    func sql(_ column: OutputColumn) -> String { sql(column, as: column.name) }

    /// What computes a column, under a name.
    func sql(_ column: OutputColumn, as name: String) -> String {
        let name = quotedIdentifier(name)
        switch column.kind {
        case .prediction:
            if version.model.task == .regression { return "\(score) AS \(name)" }
            return "CAST(\(version.labelFunction)(\(score)) AS \(column.type.sql)) AS \(name)"
        case .confidence: return "\(version.confidenceFunction)(\(score)) AS \(name)"
        case .probabilities: return "CAST(\(version.probabilitiesFunction)(\(score)) AS JSON) AS \(name)"
        case .minimum: return "\(score) - \(version.halfWidthFunction)(\(arguments)) AS \(name)"
        case .maximum: return "\(score) + \(version.halfWidthFunction)(\(arguments)) AS \(name)"
        case .set: return "CAST(\(version.setFunction)(\(score)) AS JSON) AS \(name)"
        case .explain: return "CAST(\(version.explainFunction)(\(arguments)) AS JSON) AS \(name)"
        case .original: return "CAST(\(original ?? "NULL") AS \(column.type.sql)) AS \(name)"
        }
    }

    func input(_ index: Int) -> String { "\(inputValue(index)) AS \(quotedIdentifier(version.model.inputs[index].name))" }

    func inputValue(_ index: Int) -> String { "CAST(\(inputs[index] ?? "NULL") AS \(version.model.inputs[index].type.sql))" }

    /// A select list of all inputs and outputs, typed and NULL.
    static func emptyColumns(of version: ServedVersion) -> String {
        let columns = version.model.inputs.map { ($0.name, $0.type) }
            + version.outputs.filter { output in !version.model.inputs.contains { $0.name.lowercased() == output.name.lowercased() } }.map { ($0.name, $0.type) }
        return columns.map { "CAST(NULL AS \($1.sql)) AS \(quotedIdentifier($0))" }.joined(separator: ", ")
    }
}
