/// `SHOW subject [FROM name] [LIKE 'pattern' | WHERE condition]`.
package struct Show: Hashable, Sendable {
    package enum Subject: Hashable, Sendable {
        case databases
        case projects
        case tables
        case models
        case views
        case jobs
        case triggers
        case users
        case versions
        case grants
        /// `SHOW COLUMNS FROM table`.
        case columns
        /// Every setting.
        case all
        /// One setting, in lower case: `timezone`, `transaction_isolation`, `my.own`.
        case setting(String)
        /// Words that mean something elsewhere, such as `create table` or `engines`, in lower case.
        case other(String)
    }

    package var subject: Subject
    package var from: ObjectName?
    package var filter: Filter?
    /// Where the subject stands.
    package var position: Int

    package init(subject: Subject, from: ObjectName? = nil, filter: Filter? = nil, position: Int) {
        self.subject = subject
        self.from = from
        self.filter = filter
        self.position = position
    }
}
