import CatalogStore
import Core
import DuckEngine
import SQLFrontEnd
import Synchronization

extension Session {
    /// The plan of a statement. - Throws: `SQLFailure`
    func plan(_ parsed: ParsedStatement, _ types: [SQLType?]) async throws -> any PreparedStatement {
        switch parsed.statement {
        case .empty: return CommandStatement { .command("") }
        case .query(let query): return try await RevisedStatement(database, types) { try await self.planQuery(query, $0) }
        case .explain(let explain): return try await RevisedStatement(database, types) { try await self.planExplain(explain, $0) }
        case .insert(let insert): return try await RevisedStatement(database, types) { try await self.planInsert(insert, $0) }
        case .createTableAs(let create): return try await RevisedStatement(database, types) { try await self.planCreateTable(create, $0) }
        case .createView(let create): return try outsideTransaction("CREATE VIEW") { try await self.createView(create) }
        case .dropView(let drop): return try outsideTransaction("DROP VIEW") { try await self.dropView(drop) }
        case .createDatabase(let create): return try outsideTransaction("CREATE DATABASE") { try await self.createSource(create) }
        case .dropDatabase(let drop): return try outsideTransaction("DROP DATABASE") { try await self.dropSource(drop) }
        case .createModel(let create): return try outsideTransaction("CREATE MODEL") { try await self.createModel(create) }
        case .dropModel(let drop): return try outsideTransaction("DROP MODEL") { try await self.dropModel(drop) }
        case .describe(let describe): return try await RevisedStatement(database, types) { try await self.planDescribe(describe, parsed, $0) }
        case .show(let show): return try await RevisedStatement(database, []) { _ in try await self.planShow(show) }
        case .set(let setting): return try await planSet(setting)
        case .setTransaction(let modes): return setTransaction(modes)
        case .reset(let name): return inline("RESET") { if let name { try $0.set(name, to: nil) } else { $0.resetAll() } }
        case .begin(let modes): return TransactionStatement(kind: .begin, session: self, isReadOnly: modes.isReadOnly)
        case .commit: return TransactionStatement(kind: .commit, session: self)
        case .rollback: return TransactionStatement(kind: .rollback, session: self)
        case .deallocate: return inline("DEALLOCATE") {}
        case .sessionCommand(let command): return planSessionCommand(command)
        case .refused(let refused): throw refused.failure
        case .update, .delete: throw unsupported("UPDATE and DELETE", hint: "change rows in the database that holds them")
        case .alterDatabase: throw unsupported("ALTER DATABASE")
        case .alterProject(let alter): return try outsideTransaction("ALTER PROJECT") { try await self.alterProject(alter) }
        case .createProject(let create): return try outsideTransaction("CREATE PROJECT") { try await self.createProject(create) }
        case .dropProject(let drop): return try outsideTransaction("DROP PROJECT") { try await self.dropProject(drop) }
        case .createConfiguration(let create): return try outsideTransaction("CREATE CONFIGURATION") { try await self.createConfiguration(create) }
        case .retrain(let retrain): return try outsideTransaction("RETRAIN") { try await self.retrain(retrain) }
        case .finetune(let finetune): return try outsideTransaction("FINETUNE") { try await self.finetune(finetune) }
        case .alterModel(let alter): return try outsideTransaction("ALTER MODEL") { try await self.alterModel(alter) }
        case .evaluate(let evaluate): return try await RevisedStatement(database, types) { try await self.planEvaluate(evaluate, $0) }
        case .deploy(let deploy): return try outsideTransaction("DEPLOY") { try await self.deploy(deploy) }
        case .rollbackModel(let rollback): return try outsideTransaction("ROLLBACK MODEL") { try await self.rollbackModel(rollback) }
        case .reproduce(let reproduce): return try planReproduce(reproduce)
        case .compare(let compare): return try planCompare(compare)
        case .createOutcome(let create): return try outsideTransaction("CREATE OUTCOME") { try await self.createOutcome(create) }
        case .dropOutcome(let drop): return try outsideTransaction("DROP OUTCOME") { try await self.dropOutcome(drop) }
        case .explainPrediction: throw unsupported("EXPLAIN PREDICTION")
        case .replay: throw unsupported("REPLAY")
        case .createUser(let create): return try outsideTransaction("CREATE USER") { try await self.createUser(create) }
        case .alterUser(let alter): return try outsideTransaction("ALTER USER") { try await self.alterUser(alter) }
        case .dropUser(let drop): return try outsideTransaction("DROP USER") { try await self.dropUser(drop) }
        case .reassignOwned(let reassign): return try outsideTransaction("REASSIGN OWNED") { try await self.reassignOwned(reassign) }
        case .grant(let grant): return try outsideTransaction("GRANT") { try await self.setRights(grant, granted: true) }
        case .revoke(let revoke): return try outsideTransaction("REVOKE") { try await self.setRights(revoke, granted: false) }
        case .grantRole(let grant): return try outsideTransaction("GRANT") { try await self.setMembership(grant, granted: true) }
        case .revokeRole(let revoke): return try outsideTransaction("REVOKE") { try await self.setMembership(revoke, granted: false) }
        case .createJob(let create): return try outsideTransaction("CREATE JOB") { try await self.createJob(create) }
        case .dropJob(let drop): return try outsideTransaction("DROP JOB") { try await self.dropJob(.job, drop) }
        case .createTrigger(let create): return try outsideTransaction("CREATE TRIGGER") { try await self.createTrigger(create) }
        case .dropTrigger(let drop): return try outsideTransaction("DROP TRIGGER") { try await self.dropJob(.trigger, drop) }
        case .alterJob(let alter): return try outsideTransaction("ALTER JOB") { try await self.alterJob(alter) }
        case .runJob(let name): return try outsideTransaction("RUN JOB") { try await self.runJob(name) }
        case .pauseTraining: return try outsideTransaction("PAUSE TRAINING") { try await self.pauseTraining(true) }
        case .resumeTraining: return try outsideTransaction("RESUME TRAINING") { try await self.pauseTraining(false) }
        case .comment(let comment): return try outsideTransaction("COMMENT") { try await self.comment(comment) }
        case .savepoint, .releaseSavepoint, .rollbackToSavepoint: throw unsupported("savepoints")
        case .prepare, .execute: throw unsupported("PREPARE and EXECUTE as statements", hint: "use your driver's prepared statements")
        }
    }

