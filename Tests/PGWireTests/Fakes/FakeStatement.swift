import Core
@testable import PGWire

/// A statement of the fake database:
/// `one` (a row at once), `rows N` (N rows in chunks of 100), `echo TYPE ...` (its parameters as columns), `text ...` (one text),
/// `wait` (until cancelled), `begin`, `commit`, `notice TEXT`, `error` (position 0), `late error` (after a row), `insert N`,
/// `nothing`, `deallocate NAME`, `discard`, `huge` (endless rows). Anything else is a syntax error at its second word.
struct FakeStatement: WireStatement {
    let text: String
    let words: [String]
    let parameterTypes: [SQLType]
    let columns: [Column]?
    let session: FakeSession

    static let types: [String: SQLType] = [
        "boolean": .boolean, "tinyint": .tinyint, "smallint": .smallint, "integer": .integer, "bigint": .bigint, "hugeint": .hugeint,
        "utinyint": .utinyint, "usmallint": .usmallint, "uinteger": .uinteger, "ubigint": .ubigint, "uhugeint": .uhugeint,
        "float": .float, "double": .double, "decimal": .decimal(precision: 10, scale: 2), "varchar": .varchar, "json": .json,
        "blob": .blob, "bit": .bit, "date": .date, "time": .time, "timetz": .timeTZ, "timestamp": .timestamp,
        "timestamptz": .timestampTZ, "interval": .interval, "uuid": .uuid, "integers": .list(.integer), "texts": .list(.varchar),
    ]

    init(_ text: String, parameterTypes declared: [SQLType?], session: FakeSession) throws {
        self.text = text
        self.session = session
        words = text.split(separator: " ").map(String.init)
        switch words.first {
        case "one", "rows", "huge": columns = [Column("n", .integer)]; parameterTypes = []
        case "late": columns = [Column("n", .integer)]; parameterTypes = []
        case "text": columns = [Column("t", .varchar)]; parameterTypes = []
        case "echo":
            let types = words.dropFirst().compactMap { Self.types[$0] }
            parameterTypes = types
            columns = types.enumerated().map { Column("c\($0 + 1)", $1) }
        case "wait", "begin", "commit", "notice", "error", "insert", "nothing", "deallocate", "discard":
            columns = nil
            parameterTypes = []
        default:
            throw SQLFailure(
                .syntaxError, "syntax error at or near \"\(words.dropFirst().first ?? text)\"", detail: "A detail.", hint: "A hint.",
                position: words.count > 1 ? words[0].utf8.count + 1 : 0)
        }
    }

    func executeInline(_ parameters: [Value]) throws -> WireInlineResult? {
        switch words.first {
        case "one": return WireInlineResult(values: [.integer(1)], tag: .select)
        case "echo": return WireInlineResult(values: parameters, tag: .select)
        case "text": return WireInlineResult(values: [.text(String(text.dropFirst(5)))], tag: .select)
        case "begin":
            session.setStatus(.inTransaction)
            return WireInlineResult(tag: .other("BEGIN"))
        case "commit":
            session.setStatus(.idle)
            return WireInlineResult(tag: .other("COMMIT"))
        case "notice":
            session.connection.notice(words.dropFirst().joined(separator: " "), hint: "A hint.")
            return WireInlineResult(tag: .other("NOTICE"))
        case "nothing": return WireInlineResult(tag: .empty)
        case "error":
            if session.transactionStatus == .inTransaction { session.setStatus(.failed) }
            throw SQLFailure(.dataException, "it went wrong", position: 0)
        case "insert": return WireInlineResult(tag: .insert(Int(words[1]) ?? 0))
        case "deallocate": return WireInlineResult(tag: .deallocate(words.count > 1 ? words[1] : nil))
        case "discard": return WireInlineResult(tag: .discardAll)
        default: return nil
        }
    }

    func execute(_ parameters: [Value]) async throws -> any WireResult {
        switch words.first {
        case "rows": return FakeResult(count: Int(words[1]) ?? 0)
        case "huge": return FakeResult(count: .max)
        case "late": return FakeResult(count: 1, failure: SQLFailure(.dataException, "too late"))
        default:
            try await session.waitForCancel()
            return FakeResult(count: 0)
        }
    }
}
