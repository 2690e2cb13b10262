import Core

/// What the shop sells.
struct ProductRange {
    struct Product {
        var name: String
        var category: String
        /// In euros, to the cent.
        var price: Double
        /// Days since 1970-01-01.
        var launchedOn: Int
    }

    /// The product with number n is at n - 1.
    let products: [Product]
    /// How often each is bought, in proportion.
    let popularity: [Double]

    /// Categories with the things in them and a usual price in euros.
    private static let goods: [(category: String, things: [String], price: Double)] = [
        ("kitchen", ["kettle", "pan", "knife", "toaster"], 45), ("garden", ["spade", "lantern", "planter", "hose"], 35),
        ("bath", ["towel", "mirror", "basket", "scale"], 25), ("office", ["lamp", "chair", "shelf", "desk pad"], 80),
        ("outdoor", ["tent", "backpack", "bottle", "blanket"], 70),
    ]
    private static let makes = ["Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Linden", "Maple", "Oak", "Rowan"]

    init(seed: UInt64) {
        var random = ShopRandom(seed: seed, stream: 2)
        var products: [Product] = []
        var popularity: [Double] = []
        for make in Self.makes {
            for good in Self.goods {
                for thing in good.things {
                    let price = good.price * exponential(0.45 * random.bell())
                    products.append(
                        Product(
                            name: "\(make) \(thing)", category: good.category, price: max(3, price.rounded()) - 0.01,
                            launchedOn: DemoShop.firstDay - random.below(1500)))
                    popularity.append(exponential(0.9 * random.bell()))
                }
            }
        }
        self.products = products
        self.popularity = popularity
    }

    var table: DemoTable {
        DemoTable(
            name: "products",
            [
                ("product_id", .integer, .integers(products.indices.map { Int64($0 + 1) })), ("name", .varchar, .strings(products.map(\.name))),
                ("category", .varchar, .strings(products.map(\.category))), ("price", .double, .doubles(products.map(\.price))),
                ("launched_on", .date, .integers(products.map { Int64($0.launchedOn) })),
            ])
    }
}
