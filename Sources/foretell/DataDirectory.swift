import CatalogStore
import Core
import Crypto
import Foundation
import PGWire

/// What lies in the data directory beside the catalog.
struct DataDirectory {
    let path: String

    init(_ path: String) { self.path = URL(fileURLWithPath: path).standardizedFileURL.path }

    var passwordFile: String { "\(path)/admin-password" }
    var catalogFile: String { "\(path)/catalog.sqlite" }
    var keyFile: String { "\(path)/secrets.key" }

    /// - Throws: `CommandFailure` when it is no data directory.
    func requireCatalog() throws -> DataDirectory {
        guard FileManager.default.fileExists(atPath: catalogFile) else {
            throw CommandFailure(message: "foretell: \"\(path)\" is no data directory: it has no catalog")
        }
        return self
    }

    /// - Throws: `CommandFailure` when there is something in it.
    func requireEmpty() throws {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return }
        guard isDirectory.boolValue, let content = try? FileManager.default.contentsOfDirectory(atPath: path), content.isEmpty else {
            throw CommandFailure(message: "foretell: \"\(path)\" is not empty\nhint: name a directory that is not there yet, or empty this one")
        }
    }

    /// A copy of the catalog, for tools that look and change nothing. - Throws: `SQLFailure`
    func catalogCopy() throws -> Catalog { try Catalog(copyOf: catalogFile, keyFile: keyFile) }

    func create() throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(message: "foretell: the data directory \"\(path)\" cannot be made: \(error.localizedDescription)")
        }
    }

    /// Makes the superuser at the first start, with the password of the environment or a random one, which is kept in a file.
    func createSuperuser(in catalog: Catalog) async throws {
        guard try await catalog.user(named: "foretell") == nil else { return }
        let given = ProcessInfo.processInfo.environment["FORETELL_ADMIN_PASSWORD"].flatMap { $0.isEmpty ? nil : $0 }
        let password = given ?? SymmetricKey(size: .bits192).withUnsafeBytes { $0.map { hexByte($0) }.joined() }
        let file = open(passwordFile, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard file >= 0 else { throw CommandFailure(message: "foretell: \"\(passwordFile)\" cannot be written") }
        defer { close(file) }
        let line = Array((password + "\n").utf8)
        guard line.withUnsafeBytes({ write(file, $0.baseAddress, $0.count) }) == line.count, fsync(file) == 0 else {
            throw CommandFailure(message: "foretell: \"\(passwordFile)\" cannot be written")
        }
        try await catalog.createUser(name: "foretell", verifier: ScramVerifier(password: password).text, isSuperuser: true)
    }

    /// A connection to the server that holds the directory, as its superuser.
    func connect(onNotice: @escaping @Sendable (NoticeMessage) -> Void = { _ in }) async throws -> PGClient {
        guard DataDirectoryLock.isHeld(directory: path), let content = DataDirectoryLock.content(directory: path),
            let port = content["port"]?.integer, let host = content["host"]?.string
        else {
            throw CommandFailure(message: "foretell: no server runs on \"\(path)\"; start one: foretell serve --data \(path)")
        }
        guard let data = FileManager.default.contents(atPath: passwordFile) else {
            throw CommandFailure(message: "foretell: \"\(passwordFile)\" cannot be read; connect with psql and the password that you set")
        }
        let password = String(decoding: data, as: UTF8.self).trimmed
        do {
            return try await PGClient.connect(
                PGClientConfiguration(host: host, port: port, user: "foretell", password: password, database: "foretell", applicationName: "foretell sql"),
                onNotice: onNotice)
        } catch let failure as SQLFailure {
            throw CommandFailure(message: "foretell: \(failure.message)")
        }
    }
}

/// Where the native parts lie: beside the program, or in the checkout that it was built in.
enum NativeFolder {
    static func extensions() throws -> String {
        if let given = ProcessInfo.processInfo.environment["FORETELL_EXTENSIONS"] { return given }
        let program = URL(fileURLWithPath: executable).deletingLastPathComponent()
        var folder = program
        let beside = [program.appending(path: "extensions").path, program.appending(path: "../lib/foretell/extensions").standardized.path]
        var candidates = beside
        for _ in 0..<6 {
            folder = folder.deletingLastPathComponent()
            candidates.append(folder.appending(path: ".native/extensions").path)
        }
        guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: "\($0)/postgres_scanner.duckdb_extension") }) else {
            throw CommandFailure(message: "foretell: DuckDB's scanner extensions were not found; run scripts/setup, or set FORETELL_EXTENSIONS")
        }
        return found
    }

    static var executable: String {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
    }
}