    private func unsupported(_ what: String, hint: String? = nil) -> SQLFailure {
        let verb = what.contains(" and ") || what == "savepoints" ? "are" : "is"
        return SQLFailure(.featureNotSupported, "\(what) \(verb) not supported yet", hint: hint)
    }

    /// What changes the catalog takes effect at once, so it is refused where a rollback would be expected to undo it.
    private func outsideTransaction(_ name: String, _ body: @escaping @Sendable () async throws -> StatementTag) throws -> any PreparedStatement {
        CommandStatement { [self] in
            guard transactionState == .idle else {
                throw SQLFailure(.activeTransaction, "\(name) cannot run inside a transaction block")
            }
            try requireWritable(name)
            return try await body()
        }
    }

    /// - Throws: `SQLFailure` 25006 when the transaction, or all of them, are to read only.
    func requireWritable(_ name: String) throws {
        guard state.withLock({ $0.settings.isReadOnly }) else { return }
        throw SQLFailure(.readOnlyTransaction, "cannot execute \(name) in a read-only transaction", hint: "SET default_transaction_read_only = off, or BEGIN READ WRITE")
    }

    private func setTransaction(_ statement: SetTransaction) -> any PreparedStatement {
        inline("SET") { [self] settings in
            guard let isReadOnly = statement.modes.isReadOnly else { return }
            if statement.isForSession { return try settings.set("default_transaction_read_only", to: isReadOnly ? "on" : "off") }
            if !settings.isInTransaction { notice("SET TRANSACTION can only be used in transaction blocks", nil) }
            try settings.set("transaction_read_only", to: isReadOnly ? "on" : "off", isLocal: true)
        }
    }

    private func inline(_ tag: String, _ change: @escaping @Sendable (inout SessionSettings) throws -> Void) -> any PreparedStatement {
        InlineStatement(columns: nil) { [self] in
            try state.withLock { try change(&$0.settings) }
            return InlineResult(tag: .command(tag))
        }
    }

    private func inline(_ tag: String, _ nothing: @escaping @Sendable () -> Void) -> any PreparedStatement {
        inline(tag) { (_: inout SessionSettings) in nothing() }
    }

    private func planSet(_ setting: SetSetting) async throws -> any PreparedStatement {
        if setting.name == "project", let project = setting.text, try await !database.directory().isProject(project) {
            throw SQLFailure(.invalidSchemaName, "project \"\(project)\" does not exist", hint: "SHOW PROJECTS", position: setting.position)
        }
        let isLocal = setting.scope == .local
        return inline("SET") { [self] settings in
            if setting.name == "search_path", let path = setting.text, !["main", "public", "\"$user\", public"].contains(path.lowercased()) {
                notice("search_path says nothing of where names are looked up", "Write database.table and project.model, or SET project = name.")
            }
            if isLocal, !settings.isInTransaction { notice("SET LOCAL can only be used in transaction blocks", nil) }
            do { try settings.set(setting.name, to: setting.text, isLocal: isLocal) } catch let failure as SQLFailure { throw failure.at(setting.position) }
        }
    }

    private func planSessionCommand(_ command: SessionCommand) -> any PreparedStatement {
        switch command {
        case .discardAll: inline("DISCARD ALL") { $0.resetAll() }
        case .discard(let what): inline("DISCARD \(what.uppercased())") {}
        case .listen: inline("LISTEN") {}
        case .unlisten: inline("UNLISTEN") {}
        case .notify: inline("NOTIFY") {}
        }
    }

    // MARK: Queries

    private func planQuery(_ query: Fragment, _ types: [SQLType?]) async throws -> any PreparedStatement {
        let directory = try await database.directory()
        if let point = try await planPoint(query, directory, types) { return point }
        return try await planDuck(query, types) { $0 }
    }

