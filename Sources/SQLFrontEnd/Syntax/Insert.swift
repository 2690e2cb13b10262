/// `INSERT INTO target [(column, ...)] query`.
package struct Insert: Hashable, Sendable {
    package var target: ObjectName
    /// Empty: all columns of the target, in its order.
    package var columns: [Name]
    /// A SELECT, VALUES or any other query.
    package var query: Fragment

    package init(target: ObjectName, columns: [Name], query: Fragment) {
        self.target = target
        self.columns = columns
        self.query = query
    }
}
