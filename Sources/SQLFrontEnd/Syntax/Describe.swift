/// `DESCRIBE name[.part] [LIKE 'pattern' | WHERE condition]`.
package struct Describe: Hashable, Sendable {
    /// `DESCRIBE MODEL m` says what kind of thing it is: `model`, `table` or `view`; nil: anything.
    package var kind: String?
    /// Without the part.
    package var name: ObjectName
    /// In lower case; nil when the last word is none of `Describe.parts`. An object of such a name in a project reads
    /// the same way: when `name` is no model, `objectName` may be.
    package var part: String?
    /// `m.3` or `m AT (VERSION => 3)`.
    package var version: VersionReference?
    package var filter: Filter?

    package init(
        kind: String? = nil, name: ObjectName, part: String? = nil, version: VersionReference? = nil, filter: Filter? = nil
    ) {
        self.kind = kind
        self.name = name
        self.part = part
        self.version = version
        self.filter = filter
    }

    /// What can be asked about a model.
    package static let parts = [
        "info", "metrics", "features", "effects", "trials", "hyperparameters", "tuning", "ensemble", "calibration", "interval", "warnings", "versions",
        "config", "definition", "deployments", "progress", "snapshot", "profile", "importance",
    ]

    /// All that was written, the part included.
    package var objectName: ObjectName {
        ObjectName(name.parts + (part.map { [$0] } ?? []), position: name.position)
    }
}
