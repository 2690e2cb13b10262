import CatalogStore
import Core
import Testing

@Suite("Users, roles and rights in the catalog")
struct RightsTests {
    private func catalog() async throws -> Catalog {
        let catalog = try TestCatalog().open()
        for name in ["Ann", "bob", "analysts", "staff"] { try await catalog.createUser(name: name, verifier: "v", isSuperuser: false) }
        return catalog
    }

    private func grants(_ catalog: Catalog) throws -> [[String?]] {
        try catalog.table(.grants).map { row in ["kind", "object", "privilege", "grantee"].map { row[$0]?.text } }
    }

    private let buyers = GrantedObject(.model, project: "Main", name: "BUYERS")

    @Test("a right is given once and taken once, in any letter case")
    func givenAndTaken() async throws {
        let catalog = try await catalog()
        for _ in 1...2 { try await catalog.setRights([.read, .train], on: [buyers], to: ["ANN", nil], granted: true, by: "foretell") }
        #expect(try grants(catalog) == [
            ["model", "main.buyers", "READ", "Ann"], ["model", "main.buyers", "TRAIN", "Ann"], ["model", "main.buyers", "READ", "PUBLIC"],
            ["model", "main.buyers", "TRAIN", "PUBLIC"],
        ])
        try await catalog.setRights([.train], on: [buyers], to: ["ann", nil], granted: false, by: "foretell")
        #expect(try grants(catalog).map { $0[2] } == ["READ", "READ"])
    }

    @Test("each change counts, so that plans are made anew")
    func revision() async throws {
        let catalog = try await catalog()
        let before = catalog.revision
        try await catalog.setRights([.read], on: [buyers], to: [nil], granted: true, by: "foretell")
        try await catalog.setMembership(of: "analysts", members: ["bob"], granted: true, by: "foretell")
        try await catalog.alterUser(name: "bob", isSuperuser: true)
        #expect(catalog.revision == before + 3)
    }

    @Test("nobody can be given a right who does not exist")
    func unknownGrantee() async throws {
        let catalog = try await catalog()
        let refused = await failure { try await catalog.setRights([.read], on: [buyers], to: ["ann", "eve"], granted: true, by: "foretell") }
        #expect(refused?.message == "user \"eve\" does not exist")
        #expect(try grants(catalog) == [])
    }

    @Test("rights go with what they are for, and with who has them")
    func dropped() async throws {
        let catalog = try await catalog()
        _ = try await catalog.createModel(.example("buyers"))
        try await catalog.createSource(name: "shop", engine: "files", parameters: .object([]), by: "ann")
        let shop = GrantedObject(.database, name: "shop")
        try await catalog.setRights([.read], on: [buyers, shop], to: ["bob", "staff"], granted: true, by: "ann")
        try await catalog.setMembership(of: "staff", members: ["bob"], granted: true, by: "foretell")
        try await catalog.dropUser(name: "BOB")
        #expect(try grants(catalog).map { $0[3] } == ["staff", "staff"])
        _ = try await catalog.dropModel(project: "main", name: "buyers")
        #expect(try grants(catalog) == [["database", "shop", "READ", "staff"]])
        _ = try await catalog.dropSource(name: "SHOP")
        #expect(try grants(catalog) == [])
    }

    @Test("CREATE OR REPLACE keeps the owner and the rights")
    func replaced() async throws {
        let catalog = try await catalog()
        _ = try await catalog.createModel(.example("buyers"))
        try await catalog.setRights([.read], on: [buyers], to: ["bob"], granted: true, by: "ann")
        var other = NewModel.example("buyers", replace: true)
        other.createdBy = "foretell"
        _ = try await catalog.createModel(other)
        #expect(try grants(catalog) == [["model", "main.buyers", "READ", "bob"]])
        #expect(try await catalog.model(project: "main", name: "buyers")?.owner == "ann")
        for user in ["ann", "foretell"] { try await catalog.createView(project: "main", name: "v", query: "SELECT 1", replace: true, by: user) }
        #expect(try await catalog.view(project: "main", name: "v")?.owner == "ann")
    }

    @Test("who owns something is not dropped before it is another's")
    func owner() async throws {
        let catalog = try await catalog()
        _ = try await catalog.createModel(.example("buyers"))
        try await catalog.createView(project: "main", name: "v", query: "SELECT 1", replace: false, by: "ANN")
        let refused = await failure { try await catalog.dropUser(name: "ann") }
        #expect(refused?.sqlState.rawValue == "2BP01")
        #expect(refused?.detail == "It owns: model main.buyers, view main.v.")
        #expect(refused?.hint == "drop them, or give them to another: REASSIGN OWNED BY \"ann\" TO another")
        try await catalog.reassignOwned(by: "ann", to: "BOB")
        try await catalog.dropUser(name: "ann")
        #expect(try await catalog.model(project: "main", name: "buyers")?.owner == "bob")
        #expect(try await catalog.model(project: "main", name: "buyers")?.createdBy == "ann")
    }

    @Test("a role is never a member of itself, also not by way of others", arguments: [["staff", "staff"], ["staff", "analysts"], ["staff", "bob"]])
    func circle(pair: [String]) async throws {
        let catalog = try await catalog()
        try await catalog.setMembership(of: "bob", members: ["analysts"], granted: true, by: "foretell")
        try await catalog.setMembership(of: "analysts", members: ["staff"], granted: true, by: "foretell")
        let refused = await failure { try await catalog.setMembership(of: pair[0], members: [pair[1]], granted: true, by: "foretell") }
        #expect(refused?.sqlState.rawValue == "0LP01")
        #expect(refused?.message == "role \"\(pair[1])\" is a member of role \"\(pair[0])\"")
    }

    @Test("members show with their roles")
    func members() async throws {
        let catalog = try await catalog()
        try await catalog.setMembership(of: "staff", members: ["ann", "bob"], granted: true, by: "foretell")
        try await catalog.setMembership(of: "analysts", members: ["ann"], granted: true, by: "foretell")
        try await catalog.setMembership(of: "staff", members: ["bob"], granted: false, by: "foretell")
        #expect(try catalog.table(.users).filter { $0["name"] == .text("Ann") }.map { $0["member_of"] } == [.text(#"["analysts","staff"]"#)])
        #expect(try grants(catalog) == [["role", "analysts", "MEMBER", "Ann"], ["role", "staff", "MEMBER", "Ann"]])
    }
}
