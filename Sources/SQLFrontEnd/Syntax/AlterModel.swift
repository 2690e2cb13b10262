/// `ALTER MODEL name action`.
package struct AlterModel: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        /// `SET (key = value, ...)`: a new configuration.
        case setOptions([Option])
        /// `[AS] FROM source (query) PREDICT ...` or `AS (query) PREDICT ...`: a new definition.
        case redefine(CreateModel)
        /// `SET PROMOTE policy [(key = value, ...)]`; the policy in lower case: `manual`, `automatic`, ...
        case promote(policy: Name, options: [Option])
        /// `VERSION n SET ALIAS name`.
        case alias(version: Int, name: Name)
        /// `VERSION n DROP ALIAS name`.
        case dropAlias(version: Int, name: Name)
        /// `RENAME TO name`.
        case rename(Name)
    }

    package var model: ObjectName
    package var action: Action

    package init(model: ObjectName, action: Action) {
        self.model = model
        self.action = action
    }
}
