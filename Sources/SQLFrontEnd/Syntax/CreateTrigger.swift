/// `CREATE TRIGGER [IF NOT EXISTS] name ON source.table [COLUMNS a, b] [AS] (statement; ...) [EVERY n unit] [USING ...]`.
package struct CreateTrigger: Hashable, Sendable {
    package var name: ObjectName
    package var orReplace: Bool
    package var ifNotExists: Bool
    package var table: ObjectName
    /// The columns whose change fires it; empty: any.
    package var columns: [Name]
    /// At least one; each was parsed without an error.
    package var body: [Fragment]
    /// How often the table is looked at; nil: as often as is usual.
    package var every: CreateOutcome.Duration?
    package var options: [Option]

    package init(
        name: ObjectName, orReplace: Bool, ifNotExists: Bool, table: ObjectName, columns: [Name], body: [Fragment],
        every: CreateOutcome.Duration? = nil, options: [Option] = []
    ) {
        self.name = name
        self.orReplace = orReplace
        self.ifNotExists = ifNotExists
        self.table = table
        self.columns = columns
        self.body = body
        self.every = every
        self.options = options
    }
}
