import CatalogStore
import Core
import Learning
import SQLFrontEnd

extension QueryBinding {
    func isPredict(_ function: QueryTree.Function) -> Bool {
        function.schema?.lowercased() == "foretell" && function.name.lowercased() == "predict" && !function.isTableFunction
    }

    /// `foretell.predict('model', row)`; `'model.3'` is version 3.
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
        var names = tokens[open + 1].text.split(separator: ".").map(String.init)
        var reference: VersionReference?
        if names.count > 1, let number = names.last.flatMap({ Int($0) }) {
            reference = .version(number)
            names.removeLast()
        }
        guard case .model(let model) = try resolver.resolve(names.isEmpty ? [""] : names, position: tokens[open + 1].range.lowerBound) else {
            throw SQLFailure(.wrongObjectType, "\"\(tokens[open + 1].text)\" is not a model", hint: "SHOW MODELS", position: tokens[open + 1].range.lowerBound)
        }
        try binder.rights.require(.read, on: Securable(model.record), position: tokens[open + 1].range.lowerBound)
        let version = try binder.version(of: model, reference, position: tokens[open + 1].range.lowerBound)
        try requireInput(in: tokens[(open + 3)..<close], version)
        models.append(version)
        edits.append(
            TextEdit(range: position..<tokens[open + 2].range.upperBound, replacement: "CAST(\(version.rowFunction)(CAST(to_json("))
        edits.append(
            TextEdit(range: tokens[close].range, replacement: ") AS VARCHAR)) AS \(version.predictionType.sql))"))
    }
    /// A structure as it is written that has none of the inputs would be scored as a row of NULLs.
    /// - Throws: `SQLFailure` 42703
    private func requireInput(in row: ArraySlice<Token>, _ version: ServedVersion) throws {
        guard let first = row.first, first.isSymbol("{"), row.last?.isSymbol("}") == true else { return }
        var nesting = 0
        var members: [Token] = []
        for (token, next) in zip(row, row.dropFirst()) {
            if token.isSymbol("{") || token.isSymbol("(") || token.isSymbol("[") { nesting += 1 }
            if token.isSymbol("}") || token.isSymbol(")") || token.isSymbol("]") { nesting -= 1 }
            if nesting == 1, next.isSymbol(":"), token.kind == .string || token.name != nil { members.append(token) }
        }
        func name(_ token: Token) -> String { token.kind == .string ? token.text : token.name ?? token.text }
        guard let member = members.first, !members.contains(where: { version.inputIndex[name($0).lowercased()] != nil }) else { return }
        throw version.unknownColumn(name(member), position: member.range.lowerBound)
    }
}
