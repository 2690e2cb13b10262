package import Core

/// When a retrained version takes the place of the one that serves.
package enum PromotionRule: Hashable, Sendable {
    /// When its primary metric is better on the same kept-back rows, with an interval above zero.
    case better
    case always
    case manually
    /// When an expression over the paired metrics is true: on kept-back rows, or, after so many outcomes, on what really happened.
    case when(String, outcomes: Int? = nil)

    /// As it is stored; nil for the default.
    package var json: JSONValue? {
        switch self {
        case .better: nil
        case .always: .object([.init("rule", .string("always"))])
        case .manually: .object([.init("rule", .string("manually"))])
        case .when(let condition, let outcomes):
            .object([.init("rule", .string("when")), .init("condition", .string(condition))] + (outcomes.map { [.init("outcomes", .number(Double($0)))] } ?? []))
        }
    }

    /// - Throws: `SQLFailure` XX001 for what no `json` is.
    init(stored text: String?) throws {
        guard let text else {
            self = .better
            return
        }
        let json = try? JSONValue(parsing: text)
        switch (json?["rule"]?.string, json?["condition"]?.string) {
        case ("always", nil): self = .always
        case ("manually", nil): self = .manually
        case ("when", let condition?): self = .when(condition, outcomes: json?["outcomes"]?.integer)
        default:
            throw SQLFailure(
                .dataCorrupted, "the catalog is damaged", detail: "The promotion rule of a model cannot be read.",
                hint: "restore \"catalog.sqlite\" from a backup")
        }
    }

    /// As it is written in SQL.
    package var sql: String {
        switch self {
        case .better: "DEFAULT"
        case .always: "ALWAYS"
        case .manually: "MANUALLY"
        case .when(let condition, let outcomes): "WHEN \(condition)" + (outcomes.map { " AFTER \($0) OUTCOMES" } ?? "")
        }
    }
}
