import Core
import Learning
import SQLFrontEnd
import Synchronization

extension Session {
    /// EVALUATE: runs the query and computes metrics of what it returns, one row for each segment.
    func planEvaluate(_ evaluate: Evaluate, _ types: [SQLType?]) async throws -> any PreparedStatement {
        var query = evaluate.data.query
        if let source = evaluate.data.source {
            let head = "SELECT * FROM \(quotedIdentifier(source.text)) ("
            query = Fragment(head + query.text + ")", position: query.position - head.utf8.count)
        }
        let plan = try await planDuck(query, types) { $0 }
        return EvaluateStatement(plan: plan, evaluation: try EvaluationPlan(evaluate, columns: plan.columns ?? []), session: self)
    }
}

private struct EvaluateStatement: PreparedStatement {
    let plan: DuckStatementPlan
    let evaluation: EvaluationPlan
    let session: Session

    var columns: [Column]? { evaluation.columns }
    var parameterTypes: [SQLType] { plan.parameterTypes }

    func runInline(_ parameters: [Value]) throws -> InlineResult? { nil }

    func run(_ parameters: [Value]) async throws -> any StatementResult {
        let (answers, segments) = try await read(parameters)
        let flag = CancelFlag()
        let token = session.begin { flag.set() }
        defer { session.end(token) }
        let rows = try await session.database.pool.run { [evaluation] in
            do {
                return try evaluation.rows(answers, segments) { flag.isSet }
            } catch is CancellationError {
                throw SQLFailure(.queryCanceled, "canceling statement due to user request")
            }
        }
        return FixedResult(columns: columns, chunks: [Chunk(evaluation.columns, rows: rows)], tag: .select)
    }

    /// The answers, and the segment of each.
    private func read(_ parameters: [Value]) async throws -> (EvaluationAnswers, [[Value]]) {
        let result = try await plan.run(parameters)
        var answers = evaluation.answers
        var segments: [[Value]] = []
        var leftOut = 0
        let wanted = [evaluation.actual] + [evaluation.prediction, evaluation.probabilities, evaluation.low, evaluation.high, evaluation.weight].compactMap(\.self)
        while let chunk = try await result.next() {
            for row in 0..<chunk.rowCount {
                if wanted.contains(where: { chunk.columns[$0].isNull(row) }) {
                    leftOut += 1
                    continue
                }
                answers.actual.append(chunk.columns[evaluation.actual][row])
                if let place = evaluation.prediction { answers.prediction.append(chunk.columns[place][row]) }
                if let place = evaluation.probabilities { answers.probabilities.append(chunk.columns[place][row]) }
                if let place = evaluation.low { answers.low.append(chunk.columns[place][row]) }
                if let place = evaluation.high { answers.high.append(chunk.columns[place][row]) }
                if let place = evaluation.weight { answers.weights.append(chunk.columns[place][row]) }
                if !evaluation.segments.isEmpty { segments.append(evaluation.segments.map { chunk.columns[$0][row] }) }
            }
        }
        if leftOut > 0 { session.notice("\(leftOut) \(leftOut == 1 ? "row" : "rows") with a NULL were left out", nil) }
        guard !answers.actual.isEmpty else {
            throw SQLFailure(.dataException, "there is no row to evaluate", hint: "run the query by itself: actual and prediction must not be NULL")
        }
        return (answers, segments)
    }
}

/// Set by a cancel request.
private final class CancelFlag: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}

extension EvaluationPlan {
    /// The rows of the result: segments in the order of their values.
    /// - Parameter segments: of each answer; empty: all are one.
    fileprivate func rows(_ answers: EvaluationAnswers, _ segments: [[Value]], isCancelled: () -> Bool) throws -> [[Value]] {
        let kinds = metrics.map(\.kind)
        let all = try answers.rows(for: kinds)
        guard !segments.isEmpty else { return [try values(all, kinds, isCancelled)] }
        var members: [[Value]: [Int]] = [:]
        for (row, segment) in segments.enumerated() { members[segment, default: []].append(row) }
        return try members.keys.sorted(by: Self.precedes).map { segment in
            segment + (try values(all.part(members[segment] ?? []), kinds, isCancelled))
        }
    }

    private func values(_ rows: EvaluationRows, _ kinds: [MetricKind], _ isCancelled: () -> Bool) throws -> [Value] {
        func cell(_ number: Double) -> Value { number.isNaN ? .null : .double(number) }
        let values = kinds.map { cell(rows.value($0)) }
        guard resamples > 0 else { return values }
        let intervals = try Bootstrap.intervals(kinds, rows, resamples: resamples, confidence: confidence, seed: seed, isCancelled: isCancelled)
        return zip(values, intervals).flatMap { [$0, cell($1.low), cell($1.high)] }
    }

    private static func precedes(_ first: [Value], _ second: [Value]) -> Bool {
        for (a, b) in zip(first, second) where a != b {
            if a.isNull || b.isNull { return b.isNull }
            switch (a, b) {
            case (.integer(let a), .integer(let b)): return a < b
            case (.double(let a), .double(let b)): return a < b
            default: return (a.text ?? "") < (b.text ?? "")
            }
        }
        return false
    }
}
