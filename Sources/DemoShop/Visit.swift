import Core

/// One session.
struct Visit {
    /// Days since 1970-01-01, and seconds since midnight.
    var day: Int
    var second: Int
    /// From 1; nil: anonymous.
    var customer: Int?
    var device: String
    /// As it is recorded: "E-Mail" is "email".
    var channel: String
    var country: String?
    var pages: Int
    var productPages: Int
    /// nil: the measurement was blocked.
    var seconds: Int?
    /// What the pages seen are worth, in euros: how near to a purchase such pages were before.
    var pageValue: Double
    var returning: Bool
    var previousOrders: Int
    var discount: Bool
    var bought = false

    /// The log-odds of a purchase: everything that a model can learn. Interactions on purpose: a discount counts for more with new
    /// visitors and by email, page value for less on a mobile, many pages on a mobile are a search in vain.
    var logOdds: Double {
        let isMobile = device == "mobile"
        var sum = -4.1 + Season(day: day).logOdds
        sum += pageValue / (pageValue + 12) * (isMobile ? 3.4 : 4.4)
        sum += Double(productPages) / Double(productPages + 5) * 1.8
        if let seconds { sum += seconds < 30 ? -1.2 : Double(min(seconds, 1200)) / 1200 * 0.6 } else { sum += 0.1 }
        sum += isMobile ? -0.45 : device == "tablet" ? -0.15 : 0
        if isMobile, pages > 14 { sum -= 0.5 }
        sum += Self.channelLogOdds(channel)
        if discount { sum += (returning ? 0.35 : 0.9) + (channel == "email" || channel == "E-Mail" ? 0.5 : 0) }
        if returning { sum += 0.35 }
        sum += Double(min(previousOrders, 5)) * 0.16
        if country == "CH" { sum -= 0.35 } else if country == nil { sum -= 0.2 }
        let hour = second / 3600
        if hour >= 19, hour < 23 { sum += 0.2 } else if hour < 6 { sum -= 0.3 }
        // The change: the odds fall to a third.
        if isMobile, day >= DemoShop.changeDay { sum -= 1.1 }
        return sum
    }

    /// The true probability of a purchase.
    var probability: Double { logistic(logOdds) }

    private static func channelLogOdds(_ channel: String) -> Double {
        switch channel {
        case "email", "E-Mail": 0.35
        case "direct": 0.25
        case "search": 0.1
        case "social": -0.6
        case "influencer": -0.9
        default: 0
        }
    }

    static func table(of visits: [Visit]) -> DemoTable {
        func optional(_ values: [Int?]) -> ColumnVector {
            ColumnVector(type: .integer, values: values.map { $0.map { .integer(Int64($0)) } ?? .null })
        }
        func integers(_ values: [Int]) -> ColumnVector { ColumnVector(type: .integer, storage: .integers(values.map(Int64.init))) }
        func booleans(_ values: [Bool]) -> ColumnVector { ColumnVector(type: .boolean, storage: .booleans(values)) }
        return DemoTable(
            name: "sessions",
            columns: [
                Column("session_id", .bigint), Column("customer_id", .integer), Column("started_at", .timestamp), Column("device", .varchar),
                Column("channel", .varchar), Column("country", .varchar), Column("pages", .integer), Column("product_pages", .integer),
                Column("seconds_on_site", .integer), Column("page_value", .double), Column("returning_visitor", .boolean),
                Column("previous_orders", .integer), Column("discount", .boolean), Column("bought", .boolean),
            ],
            vectors: [
                ColumnVector(type: .bigint, storage: .integers(visits.indices.map { Int64($0 + 1) })), optional(visits.map(\.customer)),
                ColumnVector(type: .timestamp, storage: .integers(visits.map(\.startedAt))), .strings(visits.map(\.device)),
                .strings(visits.map(\.channel)), .strings(visits.map(\.country)), integers(visits.map(\.pages)),
                integers(visits.map(\.productPages)), optional(visits.map(\.seconds)),
                ColumnVector(type: .double, storage: .doubles(visits.map(\.pageValue))), booleans(visits.map(\.returning)),
                integers(visits.map(\.previousOrders)), booleans(visits.map(\.discount)), booleans(visits.map(\.bought)),
            ])
    }

    /// Microseconds since 1970-01-01.
    var startedAt: Int64 { Int64(day * 86_400 + second) * 1_000_000 }
}
