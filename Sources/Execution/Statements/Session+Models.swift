import CatalogStore
import Core
import DuckEngine
import Foundation
import Learning
import SQLFrontEnd
import Synchronization
import Training

extension Session {
    /// CREATE MODEL: records what is to be learnt and how, and answers; the queue trains. With `wait = true` it answers when the
    /// training has ended, and a cancel request ends the training.
    func createModel(_ create: CreateModel) async throws -> StatementTag {
        let (project, name) = try projectAndName(create.name)
        if create.ifNotExists, try await database.directory().model(project, name) != nil {
            notice("model \"\(name)\" already exists, skipping", nil)
            return .command("CREATE MODEL")
        }
        try refuseForecast(create)
        let options = create.options.map { (key: $0.key, value: $0.value.json) }
        let configuration: LearningConfiguration
        do {
            configuration = try LearningConfiguration.from(options: options)
        } catch var failure as SQLFailure {
            failure.position = create.options.first { failure.message.contains("\"\($0.key)\"") || failure.message.contains("\"\($0.key).") }?.position
            throw failure
        }
        let wait = try waits(create.options)
        if let engine = create.options.first(where: { $0.key == "engine" }), engine.value.string?.lowercased() != "lightgbm" {
            throw SQLFailure(.invalidParameterValue, "unknown engine \"\(engine.value.string ?? "")\"", hint: "the engine is 'lightgbm'", position: engine.valuePosition)
        }
        let bound = try await bindTraining(create)
        let recorded = JSONValue.object(options.filter { $0.key != "wait" && $0.key != "engine" }.map { .init($0.key, $0.value) })
        let (_, version, replaced) = try await database.catalog.createModel(
            NewModel(
                project: project, name: name, replace: create.orReplace, source: create.source, query: create.query.text, boundQuery: bound,
                targets: create.targets.map(\.text), key: configuration.key, orderBy: nil, groupBy: [], window: nil, horizon: nil,
                engine: "lightgbm", seed: Int64(clamping: configuration.seed), options: recorded, expanded: configuration.expanded, createdBy: user))
        for old in replaced { await database.queue.cancel(old.id) }
        database.registry.forget(replaced.map(\.id))
        await database.showNames()
        let updates = wait ? await database.queue.updates(of: version.id) : nil
        await database.queue.submit(version.id)
        if let updates { try await follow(updates, version.id, name) }
        return .command("CREATE MODEL")
    }

    private func refuseForecast(_ create: CreateModel) throws {
        guard create.targets.count == 1 else {
            throw SQLFailure(.featureNotSupported, "more than one target is not supported yet", hint: "one model per target", position: create.targets[1].position)
        }
        if create.orderBy != nil || create.window != nil || create.horizon != nil || !create.groupBy.isEmpty {
            throw SQLFailure(
                .featureNotSupported, "forecasts (ORDER BY, GROUP BY, WINDOW, HORIZON) are not supported yet",
                hint: "for rows in time: USING split = 'time', split_by = 'column'", position: create.orderBy?.position ?? create.name.position)
        }
    }

    private func waits(_ options: [Option]) throws -> Bool {
        guard let option = options.last(where: { $0.key == "wait" }) else { return false }
        guard let flag = option.value.boolean else {
            throw SQLFailure(.invalidParameterValue, "option \"wait\" must be true or false", position: option.valuePosition)
        }
        return flag
    }

    /// The training query with every name qualified, checked against the source as far as that is possible without running it.
    private func bindTraining(_ create: CreateModel) async throws -> String {
        let directory = try await database.directory()
        let project = try state.withLock { try $0.settings.value("project") }
        return try await interruptible(connection) { [self] in
            let binder = database.binder(directory, connection: connection, project: project, user: user)
            func positioned<Result>(_ bind: () throws -> Result) throws -> Result {
                do { return try bind() } catch var failure as SQLFailure {
                    failure.position = failure.position.map { $0 + create.query.position }
                    throw failure
                }
            }
            if let name = create.data.source {
                guard let source = directory.source(name.text) else { throw directory.missingSource(name.text, position: name.position) }
                return try positioned { try binder.sourceQuery(source, create.query.text).0 }
            }
            let bound = try positioned { try binder.bind(create.query.text) }
            guard bound.models.isEmpty else {
                throw SQLFailure(
                    .featureNotSupported, "a training query that reads a model is not supported yet", hint: "write the predictions to a table first",
                    position: create.query.position)
            }
            return bound.text.text
        }
    }

    /// Tells the client how the training goes, until it has ended.
    private func follow(_ updates: AsyncStream<TrainingUpdate>, _ versionID: Int64, _ name: String) async throws {
        let queue = database.queue
        let token = begin { Task { await queue.cancel(versionID) } }
        defer { end(token) }
        let notices = TrainingNotices(name: name)
        for await update in updates {
            switch update {
            case .progress(let progress):
                if let text = notices.text(progress) { notice(text, nil) }
            case .ready: return
            case .failed(let failure): throw failure
            case .cancelled: throw SQLFailure(.queryCanceled, "canceling statement due to user request", detail: "The training of \"\(name)\" was cancelled.")
            }
        }
        throw SQLFailure(.adminShutdown, "the server is shutting down", hint: "the training goes on when it starts again")
    }

    func dropModel(_ drop: DropModel) async throws -> StatementTag {
        let (project, name) = try projectAndName(drop.name)
        guard drop.version == nil else { throw SQLFailure(.featureNotSupported, "DROP MODEL ... VERSION is not supported yet", position: drop.name.position) }
        let directory = try await database.directory()
        guard let model = directory.model(project, name) else {
            guard drop.ifExists else {
                let nearest = nearestName(to: name, among: directory.models.values.map(\.record.name).sorted())
                throw SQLFailure(
                    .undefinedTable, "model \"\(name)\" does not exist", hint: nearest.map { "did you mean \"\($0)\"?" } ?? "SHOW MODELS", position: drop.name.position)
            }
            notice("model \"\(name)\" does not exist, skipping", nil)
            return .command("DROP MODEL")
        }
        for version in model.versions where version.state == .queued || version.state == .training { await database.queue.cancel(version.id) }
        let dropped = try await database.catalog.dropModel(project: project, name: name) ?? []
        database.registry.forget(dropped.map(\.id))
        await database.showNames()
        await deleteUnused(dropped)
        return .command("DROP MODEL")
    }

    /// Artifacts may be shared by versions that are equal to the bit.
    private func deleteUnused(_ versions: [VersionRecord]) async {
        guard let files = try? await database.catalog.files() else { return }
        let artifacts = Set(files.artifacts.map(\.hash))
        let snapshots = Set(files.snapshots.map(\.hash))
        let directory = database.configuration.dataDirectory
        for version in versions {
            if let hash = version.artifactHash, !artifacts.contains(hash) { try? FileManager.default.removeItem(atPath: "\(directory)/models/\(hash).model") }
            if let hash = version.snapshotHash, !snapshots.contains(hash) { try? FileManager.default.removeItem(atPath: "\(directory)/snapshots/\(hash).parquet") }
        }
    }
}
