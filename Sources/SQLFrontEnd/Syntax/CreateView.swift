/// `CREATE [OR REPLACE] VIEW [IF NOT EXISTS] name [(column, ...)] AS query`, with or without parentheses round the query.
package struct CreateView: Hashable, Sendable {
    package var name: ObjectName
    package var orReplace: Bool
    package var ifNotExists: Bool
    /// Names for the columns; empty: those of the query.
    package var columns: [Name]
    /// MindsDB's `CREATE VIEW v FROM source (query)` has a source.
    package var source: Name?
    package var query: Fragment

    package init(
        name: ObjectName, orReplace: Bool, ifNotExists: Bool, columns: [Name] = [], source: Name? = nil, query: Fragment
    ) {
        self.name = name
        self.orReplace = orReplace
        self.ifNotExists = ifNotExists
        self.columns = columns
        self.source = source
        self.query = query
    }
}
