/// What narrows the rows of `SHOW` and `DESCRIBE`.
package enum Filter: Hashable, Sendable {
    /// `LIKE 'pattern'`: an SQL pattern.
    case like(String)
    /// `WHERE condition`.
    case condition(Fragment)
}