    /// A statement that DuckDB runs.
    /// - Parameters:
    ///   - project: of unqualified names; nil: the session's.
    ///   - reader: whose rights decide; nil: the session's user.
    ///   - wrap: makes the text to run from the bound query.
    func planDuck(
        _ query: Fragment, _ types: [SQLType?], defaultSource: String? = nil, columns: [Column]? = nil, project: String? = nil, reader: String? = nil,
        _ wrap: @escaping @Sendable (String) -> String
    ) async throws -> DuckStatementPlan {
        let start = ContinuousClock.now
        do {
            return try await planDuckOnce(query, types, defaultSource: defaultSource, columns: columns, project: project, reader: reader, wrap)
        } catch let failure as SQLFailure where failure.sqlState == .undefinedTable || failure.sqlState == .undefinedColumn {
            guard try await renewSources(namedIn: wrap(query.text), defaultSource, since: start) else { throw failure }
            return try await planDuckOnce(query, types, defaultSource: defaultSource, columns: columns, project: project, reader: reader, wrap)
        }
    }

    /// A server may have a table or a column since that it had not when it was attached. - Returns: whether it is worth another look.
    func renewSources(namedIn text: String, _ defaultSource: String?, since start: ContinuousClock.Instant) async throws -> Bool {
        guard transactionState == .idle else { return false }
        let lowered = text.lowercased()
        let directory = try await database.directory()
        let rights = directory.rights.rights(of: user)
        let names = directory.sources.values.filter { rights.sees(Securable($0)) }.map(\.name).filter { name in
            lowered.contains("\(name.lowercased()).") || lowered.contains("\(quotedIdentifier(name.lowercased())).") || name.folded == defaultSource?.folded
        }
        guard !names.isEmpty else { return false }
        return try await database.pool.run { [database] in database.sources.renew(names.sorted(), since: start) }
    }

    private func planDuckOnce(
        _ query: Fragment, _ types: [SQLType?], defaultSource: String?, columns: [Column]?, project: String?, reader: String?, _ wrap: @escaping @Sendable (String) -> String
    ) async throws -> DuckStatementPlan {
        let directory = try await database.directory()
        let project = try project ?? state.withLock { try $0.settings.value("project") }
        let (bound, prepared) = try await interruptible(connection) { [self] () -> (BoundQuery, DuckStatement) in
            do {
                var binder = database.binder(directory, connection: connection, project: project, user: user)
                if let reader { binder.rights = directory.rights.rights(of: reader) }
                let bound = try binder.bind(query.text, defaultSource: defaultSource)
                do {
                    let prepared = try connection.prepare(wrap(bound.text.text))
                    guard prepared.needsParameterTypes else { return (bound, prepared) }
                    return try ParameterCasts(bound: bound, declared: types, open: prepared.parameterTypes).prepared { try connection.prepare(wrap($0)) }
                } catch let failure as SQLFailure {
                    throw Self.translated(failure, bound, shift: Self.shift(wrap))
                }
            } catch var failure as SQLFailure {
                failure.position = failure.position.map { $0 + query.position }
                throw failure
            }
        }
        let parameters = (0..<prepared.parameterCount).map { index in
            (index < types.count ? types[index] : nil) ?? prepared.parameterTypes[index] ?? .varchar
        }
        return DuckStatementPlan(
            session: self, text: wrap(bound.text.text), columns: columns ?? (prepared.returnsRows ? Self.named(prepared.columns, bound.resultNames) : nil),
            parameterTypes: parameters, sources: bound.sources, listsRelations: bound.listsRelations)
    }

    private static func named(_ columns: [Column], _ names: [String?]) -> [Column] {
        guard columns.count == names.count else { return columns }
        return zip(columns, names).map { Column($1 ?? $0.name, $0.type) }
    }

    /// How many bytes `wrap` puts before the query.
    private static func shift(_ wrap: (String) -> String) -> Int {
        let marked = wrap("\u{1}")
        return marked.utf8.firstIndex(of: 1).map { marked.utf8.distance(from: marked.utf8.startIndex, to: $0) } ?? 0
    }

    private static func translated(_ failure: SQLFailure, _ bound: BoundQuery, shift: Int) -> SQLFailure {
        var failure = failure
        // What stands around a model is a sub-query to DuckDB, which then suggests nothing.
        if failure.sqlState == .undefinedColumn, let name = failure.message.prefixMatch(of: /column "(.+?)" does not exist/)?.1,
            let nearest = nearestName(to: String(name), among: bound.columnsNearModels.filter { $0 != name }), failure.hint?.hasPrefix("did you mean") != true
        {
            failure.hint = "did you mean \"\(nearest)\"?"
        }
        failure.position = bound.keepsPositions ? failure.position.flatMap { $0 >= shift ? bound.text.originalOffset(of: $0 - shift) : nil } : nil
        return failure
    }

    private func planExplain(_ explain: Explain, _ types: [SQLType?]) async throws -> any PreparedStatement {
        let plan = try await planDuck(explain.query, types) { (explain.analyze ? "EXPLAIN ANALYZE " : "EXPLAIN ") + $0 }
        return ExplainStatement(plan: plan)
    }
}
