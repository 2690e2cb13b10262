import CatalogStore
import Core
import SQLFrontEnd
import Synchronization

/// A session of the user who made a job, in which its statements run.
final class JobSession: Sendable {
    private let session: Session
    /// Ends what runs, again and again: an interrupt that comes just before the engine begins is lost.
    private let ending = Mutex<StatementTimer?>(nil)
    private let timer: StatementTimer?
    private static let number = Atomic<Int32>(0)

    /// - Parameters:
    ///   - name: of the job, for `foretell.sessions`.
    ///   - timeout: microseconds; nil: none.
    /// - Throws: `SQLFailure` 28000 when there is no such user any more.
    init(_ database: ForetellDatabase, user: String, project: String, name: String, timeout: Int64? = nil) async throws {
        guard try await database.catalog.user(named: user) != nil else {
            throw SQLFailure(.invalidAuthorization, "user \"\(user)\" does not exist any more", hint: "CREATE OR REPLACE the job as another user")
        }
        // Clients have positive numbers.
        let id = Self.number.subtract(1, ordering: .relaxed).newValue
        let session = try Session(database, user: user, id: id, application: name)
        try session.state.withLock { try $0.settings.set("project", to: project) }
        self.session = session
        timer = timeout.map { limit in StatementTimer(after: .microseconds(limit)) { session.cancel() } }
    }

    func close() async {
        timer?.stop()
        ending.withLock { $0 = nil }
        await session.close()
    }

    /// Ends what runs, and whatever is run later. From any thread.
    func cancel() {
        let session = session
        ending.withLock { if $0 == nil { $0 = StatementTimer(after: .zero) { session.cancel() } } }
    }

    /// Runs a statement to its end.
    /// - Returns: how many rows it wrote or returned, the first of them, and the names of its columns.
    /// - Throws: `SQLFailure`; 57014 when the job's time is over.
    func run(_ text: String) async throws -> (rows: Int, first: [Value]?) {
        do {
            try Task.checkCancellation()
            guard timer?.hasFired != true else { throw CancellationError() }
            let statement = try await session.prepare(text)
            if let inline = try statement.runInline([]) { return inline.values.isEmpty ? (0, nil) : (1, inline.values) }
            let result = try await statement.run([])
            var rows = 0
            var first: [Value]?
            while let chunk = try await result.next() {
                if first == nil, chunk.rowCount > 0 { first = chunk.row(0) }
                rows += chunk.rowCount
            }
            return (Self.rows(result.tag) ?? rows, first)
        } catch {
            var failure = SQLFailure(wrapping: error)
            failure.position = nil
            guard failure.sqlState == .queryCanceled, timer?.hasFired == true else { throw failure }
            throw SQLFailure(.queryCanceled, "the job took longer than its timeout", hint: "CREATE OR REPLACE JOB ... USING timeout = '1h'")
        }
    }

    /// Hands on each row of a query. - Throws: `SQLFailure`
    func forEachRow(of text: String, _ body: ([Value]) -> Void) async throws {
        let statement = try await session.prepare(text)
        if let inline = try statement.runInline([]) { return inline.values.isEmpty ? () : body(inline.values) }
        let result = try await statement.run([])
        while let chunk = try await result.next() {
            for row in 0..<chunk.rowCount { body(chunk.row(row)) }
        }
    }

    /// The rows that a tag tells of; nil when it tells of none.
    private static func rows(_ tag: StatementTag) -> Int? {
        switch tag {
        case .select: nil
        case .insert(let rows): rows
        case .command(let text): text.split(separator: " ").last.flatMap { Int($0) }
        }
    }
}
