import Core
import SQLFrontEnd
import Testing

@Suite struct FeedbackStatementTests {
    @Test("CREATE OUTCOME")
    func outcome() throws {
        let text = """
            CREATE OUTCOME FOR buyers FROM shop (SELECT session_id, revenue, closed_at FROM results)
              KEY (session_id, day) ACTUAL revenue AT closed_at WITHIN 7 days
            """
        guard case .createOutcome(let outcome) = try parsed(text) else { return #expect(Bool(false)) }
        #expect(outcome.model.text == "buyers" && outcome.data.source?.text == "shop")
        #expect(outcome.key.map(\.text) == ["session_id", "day"] && outcome.actual.text == "revenue" && outcome.at?.text == "closed_at")
        #expect(outcome.within == .init(count: 7, unit: .day))
    }

    @Test("its clauses come in any order, and two are needed")
    func order() throws {
        guard case .createOutcome(let outcome) = try parsed("CREATE OUTCOME IF NOT EXISTS FOR MODEL m FROM (SELECT 1) WITHIN '2 weeks' ACTUAL y KEY id") else { return #expect(Bool(false)) }
        #expect(outcome.within == .init(count: 2, unit: .week) && outcome.key.map(\.text) == ["id"] && outcome.ifNotExists)
        let failure = try failure(of: "CREATE OUTCOME FOR m FROM (SELECT 1) KEY (id)")
        #expect(failure.hint == "expected ACTUAL and the column that holds the truth: CREATE OUTCOME FOR m FROM source (SELECT ...) KEY (id) ACTUAL y [AT moment] [WITHIN 7 days]")
        #expect(failure.position == 45)
    }

    @Test("DROP OUTCOME, EXPLAIN PREDICTION, REPLAY")
    func others() throws {
        #expect(try parsed("DROP OUTCOME IF EXISTS FOR m") == .dropOutcome(DropOutcome(model: ObjectName(["m"], position: 27), ifExists: true)))
        #expect(try parsed("EXPLAIN PREDICTION 123") == .explainPrediction(ExplainPrediction(id: .number(123, text: "123"), position: 19)))
        #expect(try parsed("EXPLAIN PREDICTION 'a-b'") == .explainPrediction(ExplainPrediction(id: .string("a-b"), position: 19)))
        #expect(try failure(of: "EXPLAIN PREDICTION").position == 18)
        #expect(try parsed("REPLAY MODEL m VERSION 2 BETWEEN '2026-01-01' AND '2026-02-01'")
            == .replay(Replay(model: ObjectName(["m"], position: 13), version: 2, from: "2026-01-01", to: "2026-02-01")))
        #expect(try parsed("REPLAY m FROM s (SELECT 1)")
            == .replay(Replay(model: ObjectName(["m"], position: 7), data: TrainingData(source: Name("s", position: 14), query: Fragment("SELECT 1", position: 17)))))
    }

    @Test("CREATE JOB")
    func job() throws {
        let text = "CREATE JOB IF NOT EXISTS p.j AS (RETRAIN m; SELECT ';' -- x\n) START now END '2027-01-01' EVERY 2 hours IF (SELECT 1; SELECT 2)"
        guard case .createJob(let job) = try parsed(text) else { return #expect(Bool(false)) }
        #expect(job.name.parts == ["p", "j"] && job.ifNotExists)
        #expect(job.body == [Fragment("RETRAIN m", position: 33), Fragment("SELECT ';'", position: 44)])
        #expect(job.start == nil && job.end == "2027-01-01" && job.every == .init(count: 2, unit: .hour))
        #expect(job.condition.map(\.text) == ["SELECT 1", "SELECT 2"])
        guard case .createJob(let plain) = try parsed("CREATE JOB j (SELECT 1) EVERY day") else { return #expect(Bool(false)) }
        #expect(plain.every == .init(count: 1, unit: .day))
        guard case .createJob(let cron) = try parsed("CREATE JOB j (SELECT 1) CRON '0 3 * * *' USING time_zone = 'UTC', retries = 3") else { return #expect(Bool(false)) }
        #expect(cron.cron == Name("0 3 * * *", position: 29) && cron.options.map(\.key) == ["time_zone", "retries"])
        #expect(try failure(of: "CREATE JOB j (SELECT 1) EVERY day CRON '0 3 * * *'").message == "a job has EVERY or CRON, not both")
    }

    @Test("what is done with a job, and with the queue")
    func jobStatements() throws {
        #expect(try parsed("ALTER JOB p.j PAUSE") == .alterJob(AlterJob(name: ObjectName(["p", "j"], position: 10), isTrigger: false, pauses: true)))
        #expect(try parsed("alter trigger t resume") == .alterJob(AlterJob(name: ObjectName(["t"], position: 14), isTrigger: true, pauses: false)))
        #expect(try parsed("RUN JOB j") == .runJob(ObjectName(["j"], position: 8)))
        #expect(try parsed("PAUSE TRAINING") == .pauseTraining && parsed("resume training") == .resumeTraining)
        guard case .alterProject(let alter) = try parsed("ALTER PROJECT main SET trainings = 2") else { return #expect(Bool(false)) }
        #expect(alter.name.text == "main" && alter.options.map(\.key) == ["trainings"])
    }

    @Test("a mistake in a job's body is an error at its place")
    func jobBody() throws {
        let text = "CREATE JOB j (SELECT 1; CREATE MODEL m FROM s (SELECT 1) PREDIC y) EVERY day"
        let failure = try failure(of: text)
        #expect(failure.message == "syntax error at or near \"PREDIC\"" && failure.position == offset(of: "PREDIC", in: text))
        #expect(try SQLFrontEndTests.failure(of: "CREATE JOB j () EVERY day").position == 14)
        #expect(try SQLFrontEndTests.failure(of: "CREATE JOB j (SELECT 1) EVERY fortnight").position == 30)
        #expect(try SQLFrontEndTests.failure(of: "CREATE JOB j (SELECT 1) EVERY day EVERY day").position == 34)
    }

    @Test("jobs in jobs are bounded")
    func nestedJobs() throws {
        let text = String(repeating: "CREATE JOB j (", count: 50) + "SELECT 1" + String(repeating: ")", count: 50)
        let failure = try failure(of: text)
        #expect(failure.sqlState == .programLimitExceeded && failure.message == "statements are nested too deeply")
    }

    @Test("CREATE TRIGGER")
    func trigger() throws {
        guard case .createTrigger(let trigger) = try parsed("CREATE TRIGGER t ON shop.orders COLUMNS a, b (RETRAIN m)") else { return #expect(Bool(false)) }
        #expect(trigger.table.parts == ["shop", "orders"] && trigger.columns.map(\.text) == ["a", "b"] && trigger.body.map(\.text) == ["RETRAIN m"])
        #expect(try parsed("DROP TRIGGER t") == .dropTrigger(DropObject(name: ObjectName(["t"], position: 13), ifExists: false)))
        #expect(try parsed("DROP JOB IF EXISTS p.j") == .dropJob(DropObject(name: ObjectName(["p", "j"], position: 19), ifExists: true)))
    }
}
