import CatalogStore
import Core
import Foundation
import SQLFrontEnd
import Training

extension QueryBinding {
    func isSnapshot(_ function: QueryTree.Function) -> Bool {
        function.schema?.lowercased() == "foretell" && function.name.lowercased() == "snapshot" && function.isTableFunction
    }

    /// `FROM foretell.snapshot('model', 3)`: the rows that a version learnt from; without a number those of the version that serves.
    mutating func bindSnapshot(_ function: QueryTree.Function) throws {
        let usage = "FROM foretell.snapshot('model', 3)"
        guard let position = function.position, let relation = scanner.surroundings(at: position)?.relation,
            let first = tokens.firstIndex(where: { $0.range.lowerBound == relation.bodyRange.lowerBound })
        else { throw SQLFailure(.featureNotSupported, "foretell.snapshot cannot stand here", hint: usage, position: function.position) }
        let written = tokens[first...].prefix { $0.range.upperBound <= relation.bodyRange.upperBound }
        guard let open = written.firstIndex(where: { $0.isSymbol("(") }), [3, 5].contains(written.endIndex - open), tokens[open + 1].kind == .string,
            written.count == (written.endIndex - open) + 3
        else { throw SQLFailure(.undefinedFunction, "foretell.snapshot needs a model's name and the number of a version", hint: usage, position: position) }
        var reference: VersionReference?
        if written.endIndex - open == 5 {
            guard tokens[open + 2].isSymbol(","), tokens[open + 3].kind == .number, let number = Int(tokens[open + 3].text), number > 0 else {
                throw SQLFailure(.undefinedFunction, "foretell.snapshot needs the number of a version", hint: usage, position: tokens[open + 3].range.lowerBound)
            }
            reference = .version(number)
        }
        let name = tokens[open + 1]
        let names = name.text.split(separator: ".").map(String.init)
        guard case .model(let model) = try resolver.resolve(names.isEmpty ? [""] : names, position: name.range.lowerBound) else {
            throw SQLFailure(.wrongObjectType, "\"\(name.text)\" is not a model", hint: "SHOW MODELS", position: name.range.lowerBound)
        }
        // The rows themselves, not what was learnt from them.
        try binder.rights.require(.train, on: Securable(model.record), position: name.range.lowerBound)
        let version = try binder.record(of: model, reference, position: name.range.lowerBound)
        guard let hash = version.snapshotHash else {
            throw SQLFailure(
                .objectNotInPrerequisiteState, "version \(version.number) of model \"\(model.record.name)\" has no snapshot", detail: "It is \(version.state.rawValue).",
                position: name.range.lowerBound)
        }
        guard FileManager.default.fileExists(atPath: binder.snapshots.path(hash: hash)) else {
            throw Catalog.removedSnapshot(version.number).at(name.range.lowerBound)
        }
        edits.append(
            TextEdit(
                range: relation.bodyRange,
                replacement: "(SELECT * FROM read_parquet(\(quotedLiteral(binder.snapshots.path(hash: hash)))))" + (relation.alias == nil ? " AS snapshot" : "")))
    }
}
