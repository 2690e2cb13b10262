import Core
import SQLFrontEnd
import Testing

@Suite struct ModelStatementTests {
    private func model(_ text: String) throws -> CreateModel {
        guard case .createModel(let model) = try parsed(text) else { throw SQLFailure(.internalError, "no CREATE MODEL") }
        return model
    }

    @Test("CREATE MODEL with everything")
    func everything() throws {
        let text = """
            CREATE OR REPLACE MODEL IF NOT EXISTS p."My Model" FROM shop (
                -- rows
                SELECT * FROM sessions WHERE a = 'x)' AND f(b) > 0 -- all
            ) PREDICT revenue, "Other" ORDER BY day ASC GROUP BY store, Item WINDOW 14 HORIZON 7
            USING key = 'session_id', Trials = 30, lightgbm.num_leaves = 63;
            """
        let model = try model(text)
        #expect(model.name == ObjectName(["p", "My Model"], position: offset(of: "p.", in: text)))
        #expect(model.orReplace && model.ifNotExists)
        #expect(model.source == "shop")
        #expect(model.data.source?.position == offset(of: "shop", in: text))
        #expect(model.query.text == "SELECT * FROM sessions WHERE a = 'x)' AND f(b) > 0")
        #expect(model.query.position == offset(of: "SELECT", in: text))
        #expect(model.targets == [Name("revenue", position: offset(of: "revenue", in: text)), Name("Other", position: offset(of: "\"Other", in: text))])
        #expect(model.orderBy?.text == "day")
        #expect(model.groupBy.map(\.text) == ["store", "Item"])
        #expect(model.window == 14 && model.horizon == 7)
        #expect(model.options.map(\.key) == ["key", "trials", "lightgbm.num_leaves"])
        #expect(model.options.map(\.value) == [.string("session_id"), .number(30, text: "30"), .number(63, text: "63")])
        #expect(model.options[2].position == offset(of: "lightgbm", in: text))
        #expect(model.options[2].valuePosition == offset(of: "63", in: text))
    }

    @Test("CREATE MODEL without a source", arguments: [
        "CREATE MODEL m FROM (SELECT 1) PREDICT y", "CREATE PREDICTOR m (SELECT 1) PREDICT y", "create model m from ( SELECT 1 ) predict y;",
    ])
    func withoutSource(text: String) throws {
        let model = try model(text)
        #expect(model.source == nil && model.query.text == "SELECT 1" && model.targets.map(\.text) == ["y"])
        #expect(model.options.isEmpty && model.window == nil && model.orderBy == nil)
    }

    @Test("keywords that are not in the way are names", arguments: ["model", "version", "predict", "horizon", "values", "key", "\"from\"", "`order`"])
    func names(name: String) throws {
        #expect(try model("CREATE MODEL \(name) FROM \(name) (SELECT 1) PREDICT \(name) GROUP BY \(name)").targets.count == 1)
    }

