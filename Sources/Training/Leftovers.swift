package import CatalogStore
import Core
import Foundation

/// What a server that was killed left in its data directory: files that were being written, files that no version stands on, and what
/// did not fit into memory.
package struct Leftovers {
    private let directory: String

    package init(directory: String) { self.directory = directory }

    /// Called before a server does anything else in the directory, which it holds the lock of.
    /// - Throws: `SQLFailure`
    package func remove(_ catalog: Catalog) async throws {
        let manager = FileManager.default
        for name in names(in: "tmp") { try? manager.removeItem(atPath: "\(directory)/tmp/\(name)") }
        for kind in StoredFile.Kind.allCases {
            for name in names(in: kind.folder) where name.hasPrefix(".") && name.hasSuffix(".tmp") { unlink("\(directory)/\(kind.folder)/\(name)") }
        }
        try await removeUnused(catalog, isTraining: false)
    }

    /// Files that stayed because a training might have found them.
    /// - Throws: `SQLFailure`
    func removeUnused(_ catalog: Catalog) async throws { try await removeUnused(catalog, isTraining: true) }

    /// Seconds that another program may take from writing a file to recording it.
    private static let newest = 60.0

    private func removeUnused(_ catalog: Catalog, isTraining: Bool) async throws {
        let known = Set(try await catalog.files().map(\.path))
        let unknown = StoredFile.Kind.allCases.flatMap { kind in
            names(in: kind.folder).filter { !$0.hasPrefix(".") && $0.hasSuffix(".\(kind.fileExtension)") }
                .map { StoredFile(kind: kind, hash: String($0.dropLast(kind.fileExtension.count + 1))) }
        }.filter { !known.contains($0.path) && !(isTraining && isNew($0)) }
        guard !unknown.isEmpty else { return }
        try await catalog.withUnused(unknown, isTraining: isTraining) { [directory] file in unlink("\(directory)/\(file.path)") }
    }

    private func isNew(_ file: StoredFile) -> Bool {
        let written = try? FileManager.default.attributesOfItem(atPath: "\(directory)/\(file.path)")[.modificationDate] as? Date
        return written.map { Date().timeIntervalSince($0) < Self.newest } ?? true
    }

    private func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(folder)")) ?? []).sorted()
    }
}
