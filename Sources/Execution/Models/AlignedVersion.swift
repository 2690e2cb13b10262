import Core
import Learning

/// A version that is asked with the inputs of another: by name, and NULL for what the other does not take.
struct AlignedVersion: Sendable {
    let version: ServedVersion
    /// For each of its inputs, the index of the other's; nil where it has none.
    private let sources: [Int?]
    /// Whether it is asked just as the other is.
    private let isSame: Bool

    /// - Parameter other: whose inputs are given.
    init(_ version: ServedVersion, to other: ServedVersion) {
        self.version = version
        sources = version.inputs.map { other.inputIndex[$0.name.lowercased()] }
        isSame = version.inputs.map(\.type) == other.inputs.map(\.type) && sources == other.inputs.indices.map { $0 }
    }

    func inputs(from given: [Value]) -> [Value] {
        if isSame { return given }
        return zip(sources, version.inputs).map { source, column in source.map { given[$0].asInput(column.type) } ?? .null }
    }

    func columns(from given: [ColumnVector], rows: Int) -> [ColumnVector] {
        if isSame { return given }
        return zip(sources, version.inputs).map { source, column in
            guard let source else { return ColumnVector(type: column.type, values: [Value](repeating: .null, count: rows)) }
            return given[source].asInput(column.type)
        }
    }
}
