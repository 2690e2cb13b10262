import CatalogStore
import Core
import Testing

@Suite("Models, views and users")
struct ModelCatalogTests {
    @Test("a new model has one definition, one configuration and one version")
    func create() async throws {
        let catalog = try TestCatalog().open()
        let (model, version, superseded) = try await catalog.createModel(.example("buyers", expanded: .object([.init("rounds", .number(500))])))
        #expect(superseded.isEmpty && !version.replaces)
        #expect(model.name == "buyers")
        #expect(model.project == "main")
        #expect(try await catalog.model(project: "main", name: "buyers") == model)
        #expect(try await catalog.model(id: model.id) == model)
        #expect(try await catalog.models() == [model])
        #expect(try await catalog.versions(modelID: model.id) == [version])
        #expect(try await catalog.version(modelID: model.id, number: 1) == version)
        #expect(try await catalog.version(modelID: model.id, number: 2) == nil)

        let definition = try #require(try await catalog.definition(id: version.definitionID))
        #expect(definition.revision == 1)
        #expect(definition.query == "SELECT * FROM sessions")
        #expect(definition.boundQuery == "SELECT * FROM \"shop\".\"sessions\"")
        #expect(definition.targets == ["revenue"])
        #expect(definition.groupBy == ["region", "a \"quoted\" one"])
        #expect(definition.window == 12)
        #expect(definition.horizon == 3)

        let configuration = try #require(try await catalog.configuration(id: version.configurationID))
        #expect(configuration.revision == 1)
        #expect(configuration.seed == 42)
        #expect(configuration.options == #"{"trials":30}"#)
        #expect(configuration.expanded == #"{"rounds":500}"#)
    }

    @Test("a model's name is taken in any letter case", arguments: ["buyers", "BUYERS", "Buyers"])
    func duplicate(name: String) async throws {
        let catalog = try TestCatalog().open()
        _ = try await catalog.createModel(.example("buyers"))
        let revision = catalog.revision
        let refused = await failure { _ = try await catalog.createModel(.example(name)) }
        #expect(refused?.sqlState == .duplicateTable)
        #expect(refused?.message == "model \"\(name)\" already exists")
        #expect(refused?.hint == "CREATE OR REPLACE MODEL, CREATE MODEL IF NOT EXISTS, or DROP MODEL first")
        #expect(try await catalog.models().count == 1)
        #expect(catalog.revision == revision)
    }

    @Test("names keep their case and are found in any", arguments: ["buyers", "BUYERS", "BuYers"])
    func letterCase(name: String) async throws {
        let catalog = try TestCatalog().open()
        _ = try await catalog.createModel(.example("BuYers", project: "MAIN"))
        let model = try await catalog.model(project: "Main", name: name)
        #expect(model?.name == "BuYers")
        #expect(model?.project == "main")
    }

    @Test("replacing a model is its next version; the old one serves until that is ready, and nothing is forgotten")
    func replace() async throws {
        let catalog = try TestCatalog().open()
        let old = try await catalog.version(of: "buyers", in: .ready)
        let waiting = try await catalog.addVersion(NewVersion(modelID: old.modelID, cause: "RETRAIN", createdBy: "bob"))
        let before = try await catalog.deployments(modelID: old.modelID)
        let (model, version, superseded) = try await catalog.createModel(.example("Buyers", replace: true))
        #expect(superseded == [waiting])
        #expect(model.id == old.modelID && model.name == "buyers")
        #expect(version.number == 3 && version.replaces && version.cause == "CREATE OR REPLACE MODEL")
        #expect(version.definitionID != old.definitionID)
        #expect(try await catalog.champion(modelID: model.id)?.id == old.id)
        try await catalog.train(version.id)
        #expect(try await catalog.champion(modelID: model.id)?.id == version.id)
        let after = try await catalog.deployments(modelID: model.id)
        #expect(Array(after.dropLast()) == before)
        #expect(after.last?.reason == "promoted: CREATE OR REPLACE MODEL" && after.last?.by == "ann")
        #expect(try await catalog.check().isEmpty)
    }

    @Test("what replaces serves, whatever was decided and against whom")
    func replaceDecided() async throws {
        let catalog = try TestCatalog().open()
        let old = try await catalog.version(of: "buyers", in: .ready)
        let (_, version, _) = try await catalog.createModel(.example("buyers", replace: true))
        try await catalog.startVersion(version.id)
        try await catalog.recordSnapshot(version.id, hash: "5a", rows: 100, bytes: 2048, columns: "[]")
        let decision = Promotion(promotes: true, against: 77, reason: "promoted: CREATE OR REPLACE MODEL: worse", evidence: .object([.init("rows", .number(9))]))
        try await catalog.finishVersion(version.id, .example("b2"), promotion: decision)
        let last = try #require(try await catalog.deployments(modelID: old.modelID).last)
        #expect(last.role == .champion && last.versionID == version.id)
        #expect(last.reason == decision.reason && last.evidence == #"{"rows":9}"#)
    }

