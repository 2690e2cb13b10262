import CDuckDB
import Core

extension SQLFailure {
    /// The failure that a result carries.
    init(result: inout duckdb_result) {
        self.init(duckMessage: duckdb_result_error(&result).map { String(cString: $0) } ?? "unknown error")
    }

    /// Turns DuckDB's text ("Binder Error: ..." with a caret block) into a failure.
    /// - Parameter statement: the text that ran, to find the position of the caret in.
    init(duckMessage text: String, statement: String? = nil) {
        if let carried = CarriedFailure.failure(in: text) {
            self = carried
            return
        }
        let text = Self.withoutSecrets(text)
        self = DuckMessage(text, statement: statement).failure
        cause = text
    }

    /// Texts of the scanners may show a whole connection string.
    static func withoutSecrets(_ text: String) -> String {
        text.replacing(/(?i)(password|passwd|pwd|secret|token)(\s*[=:]?\s*)('(?:[^']|'')*'|"[^"]*"|[^\s,;)]+)/.ignoresCase()) { match in
            // "password authentication failed" and "using password: YES" are sentences, not settings.
            let isSetting = match.2.contains("=") || match.2.contains(":") && match.3 != "YES" && match.3 != "NO" || match.3.hasPrefix("'")
            return isSetting ? "\(match.1)\(match.2)***" : String(match.0)
        }
        .replacing(/(\w+:\/\/[^\s:\/@]+):[^\s@\/]+@/) { match in "\(match.1):***@" }
    }
}
