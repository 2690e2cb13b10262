import CatalogStore
import Core
import Learning
import SQLFrontEnd

extension QueryBinding {
    func isPredict(_ function: QueryTree.Function) -> Bool {
        function.schema?.lowercased() == "foretell" && function.name.lowercased() == "predict" && !function.isTableFunction
    }

    /// `foretell.predict('model', row)`
    mutating func bindPredict(_ function: QueryTree.Function) throws {
        let usage = "foretell.predict('model', t) with a table's alias, or a structure: {'column': value}"
        guard let position = function.position, let first = tokens.firstIndex(where: { $0.range.lowerBound == position }),
            let open = tokens[first...].firstIndex(where: { $0.isSymbol("(") }), open + 2 < tokens.count, tokens[open + 1].kind == .string,
            tokens[open + 2].isSymbol(",")
        else { throw SQLFailure(.undefinedFunction, "foretell.predict needs a model's name and a row", hint: usage, position: function.position) }
        var nesting = 0
        var close = open
        for index in open..<tokens.count {
            if tokens[index].isSymbol("(") || tokens[index].isSymbol("{") || tokens[index].isSymbol("[") { nesting += 1 }
            if tokens[index].isSymbol(")") || tokens[index].isSymbol("}") || tokens[index].isSymbol("]") { nesting -= 1 }
            close = index
            if nesting == 0 { break }
        }
        let names = tokens[open + 1].text.split(separator: ".").map(String.init)
        guard case .model(let model) = try resolver.resolve(names.isEmpty ? [""] : names, position: tokens[open + 1].range.lowerBound) else {
            throw SQLFailure(.wrongObjectType, "\"\(tokens[open + 1].text)\" is not a model", hint: "SHOW MODELS", position: tokens[open + 1].range.lowerBound)
        }
        try binder.rights.require(.read, on: Securable(model.record), position: tokens[open + 1].range.lowerBound)
        let version = try binder.version(of: model, nil, position: tokens[open + 1].range.lowerBound)
        models.append(version)
        edits.append(
            TextEdit(range: position..<tokens[open + 2].range.upperBound, replacement: "CAST(\(version.rowFunction)(CAST(to_json("))
        edits.append(
            TextEdit(range: tokens[close].range, replacement: ") AS VARCHAR)) AS \(version.predictionType.sql))"))
    }
}
