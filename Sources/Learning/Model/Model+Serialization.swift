import Core
import Crypto

/// The file of a model. Data, never code:
///
///     8 bytes   "FORETELL"
///     4 bytes   format, little endian: 1
///     4 bytes   length of the header
///     header    JSON: target, labels, inputs, encoders
///     8 bytes   length of the trees
///     trees     LightGBM's own text
///     32 bytes  SHA-256 of all before it
extension Model {
    private static let magic = Array("FORETELL".utf8)
    private static let format: UInt32 = 1

    package func serialized() -> [UInt8] {
        let header = Array(
            JSONValue.object([
                .init("task", .string(task.rawValue)), .init("target", Self.json(of: target)),
                .init("labels", .array(labels.map { .string(Self.labelText($0)) })), .init("inputs", .array(inputs.map(Self.json(of:)))),
                .init("encoders", .array(encoders.map(\.json))), .init("learner", .string("lightgbm 4.7.0")),
            ]).text.utf8)
        let trees = Array(boosterText.utf8)
        var bytes = Self.magic
        bytes += Self.littleEndian(UInt64(Self.format)).prefix(4)
        bytes += Self.littleEndian(UInt64(header.count)).prefix(4)
        bytes += header
        bytes += Self.littleEndian(UInt64(trees.count))
        bytes += trees
        bytes += SHA256.hash(data: bytes)
        return bytes
    }

    /// - Throws: `SQLFailure` XX001 when a byte is not what was written, 0A000 for a format of a later program.
    package convenience init(deserializing bytes: [UInt8]) throws {
        let damaged = SQLFailure(.dataCorrupted, "the model's file is damaged", hint: "restore it from a backup, or RETRAIN the model")
        guard bytes.count > 8 + 4 + 4 + 8 + 32, bytes.starts(with: Self.magic) else { throw damaged }
        let body = bytes.count - 32
        guard SHA256.hash(data: bytes[..<body]).elementsEqual(bytes[body...]) else { throw damaged }
        let format = Self.number(bytes[8..<12])
        guard format == Self.format else {
            throw SQLFailure(
                .featureNotSupported, "the model's file has format \(format), this program reads up to \(Self.format)",
                hint: "start a newer version of foretell")
        }
        let headerEnd = 16 + Int(clamping: Self.number(bytes[12..<16]))
        guard headerEnd + 8 <= body else { throw damaged }
        let trees = headerEnd + 8
        guard trees + Int(clamping: Self.number(bytes[headerEnd..<trees])) == body,
            let header = try? JSONValue.parse(Array(bytes[16..<headerEnd])),
            let task = header["task"]?.string.flatMap(LearningTask.init), let target = header["target"].flatMap(Self.column),
            let labels = header["labels"]?.array, let inputs = header["inputs"]?.array, let encoders = header["encoders"]?.array
        else { throw damaged }
        let values = try labels.map { try Value(parsing: $0.string ?? "", as: target.type) }
        try self.init(
            target: TargetEncoder(column: target, task: task, labels: values), inputs: inputs.compactMap(Self.column),
            encoders: encoders.compactMap(FeatureEncoder.init), boosterText: String(decoding: bytes[trees..<body], as: UTF8.self))
        guard self.inputs.count == inputs.count, self.encoders.count == encoders.count,
            self.encoders.allSatisfy({ self.inputs.indices.contains($0.input) })
        else { throw damaged }
    }

    private static func json(of column: Column) -> JSONValue {
        .object([.init("name", .string(column.name)), .init("type", .string(column.type.sql))])
    }

    /// The types that inputs and targets have (`FeatureFitting.inputType`).
    private static func column(_ json: JSONValue) -> Column? {
        let types: [SQLType] = [.boolean, .bigint, .double, .varchar, .date, .time, .timestamp, .timestampTZ]
        guard let name = json["name"]?.string, let type = types.first(where: { $0.sql == json["type"]?.string }) else { return nil }
        return Column(name, type)
    }

    private static func littleEndian(_ number: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension FeatureEncoder {
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("input", .number(Double(input))), .init("name", .string(name)), .init("kind", .string(kind.rawValue)),
        ]
        switch method {
        case .number: members.append(.init("method", .string("number")))
        case .boolean: members.append(.init("method", .string("boolean")))
        case .category(let levels):
            members.append(.init("method", .string("category")))
            members.append(.init("levels", .array(levels.names.map(JSONValue.string))))
        case .calendar(let parts):
            members.append(.init("method", .string("calendar")))
            members.append(.init("parts", .array(parts.map { .string($0.rawValue) })))
        case .terms(let terms, let weights):
            members.append(.init("method", .string("terms")))
            members.append(.init("terms", .array(terms.names.map(JSONValue.string))))
            members.append(.init("weights", .array(weights.map(JSONValue.number))))
        }
        return .object(members)
    }

    init?(_ json: JSONValue) {
        guard let input = json["input"]?.integer, let name = json["name"]?.string, let kind = json["kind"]?.string.flatMap(FeatureKind.init)
        else { return nil }
        func strings(_ key: String) -> [String] { json[key]?.array?.compactMap(\.string) ?? [] }
        let method: Method
        switch json["method"]?.string {
        case "number": method = .number
        case "boolean": method = .boolean
        case "category": method = .category(Levels(strings("levels")))
        case "calendar": method = .calendar(strings("parts").compactMap(CalendarPart.init))
        case "terms":
            let weights = json["weights"]?.array?.compactMap(\.number) ?? []
            guard weights.count == strings("terms").count else { return nil }
            method = .terms(Levels(strings("terms")), weights: weights)
        default: return nil
        }
        self.init(input: input, name: name, kind: kind, method: method)
    }
}
