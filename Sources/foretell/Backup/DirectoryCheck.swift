import CatalogStore
import Core
import Foundation
import Learning
import Training

/// Checks a data directory: the catalog against itself, each file against its hash.
struct DirectoryCheck {
    /// What is wrong, in sentences.
    private(set) var findings: [String] = []
    /// Files that were checked.
    private(set) var count = 0
    private let directory: DataDirectory

    /// - Throws: `SQLFailure` when the catalog cannot be opened at all.
    init(_ directory: DataDirectory) async throws {
        self.directory = directory
        let catalog = try directory.catalogCopy()
        findings = try await catalog.check()
        let files = try await catalog.files()
        count = files.count
        let suspect = files.compactMap { file in finding(of: file).map { (file, $0) } }
        // A version may have been dropped, with its files, since they were listed.
        let still = suspect.isEmpty ? [] : Set(try await directory.catalogCopy().files())
        for (file, finding) in suspect where still.contains(file) { findings.append("\(file.owner): \(finding)") }
    }

    /// What is wrong with a file; nil when nothing is.
    private func finding(of file: StoredFile) -> String? {
        let store = ArtifactStore(file.kind, directory: directory.path)
        do {
            switch file.kind {
            case .artifact: _ = try Model(deserializing: try store.read(hash: file.hash))
            case .held: _ = try HeldModel(deserializing: try store.read(hash: file.hash))
            case .snapshot:
                if (try? ArtifactStore.hash(ofFile: store.path(hash: file.hash)).hash) != file.hash { return "the snapshot \(file.hash) is missing or damaged" }
            }
            return nil
        } catch {
            return "model file: \(SQLFailure(wrapping: error).message)"
        }
    }
}
