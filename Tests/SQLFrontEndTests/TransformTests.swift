import Core
import SQLFrontEnd
import Testing

@Suite("TRANSFORM") struct TransformTests {
    private func transform(_ items: String) throws -> Transform? {
        guard case .createModel(let model) = try parsed("CREATE MODEL m FROM s (SELECT 1) TRANSFORM (\(items)) PREDICT y USING seed = 1") else { return nil }
        #expect(model.targets.map(\.text) == ["y"] && model.options.count == 1)
        return model.transform
    }

    @Test("items are split at the commas outside of brackets, and named")
    func items() throws {
        let text = "a / 10 AS tens, region, \"Odd, name\", f(a, [b, c]) || 'x, y' AS \"Joined\", CASE WHEN a AS_IS THEN 1 END AS c, {'k': a, 'l': b}.k AS d"
        let transform = try #require(try transform(text))
        #expect(transform.text.text == text)
        let items = transform.items.map { item -> [String] in
            if case .expression(let fragment, let name) = item.source { [fragment.text, name.text] } else { [] }
        }
        #expect(
            items == [
                ["a / 10", "tens"], ["region", "region"], ["\"Odd, name\"", "Odd, name"], ["f(a, [b, c]) || 'x, y'", "Joined"],
                ["CASE WHEN a AS_IS THEN 1 END", "c"], ["{'k': a, 'l': b}.k", "d"],
            ])
        let start = "CREATE MODEL m FROM s (SELECT 1) TRANSFORM (".utf8.count
        #expect(transform.items.map(\.position) == ["a /", "region", "\"Odd", "f(", "CASE", "{"].map { start + offset(of: $0, in: text) })
    }

    @Test("a star stands for the query's columns", arguments: [("*", []), ("* EXCLUDE (a, \"B\")", ["a", "B"]), ("* except a", ["a"])])
    func star(text: String, excluded: [String]) throws {
        let items = try #require(try transform("\(text), a + 1 AS b")).items
        guard case .all(let except) = items[0].source else { return #expect(Bool(false)) }
        #expect(except.map(\.text) == excluded && items.count == 2)
    }

    @Test("a model without one has none")
    func none() throws {
        guard case .createModel(let model) = try parsed("CREATE MODEL m FROM s (SELECT 1) PREDICT transform") else { return #expect(Bool(false)) }
        #expect(model.transform == nil)
    }

    @Test("what is wrong is shown where it is", arguments: [
        ("CREATE MODEL m FROM s (SELECT 1) TRANSFORM PREDICT y", "PREDICT", "\"(\" and the expressions"),
        ("CREATE MODEL m FROM s (SELECT 1) TRANSFORM () PREDICT y", ")", "an expression to learn from"),
        ("CREATE MODEL m FROM s (SELECT 1) TRANSFORM (a + 1) PREDICT y", ") PREDICT", "AS and a name"),
        ("CREATE MODEL m FROM s (SELECT 1) TRANSFORM (a,) PREDICT y", ") PREDICT", "an expression to learn from"),
        ("CREATE MODEL m FROM s (SELECT 1) TRANSFORM (a, , b) PREDICT y", ", b", "an expression to learn from"),
        ("CREATE MODEL m FROM s (SELECT 1) TRANSFORM (* a) PREDICT y", "a) PREDICT", "EXCLUDE"),
        ("CREATE MODEL m FROM s (SELECT 1) TRANSFORM (a[1 AS b) PREDICT y", ") PREDICT", "the bracket that closes"),
        ("CREATE MODEL m FROM s (SELECT 1) TRANSFORM (a) USING x = 1", "USING", "PREDICT after TRANSFORM"),
    ])
    func wrong(text: String, place: String, hint: String) throws {
        let failure = try failure(of: text)
        #expect(failure.sqlState == .syntaxError)
        #expect(failure.position == (place.hasPrefix(")") && place.count == 1 ? offset(of: "()", in: text) + 1 : offset(of: place, in: text)))
        #expect(failure.hint?.contains(hint) == true)
    }
}
