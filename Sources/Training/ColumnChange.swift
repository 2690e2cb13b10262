package import Core

/// How a column of the training rows differs from what it was for the version before.
package struct ColumnChange: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable {
        case added, gone
        case typeChanged = "type changed"
    }

    package var column: String
    package var kind: Kind
    /// The types; nil where there is no column.
    package var before: String?
    package var after: String?

    package init(column: String, kind: Kind, before: String? = nil, after: String? = nil) {
        self.column = column
        self.kind = kind
        self.before = before
        self.after = after
    }

    /// - Parameters: JSON arrays of `{"name": ..., "type": ...}`; what is no such array has no columns.
    /// - Returns: in the order of the columns, those that are gone at the end.
    package static func list(before: JSONValue?, after: JSONValue?) -> [ColumnChange] {
        func columns(_ json: JSONValue?) -> [(name: String, type: String)] {
            (json?.array ?? []).compactMap { column in
                column["name"]?.string.map { ($0, column["type"]?.string ?? "") }
            }
        }
        let old = columns(before)
        let new = columns(after)
        return new.compactMap { column in
            guard let known = old.first(where: { $0.name == column.name }) else {
                return ColumnChange(column: column.name, kind: .added, after: column.type)
            }
            return known.type == column.type ? nil : ColumnChange(column: column.name, kind: .typeChanged, before: known.type, after: column.type)
        } + old.filter { column in !new.contains { $0.name == column.name } }.map {
            ColumnChange(column: $0.name, kind: .gone, before: $0.type)
        }
    }

    package var json: JSONValue {
        .object([
            .init("column", .string(column)), .init("change", .string(kind.rawValue)), .init("before", before.map(JSONValue.string) ?? .null),
            .init("after", after.map(JSONValue.string) ?? .null),
        ])
    }

    /// As a sentence says it.
    package var text: String {
        switch kind {
        case .added: "\"\(column)\" is new"
        case .gone: "\"\(column)\" is gone"
        case .typeChanged: "\"\(column)\" is \(after ?? "") instead of \(before ?? "")"
        }
    }
}
