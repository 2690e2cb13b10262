import Core
import Foundation

/// A data file of a `files` source, with what tells that it changed.
struct FolderFile: Hashable, Sendable {
    var name: String
    /// The table's name: the file's stem, or `stem_extension` when another file has the stem.
    var table: String
    var path: String
    var bytes: Int
    /// Seconds since 1970.
    var modified: Double

    private static let extensions: Set<String> = ["csv", "tsv", "parquet", "jsonl", "ndjson", "json"]

    /// The data files of a folder by name. Hidden files, and links that lead out of the folder, are left out.
    /// - Throws: `SQLFailure` 08001
    static func list(_ folder: String, source: String) throws -> [FolderFile] {
        let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: root) else {
            throw SQLFailure(
                .cannotConnect, "could not open \"\(source)\": no folder \"\(folder)\"", hint: "give \"path\" as the server sees it, absolute")
        }
        var files: [FolderFile] = []
        var stems: Set<String> = []
        for name in names.sorted() where !name.hasPrefix(".") {
            let url = URL(fileURLWithPath: "\(root)/\(name)")
            let kind = url.pathExtension.lowercased()
            let resolved = url.resolvingSymlinksInPath().path
            guard extensions.contains(kind), resolved.hasPrefix(root + "/"),
                let attributes = try? FileManager.default.attributesOfItem(atPath: resolved),
                attributes[.type] as? FileAttributeType == .typeRegular
            else { continue }
            let stem = url.deletingPathExtension().lastPathComponent
            let table = stems.insert(stem.lowercased()).inserted ? stem : "\(stem)_\(kind)"
            files.append(
                FolderFile(
                    name: name, table: table, path: resolved, bytes: (attributes[.size] as? Int) ?? 0,
                    modified: (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0))
        }
        return files
    }

    /// The call that reads it.
    var scan: String {
        let literal = quotedLiteral(path)
        switch URL(fileURLWithPath: path).pathExtension.lowercased() {
        case "parquet": return "read_parquet(\(literal))"
        case "csv", "tsv":
            // All rows of a file of ordinary size are looked at, so that a late odd value does not break a query.
            return "read_csv(\(literal), sample_size = \(bytes < 256 << 20 ? "-1" : "1000000"))"
        default: return "read_json(\(literal), sample_size = 100000)"
        }
    }
}
