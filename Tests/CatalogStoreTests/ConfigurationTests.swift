import CatalogStore
import Core
import Testing

@Suite("Definitions, configurations and labels")
struct ConfigurationTests {
    @Test("configurations are numbered, and one that says the same is the same")
    func numbered() async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "m", in: .ready)
        let second = try await catalog.addConfiguration(.example(trials: 5), of: version.modelID, isCurrent: true, by: "ann")
        let same = try await catalog.addConfiguration(.example(trials: 5), of: version.modelID, isCurrent: false, by: "bob")
        #expect(second.revision == 2)
        #expect(same == second)
        #expect(try await catalog.model(id: version.modelID)?.configurationID == second.id)
        #expect(try await catalog.model(id: version.modelID)?.definitionID == version.definitionID)
        #expect(try await catalog.version(id: version.id)?.configurationID == version.configurationID)
    }

    @Test("a model's configuration is found by its name or its number", arguments: ["fast", "FAST", "2"])
    func named(name: String) async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "m", in: .ready)
        let made = try await catalog.addConfiguration(.example("fast", trials: 1), of: version.modelID, isCurrent: false, by: "ann")
        #expect(try await catalog.configuration(modelID: version.modelID, named: name) == made)
        #expect(try await catalog.configuration(modelID: version.modelID, named: "slow") == nil)
        let refused = await failure {
            _ = try await catalog.addConfiguration(.example("Fast", trials: 2), of: version.modelID, isCurrent: false, by: "ann")
        }
        #expect(refused?.sqlState == .duplicateObject)
    }

    @Test("a shared configuration is never changed")
    func shared() async throws {
        let catalog = try TestCatalog().open()
        try await catalog.createSharedConfiguration(.example(trials: 1), named: "fast", by: "ann")
        let refused = await failure { try await catalog.createSharedConfiguration(.example(trials: 2), named: "FAST", by: "ann") }
        #expect(refused?.message == "configuration \"FAST\" already exists")
        let found = try #require(try await catalog.sharedConfiguration(named: "Fast"))
        #expect(found.name == "fast")
        #expect(found.options.text == #"{"trials":1}"#)
        #expect(try await catalog.sharedConfigurationNames() == ["fast"])
    }

    @Test("a new definition is the next version's and leaves the configuration alone")
    func definition() async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "m", in: .ready)
        let new = NewDefinition(source: nil, query: "SELECT 1", boundQuery: "SELECT 1", targets: ["y"])
        let id = try await catalog.addDefinition(new, of: version.modelID, isCurrent: true, by: "ann")
        let model = try #require(try await catalog.model(id: version.modelID))
        #expect(model.definitionID == id && model.configurationID == version.configurationID)
        #expect(try await catalog.definition(id: id)?.revision == 2)
        #expect(try await catalog.definition(id: version.definitionID)?.query == "SELECT * FROM sessions")
    }

    @Test("an alias belongs to one version, a tag to any number")
    func labels() async throws {
        let catalog = try TestCatalog().open()
        let first = try await catalog.version(of: "m", in: .ready)
        let second = try await catalog.retrained(first.modelID)
        for version in [first, second] {
            try await catalog.setAlias("Best", of: version, by: "ann")
            try await catalog.setTag("autumn", of: version, by: "ann")
        }
        #expect(try await catalog.contents().aliases.map(\.versionID) == [second.id])
        #expect(try catalog.table(.versions).map { $0["aliases"] } == [.null, .text("Best")])
        #expect(try catalog.table(.versions).map { $0["tags"] } == [.text("autumn"), .text("autumn")])
        #expect(try await !catalog.dropAlias("best", of: first))
        #expect(try await catalog.dropAlias("BEST", of: second))
        #expect(try await catalog.dropTag("Autumn", of: first))
        #expect(try await !catalog.dropTag("autumn", of: first))
    }

    @Test("comments are kept, and go with their model")
    func comments() async throws {
        let catalog = try TestCatalog().open()
        let version = try await catalog.version(of: "m", in: .ready)
        for text in ["one", nil, "two"] { try await catalog.comment(on: "model", "main.m", modelID: version.modelID, text: text, by: "ann") }
        #expect(try catalog.table(.comments).map { $0["comment"] } == [.text("one"), .null, .text("two")])
        #expect(try catalog.table(.models).map { $0["comment"] } == [.text("two")])
        _ = try await catalog.dropModel(project: "main", name: "m")
        #expect(try catalog.rows(of: .comments).rowCount == 0)
    }
}
