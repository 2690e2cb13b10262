/// `ALTER MODEL name action`.
package struct AlterModel: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        /// `SET (key = value, ...)`: a new configuration.
        case setOptions([Option])
        /// `[AS] FROM source (query) PREDICT ...` or `AS (query) PREDICT ...`: a new definition.
        case redefine(CreateModel)
        /// `SET PROMOTE policy [(key = value, ...)]`; the policy in lower case: `manual`, `automatic`, ...
        case promote(policy: Name, options: [Option])
        /// `SET PROMOTE WHEN condition [AFTER n OUTCOMES]`.
        case promoteWhen(Fragment, outcomes: Int?)
        /// `VERSION n SET ALIAS name`: a name that one version of the model has.
        case alias(version: Int, name: Name)
        /// `VERSION n DROP ALIAS name`.
        case dropAlias(version: Int, name: Name)
        /// `VERSION n SET TAG name`: a word that several versions may have.
        case tag(version: Int, name: Name)
        /// `VERSION n DROP TAG name`.
        case dropTag(version: Int, name: Name)
        /// `VERSION n ARCHIVE`: it serves no more, and its files stay.
        case archive(version: Int)
        /// `VERSION n CANCEL`: its training ends, or does not begin.
        case cancel(version: Int)
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
