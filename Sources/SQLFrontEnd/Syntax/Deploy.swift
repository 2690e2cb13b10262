/// `DEPLOY MODEL name VERSION n [AS CHAMPION | CHALLENGER | CANARY p PERCENT]`.
package struct Deploy: Hashable, Sendable {
    package enum Role: Hashable, Sendable {
        case champion
        case challenger
        /// A share of the traffic in percent, above 0 and at most 100.
        case canary(percent: Double)
    }

    package var model: ObjectName
    package var version: Int
    /// The champion when none is written.
    package var role: Role

    package init(model: ObjectName, version: Int, role: Role) {
        self.model = model
        self.version = version
        self.role = role
    }
}
