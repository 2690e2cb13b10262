/// `ALTER JOB name PAUSE | RESUME`, and the same of a trigger.
package struct AlterJob: Hashable, Sendable {
    package var name: ObjectName
    package var isTrigger: Bool
    /// false: it goes on.
    package var pauses: Bool

    package init(name: ObjectName, isTrigger: Bool, pauses: Bool) {
        self.name = name
        self.isTrigger = isTrigger
        self.pauses = pauses
    }
}
