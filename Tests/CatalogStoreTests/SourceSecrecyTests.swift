import CatalogStore
import Core
import Foundation
import Testing

@Suite("The parameters of sources")
struct SourceSecrecyTests {
    private func parameters(_ json: String) throws -> JSONValue { try JSONValue(parsing: json) }

    @Test("come back as they were given, under a name in any letter case")
    func roundTrip() async throws {
        let catalog = try TestCatalog().open()
        let given = try parameters(#"{"host": "db", "port": 5432, "password": "pä\"ss", "options": {"sslmode": "require"}}"#)
        try await catalog.createSource(name: "Shop", engine: "postgres", parameters: given, by: "ann")
        let source = try await catalog.source(named: "sHOP")
        #expect(source?.name == "Shop")
        #expect(source?.engine == "postgres")
        #expect(source?.parameters == given)
        #expect(source?.createdBy == "ann")
        #expect(try await catalog.sources().map(\.name) == ["Shop"])
        #expect(try await catalog.source(named: "other") == nil)
    }

    @Test("are in no file as they are, neither before nor after the catalog is closed, nor after a drop")
    func bytesOnDisk() async throws {
        let files = try TestCatalog()
        var catalog: Catalog? = try files.open()
        let given = try parameters(#"{"host": "inner.example", "password": "Tr0ub4dor-and-3", "dsn": "Xy7-conn"}"#)
        try await catalog?.createSource(name: "shop", engine: "postgres", parameters: given, by: "ann")
        func requireSealed(isStored: Bool = true) throws {
            let bytes = try files.storedBytes()
            // The search itself works: what is no secret is found.
            if isStored { #expect(bytes.range(of: Data("postgres".utf8)) != nil) }
            for secret in ["Tr0ub4dor-and-3", "Xy7-conn", "inner.example"] { #expect(bytes.range(of: Data(secret.utf8)) == nil) }
        }
        try requireSealed()
        catalog = nil
        try requireSealed()
        catalog = try files.open()
        #expect(try await catalog?.dropSource(name: "SHOP") == true)
        catalog = nil
        try requireSealed(isStored: false)
    }

    @Test("a name is taken in any letter case", arguments: ["shop", "SHOP", "Shop"])
    func duplicate(name: String) async throws {
        let catalog = try TestCatalog().open()
        try await catalog.createSource(name: "shop", engine: "postgres", parameters: .object([]), by: "ann")
        let refused = await failure {
            try await catalog.createSource(name: name, engine: "sqlite", parameters: .object([]), by: "ann")
        }
        #expect(refused?.sqlState == .duplicateDatabase)
        #expect(refused?.message == "database \"\(name)\" already exists")
        #expect(refused?.hint == "CREATE DATABASE IF NOT EXISTS, or DROP DATABASE first")
    }

    @Test("dropping what is not there says so")
    func dropNothing() async throws {
        let catalog = try TestCatalog().open()
        #expect(try await !catalog.dropSource(name: "shop"))
    }

    @Test("another key file is refused when the catalog is opened")
    func wrongKey() async throws {
        let files = try TestCatalog()
        _ = try files.open()
        try Data(repeating: 7, count: 32).write(to: URL(fileURLWithPath: files.keyFile))
        let refused = await failure { _ = try files.open() }
        #expect(refused?.sqlState == .dataCorrupted)
        #expect(refused?.message == "the key file of the data directory belongs to another catalog")
        #expect(refused?.hint == "restore \"catalog.sqlite\" and \"secrets.key\" from the same backup")
    }

    @Test("a key file that is lost is not quietly made anew")
    func missingKey() async throws {
        let files = try TestCatalog()
        _ = try files.open()
        try FileManager.default.removeItem(atPath: files.keyFile)
        let refused = await failure { _ = try files.open() }
        #expect(refused?.message == "the key file of the data directory is missing")
        #expect(!FileManager.default.fileExists(atPath: files.keyFile))
    }

    @Test("a key file of another size is damaged", arguments: [0, 31, 33, 4096])
    func keySize(bytes: Int) async throws {
        let files = try TestCatalog()
        #expect(FileManager.default.createFile(atPath: files.keyFile, contents: Data(repeating: 7, count: bytes), attributes: [.posixPermissions: 0o600]))
        let refused = await failure { _ = try files.open() }
        #expect(refused?.sqlState == .dataCorrupted)
        #expect(refused?.message == "the key file of the data directory is damaged")
    }

    @Test("a key file that others may read or write is refused", arguments: [0o640, 0o604, 0o620, 0o644, 0o666, 0o601])
    func sharedKeyFile(mode: Int) async throws {
        let files = try TestCatalog()
        _ = try files.open()
        #expect(try FileManager.default.attributesOfItem(atPath: files.keyFile)[.posixPermissions] as? Int == 0o600)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: files.keyFile)
        let refused = await failure { _ = try files.open() }
        #expect(refused?.sqlState == .insufficientPrivilege)
        #expect(refused?.message == "the key file of the data directory can be read by others")
        #expect(refused?.detail == "Its mode is 0\(String(mode, radix: 8)).")
        #expect(refused?.hint == "chmod 600 \(files.keyFile)")
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: files.keyFile)
        _ = try files.open()
    }

    @Test("a key that is given leaves no key file, and is asked for again", arguments: [
        String(repeating: "a7", count: 32), Data(repeating: 0xA7, count: 32).base64EncodedString(),
    ])
    func givenKey(text: String) async throws {
        let files = try TestCatalog()
        let given = try parameters(#"{"password": "Tr0ub4dor"}"#)
        let catalog = try Catalog(path: files.path, keyFile: files.keyFile, givenKey: text)
        try await catalog.createSource(name: "shop", engine: "postgres", parameters: given, by: "ann")
        #expect(!FileManager.default.fileExists(atPath: files.keyFile))
        let same = try Catalog(path: files.path, keyFile: files.keyFile, givenKey: String(repeating: "A7", count: 32))
        #expect(try await same.source(named: "shop")?.parameters == given)
        let other = await failure { _ = try Catalog(path: files.path, keyFile: files.keyFile, givenKey: String(repeating: "a8", count: 32)) }
        #expect(other?.message == "the key file of the data directory belongs to another catalog")
        let missing = await failure { _ = try Catalog(path: files.path, keyFile: files.keyFile, givenKey: nil) }
        #expect(missing?.message == "the key file of the data directory is missing")
    }

    @Test("what is no key is refused, and not repeated", arguments: ["x", String(repeating: "zz", count: 32), String(repeating: "a7", count: 31), "YWJj"])
    func badKey(text: String) async throws {
        let files = try TestCatalog()
        let refused = await failure { _ = try Catalog(path: files.path, keyFile: files.keyFile, givenKey: text) }
        #expect(refused?.message == "FORETELL_SECRET_KEY is no key")
        #expect(refused.map { "\($0)".contains(text) } == false || text == "x")
    }

    @Test(
        "the view shows them without secrets",
        arguments: [
            (#"{"host":"db","password":"p"}"#, #"{"host":"db","password":"***"}"#),
            (#"{"PassWord":"p","API_Key":"k","auth_token":5}"#, #"{"PassWord":"***","API_Key":"***","auth_token":"***"}"#),
            (#"{"ssl":{"key":"k","mode":"on"},"hosts":["a",{"secret":"s"}]}"#, #"{"ssl":{"key":"***","mode":"on"},"hosts":["a",{"secret":"***"}]}"#),
            (#"{"url":"postgres://me:p@ss@db/shop"}"#, #"{"url":"postgres://me:***@db/shop"}"#),
            (#"{"url":"postgres://db/shop"}"#, #"{"url":"postgres://db/shop"}"#),
            (#"{"dsn":"host=db password = 'p q' user=me"}"#, #"{"dsn":"***"}"#),
            (#"{"url":"https://x/y?token=abc"}"#, #"{"url":"***"}"#),
            (#"{"dsn":"host=db user=me"}"#, #"{"dsn":"host=db user=me"}"#),
            (#"{"password":null,"port":5432,"tls":true}"#, #"{"password":null,"port":5432,"tls":true}"#),
        ])
    func redacted(given: String, shown: String) async throws {
        let catalog = try TestCatalog().open()
        try await catalog.createSource(name: "shop", engine: "postgres", parameters: try parameters(given), by: "ann")
        #expect(try catalog.table(.sources).map { $0["parameters"] } == [.text(shown)])
    }
}
