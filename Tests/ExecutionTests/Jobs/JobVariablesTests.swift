import Core
import Execution
import Testing

@Suite("Variables of jobs")
struct JobVariablesTests {
    private func replaced(_ text: String, lastRun: String? = "2026-10-31 03:00:00") throws -> String {
        try JobVariables(start: try moment("2026-11-01 03:00:00.5"), lastRun: try lastRun.map(moment)).replaced(in: text)
    }

    @Test("alone they are strings, within strings and quoted names they are a part", arguments: [
        ("SELECT * FROM t WHERE at > {{last_run}}", "SELECT * FROM t WHERE at > '2026-10-31 03:00:00'"),
        ("SELECT * FROM t WHERE at > '{{PREVIOUS_START_DATETIME}}' AND at <= '{{ START_DATETIME }}'", "SELECT * FROM t WHERE at > '2026-10-31 03:00:00' AND at <= '2026-11-01 03:00:00.5'"),
        (#"CREATE TABLE s."rows {{start_date}}" AS SELECT 1"#, #"CREATE TABLE s."rows 2026-11-01" AS SELECT 1"#),
        ("SELECT '{{start_date}} {{start_date}}', {{start_date}} -- {{start_date}}", "SELECT '2026-11-01 2026-11-01', '2026-11-01' -- {{start_date}}"),
        ("SELECT '{{', '}}', 1", "SELECT '{{', '}}', 1"),
    ])
    func replace(text: String, expected: String) throws {
        #expect(try replaced(text) == expected)
    }

    @Test("before the first run, everything is new")
    func first() throws {
        #expect(try replaced("SELECT {{last_run}}", lastRun: nil) == "SELECT '1970-01-01 00:00:00'")
    }

    @Test("unknown ones are refused")
    func unknown() {
        #expect { try replaced("SELECT {{last_rum}}") } throws: {
            ($0 as? SQLFailure)?.message == "a job has no variable \"last_rum\"" && ($0 as? SQLFailure)?.hint == "did you mean \"{{last_run}}\"?"
        }
    }
}
