import CatalogStore
import Core
import Foundation

/// Copies a data directory as it is at one moment, while a server may be working in it.
///
/// The catalog says what belongs to the copy: it is copied first, through SQLite, and gets its name last. So a directory with a catalog
/// is whole, whatever ended the copying.
struct DirectoryCopy {
    let source: DataDirectory
    let target: DataDirectory
    private static let folders = ["models", "snapshots", "files"]
    private static let attempts = 20

    /// - Returns: files of models and snapshots.
    /// - Throws: `SQLFailure` 58030, 53100, XX001; what was copied until then is removed.
    func run() async throws -> Int {
        try FileCopy.makeFolder(target.path)
        do {
            for folder in Self.folders { try FileCopy.makeFolder("\(target.path)/\(folder)") }
            // The key may be given by the environment instead, and the password need not be known to the server.
            for name in ["secrets.key", "admin-password"] where FileManager.default.fileExists(atPath: "\(source.path)/\(name)") {
                try FileCopy.copy("\(source.path)/\(name)", to: "\(target.path)/\(name)")
            }
            let count = try await copyCatalogAndFiles()
            if FileManager.default.fileExists(atPath: "\(source.path)/files") {
                try FileCopy.copyFolder("\(source.path)/files", to: "\(target.path)/files")
            }
            for folder in Self.folders { try FileCopy.sync(folder: "\(target.path)/\(folder)") }
            guard rename(partialCatalog, target.catalogFile) == 0 else { throw FileCopy.failure("make", target.catalogFile) }
            try FileCopy.sync(folder: target.path)
            return count
        } catch {
            undo()
            throw error
        }
    }

    private var partialCatalog: String { "\(target.path)/catalog.partial" }

    /// A version may be dropped, with its files, between the copy of the catalog and that of the files: then the catalog is copied anew.
    private func copyCatalogAndFiles() async throws -> Int {
        var copied: Set<String> = []
        for attempt in 1...Self.attempts {
            unlink(partialCatalog)
            try Catalog.copy(from: source.catalogFile, to: partialCatalog)
            let files = try await Catalog(copyOf: partialCatalog, keyFile: target.keyFile).files()
            do {
                for file in files where !copied.contains(file.path) {
                    try copy(file)
                    copied.insert(file.path)
                }
            } catch let failure as SQLFailure where failure.sqlState == .undefinedFile && attempt < Self.attempts {
                continue
            }
            let wanted = Set(files.map(\.path))
            for path in copied.subtracting(wanted).sorted() { unlink("\(target.path)/\(path)") }
            return wanted.count
        }
        throw SQLFailure(.objectInUse, "versions are dropped faster than they can be copied", hint: "try again")
    }

    private func copy(_ file: StoredFile) throws {
        guard try FileCopy.copy("\(source.path)/\(file.path)", to: "\(target.path)/\(file.path)") == file.hash else {
            throw SQLFailure(
                .dataCorrupted, "\"\(file.path)\" of \(file.owner) is damaged",
                hint: "foretell doctor says what else is; RETRAIN the model, or drop the version")
        }
    }

    /// The target was empty: all that is in it is this copy's.
    func undo() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: target.path)) ?? [] {
            try? FileManager.default.removeItem(atPath: "\(target.path)/\(name)")
        }
    }
}