    @Test("values of options", arguments: [
        ("null", OptionValue.null), ("TRUE", .boolean(true)), ("false", .boolean(false)), ("-1.5e2", .number(-150, text: "-1.5e2")),
        ("+3", .number(3, text: "3")), ("1_000", .number(1000, text: "1_000")), ("0x1F", .number(31, text: "0x1F")), ("'a''b'", .string("a'b")),
        ("\"quoted\"", .string("quoted")), ("Random", .name(["Random"])), ("shop.sessions", .name(["shop", "sessions"])),
        ("[1, 'a', b]", .list([.number(1, text: "1"), .string("a"), .name(["b"])])), ("(a, b)", .list([.name(["a"]), .name(["b"])])),
        ("[]", .list([])), ("[[1], []]", .list([.list([.number(1, text: "1")]), .list([])])),
        ("Range(7, 255)", .call(name: "range", arguments: [.number(7, text: "7"), .number(255, text: "255")])),
        ("candidates('a', -1)", .call(name: "candidates", arguments: [.string("a"), .number(-1, text: "-1")])),
        ("now()", .call(name: "now", arguments: [])),
        ("(a = 1, \"B c\" => x)", .namedArguments([.init("a", .number(1, text: "1")), .init("B c", .name(["x"]))])),
        (#"{"a": [1, null]}"#, .json(.object([.init("a", .array([.number(1), .null]))]))),
        (#"[{"a": 1}]"#, .json(.array([.object([.init("a", .number(1))])]))),
        ("{{RUN}}", .string("{{RUN}}")), ("all", .name(["all"])), ("$$x$$", .string("x")),
    ])
    func optionValues(text: String, value: OptionValue) throws {
        let options = try model("CREATE MODEL m (SELECT 1) PREDICT y USING o = \(text), z = 1").options
        #expect(options.first?.value == value)
        #expect(options.count == 2)
    }

    @Test("an option's value as JSON")
    func optionJSON() {
        let value = OptionValue.list([
            .null, .boolean(true), .number(2, text: "2"), .name(["a", "b"]), .call(name: "range", arguments: [.number(1, text: "1")]),
            .namedArguments([.init("x", .string("y"))]),
        ])
        #expect(value.json.text == #"[null,true,2,"a.b",{"range":[1]},{"x":"y"}]"#)
    }

    @Test("what is wrong with CREATE MODEL", arguments: [
        ("CREATE MODEL m FROM s (SELECT 1)", "syntax error at end of input", 32, "PREDICT after the query"),
        ("CREATE MODEL m FROM s (SELECT 1) PREDIC y", "syntax error at or near \"PREDIC\"", 33, "PREDICT after the query"),
        ("CREATE MODEL m FROM s (SELECT 1) PREDICT", "syntax error at end of input", 40, "the column to predict"),
        ("CREATE MODEL m FROM s (SELECT 1) PREDICT y,", "syntax error at end of input", 43, "the column to predict"),
        ("CREATE MODEL m FROM s (SELECT 1) PREDICT y;", "", 0, ""),
        ("CREATE MODEL FROM s (SELECT 1) PREDICT y", "syntax error at or near \"FROM\"", 13, "the model's name"),
        ("CREATE MODEL a. FROM s (SELECT 1) PREDICT y", "syntax error at or near \"s\"", 21, "FROM and a query after the model's name"),
        ("CREATE MODEL m PREDICT y", "syntax error at or near \"PREDICT\"", 15, "FROM and a query after the model's name"),
        ("CREATE MODEL m FROM s PREDICT y", "syntax error at or near \"PREDICT\"", 22, "the query for \"s\" in parentheses, as in FROM s (SELECT ...)"),
        ("CREATE MODEL m FROM s () PREDICT y", "syntax error at or near \")\"", 23, "a query"),
        ("CREATE MODEL m FROM s (SELECT (1) PREDICT y", "syntax error at end of input", 43, "\")\" that closes the parenthesis at byte 23"),
        ("CREATE MODEL m FROM s (SELECT 1) PREDICT y HORIZON 0", "syntax error at or near \"0\"", 51, "the number of rows to forecast, a whole number from 1"),
        ("CREATE MODEL m FROM s (SELECT 1) PREDICT y WINDOW 1.5", "syntax error at or near \"1.5\"", 50, "the number of rows that a forecast looks back on, a whole number from 1"),
        ("CREATE MODEL m FROM s (SELECT 1) PREDICT y USING", "syntax error at end of input", 48, "an option: key = value"),
        ("CREATE MODEL m FROM s (SELECT 1) PREDICT y USING a 1", "syntax error at or near \"1\"", 51, "\"=\" after the option \"a\""),
        ("CREATE MODEL m FROM s (SELECT 1) PREDICT y USING a = 1,", "syntax error at end of input", 55, "an option: key = value"),
        ("CREATE MODEL m FROM s (SELECT 1) PREDICT y USING a = 1 b = 2", "syntax error at or near \"b\"", 55, "ORDER BY, GROUP BY, WINDOW, HORIZON, USING or the end of the statement"),
        ("CREATE MODEL m FROM s (SELECT 1) PREDICT y USING a = [1", "syntax error at end of input", 55, "\",\" or \"]\" after a value"),
        ("CREATE MODEL m FROM s (SELECT 1) PREDICT y WINDOW 1 WINDOW 2", "syntax error at or near \"WINDOW\"", 52, "ORDER BY, GROUP BY, WINDOW, HORIZON, USING or the end of the statement"),
        ("CREATE MODEL m FROM s (SELECT 1) ;", "syntax error at or near \";\"", 33, "PREDICT after the query"),
    ])
    func wrong(text: String, message: String, position: Int, expected: String) throws {
        guard !message.isEmpty else { return _ = try parsed(text) }
        let failure = try failure(of: text)
        #expect(failure.sqlState == .syntaxError)
        #expect(failure.message == message)
        #expect(failure.position == position)
        #expect(failure.hint == "expected \(expected): CREATE MODEL m FROM source (SELECT ...) PREDICT column")
    }

    @Test("what is understood and refused", arguments: [
        ("CREATE MODEL m (SELECT 1) PREDICT y ORDER BY d DESC", SQLState.featureNotSupported, "a descending ORDER BY in CREATE MODEL is not supported", 47),
        ("CREATE MODEL m (SELECT 1) PREDICT y ORDER BY d, e", .featureNotSupported, "ORDER BY with several columns in CREATE MODEL is not supported", 46),
        ("CREATE MODEL m (SELECT 1) PREDICT y USING a = 1, A = 2", .syntaxError, "option \"a\" is given twice", 49),
        ("CREATE MODEL m (SELECT 1) PREDICT y USING a = $1", .featureNotSupported, "a parameter as the value of an option is not supported", 46),
        ("CREATE MODEL m (SELECT 1) PREDICT y USING a = 1e999", .numericValueOutOfRange, "number \"1e999\" is out of range", 46),
        (#"CREATE MODEL m (SELECT 1) PREDICT y USING a = {"b" 1}"#, .syntaxError, "malformed JSON in the value: expected \":\" after the key \"b\"", 51),
    ])
    func refused(text: String, state: SQLState, message: String, position: Int) throws {
        let failure = try failure(of: text)
        #expect(failure.sqlState == state && failure.message == message && failure.position == position)
        #expect(failure.hint != nil)
    }

    @Test("lists in lists are bounded")
    func nesting() throws {
        let failure = try failure(of: "CREATE MODEL m (SELECT 1) PREDICT y USING a = " + String(repeating: "[", count: 10_000))
        #expect(failure.sqlState == .programLimitExceeded)
        #expect(failure.message == "the value of an option is nested too deeply")
    }

    @Test("RETRAIN and FINETUNE")
    func retrain() throws {
        #expect(try parsed("RETRAIN m") == .retrain(Retrain(model: ObjectName(["m"], position: 8))))
        #expect(try parsed("RETRAIN MODEL p.m USING trials = 5")
            == .retrain(Retrain(model: ObjectName(["p", "m"], position: 14), options: [Option(key: "trials", value: .number(5, text: "5"), position: 24, valuePosition: 33)])))
        #expect(try parsed("RETRAIN model") == .retrain(Retrain(model: ObjectName(["model"], position: 8))))
        #expect(try parsed("RETRAIN m ON SNAPSHOT OF VERSION 3 USING CONFIGURATION fast, wait = true")
            == .retrain(Retrain(
                model: ObjectName(["m"], position: 8), snapshotOf: 3, configuration: Name("fast", position: 55),
                options: [Option(key: "wait", value: .boolean(true), position: 61, valuePosition: 68)])))
        #expect(try parsed("RETRAIN m USING CONFIGURATION 2") == .retrain(Retrain(model: ObjectName(["m"], position: 8), configuration: Name("2", position: 30))))
        guard case .retrain(let option) = try parsed("RETRAIN m USING configuration = 2") else { return #expect(Bool(false)) }
        #expect(option.configuration == nil && option.options.map(\.key) == ["configuration"])
        #expect(try failure(of: "RETRAIN m ON SNAPSHOT OF VERSION x").position == 33)
        #expect(try parsed("FINETUNE m.3 FROM s (SELECT 1)")
            == .finetune(Retrain(
                model: ObjectName(["m"], position: 9), version: 3,
                data: TrainingData(source: Name("s", position: 18), query: Fragment("SELECT 1", position: 21)))))
    }

    @Test("ALTER MODEL")
    func alter() throws {
        func action(_ text: String) throws -> AlterModel.Action? {
            if case .alterModel(let alter) = try parsed("ALTER MODEL m " + text) { alter.action } else { nil }
        }
        let option = Option(key: "trials", value: .number(5, text: "5"), position: 19, valuePosition: 28)
        #expect(try action("SET (trials = 5)") == .setOptions([option]))
        #expect(try action("SET PROMOTE MANUAL") == .promote(policy: Name("manual", position: 26), options: []))
        guard case .promote(let policy, let options) = try action("SET PROMOTE = Automatic (after = 500, margin = 0.01)") else { return #expect(Bool(false)) }
        #expect(policy.text == "automatic" && options.map(\.key) == ["after", "margin"])
        #expect(try action("VERSION 3 SET ALIAS best") == .alias(version: 3, name: Name("best", position: 34)))
        #expect(try action("VERSION 3 DROP ALIAS best") == .dropAlias(version: 3, name: Name("best", position: 35)))
        #expect(try action("VERSION 3 SET ALIAS 'best'") == .alias(version: 3, name: Name("best", position: 34)))
        #expect(try action("VERSION 3 SET TAG 'autumn sale'") == .tag(version: 3, name: Name("autumn sale", position: 32)))
        #expect(try action("VERSION 3 DROP TAG x") == .dropTag(version: 3, name: Name("x", position: 33)))
        #expect(try action("VERSION 3 ARCHIVE") == .archive(version: 3))
        #expect(try action("SET PROMOTE WHEN lower > 0") == .promoteWhen(Fragment("lower > 0", position: 31), outcomes: nil))
        #expect(try action("PROMOTE WHEN lower > 0 AFTER 500 OUTCOMES") == .promoteWhen(Fragment("lower > 0", position: 27), outcomes: 500))
        #expect(try failure(of: "ALTER MODEL m SET PROMOTE WHEN").position == 30)
        #expect(try action("RENAME TO n") == .rename(Name("n", position: 24)))
        guard case .redefine(let model) = try action("AS FROM s (SELECT 1) PREDICT z HORIZON 3") else { return #expect(Bool(false)) }
        #expect(model.source == "s" && model.horizon == 3 && model.name.text == "m")
        guard case .redefine(let other) = try action("AS (SELECT 1) PREDICT z") else { return #expect(Bool(false)) }
        #expect(other.source == nil)
        #expect(try failure(of: "ALTER MODEL m").hint == "expected SET, AS, VERSION or RENAME TO: ALTER MODEL m SET (key = value)")
    }

    @Test("DROP MODEL")
    func drop() throws {
        #expect(try parsed("DROP MODEL IF EXISTS p.m VERSION 2") == .dropModel(DropModel(name: ObjectName(["p", "m"], position: 21), version: 2, ifExists: true)))
        #expect(try parsed("DROP PREDICTOR m") == .dropModel(DropModel(name: ObjectName(["m"], position: 15))))
        #expect(try failure(of: "DROP MODEL m VERSION 0").message == "syntax error at or near \"0\"")
        #expect(try failure(of: "DROP MODEL m, n").position == 12)
    }

    @Test("DEPLOY, ROLLBACK, REPRODUCE, COMPARE")
    func lifecycle() throws {
        let m = ObjectName(["m"], position: 13)
        #expect(try parsed("DEPLOY MODEL m VERSION 3") == .deploy(Deploy(model: m, version: 3, role: .champion)))
        #expect(try parsed("DEPLOY MODEL m VERSION 3 AS challenger") == .deploy(Deploy(model: m, version: 3, role: .challenger)))
        #expect(try parsed("DEPLOY MODEL m VERSION 3 AS CANARY 2.5 PERCENT") == .deploy(Deploy(model: m, version: 3, role: .canary(percent: 2.5))))
        #expect(try parsed("DEPLOY MODEL m VERSION 3 AS CANARY 10%") == .deploy(Deploy(model: m, version: 3, role: .canary(percent: 10))))
        #expect(try failure(of: "DEPLOY MODEL m").position == 14)
        #expect(try failure(of: "DEPLOY MODEL m VERSION 3 AS CANARY 101 PERCENT").position == 35)
        #expect(try parsed("ROLLBACK MODEL m") == .rollbackModel(RollbackModel(model: ObjectName(["m"], position: 15))))
        #expect(try parsed("ROLLBACK MODEL m TO VERSION 2") == .rollbackModel(RollbackModel(model: ObjectName(["m"], position: 15), version: 2)))
        #expect(try parsed("REPRODUCE MODEL m VERSION 7") == .reproduce(Reproduce(model: ObjectName(["m"], position: 16), version: 7)))
        #expect(try parsed("COMPARE MODEL m VERSION 1 TO 2") == .compare(Compare(model: ObjectName(["m"], position: 14), version: 1, other: 2)))
        #expect(try parsed("COMPARE MODEL m VERSION 1 TO VERSION 2") == .compare(Compare(model: ObjectName(["m"], position: 14), version: 1, other: 2)))
    }

    @Test("EVALUATE")
    func evaluate() throws {
        guard case .evaluate(let statement) = try parsed("EVALUATE Accuracy, f1 FROM (SELECT a, b FROM t JOIN m) USING actual = 'a'") else { return #expect(Bool(false)) }
        #expect(statement.metrics.map(\.text) == ["accuracy", "f1"])
        #expect(statement.data.query.text == "SELECT a, b FROM t JOIN m" && statement.options.map(\.key) == ["actual"])
    }

    @Test("CREATE CONFIGURATION")
    func configuration() throws {
        guard case .createConfiguration(let statement) = try parsed("CREATE CONFIGURATION fast FOR MODEL p.m USING trials = 1") else { return #expect(Bool(false)) }
        #expect(statement.name?.text == "fast" && statement.model?.parts == ["p", "m"] && statement.options.map(\.key) == ["trials"])
        guard case .createConfiguration(let nameless) = try parsed("CREATE CONFIGURATION FOR m USING trials = 1") else { return #expect(Bool(false)) }
        #expect(nameless.name == nil)
        guard case .createConfiguration(let shared) = try parsed("CREATE CONFIGURATION fast AS (trials = 1, rounds = 5)") else { return #expect(Bool(false)) }
        #expect(shared.name?.text == "fast" && shared.model == nil && shared.options.map(\.key) == ["trials", "rounds"])
    }

    @Test("DESCRIBE", arguments: [
        ("DESCRIBE m", Describe(name: ObjectName(["m"], position: 9))),
        ("DESC p.m", Describe(name: ObjectName(["p", "m"], position: 5))),
        ("DESCRIBE m.Features", Describe(name: ObjectName(["m"], position: 9), part: "features")),
        ("DESCRIBE p.m.progress", Describe(name: ObjectName(["p", "m"], position: 9), part: "progress")),
        ("DESCRIBE m.\"features\"", Describe(name: ObjectName(["m", "features"], position: 9))),
        ("DESCRIBE m.3", Describe(name: ObjectName(["m"], position: 9), version: .version(3))),
        ("DESCRIBE m.3.trials", Describe(name: ObjectName(["m"], position: 9), part: "trials", version: .version(3))),
        ("DESCRIBE m AT (VERSION => 3)", Describe(name: ObjectName(["m"], position: 9), version: .version(3))),
        ("DESCRIBE MODEL m", Describe(kind: "model", name: ObjectName(["m"], position: 15))),
        ("DESCRIBE TABLE t", Describe(kind: "table", name: ObjectName(["t"], position: 15))),
        ("DESCRIBE m.features LIKE 'a%'", Describe(name: ObjectName(["m"], position: 9), part: "features", filter: .like("a%"))),
        ("DESCRIBE model", Describe(name: ObjectName(["model"], position: 9))),
    ])
    func describe(text: String, expected: Describe) throws {
        #expect(try parsed(text) == .describe(expected))
    }

    @Test("DESCRIBE of a query is a query", arguments: ["DESCRIBE SELECT * FROM m", "DESC (SELECT 1)", "describe with x as (select 1) from x", "DESCRIBE FROM m"])
    func describeQuery(text: String) throws {
        #expect(try parsed(text) == .query(Fragment(text, position: 0)))
    }
}
