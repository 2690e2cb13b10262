/// `COMMENT ON kind name [VERSION n] IS 'text' | NULL`.
package struct Comment: Hashable, Sendable {
    package enum ObjectKind: String, Hashable, Sendable, CaseIterable {
        case model, project, database, view, job, trigger, table, column, user
    }

    package var kind: ObjectKind
    package var name: ObjectName
    /// Of a model; nil: the model itself.
    package var version: Int?
    /// nil: the comment goes away.
    package var text: String?

    package init(kind: ObjectKind, name: ObjectName, version: Int? = nil, text: String?) {
        self.kind = kind
        self.name = name
        self.version = version
        self.text = text
    }
}
