import Core
import NIOCore

extension ConnectionHandler {
    func perform(_ action: QueryStateMachine.Action) {
        switch action {
        case .none: break
        case .send(let message): message.write(into: &output)
        case .describeStatement(let statement):
            BackendMessage.parameterDescription(statement.parameters.map(\.oid)).write(into: &output)
            // Which format the result will be bound with is not known yet.
            statement.writeDescription(.text, into: &output)
        case .describePortal(let statement, let formats): statement.writeDescription(formats, into: &output)
        case .flush: wantsFlush = true
        case .askStatus: askStatus()
        case .ready(let status):
            BackendMessage.readyForQuery(status).write(into: &output)
            wantsFlush = true
        case .query(let text, let releasing):
            jobs.yield(.query(text, releasing: releasing, output: handOverOutput()))
        case .prepare(let text, let declared): jobs.yield(.prepare(text, declared: declared))
        case .execute(let portal, let maximumRows): execute(portal, maximumRows)
        case .release(let results): jobs.yield(.release(results))
        case .fail(let fields): BackendMessage.error(fields).write(into: &output)
        case .failAndAskStatus(let fields):
            BackendMessage.error(fields).write(into: &output)
            askStatus()
        case .refuse(let failure): refuse(failure)
        case .close: closeNow()
        }
    }

    private func askStatus() {
        guard case .session(let session) = phase else { return }
        perform(queries.ready(session.transactionStatus))
    }

    /// What is written so far goes out before, and together with, what a job writes.
    private func handOverOutput() -> ByteBuffer {
        if wantsFlush {
            wantsFlush = false
            flushOutput()
        }
        let output = self.output
        self.output = ByteBuffer()
        return output
    }

    /// Runs a portal here when that takes microseconds, else by the worker.
    private func execute(_ portal: Portal, _ maximumRows: Int) {
        let execution: QueryStateMachine.Execution?
        do {
            execution = try executeInline(portal, maximumRows)
        } catch {
            execution = .failed(SQLFailure(wrapping: error))
        }
        if let execution {
            perform(queries.executed(execution))
        } else {
            jobs.yield(.execute(portal, maximumRows: maximumRows, output: handOverOutput()))
        }
    }

    /// nil: it takes longer than an event loop may wait.
    private func executeInline(_ portal: Portal, _ maximumRows: Int) throws -> QueryStateMachine.Execution? {
        guard case .ready = portal.progress, let inline = try portal.statement.statement?.executeInline(portal.values) else { return nil }
        let columns = portal.statement.columns ?? []
        let rows = columns.isEmpty ? 0 : inline.values.count / columns.count
        if maximumRows == 0 || rows < maximumRows {
            try ChunkWriter.write(inline.values, columns: columns, formats: portal.formats, into: &output)
            return .completed(inline.tag, rows: rows)
        }
        var running = RunningResult(inline, columns: columns)
        _ = try running.writeRows(atMost: maximumRows, columnCount: columns.count, formats: portal.formats, into: &output)
        return .suspended(running)
    }

    /// A notice of the session, from whatever thread. Goes out at once: the client may be waiting for a long statement.
    func send(_ notice: NoticeMessage) {
        BackendMessage.notice(ReportFields(notice)).write(into: &output)
        sendUnasked()
    }

    func send(parameter name: String, _ value: String) {
        switch phase {
        case .startup: parameterChanges.append((name: name, value: value))
        case .session:
            BackendMessage.parameterStatus(name: name, value: value).write(into: &output)
            sendUnasked()
        case .discarding, .closed: break
        }
    }

    private func sendUnasked() {
        guard case .session = phase, queries.isBusy else {
            // In the middle of a batch of answers, or idle.
            wantsFlush = true
            process()
            return
        }
        flushOutput()
    }
}