    @Test("replacing what is not there makes it")
    func replaceNothing() async throws {
        let catalog = try TestCatalog().open()
        #expect(try await catalog.createModel(.example("buyers", replace: true)).version.replaces == false)
    }

    @Test("a dropped model is gone with all it owns; its id is not used again")
    func drop() async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "buyers", in: .ready)
        #expect(try await catalog.dropModel(project: "main", name: "buyers") == [version])
        #expect(try await catalog.dropModel(project: "main", name: "buyers") == nil)
        #expect(try await catalog.definition(id: version.definitionID) == nil)
        #expect(try await catalog.configuration(id: version.configurationID) == nil)
        #expect(try await catalog.createModel(.example("buyers")).model.id > version.modelID)
    }

    @Test("a project that does not exist is refused")
    func noProject() async throws {
        let catalog = try TestCatalog().open()
        let refused = await failure { _ = try await catalog.createModel(.example("buyers", project: "nowhere")) }
        #expect(refused?.sqlState == .invalidSchemaName)
        #expect(refused?.message == "project \"nowhere\" does not exist")
    }

    @Test("a model and a view cannot share a name", arguments: [false, true])
    func sharedName(replace: Bool) async throws {
        let catalog = try TestCatalog().open()
        _ = try await catalog.createModel(.example("buyers"))
        try await catalog.createView(project: "main", name: "sellers", query: "SELECT 1", replace: false, by: "ann")
        let view = await failure {
            try await catalog.createView(project: "main", name: "BUYERS", query: "SELECT 1", replace: replace, by: "ann")
        }
        #expect(view?.sqlState == .duplicateTable)
        #expect(view?.message == "model \"BUYERS\" already exists")
        #expect(view?.hint == "a model and a view cannot share a name: DROP MODEL first")
        let model = await failure { _ = try await catalog.createModel(.example("SELLERS", replace: replace)) }
        #expect(model?.sqlState == .duplicateTable)
        #expect(model?.message == "view \"SELLERS\" already exists")
        #expect(model?.hint == "a model and a view cannot share a name: DROP VIEW first")
    }

    @Test("a view is replaced when asked, and only then")
    func views() async throws {
        let catalog = try TestCatalog().open()
        try await catalog.createView(project: "main", name: "v", query: "SELECT 1", replace: false, by: "ann")
        let refused = await failure {
            try await catalog.createView(project: "main", name: "V", query: "SELECT 2", replace: false, by: "ann")
        }
        #expect(refused?.message == "view \"V\" already exists")
        #expect(refused?.hint == "CREATE OR REPLACE VIEW, or DROP VIEW first")
        try await catalog.createView(project: "main", name: "V", query: "SELECT 2", replace: true, by: "bob")
        #expect(try await catalog.views().map(\.query) == ["SELECT 2"])
        #expect(try await catalog.view(project: "main", name: "v")?.createdBy == "bob")
        #expect(try await catalog.dropView(project: "main", name: "v"))
        #expect(try await !catalog.dropView(project: "main", name: "v"))
        #expect(try await catalog.view(project: "main", name: "v") == nil)
    }

    @Test("users are found in any letter case, are unique, and can be given another password")
    func users() async throws {
        let catalog = try TestCatalog().open()
        try await catalog.createUser(name: "Ann", verifier: "one", isSuperuser: true)
        try await catalog.createUser(name: "bob", verifier: "two", isSuperuser: false)
        let refused = await failure { try await catalog.createUser(name: "ANN", verifier: "x", isSuperuser: false) }
        #expect(refused?.sqlState == .duplicateObject)
        #expect(refused?.message == "user \"ANN\" already exists")
        try await catalog.alterUser(name: "ann", verifier: "three")
        #expect(try await catalog.user(named: "ann")?.verifier == "three")
        #expect(try await catalog.user(named: "ann")?.isSuperuser == true)
        #expect(try await catalog.users().map(\.name) == ["Ann", "bob"])
        #expect(try await catalog.user(named: "eve") == nil)
        let missing = await failure { try await catalog.alterUser(name: "eve", verifier: "x") }
        #expect(missing?.sqlState == .undefinedObject)
        #expect(missing?.message == "user \"eve\" does not exist")
    }

    @Test("of many tasks that create the same models at once, one each succeeds and all else is told so")
    func concurrency() async throws {
        let catalog = try TestCatalog().open()
        let outcomes = await withTaskGroup(of: SQLState?.self) { group in
            for index in 0..<60 {
                group.addTask { await failure { _ = try await catalog.createModel(.example("m\(index % 20)")) }?.sqlState }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == nil } == 20)
        #expect(outcomes.count { $0 == .duplicateTable } == 40)
        #expect(try await catalog.models().count == 20)
        #expect(try await catalog.queuedVersions().count == 20)
        #expect(catalog.revision == 20)
    }

    @Test("one version is started by one of many tasks that try")
    func startRace() async throws {
        let catalog = try TestCatalog().open()
        let id = try await catalog.version(of: "buyers", in: .queued).id
        let started = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 { group.addTask { await failure { try await catalog.startVersion(id) } == nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(started == 1)
        #expect(try await catalog.version(id: id)?.attempts == 1)
    }
}
