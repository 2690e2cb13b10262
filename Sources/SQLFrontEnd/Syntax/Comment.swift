/// `COMMENT ON kind name IS 'text' | NULL`.
package struct Comment: Hashable, Sendable {
    package enum ObjectKind: String, Hashable, Sendable, CaseIterable {
        case model, project, database, view, job, trigger, table, column, user
    }

    package var kind: ObjectKind
    package var name: ObjectName
    /// nil: the comment goes away.
    package var text: String?

    package init(kind: ObjectKind, name: ObjectName, text: String?) {
        self.kind = kind
        self.name = name
        self.text = text
    }
}
