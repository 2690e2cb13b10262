import Core

/// A shop that never was: customers, products, sessions and orders, the same for the same seed on every machine, and the true
/// purchase probability of each session, so that it is known how well a model can do at best.
///
/// The sessions lie in the 365 days that end on 2026-11-15. Visits and purchases swing with the week, rise before Christmas and dip in
/// summer. Whether a session ends in a purchase (`bought`) depends on its other columns alone, `session_id` and `customer_id` apart:
/// see `Visit.logOdds`. Missing values are known to be missing, so they cost no certainty.
///
/// In the last fortnight, from 2026-11-02, the shop changes, and monitoring has to find it:
/// - a channel "influencer", never seen before, brings about one session in eight;
/// - the share of mobile sessions rises from about 48 to 63 percent;
/// - sessions have about a fifth fewer pages;
/// - the mobile checkout is broken: the odds of a purchase on a mobile device fall to a third, whatever the columns say.
///
/// Some of it is as untidy as real data: countries and durations are missing, "E-Mail" stands for "email" now and then, and half of the
/// visitors are anonymous.
package struct DemoShop: Sendable {
    package let seed: UInt64
    /// Number of sessions.
    package let sessions: Int

    /// Days since 1970-01-01 of the first and the last session.
    package static let firstDay = CivilDate(year: 2025, month: 11, day: 16).daysSinceEpoch
    package static let lastDay = CivilDate(year: 2026, month: 11, day: 15).daysSinceEpoch
    /// The first day of the change.
    package static let changeDay = CivilDate(year: 2026, month: 11, day: 2).daysSinceEpoch

    package static let customerCount = 8_000

    package init(seed: UInt64 = 2026, sessions: Int = 50_000) {
        precondition(sessions > 0)
        self.seed = seed
        self.sessions = sessions
    }

    /// In this order: customers, products, sessions, orders, truth.
    ///
    /// - customers: customer_id, signed_up, country, birth_year, newsletter, loyalty
    /// - products: product_id, name, category, price, launched_on
    /// - sessions: session_id (in the order of time), customer_id (NULL: anonymous), started_at, device, channel, country, pages,
    ///   product_pages, seconds_on_site, page_value, returning_visitor, previous_orders, discount, bought
    /// - orders: order_id, session_id, customer_id, product_id, ordered_at, items, amount
    /// - truth: session_id, purchase_probability
    ///
    /// - Complexity: linear in the sessions, about half a second for a million.
    package func tables() -> [DemoTable] {
        let customers = CustomerRoll(seed: seed)
        let products = ProductRange(seed: seed)
        var calls = VisitGenerator(seed: seed, customers: customers)
        let visits = calls.visits(count: sessions)
        return [
            customers.table, products.table, Visit.table(of: visits), OrderBook.table(of: visits, products: products, seed: seed),
            DemoTable(
                name: "truth",
                [
                    ("session_id", .bigint, .integers(visits.indices.map { Int64($0 + 1) })),
                    ("purchase_probability", .double, .doubles(visits.map(\.probability))),
                ]),
        ]
    }
}
