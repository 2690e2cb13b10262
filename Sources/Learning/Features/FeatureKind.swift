import Core

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

    /// Whether values of a type can be understood so.
    func takes(_ type: SQLType) -> Bool {
        switch (self, type) {
        case (_, .blob), (_, .list), (_, .structure), (_, .map), (_, .interval): false
        case (.category, _): true
        case (.datetime, let type): type.isTemporal
        case (.boolean, let type): type == .boolean || type.isNumeric
        case (.numeric, .varchar), (.numeric, .enumeration), (.numeric, .boolean), (.numeric, .time): true
        case (.numeric, let type): type.isNumeric || type.isTemporal
        case (.text, .varchar), (.text, .json), (.text, .enumeration): true
        case (.text, _): false
        }
    }
}
