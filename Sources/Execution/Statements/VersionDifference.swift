import CatalogStore
import Core

/// A row of COMPARE: something that differs between two versions.
struct VersionDifference: Sendable, Hashable {
    var part: String
    var item: String
    var first: String?
    var second: String?
    /// Second - first where both are numbers; for a metric by how much the second is better.
    var difference: Double?
    /// Ends of the 95 % interval of the difference.
    var lower: Double?
    var upper: Double?

    var values: [Value] {
        func text(_ text: String?) -> Value { text.map { .text($0) } ?? .null }
        func number(_ number: Double?) -> Value { number.map { $0.isFinite ? .double($0) : .null } ?? .null }
        return [text(part), text(item), text(first), text(second), number(difference), number(lower), number(upper)]
    }

    /// What is learnt: only what differs.
    static func definitions(_ first: DefinitionRecord, _ second: DefinitionRecord) -> [VersionDifference] {
        func transform(_ definition: DefinitionRecord) -> String? { definition.transform.flatMap { try? JSONValue(parsing: $0)["text"]?.string } }
        let items: [(String, String?, String?)] = [
            ("revision", String(first.revision), String(second.revision)), ("source", first.source, second.source), ("query", first.query, second.query),
            ("transform", transform(first), transform(second)),
            ("target", first.targets.joined(separator: ", "), second.targets.joined(separator: ", ")), ("key", first.key, second.key),
        ]
        return items.filter { $0.1 != $0.2 }.map { VersionDifference(part: "definition", item: $0.0, first: $0.1, second: $0.2) }
    }

    /// How it is learnt: only what differs, defaults filled in.
    /// - Throws: `SQLFailure` when a record is no JSON.
    static func configurations(_ first: ConfigurationRecord, _ second: ConfigurationRecord) throws -> [VersionDifference] {
        var rows: [VersionDifference] = []
        if first.revision != second.revision {
            rows.append(VersionDifference(part: "configuration", item: "revision", first: String(first.revision), second: String(second.revision)))
        }
        let old = flat(try JSONValue(parsing: first.expanded))
        let new = flat(try JSONValue(parsing: second.expanded))
        for (key, _) in old + new.filter({ entry in !old.contains { $0.key == entry.key } }) {
            let (before, after) = (old.first { $0.key == key }?.value, new.first { $0.key == key }?.value)
            guard before != after else { continue }
            rows.append(
                VersionDifference(
                    part: "configuration", item: key, first: before.map(Self.text), second: after.map(Self.text),
                    difference: before?.number.flatMap { old in after?.number.map { $0 - old } }))
        }
        return rows
    }

    /// The members of an object, those of objects inside of it under dotted names.
    private static func flat(_ json: JSONValue, prefix: String = "") -> [(key: String, value: JSONValue)] {
        (json.members ?? []).flatMap { member -> [(key: String, value: JSONValue)] in
            guard member.value.members != nil else { return [(prefix + member.key, member.value)] }
            return flat(member.value, prefix: "\(prefix)\(member.key).")
        }
    }

    private static func text(_ json: JSONValue) -> String { json.string ?? json.text }

    /// Which columns are used, and how much they matter.
    static func features(_ first: [FeatureRecord], _ second: [FeatureRecord]) -> [VersionDifference] {
        func said(_ feature: FeatureRecord?) -> String? {
            feature.map { feature in feature.used ? "\(feature.kind ?? "used")" : "not used\(feature.note.map { ": \($0)" } ?? "")" }
        }
        let names = first.map(\.name) + second.map(\.name).filter { name in !first.contains { $0.name == name } }
        return names.compactMap { name in
            let (old, new) = (first.first { $0.name == name }, second.first { $0.name == name })
            let change = (new?.importance ?? 0) - (old?.importance ?? 0)
            guard said(old) != said(new) || abs(change) >= 0.01 else { return nil }
            return VersionDifference(part: "feature", item: name, first: said(old), second: said(new), difference: change)
        }
    }

    /// - Parameter comparison: `PairedComparison.json`.
    static func measured(_ comparison: JSONValue) -> [VersionDifference] {
        func text(_ number: Double?) -> String? { number.flatMap { $0.isFinite ? Value.text(of: $0) : nil } }
        var rows = (comparison["metrics"]?.array ?? []).map { metric in
            VersionDifference(
                part: "metric", item: metric["name"]?.string ?? "", first: text(metric["first"]?.number), second: text(metric["second"]?.number),
                difference: metric["improvement"]?.number, lower: metric["lower"]?.number, upper: metric["upper"]?.number)
        }
        let count = text(comparison["rows"]?.number)
        rows.append(VersionDifference(part: "prediction", item: "compared rows", first: count, second: count))
        rows.append(VersionDifference(part: "prediction", item: "share that changes", difference: comparison["changed"]?.number))
        rows += (comparison["largest_changes"]?.array ?? []).map { change in
            VersionDifference(
                part: "prediction", item: "row \(change["row"]?.string ?? ""), in truth \(change["truth"]?.string ?? "")", first: change["first"]?.string,
                second: change["second"]?.string, difference: change["distance"]?.number)
        }
        return rows
    }
}
