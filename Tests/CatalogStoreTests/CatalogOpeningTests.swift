import CatalogStore
import Core
import Foundation
import Testing

@Suite("Opening a catalog")
struct CatalogOpeningTests {
    @Test("a new catalog holds the project main, an empty record and nothing to complain about")
    func newCatalog() async throws {
        let files = try TestCatalog()
        let catalog = try files.open()
        #expect(try await catalog.projects().map(\.name) == ["main"])
        #expect(try await catalog.models().isEmpty)
        #expect(try await catalog.users().isEmpty)
        #expect(try await catalog.sources().isEmpty)
        #expect(try await catalog.check().isEmpty)
        #expect(catalog.revision == 0)
    }

    @Test("what was written is there after reopening")
    func reopening() async throws {
        let files = try TestCatalog()
        var catalog: Catalog? = try files.open()
        try await catalog?.createUser(name: "ann", verifier: "SCRAM-SHA-256$x", isSuperuser: true)
        catalog = nil
        #expect(try await files.open().user(named: "ann")?.verifier == "SCRAM-SHA-256$x")
    }

    @Test("the catalog and its key can be read by their owner only", arguments: ["catalog.sqlite", "secrets.key"])
    func modes(name: String) async throws {
        let files = try TestCatalog()
        let catalog = try files.open()
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(files.directory)/\(name)")
        #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        withExtendedLifetime(catalog) {}
    }

    @Test("a catalog with a migration that this program does not know is refused")
    func newerSchema() async throws {
        let files = try TestCatalog()
        _ = try files.open()
        #expect(try files.replace("1 models, versions", with: "9 models, versions") > 0)
        let refused = await failure { _ = try files.open() }
        #expect(refused?.sqlState == .dataCorrupted)
        #expect(refused?.message == "the data directory was written by a newer version of foretell")
        #expect(refused?.hint == "start that version, or restore a backup made before the upgrade")
    }

    @Test("a file that is no database is refused")
    func noDatabase() async throws {
        let files = try TestCatalog()
        try Data(repeating: 0x41, count: 8192).write(to: URL(fileURLWithPath: files.path))
        let refused = await failure { _ = try files.open() }
        #expect(refused?.sqlState == .dataCorrupted)
        #expect(refused?.message == "the catalog is damaged")
        #expect(refused?.hint == "restore \"catalog.sqlite\" from a backup")
    }

    @Test("a file whose pages are overwritten is refused, or complained about by the check")
    func damagedPages() async throws {
        let files = try TestCatalog()
        var catalog: Catalog? = try files.open()
        _ = try await catalog?.createModel(.example("buyers"))
        catalog = nil
        var data = try Data(contentsOf: URL(fileURLWithPath: files.path))
        data.replaceSubrange(8192..<data.count, with: Data(repeating: 0xA5, count: data.count - 8192))
        try data.write(to: URL(fileURLWithPath: files.path))
        do {
            #expect(try await !files.open().check().isEmpty)
        } catch {
            #expect(SQLFailure(wrapping: error).sqlState == .dataCorrupted)
        }
    }

    @Test("a directory that does not exist is an input error, not damage")
    func noDirectory() async throws {
        let files = try TestCatalog()
        let refused = await failure { _ = try Catalog(path: "\(files.directory)/none/catalog.sqlite", keyFile: files.keyFile) }
        #expect(refused?.sqlState == .ioError)
        #expect(refused?.message == "the catalog cannot be made: No such file or directory")
    }

    @Test("a version in an unknown state is found by the check and is no crash")
    func unknownState() async throws {
        let files = try TestCatalog()
        var catalog: Catalog? = try files.open()
        let id = try #require(try await catalog?.version(of: "buyers", in: .cancelled).modelID)
        catalog = nil
        #expect(try files.replace("cancelled", with: "forgotten") > 0)
        let damaged = try files.open()
        #expect(await failure { _ = try await damaged.versions(modelID: id) }?.sqlState == .dataCorrupted)
        #expect(try await damaged.check() == ["version 1 of model \"buyers\" is in an unknown state"])
    }
}
