import Core
import DuckEngine
import SQLFrontEnd

/// Gives types to parameters whose place does not say one, as in `x + $1`: what the client declared, else the first that the
/// statement can be understood with. PostgreSQL would take the type of the other operand.
struct ParameterCasts {
    let bound: BoundQuery
    /// What the client declared for `$1`, `$2`, ...; may be shorter.
    let declared: [SQLType?]
    /// What DuckDB found; nil: nothing.
    let open: [SQLType?]

    private static let guesses: [SQLType] = [.varchar, .double, .timestamp, .boolean]

    /// - Parameter prepare: prepares a text.
    /// - Throws: what the last guess failed with.
    func prepared(_ prepare: (String) throws -> DuckStatement) throws -> (BoundQuery, DuckStatement) {
        let tokens = try Lexer.tokens(of: bound.text.text)
        let known = open.indices.map { $0 < declared.count ? declared[$0] : nil }
        let needsGuess = open.indices.contains { open[$0] == nil && known[$0] == nil }
        var failure: any Error = SQLFailure(SQLState(rawValue: "42P18"), "could not determine the data type of a parameter", hint: "write CAST($1 AS type)")
        for guess in needsGuess ? Self.guesses : [.varchar] {
            var cast = bound
            cast.text.apply(
                tokens.compactMap { token in
                    guard token.kind == .parameter, let number = Int(token.text), open.indices.contains(number - 1), open[number - 1] == nil else { return nil }
                    return TextEdit(range: token.range, replacement: "CAST($\(number) AS \((known[number - 1] ?? guess).sql))")
                })
            do {
                let statement = try prepare(cast.text.text)
                if !statement.needsParameterTypes { return (cast, statement) }
            } catch {
                failure = error
            }
        }
        throw failure
    }
}
