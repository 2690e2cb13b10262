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
        guard case .session(let session, _) = phase else { return }
        let status = session.transactionStatus
        perform(updatingSession { $0.ready(status) })
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
        guard case .ready = portal.progress, let statement = portal.statement.statement else {
            jobs.yield(.execute(portal, maximumRows: maximumRows, output: handOverOutput()))
            return
        }
        let execution: QueryStateMachine.Execution
        do {
            guard let inline = try statement.executeInline(portal.values) else {
                jobs.yield(.execute(portal, maximumRows: maximumRows, output: handOverOutput()))
                return
            }
            var running = RunningResult(inline)
            let limit = maximumRows == 0 ? Int.max : maximumRows
            let rows = try running.writeRows(
                atMost: limit, columnCount: portal.statement.columns?.count ?? 0, formats: portal.formats, into: &output)
            execution = rows == limit ? .suspended(running) : .completed(inline.tag, rows: rows)
        } catch {
            execution = .failed(SQLFailure(wrapping: error))
        }
        perform(updatingSession { $0.executed(execution) })
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
        guard case .session(_, let machine) = phase, machine.isBusy else {
            // In the middle of a batch of answers, or idle.
            wantsFlush = true
            process()
            return
        }
        flushOutput()
    }
}
