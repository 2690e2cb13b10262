import Core
import Crypto

/// The file of a model. Data, never code:
///
///     8 bytes   "FORETELL"
///     4 bytes   format, little endian: 2; 3 with a transform; 4 when its members are averaged as log-odds
///     4 bytes   length of the header
///     header    JSON: target, labels, inputs, encoders, members, calibration, interval, prediction set, background
///     bytes     of the members, then of the interval's difficulty, one after the other; the header has their lengths
///     32 bytes  SHA-256 of all before it
extension Model {
    private static let magic = Array("FORETELL".utf8)
    private static let format: UInt32 = 2
    private static let transformedFormat: UInt32 = 3
    private static let logOddsFormat: UInt32 = 4

    package func serialized() throws -> [UInt8] {
        let parts = try members.map { try $0.learner.stored() }
        let difficulty = try interval?.difficulty?.stored()
        var header: [JSONValue.Member] = [
            .init("task", .string(task.rawValue)), .init("quantile", targetEncoder.quantile.map(JSONValue.number) ?? .null), .init("target", Self.json(of: target)),
            .init("labels", .array(labels.map { .string(Self.labelText($0)) })), .init("inputs", .array(inputs.map(Self.json(of:)))),
            .init("encoders", .array(encoders.map(\.json))), .init("members", .array(zip(members, parts).map { Self.json(of: $1, weight: $0.weight) })),
            .init("calibration", calibrator.json), .init("threshold", .number(threshold)),
            .init("interval", interval.map { Self.json(of: $0, difficulty) } ?? .null),
            .init(
                "prediction_set",
                predictionSet.map { .object([.init("coverage", .number($0.coverage)), .init("least_probability", .number($0.leastProbability))]) } ?? .null),
            .init("background", .array(background.map(JSONValue.number))),
        ]
        if let transform { header.append(.init("transform", transform.json)) }
        if mean != .plain { header.append(.init("mean", .string(mean.rawValue))) }
        let text = Array(JSONValue.object(header).text.utf8)
        var bytes = Self.magic
        let format = mean != .plain ? Self.logOddsFormat : transform == nil ? Self.format : Self.transformedFormat
        bytes += Self.littleEndian(UInt64(format)).prefix(4)
        bytes += Self.littleEndian(UInt64(text.count)).prefix(4)
        bytes += text
        for part in parts { bytes += part.bytes }
        bytes += difficulty?.bytes ?? []
        bytes += SHA256.hash(data: bytes)
        return bytes
    }

    private static let damaged = SQLFailure(.dataCorrupted, "the model's file is damaged", hint: "restore it from a backup, or RETRAIN the model")

