/// `DROP OUTCOME [IF EXISTS] FOR model`.
package struct DropOutcome: Hashable, Sendable {
    package var model: ObjectName
    package var ifExists: Bool

    package init(model: ObjectName, ifExists: Bool) {
        self.model = model
        self.ifExists = ifExists
    }
}
