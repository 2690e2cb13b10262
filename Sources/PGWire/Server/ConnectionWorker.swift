import Core
import NIOCore

/// Does what takes longer than an event loop may wait for: one task per connection, one job at a time.
struct ConnectionWorker: Sendable {
    let database: any WireDatabase
    let connection: WireConnection
    let channel: any Channel
    let unasked: UnaskedMessages
    let jobs: AsyncStream<ConnectionJob>
    /// Called on the event loop.
    let report: @Sendable (ConnectionOutcome) -> Void
    /// Called when the session is closed.
    let onEnd: @Sendable () -> Void

    /// Output beyond this many bytes is sent at once; what is less waits for the end of the statement.
    private static let flushSize = 1 << 16
    /// Rows that are written at a time, so that wide rows do not pile up before the size is looked at.
    private static let rowsAtATime = 256

    /// Until the connection is closed and the last job done.
    func run() async {
        var session: (any WireSession)?
        for await job in jobs {
            switch job {
            case .findVerifier(let user):
                finish(.foundVerifier(await attempt { try await database.verifier(forUser: user) }))
            case .openSession(let startup):
                let result = await attempt { try await database.openSession(startup, connection: connection) }
                if case .success(let opened) = result { session = opened }
                finish(.openedSession(result))
            case .query(let text, let releasing, let output):
                for result in releasing { await result.cancel() }
                if let session { finish(await query(text, session, output)) }
            case .prepare(let text, let declared):
                if let session {
                    let types = declared.map { $0?.type }
                    finish(.prepared(await attempt { try await session.prepare(text, parameterTypes: types) }))
                }
            case .execute(let portal, let maximumRows, let output):
                finish(await execute(portal, maximumRows, output))
            case .release(let results):
                for result in results { await result.cancel() }
                finish(.released)
            }
        }
        await session?.close()
        onEnd()
    }

    private func finish(_ outcome: ConnectionOutcome) {
        channel.eventLoop.execute { report(outcome) }
    }

    private func attempt<Success: Sendable>(_ body: () async throws -> Success) async -> Result<Success, SQLFailure> {
        do {
            return .success(try await body())
        } catch {
            return .failure(SQLFailure(wrapping: error))
        }
    }

    private func query(_ text: String, _ session: any WireSession, _ output: ByteBuffer) async -> ConnectionOutcome {
        var output = ResultOutput(channel: channel, unasked: unasked, buffer: output, flushSize: Self.flushSize)
        var tags: [CommandTag] = []
        var offset = 0
        do {
            let statements = try session.split(text)
            if statements.isEmpty { BackendMessage.emptyQueryResponse.write(into: &output.buffer) }
            for statement in statements {
                guard channel.isActive else { break }
                offset = statement.position
                let prepared = try await output.calling { try await session.prepare(statement.text, parameterTypes: []) }
                guard prepared.parameterTypes.isEmpty else {
                    throw SQLFailure(
                        .undefinedParameter, "there is no parameter $1",
                        hint: "parameters need the extended query protocol, such as a prepared statement of the client's driver")
                }
                tags.append(try await run(prepared, &output))
                if tags.last == .empty { tags.removeLast() }
            }
        } catch {
            let failure = SQLFailure(wrapping: error)
            BackendMessage.error(ReportFields(failure, text: text, offset: offset)).write(into: &output.buffer)
        }
        return .queried(output: output.end(), tags: tags)
    }

    /// Runs one statement of a simple query: RowDescription, rows, CommandComplete.
    private func run(_ statement: any WireStatement, _ output: inout ResultOutput) async throws -> CommandTag {
        var running: RunningResult
        let columns: [Column]?
        if let inline = try await output.calling({ try statement.executeInline([]) }) {
            running = RunningResult(inline, columns: statement.columns ?? [])
            columns = statement.columns
        } else {
            let result = try await output.calling { try await statement.execute([]) }
            running = RunningResult(result)
            columns = result.columns
        }
        if let columns { output.buffer.writeImmutableBuffer(PreparedStatement.description(columns, .text)) }
        let rows = try await send(&running, atMost: .max, columnCount: columns?.count, formats: .text, &output)
        let tag = running.tag
        let message: BackendMessage = tag == .empty ? .emptyQueryResponse : .commandComplete(tag.text(rowsSent: rows))
        message.write(into: &output.buffer)
        return tag
    }

    private func execute(_ portal: Portal, _ maximumRows: Int, _ output: ByteBuffer) async -> ConnectionOutcome {
        var output = ResultOutput(channel: channel, unasked: unasked, buffer: output, flushSize: Self.flushSize)
        let limit = maximumRows == 0 ? Int.max : maximumRows
        do {
            var running: RunningResult
            switch portal.progress {
            case .open(let open): running = open
            case .ready, .finished:
                guard let statement = portal.statement.statement else { return .executed(.completed(.empty, rows: 0), output: output.end()) }
                running = RunningResult(try await output.calling { try await statement.execute(portal.values) })
            }
            let rows = try await send(
                &running, atMost: limit, columnCount: portal.statement.columns?.count, formats: portal.formats, &output)
            if rows == limit { return .executed(.suspended(running), output: output.end()) }
            return .executed(.completed(running.tag, rows: rows), output: output.end())
        } catch {
            return .executed(.failed(SQLFailure(wrapping: error)), output: output.end())
        }
    }

    /// Sends rows up to a limit or the end. On an error the result is cancelled.
    /// - Parameter columnCount: nil when no rows were announced; those that come are dropped then.
    private func send(
        _ running: inout RunningResult, atMost limit: Int, columnCount: Int?, formats: ResultFormats, _ output: inout ResultOutput
    ) async throws -> Int {
        var sent = 0
        // What `next` throws has ended the result already.
        var isOver = false
        do {
            while sent < limit {
                let rows = try columnCount.map { columnCount throws(SQLFailure) in
                    try running.writeRows(
                        atMost: min(limit - sent, Self.rowsAtATime), columnCount: columnCount, formats: formats, into: &output.buffer)
                } ?? 0
                if rows > 0 {
                    sent += rows
                    try await output.flushIfLong()
                } else {
                    isOver = true
                    guard try await output.calling({ try await running.advance() }) else { break }
                    isOver = false
                }
            }
            return sent
        } catch {
            if !isOver { await running.result?.cancel() }
            throw error
        }
    }
}