    /// - Throws: `SQLFailure` XX001 when a byte is not what was written, 0A000 for another format.
    package convenience init(deserializing bytes: [UInt8]) throws {
        guard bytes.count > 8 + 4 + 4 + 32, bytes.starts(with: Self.magic) else { throw Self.damaged }
        let body = bytes.count - 32
        guard SHA256.hash(data: bytes[..<body]).elementsEqual(bytes[body...]) else { throw Self.damaged }
        let format = Self.number(bytes[8..<12])
        guard (UInt64(Self.format)...UInt64(Self.logOddsFormat)).contains(format) else {
            throw SQLFailure(
                .featureNotSupported, "the model's file has format \(format), this program reads formats \(Self.format) to \(Self.logOddsFormat)",
                hint: "start the version of foretell that wrote it, or RETRAIN the model")
        }
        let headerEnd = 16 + Int(clamping: Self.number(bytes[12..<16]))
        guard headerEnd <= body,
            let header = try? JSONValue.parse(Array(bytes[16..<headerEnd])),
            let task = header["task"]?.string.flatMap(LearningTask.init), let target = header["target"].flatMap(Self.column),
            let labels = header["labels"]?.array, let inputs = header["inputs"]?.array, let encoders = header["encoders"]?.array,
            let stored = header["members"]?.array, let calibrator = Calibrator(header["calibration"]), let threshold = header["threshold"]?.number
        else { throw Self.damaged }
        let values = try labels.map { try Value(parsing: $0.string ?? "", as: target.type) }
        let outputs = task == .multiclass ? values.count : 1
        var rest = bytes[headerEnd..<body]
        func learner(_ json: JSONValue, outputs: Int) throws -> (any FittedLearner, Double) {
            guard let kind = json["learner"]?.string.flatMap(LearnerKind.init), let length = json["length"]?.integer, let weight = json["weight"]?.number,
                let description = json["description"], length >= 0, length <= rest.count
            else { throw Self.damaged }
            let stored = StoredLearner(kind: kind, description: description, bytes: Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
            let made: (any FittedLearner)? = switch kind {
            case .lightgbm: try FittedBoosting(stored, outputs: outputs)
            case .linear: FittedLinear(stored, task: task, outputs: outputs)
            case .network: FittedNetwork(stored, task: task, outputs: outputs)
            }
            guard let made else { throw Self.damaged }
            return (made, weight)
        }
        let members = try stored.map { json in
            let (learner, weight) = try learner(json, outputs: outputs)
            return Member(weight: weight, learner: learner)
        }
        var interval: ConformalInterval?
        if let json = header["interval"], let coverage = json["coverage"]?.number, let quantile = json["quantile"]?.number, let floor = json["floor"]?.number {
            let difficulty = try json["difficulty"].flatMap { $0 == .null ? nil : $0 }.map { try learner($0, outputs: 1).0 as? FittedBoosting }
            interval = ConformalInterval(coverage: coverage, quantile: quantile, difficulty: difficulty ?? nil, floor: floor)
        }
        let set = header["prediction_set"].flatMap { json in
            json["coverage"]?.number.flatMap { coverage in
                json["least_probability"]?.number.map { PredictionSet(coverage: coverage, leastProbability: $0) }
            }
        }
        // A missing value is null in JSON.
        let background = (header["background"]?.array ?? []).map { $0.number ?? .nan }
        let transform = header["transform"].flatMap(FittedTransform.init)
        let mean = header["mean"]?.string.flatMap(MeanScale.init) ?? .plain
        guard (header["transform"] != nil) == (transform != nil), format == Self.logOddsFormat ? mean == .logOdds : (format == Self.transformedFormat) == (transform != nil) else { throw Self.damaged }
        self.init(
            target: TargetEncoder(column: target, task: task, labels: values, quantile: header["quantile"]?.number), inputs: inputs.compactMap(Self.column),
            encoders: encoders.compactMap(FeatureEncoder.init), members: members, mean: mean, calibrator: calibrator, threshold: threshold, interval: interval,
            predictionSet: set, background: background, transform: transform)
        guard self.inputs.count == inputs.count, self.encoders.count == encoders.count, rest.isEmpty, !members.isEmpty,
            self.encoders.allSatisfy({ self.inputs.indices.contains($0.input) }), transform.map({ $0.items.map(\.name) == self.inputs.map(\.name) }) ?? true, background.count.isMultiple(of: max(1, layout.width))
        else { throw Self.damaged }
    }

    private static func json(of interval: ConformalInterval, _ difficulty: StoredLearner?) -> JSONValue {
        .object([
            .init("coverage", .number(interval.coverage)), .init("quantile", .number(interval.quantile)), .init("floor", .number(interval.floor)),
            .init("difficulty", difficulty.map { json(of: $0, weight: 1) } ?? .null),
        ])
    }

    private static func json(of stored: StoredLearner, weight: Double) -> JSONValue {
        .object([
            .init("learner", .string(stored.kind.rawValue)), .init("weight", .number(weight)), .init("length", .number(Double(stored.bytes.count))),
            .init("description", stored.description),
        ])
    }

    static func json(of column: Column) -> JSONValue {
        .object([.init("name", .string(column.name)), .init("type", .string(column.type.sql))])
    }

    /// The types that inputs and targets have (`FeatureFitting.inputType`).
    static func column(_ json: JSONValue) -> Column? {
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
        case .rankedCategory(let levels, let statistics):
            members.append(.init("method", .string("ranked_category")))
            members.append(.init("levels", .array(levels.names.map(JSONValue.string))))
            members.append(.init("known", .array(statistics.levels.names.map(JSONValue.string))))
            members.append(.init("means", .array(statistics.means.map(JSONValue.number))))
            members.append(.init("prior", .array(statistics.prior.map(JSONValue.number))))
        case .terms(let terms):
            members.append(.init("method", .string("terms")))
            members.append(.init("buckets", .array(terms.buckets.map { .number(Double($0)) })))
            members.append(.init("weights", .array(terms.weights.map(JSONValue.number))))
        }
        return .object(members)
    }

    init?(_ json: JSONValue) {
        guard let input = json["input"]?.integer, let name = json["name"]?.string, let kind = json["kind"]?.string.flatMap(FeatureKind.init)
        else { return nil }
        func strings(_ key: String) -> [String] { json[key]?.array?.compactMap(\.string) ?? [] }
        func numbers(_ key: String) -> [Double] { json[key]?.array?.compactMap(\.number) ?? [] }
        let method: Method
        switch json["method"]?.string {
        case "number": method = .number
        case "boolean": method = .boolean
        case "category": method = .category(Levels(strings("levels")))
        case "calendar": method = .calendar(strings("parts").compactMap(CalendarPart.init))
        case "ranked_category":
            let statistics = LevelStatistics(levels: Levels(strings("known")), means: numbers("means"), prior: numbers("prior"))
            guard statistics.means.count == statistics.levels.names.count * statistics.outputs else { return nil }
            method = .rankedCategory(Levels(strings("levels")), statistics)
        case "terms":
            let buckets = json["buckets"]?.array?.compactMap(\.integer) ?? []
            guard numbers("weights").count == buckets.count else { return nil }
            method = .terms(TextTerms(buckets: buckets, weights: numbers("weights")))
        default: return nil
        }
        self.init(input: input, name: name, kind: kind, method: method)
    }
}
