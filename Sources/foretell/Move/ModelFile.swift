import CatalogStore
import Core

/// A version with all that it stands on, as one file: a line that names the format, the length of the header (64 bits, little-endian),
/// the header (JSON), the contents that it lists, and the SHA-256 of all that.
struct ModelFile {
    static let name = "foretell model "
    static let format = 1
    static let line = Array("\(name)\(format)\n".utf8)
    /// A header of more bytes is taken for damage.
    static let maximumHeader = 256 << 20
    static let checksumLength = 32

    /// A file of the data directory that travels with the version.
    struct Content: Hashable {
        var kind: StoredFile.Kind
        /// SHA-256, hexadecimal.
        var hash: String
        var bytes: Int
    }

    /// The model's name and project where it was trained, the version's number, and what else the catalog knows of it.
    var header: JSONValue
    var contents: [Content]

    /// What the version was there, as in `main.buyers version 5`.
    var origin: String { "\(header["project"]?.string ?? "").\(header["model"]?.string ?? "") version \(header["version"]?.integer ?? 0)" }

    func content(_ kind: StoredFile.Kind) -> Content? { contents.first { $0.kind == kind } }
}

extension ModelFile {
    /// - Parameter files: those that the version stands on and that travel with it.
    init(
        model: ModelRecord, version: VersionRecord, definition: DefinitionRecord, configuration: ConfigurationRecord, snapshot: SnapshotRecord?,
        contents: [Content]
    ) {
        self.contents = contents
        func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
        func optional(_ number: Int?) -> JSONValue { number.map { .number(Double($0)) } ?? .null }
        func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
        header = .object([
            .init("model", .string(model.name)), .init("project", .string(model.project)), .init("version", optional(version.number)),
            .init("started_at", .string(String(version.startedAt ?? 0))), .init("finished_at", .string(String(version.finishedAt ?? 0))),
            .init(
                "definition",
                .object([
                    .init("source", optional(definition.source)), .init("query", .string(definition.query)),
                    .init("bound_query", optional(definition.boundQuery)), .init("transform", optional(definition.transform)), .init("targets", strings(definition.targets)),
                    .init("key", optional(definition.key)), .init("order_by", optional(definition.orderBy)), .init("group_by", strings(definition.groupBy)),
                    .init("window", optional(definition.window)), .init("horizon", optional(definition.horizon)),
                ])),
            .init(
                "configuration",
                .object([
                    .init("name", optional(configuration.name)), .init("engine", .string(configuration.engine)),
                    // A seed has 64 bits, a number of JSON 53.
                    .init("seed", .string(String(configuration.seed))), .init("options", .string(configuration.options)),
                    .init("expanded", .string(configuration.expanded)),
                ])),
            .init("report", optional(version.report)),
            .init(
                "snapshot",
                snapshot.map { .object([.init("rows", optional($0.rows)), .init("columns", .string($0.columns))]) } ?? .null),
            .init(
                "contents",
                .array(
                    contents.map {
                        .object([.init("kind", .string($0.kind.rawValue)), .init("hash", .string($0.hash)), .init("bytes", optional($0.bytes))])
                    })),
        ])
    }

    /// The version as another catalog takes it; nil when the header lacks something.
    func newImport(project: String, name: String, by user: String) throws -> NewImport? {
        guard let definition = header["definition"], let configuration = header["configuration"], let query = definition["query"]?.string,
            let targets = definition["targets"]?.array?.compactMap(\.string), let engine = configuration["engine"]?.string,
            let seed = configuration["seed"]?.string.flatMap({ Int64($0) }), let options = configuration["options"]?.string,
            let expanded = configuration["expanded"]?.string, let report = header["report"]?.string, let artifact = content(.artifact),
            let startedAt = header["started_at"]?.string.flatMap({ Int64($0) }), let finishedAt = header["finished_at"]?.string.flatMap({ Int64($0) }),
            !targets.isEmpty, let options = try? JSONValue(parsing: options), let expanded = try? JSONValue(parsing: expanded),
            let report = try? JSONValue(parsing: report)
        else { return nil }
        var snapshot: NewImport.Snapshot?
        if let content = content(.snapshot) {
            guard let rows = header["snapshot"]?["rows"]?.integer, let columns = header["snapshot"]?["columns"]?.string else { return nil }
            snapshot = .init(hash: content.hash, rows: rows, bytes: content.bytes, columns: columns)
        }
        return NewImport(
            model: NewModel(
                project: project, name: name, replace: false,
                definition: NewDefinition(
                    source: definition["source"]?.string, query: query, boundQuery: definition["bound_query"]?.string ?? query,
                    transform: definition["transform"]?.string, targets: targets,
                    key: definition["key"]?.string, orderBy: definition["order_by"]?.string,
                    groupBy: definition["group_by"]?.array?.compactMap(\.string) ?? [], window: definition["window"]?.integer,
                    horizon: definition["horizon"]?.integer),
                configuration: NewConfiguration(
                    name: configuration["name"]?.string, engine: engine, seed: seed, options: options, expanded: expanded),
                createdBy: user),
            finished: FinishedTraining(artifactHash: artifact.hash, artifactBytes: artifact.bytes, heldHash: content(.held)?.hash, report: report),
            snapshot: snapshot, origin: origin, startedAt: startedAt, finishedAt: finishedAt)
    }
}
