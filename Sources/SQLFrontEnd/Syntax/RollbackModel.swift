/// `ROLLBACK MODEL name [TO VERSION n]`.
package struct RollbackModel: Hashable, Sendable {
    package var model: ObjectName
    /// nil: the version that was live before.
    package var version: Int?

    package init(model: ObjectName, version: Int? = nil) {
        self.model = model
        self.version = version
    }
}
