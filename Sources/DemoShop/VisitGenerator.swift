import Core

/// Makes the sessions, in the order of time.
struct VisitGenerator {
    private var random: ShopRandom
    private let customers: [CustomerRoll.Customer]
    /// Orders so far, by customer.
    private var orders: [Int]

    init(seed: UInt64, customers: CustomerRoll) {
        random = ShopRandom(seed: seed, stream: 3)
        self.customers = customers.customers
        orders = [Int](repeating: 0, count: customers.customers.count)
        // What they bought before the first session.
        for index in orders.indices where customers.customers[index].signedUp < DemoShop.firstDay {
            orders[index] = random.index(weights: [0.50, 0.24, 0.12, 0.06, 0.04, 0.02, 0.02])
        }
    }

    mutating func visits(count: Int) -> [Visit] {
        var visits: [Visit] = []
        visits.reserveCapacity(count)
        for moment in moments(count: count) {
            var visit = visit(day: moment / 86_400, second: moment % 86_400)
            visit.bought = random.chance(visit.probability)
            if visit.bought, let customer = visit.customer { orders[customer - 1] += 1 }
            visits.append(visit)
        }
        return visits
    }

    /// Seconds since 1970-01-01, ascending.
    private mutating func moments(count: Int) -> [Int] {
        let days = Array(DemoShop.firstDay...DemoShop.lastDay)
        var total = 0.0
        let sums = days.map { day in
            total += Season(day: day).visits
            return total
        }
        var moments: [Int] = []
        moments.reserveCapacity(count)
        var place = 0
        for index in 0..<count {
            let share = (Double(index) + random.uniform()) / Double(count) * total
            while place < days.count - 1, sums[place] <= share { place += 1 }
            moments.append(days[place] * 86_400 + random.index(weights: Self.hourWeights) * 3600 + random.below(3600))
        }
        return moments.sorted()
    }

    private static let hourWeights: [Double] = [
        2, 1, 0.6, 0.4, 0.4, 0.8, 2, 3, 4, 5, 5.5, 5.5, 6, 5.5, 5, 5, 5.5, 6, 7, 8.5, 9.5, 9, 6, 3.5,
    ]

    private static let channels = ["search", "ads", "direct", "email", "social", "affiliate", "influencer"]

    private mutating func visit(day: Int, second: Int) -> Visit {
        let isChanged = day >= DemoShop.changeDay
        let device = ["desktop", "mobile", "tablet"][random.index(weights: isChanged ? [0.31, 0.63, 0.06] : [0.44, 0.48, 0.08])]
        let channelIndex = random.index(weights: [0.34, 0.20, 0.18, 0.12, 0.11, 0.05, isChanged ? 0.14 : 0])
        let channel = Self.channels[channelIndex]
        let isNewcomer = channel == "influencer" || channel == "social"

        let customer = random.chance(isNewcomer ? 0.25 : channel == "email" ? 0.9 : 0.5) ? self.customer(on: day) : nil
        let country = customer.flatMap { customers[$0 - 1].country } ?? CustomerRoll.countries[random.index(weights: CustomerRoll.countryWeights)]
        let isCountryKnown = !random.chance(0.06)

        // How much the visitor is after something: what pages, seconds and page value have in common.
        let interest = random.bell() + (customer == nil ? -0.2 : 0.2) + (isNewcomer ? -0.5 : 0)
        let fewerPages = isChanged ? 0.8 : 1
        let pages = min(80, 1 + Int(fewerPages * exponential(1.55 + 0.75 * (0.7 * interest + 0.7 * random.bell()))))
        let productShare = logistic(0.6 * interest + 0.6 * random.bell() - 0.2)
        let productPages = min(pages, Int((Double(pages) * productShare).rounded()))
        let seconds = min(7200, 5 + Int(Double(pages) * 22 * exponential(0.6 * random.bell())))
        let hasValue = random.chance(logistic(-1.6 + 1.3 * interest + 0.12 * Double(min(productPages, 10))))
        let pageValue = hasValue ? min(250, cents(exponential(2.2 + 0.5 * interest + 0.8 * random.bell()))) : 0
        let previousOrders = customer.map { orders[$0 - 1] } ?? 0
        let isReturning = random.chance(customer != nil ? 0.75 : 0.3) || previousOrders > 0
        let discount = random.chance(channel == "email" ? 0.35 : channel == "affiliate" ? 0.3 : channel == "influencer" ? 0.4 : 0.07)
        return Visit(
            day: day, second: second, customer: customer, device: device,
            channel: channel == "email" && random.chance(0.03) ? "E-Mail" : channel, country: isCountryKnown ? country : nil, pages: pages,
            productPages: productPages, seconds: random.chance(0.035) ? nil : seconds, pageValue: pageValue, returning: isReturning,
            previousOrders: previousOrders, discount: discount)
    }

    /// The number of one who had signed up by that day. Some come far more often than others.
    private mutating func customer(on day: Int) -> Int {
        while true {
            let number = 1 + Int(Double(customers.count) * random.uniform() * random.uniform())
            if customers[number - 1].signedUp <= day { return number }
        }
    }
}
