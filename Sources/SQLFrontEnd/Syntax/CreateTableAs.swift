/// `CREATE [OR REPLACE] TABLE [IF NOT EXISTS] target AS query [WITH [NO] DATA]`.
package struct CreateTableAs: Hashable, Sendable {
    package var target: ObjectName
    package var orReplace: Bool
    package var ifNotExists: Bool
    package var query: Fragment
    /// False for `WITH NO DATA`: the columns without the rows.
    package var withData: Bool

    package init(target: ObjectName, orReplace: Bool, ifNotExists: Bool, query: Fragment, withData: Bool = true) {
        self.target = target
        self.orReplace = orReplace
        self.ifNotExists = ifNotExists
        self.query = query
        self.withData = withData
    }
}
