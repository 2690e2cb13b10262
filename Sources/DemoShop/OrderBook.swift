import Core

/// What was bought: one order for each session with a purchase.
enum OrderBook {
    static func table(of visits: [Visit], products: ProductRange, seed: UInt64) -> DemoTable {
        var random = ShopRandom(seed: seed, stream: 4)
        var sessions: [Int64] = [], productIDs: [Int64] = [], moments: [Int64] = [], items: [Int64] = []
        var customers: [Value] = []
        var amounts: [Double] = []
        for (index, visit) in visits.enumerated() where visit.bought {
            let product = random.index(weights: products.popularity)
            let count = 1 + random.index(weights: [0.62, 0.22, 0.09, 0.05, 0.02])
            let price = products.products[product].price * Double(count)
            sessions.append(Int64(index + 1))
            customers.append(visit.customer.map { .integer(Int64($0)) } ?? .null)
            productIDs.append(Int64(product + 1))
            moments.append(visit.startedAt + Int64(visit.seconds ?? 300) * 1_000_000)
            items.append(Int64(count))
            amounts.append(cents(price * (visit.discount ? 0.9 : 1)))
        }
        return DemoTable(
            name: "orders",
            columns: [
                Column("order_id", .bigint), Column("session_id", .bigint), Column("customer_id", .integer), Column("product_id", .integer),
                Column("ordered_at", .timestamp), Column("items", .integer), Column("amount", .double),
            ],
            vectors: [
                ColumnVector(type: .bigint, storage: .integers(sessions.indices.map { Int64($0 + 1) })),
                ColumnVector(type: .bigint, storage: .integers(sessions)), ColumnVector(type: .integer, values: customers),
                ColumnVector(type: .integer, storage: .integers(productIDs)), ColumnVector(type: .timestamp, storage: .integers(moments)),
                ColumnVector(type: .integer, storage: .integers(items)), ColumnVector(type: .double, storage: .doubles(amounts)),
            ])
    }
}
