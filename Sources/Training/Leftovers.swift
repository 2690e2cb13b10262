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
        var unknown: [StoredFile] = []
        let known = Set(try await catalog.files().map(\.path))
        for kind in StoredFile.Kind.allCases {
            for name in names(in: kind.folder) {
                if name.hasPrefix("."), name.hasSuffix(".tmp") {
                    unlink("\(directory)/\(kind.folder)/\(name)")
                } else if name.hasSuffix(".\(kind.fileExtension)") {
                    let file = StoredFile(kind: kind, hash: String(name.dropLast(kind.fileExtension.count + 1)))
                    if !known.contains(file.path) { unknown.append(file) }
                }
            }
        }
        guard !unknown.isEmpty else { return }
        try await catalog.withUnused(unknown) { [directory] file in unlink("\(directory)/\(file.path)") }
    }

    private func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(directory)/\(folder)")) ?? []).sorted()
    }
}
