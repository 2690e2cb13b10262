import CatalogStore
import Core
import DuckEngine
import SQLFrontEnd
import Synchronization
import Training

extension Session {
    /// CREATE MODEL: records what is to be learnt and how, and answers; the queue trains. With `wait = true` it answers when the
    /// training has ended, and a cancel request ends the training. Over a model that is there it goes on as the next version, with a
    /// configuration of its own.
    func createModel(_ create: CreateModel) async throws -> StatementTag {
        let (project, name) = try projectAndName(create.name)
        let directory = try await database.directory()
        let rights = directory.rights.rights(of: user)
        if directory.isProject(project) { try rights.require(.create, on: directory.project(project), position: create.name.position) }
        if create.orReplace, let old = directory.model(project, name) {
            try rights.require(.own, on: Securable(old.record), position: create.name.position)
        }
        if create.ifNotExists, directory.model(project, name) != nil {
            notice("model \"\(name)\" already exists, skipping", nil)
            return .command("CREATE MODEL")
        }
        try refuseForecast(create)
        let configuration = try newConfiguration(create.options)
        if let key = configuration.options["key"]?.string, key.lowercased() == create.targets[0].text.lowercased() {
            throw SQLFailure(.invalidParameterValue, "column \"\(key)\" cannot name the rows and be predicted", hint: "another key, or none", position: create.targets[0].position)
        }
        let wait = try waits(create.options)
        let definition = NewDefinition(
            source: create.source, query: create.query.text, boundQuery: try await bindTraining(create.data), transform: try await transform(create), targets: create.targets.map(\.text),
            key: configuration.options["key"]?.string)
        let (_, version, superseded) = try await database.catalog.createModel(
            NewModel(
                project: project, name: name, replace: create.orReplace, definition: definition, configuration: configuration,
                priority: try priority(create.options), createdBy: user))
        for old in superseded { await database.queue.cancel(old.id) }
        let updates = wait ? await database.queue.updates(of: version.id) : nil
        await database.queue.changed()
        if let updates { try await follow(updates, version.id, name) }
        return .command("CREATE MODEL")
    }

    func refuseForecast(_ create: CreateModel) throws {
        guard create.targets.count == 1 else {
            throw SQLFailure(.featureNotSupported, "more than one target is not supported yet", hint: "one model per target", position: create.targets[1].position)
        }
        if create.orderBy != nil || create.window != nil || create.horizon != nil || !create.groupBy.isEmpty {
            throw SQLFailure(
                .featureNotSupported, "forecasts (ORDER BY, GROUP BY, WINDOW, HORIZON) are not supported yet",
                hint: "for rows in time: USING split = 'time', split_by = 'column'", position: create.orderBy?.position ?? create.name.position)
        }
    }

    /// The training query with every name qualified, checked against the source as far as that is possible without running it.
    func bindTraining(_ data: TrainingData) async throws -> String {
        let directory = try await database.directory()
        let project = try state.withLock { try $0.settings.value("project") }
        return try await interruptible(connection) { [self] in
            let binder = database.binder(directory, connection: connection, project: project, user: user)
            func positioned<Result>(_ bind: () throws -> Result) throws -> Result {
                do { return try bind() } catch var failure as SQLFailure {
                    failure.position = failure.position.map { $0 + data.query.position }
                    throw failure
                }
            }
            if let name = data.source {
                guard let source = directory.source(name.text) else { throw directory.missingSource(name.text, position: name.position) }
                return try positioned { try binder.sourceQuery(source, data.query.text).0 }
            }
            let bound = try positioned { try binder.bind(data.query.text) }
            guard bound.models.isEmpty else {
                throw SQLFailure(
                    .featureNotSupported, "a training query that reads a model is not supported yet", hint: "write the predictions to a table first",
                    position: data.query.position)
            }
            return bound.text.text
        }
    }

    /// Tells the client how the training goes, until it has ended.
    func follow(_ updates: AsyncStream<TrainingUpdate>, _ versionID: Int64, _ name: String) async throws {
        let queue = database.queue
        let token = begin { Task { await queue.cancel(versionID) } }
        defer { end(token) }
        let notices = TrainingNotices(name: name)
        for await update in updates {
            switch update {
            case .progress(let progress):
                if let text = notices.text(progress) { notice(text, nil) }
            case .columnsChanged(let changes):
                notice("the columns of the training rows are others than before: \(changes.map(\.text).joined(separator: ", "))", nil)
            case .ready: return
            case .failed(let failure): throw failure
            case .cancelled: throw SQLFailure(.queryCanceled, "canceling statement due to user request", detail: "The training of \"\(name)\" was cancelled.")
            }
        }
        throw SQLFailure(.adminShutdown, "the server is shutting down", hint: "the training goes on when it starts again")
    }

    func dropModel(_ drop: DropModel) async throws -> StatementTag {
        let (project, name) = try projectAndName(drop.name)
        let directory = try await database.directory()
        let rights = directory.rights.rights(of: user)
        guard let model = directory.model(project, name) else {
            guard drop.ifExists else {
                let nearest = nearestName(to: name, among: directory.modelNames(seenBy: rights))
                throw SQLFailure(
                    .undefinedTable, "model \"\(name)\" does not exist", hint: nearest.map { "did you mean \"\($0)\"?" } ?? "SHOW MODELS", position: drop.name.position)
            }
            notice("model \"\(name)\" does not exist, skipping", nil)
            return .command("DROP MODEL")
        }
        try rights.require(.own, on: Securable(model.record), position: drop.name.position)
        if let number = drop.version {
            try await dropVersion(number, of: model, ifExists: drop.ifExists, position: drop.name.position)
            return .command("DROP MODEL")
        }
        // First what is told, then its trainings: a server that dies in between has dropped the model or has not.
        let dropped = try await database.catalog.dropModel(project: project, name: name) ?? []
        for version in dropped where version.state == .queued || version.state == .training { await database.queue.cancel(version.id) }
        database.registry.forget(dropped.map(\.id))
        await deleteUnused(dropped)
        return .command("DROP MODEL")
    }
}
