/// How a column is understood.
package enum FeatureKind: String, Sendable, Hashable, CaseIterable {
    /// Numbers, in their order.
    case numeric
    case boolean
    /// One of a set of names without an order.
    case category
    /// Points in time: the parts of the calendar, and the time that went by.
    case datetime
    /// Words of a longer text.
    case text
}
