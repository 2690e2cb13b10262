import Core

/// The registered customers.
struct CustomerRoll {
    struct Customer {
        /// Days since 1970-01-01.
        var signedUp: Int
        var country: String?
        var birthYear: Int?
        var newsletter: Bool
        /// "none", "silver" or "gold".
        var loyalty: String
    }

    static let countries = ["DE", "AT", "CH", "FR", "NL", "PL"]
    static let countryWeights = [0.52, 0.12, 0.09, 0.12, 0.08, 0.07]

    /// The customer with number n is at n - 1.
    let customers: [Customer]

    init(seed: UInt64) {
        var random = ShopRandom(seed: seed, stream: 1)
        customers = (0..<DemoShop.customerCount).map { _ in
            // Most have been there for years; all signed up before the last fortnight.
            let age = random.uniform() * random.uniform()
            let country = Self.countries[random.index(weights: Self.countryWeights)]
            let birthYear = min(2007, max(1938, 1983 + Int((13 * random.bell()).rounded())))
            let standing = random.index(weights: [0.70, 0.22, 0.08])
            return Customer(
                signedUp: DemoShop.changeDay - 1 - Int(age * 2000), country: random.chance(0.03) ? nil : country,
                birthYear: random.chance(0.14) ? nil : birthYear, newsletter: random.chance(0.35 + 0.15 * Double(standing)),
                loyalty: ["none", "silver", "gold"][standing])
        }
    }

    var table: DemoTable {
        DemoTable(
            name: "customers",
            columns: [
                Column("customer_id", .integer), Column("signed_up", .date), Column("country", .varchar), Column("birth_year", .integer),
                Column("newsletter", .boolean), Column("loyalty", .varchar),
            ],
            vectors: [
                ColumnVector(type: .integer, storage: .integers(customers.indices.map { Int64($0 + 1) })),
                ColumnVector(type: .date, storage: .integers(customers.map { Int64($0.signedUp) })),
                .strings(customers.map(\.country)),
                ColumnVector(type: .integer, values: customers.map { $0.birthYear.map { .integer(Int64($0)) } ?? .null }),
                ColumnVector(type: .boolean, storage: .booleans(customers.map(\.newsletter))),
                ColumnVector(type: .varchar, storage: .strings(customers.map(\.loyalty))),
            ])
    }
}
