/// `CREATE JOB [IF NOT EXISTS] name [AS] (statement; ...) [START ..] [END ..] [EVERY n unit | CRON '...'] [IF (query)] [USING ...]`.
package struct CreateJob: Hashable, Sendable {
    package var name: ObjectName
    package var orReplace: Bool
    package var ifNotExists: Bool
    /// At least one; each was parsed without an error.
    package var body: [Fragment]
    /// `START now` is nil as well: at once. Else as written, without its quotes.
    package var start: String?
    /// nil: never.
    package var end: String?
    /// nil, and no `cron`: it runs once.
    package var every: CreateOutcome.Duration?
    /// Five fields as cron has them, without the quotes; nil: none.
    package var cron: Name?
    /// The queries that must give rows for a run to happen; empty: each run happens.
    package var condition: [Fragment]
    package var options: [Option]

    package init(
        name: ObjectName, orReplace: Bool, ifNotExists: Bool, body: [Fragment], start: String? = nil, end: String? = nil,
        every: CreateOutcome.Duration? = nil, cron: Name? = nil, condition: [Fragment] = [], options: [Option] = []
    ) {
        self.name = name
        self.orReplace = orReplace
        self.ifNotExists = ifNotExists
        self.body = body
        self.start = start
        self.end = end
        self.every = every
        self.cron = cron
        self.condition = condition
        self.options = options
    }
}
