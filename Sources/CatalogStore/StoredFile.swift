/// A file of the data directory that is named by the hash of its content.
package struct StoredFile: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A model that serves.
        case artifact
        /// The model that was measured, and the rows that measured it.
        case held
        /// The rows that were learnt from.
        case snapshot

        /// Below the data directory.
        package var folder: String { self == .snapshot ? "snapshots" : "models" }

        /// Without the point.
        package var fileExtension: String {
            switch self {
            case .artifact: "model"
            case .held: "held"
            case .snapshot: "parquet"
            }
        }

        var column: String {
            switch self {
            case .artifact: "artifact_hash"
            case .held: "held_hash"
            case .snapshot: "snapshot"
            }
        }
    }

    package var kind: Kind
    /// SHA-256 of the content, hexadecimal.
    package var hash: String
    /// Who needs it, for messages.
    package var owner: String

    package init(kind: Kind, hash: String, owner: String = "") {
        self.kind = kind
        self.hash = hash
        self.owner = owner
    }

    /// Below the data directory.
    package var path: String { "\(kind.folder)/\(hash).\(kind.fileExtension)" }
}

extension VersionRecord {
    package var files: [StoredFile] {
        [(StoredFile.Kind.artifact, artifactHash), (.held, heldHash), (.snapshot, snapshotHash)].compactMap { kind, hash in
            hash.map { StoredFile(kind: kind, hash: $0) }
        }
    }
}
