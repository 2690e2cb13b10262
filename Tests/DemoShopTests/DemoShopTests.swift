import Core
import DemoShop
import Testing

/// The shop of the default seed, generated once.
private let tables = DemoShop().tables()

private func table(_ name: String, of tables: [DemoTable] = tables) throws -> DemoTable {
    try #require(tables.first { $0.name == name })
}

@Suite("The demo shop")
struct DemoShopTests {
    // MARK: Determinism

    @Test("the same seed gives the same bytes, on every machine")
    func fingerprints() throws {
        let expected: [(String, UInt64)] = [
            ("customers", 16846669732704426855),
            ("products", 8343854602615167701),
            ("sessions", 11759882473695507243),
            ("orders", 4717796672437090644),
            ("truth", 10412465685829308891),
        ]
        #expect(tables.map(\.name) == expected.map(\.0))
        #expect(tables.map(\.fingerprint) == expected.map(\.1))
    }

    @Test("another seed gives another shop")
    func otherSeed() throws {
        let one = DemoShop(seed: 1, sessions: 500).tables()
        #expect(one.map(\.fingerprint) == DemoShop(seed: 1, sessions: 500).tables().map(\.fingerprint))
        let other = DemoShop(seed: 2, sessions: 500).tables()
        for (table, counterpart) in zip(one, other) { #expect(table.fingerprint != counterpart.fingerprint, "\(table.name)") }
    }

    @Test("customers and products do not depend on the number of sessions")
    func streams() throws {
        let small = DemoShop(sessions: 100).tables()
        #expect(try table("customers", of: small).fingerprint == table("customers").fingerprint)
        #expect(try table("products", of: small).fingerprint == table("products").fingerprint)
    }

    // MARK: Shape

    @Test("every column holds as many rows as its table, of its type")
    func shape() throws {
        #expect(try table("customers").rowCount == DemoShop.customerCount)
        #expect(try table("products").rowCount == 200)
        #expect(try table("sessions").rowCount == 50_000)
        #expect(try table("truth").rowCount == 50_000)
        for table in tables {
            #expect(table.columns.map(\.type) == table.vectors.map(\.type))
            #expect(table.vectors.allSatisfy { $0.count == table.rowCount })
        }
    }

    @Test("one session is possible")
    func oneSession() throws {
        let tables = DemoShop(sessions: 1).tables()
        #expect(try table("sessions", of: tables).rowCount == 1)
        #expect(BestReachable(of: tables) == nil)
    }

    @Test("sessions come in the order of time, within twelve months that end on 2026-11-15")
    func time() throws {
        let moments = try integers("started_at")
        #expect(zip(moments, moments.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(Int(moments[0] / day) == DemoShop.firstDay)
        #expect(Int(moments[moments.count - 1] / day) == DemoShop.lastDay)
        #expect(DemoShop.lastDay - DemoShop.firstDay == 364)
        #expect(DemoShop.lastDay - DemoShop.changeDay == 13)
    }

    @Test("each purchase has one order, of a product and a customer that exist")
    func orders() throws {
        let orders = try table("orders")
        guard case .integers(let sessions)? = orders.vector("session_id")?.storage,
            case .integers(let products)? = orders.vector("product_id")?.storage, case .doubles(let amounts)? = orders.vector("amount")?.storage
        else {
            Issue.record("the columns are not stored as their types ask for")
            return
        }
        let bought = try booleans("bought")
        #expect(sessions.map { Int($0) - 1 } == bought.indices.filter { bought[$0] })
        #expect(products.allSatisfy { (1...200).contains($0) })
        #expect(amounts.allSatisfy { $0 > 0 && $0 < 5_000 })
    }

    @Test(
        "what is missing is missing in a share that is known",
        arguments: [
            ("customer_id", 0.45...0.6), ("country", 0.05...0.07), ("seconds_on_site", 0.025...0.045), ("device", 0.0...0.0),
        ])
    func missing(_ column: String, _ share: ClosedRange<Double>) throws {
        let vector = try #require(try table("sessions").vector(column))
        let missing = (0..<vector.count).count { vector.isNull($0) }
        #expect(share.contains(Double(missing) / Double(vector.count)))
    }

    @Test("product names are unique")
    func products() throws {
        guard case .strings(let names)? = try table("products").vector("name")?.storage else { return }
        #expect(Set(names).count == 200)
    }

    // MARK: What can be learnt

    @Test("the best that a model can reach is known")
    func best() throws {
        let best = try #require(BestReachable(of: tables))
        #expect(best.count == 50_000)
        #expect((0.12...0.16).contains(best.purchaseRate))
        #expect((0.85...0.90).contains(best.auc))
        #expect(best.accuracy > best.baselineAccuracy + 0.015)
        #expect(best.accuracy < 0.95)
    }

    @Test("outcomes follow the probabilities")
    func calibration() throws {
        guard case .doubles(let probabilities)? = try table("truth").vector("purchase_probability")?.storage else { return }
        let bought = try booleans("bought")
        for bin in 0..<5 {
            let rows = probabilities.indices.filter { Int(probabilities[$0] * 5) == bin }
            let expected = rows.reduce(0) { $0 + probabilities[$1] } / Double(rows.count)
            let observed = Double(rows.count { bought[$0] }) / Double(rows.count)
            #expect(rows.count > 200)
            #expect(abs(expected - observed) < 4 * (expected * (1 - expected) / Double(rows.count)).squareRoot())
        }
    }

    @Test(
        "the season moves visits and purchases",
        arguments: [
            (CivilDate(year: 2025, month: 11, day: 27), CivilDate(year: 2025, month: 12, day: 18), 1.3...2.2, 1.1...1.7),
            (CivilDate(year: 2026, month: 6, day: 24), CivilDate(year: 2026, month: 8, day: 20), 0.6...0.9, 0.75...0.97),
            (CivilDate(year: 2026, month: 3, day: 10), CivilDate(year: 2026, month: 5, day: 20), 0.85...1.15, 0.9...1.1),
        ])
    func season(_ first: CivilDate, _ end: CivilDate, _ visits: ClosedRange<Double>, _ purchases: ClosedRange<Double>) throws {
        let days = first.daysSinceEpoch..<end.daysSinceEpoch
        let whole = try #require(BestReachable(of: tables))
        let part = try #require(BestReachable(of: tables, days: days))
        #expect(visits.contains(Double(part.count) / Double(days.count) / (Double(whole.count) / 365)))
        #expect(purchases.contains(part.purchaseRate / whole.purchaseRate))
    }

    @Test("Sundays are busy and Fridays are not")
    func week() throws {
        var counts = [Int](repeating: 0, count: 7)
        for moment in try integers("started_at") { counts[CivilDate.weekday(daysSinceEpoch: Int(moment / day))] += 1 }
        #expect(counts.max() == counts[6])
        #expect(counts.min() == counts[4])
    }

    // MARK: The change

    @Test("the last fortnight brings a new channel, more mobiles, fewer pages and fewer purchases on mobiles")
    func change() throws {
        let moments = try integers("started_at"), devices = try strings("device"), channels = try strings("channel")
        let pages = try integers("pages"), bought = try booleans("bought")
        func measure(_ isChanged: Bool) -> (mobile: Double, influencer: Double, pages: Double, mobileRate: Double) {
            let rows = moments.indices.filter { (Int(moments[$0] / day) >= DemoShop.changeDay) == isChanged }
            let mobiles = rows.filter { devices[$0] == "mobile" }
            let count = Double(rows.count)
            return (
                Double(mobiles.count) / count, Double(rows.count { channels[$0] == "influencer" }) / count,
                Double(rows.reduce(0) { $0 + pages[$1] }) / count, Double(mobiles.count { bought[$0] }) / Double(mobiles.count)
            )
        }
        let before = measure(false), after = measure(true)
        #expect(before.influencer == 0)
        #expect((0.10...0.15).contains(after.influencer))
        #expect(after.mobile > before.mobile + 0.1)
        #expect(after.pages < before.pages * 0.9)
        #expect(after.mobileRate < before.mobileRate * 0.6)
    }

    // MARK: Columns of the sessions

    private let day: Int64 = 86_400_000_000

    private func integers(_ name: String) throws -> [Int64] {
        guard case .integers(let values)? = try table("sessions").vector(name)?.storage else { throw Missing(column: name) }
        return values
    }

    private func booleans(_ name: String) throws -> [Bool] {
        guard case .booleans(let values)? = try table("sessions").vector(name)?.storage else { throw Missing(column: name) }
        return values
    }

    private func strings(_ name: String) throws -> [String] {
        guard case .strings(let values)? = try table("sessions").vector(name)?.storage else { throw Missing(column: name) }
        return values
    }

    private struct Missing: Error { let column: String }
}
