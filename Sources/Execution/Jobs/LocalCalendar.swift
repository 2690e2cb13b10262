import Foundation

/// The civil time of one zone. Local seconds count from 1970-01-01 00:00 on the zone's own clock; instants count in UTC.
package struct LocalCalendar: Hashable, Sendable {
    /// As IANA has it: `Europe/Berlin`.
    package let identifier: String
    private let zone: TimeZone

    /// nil when there is no such zone.
    package init?(_ identifier: String) {
        // Abbreviations such as EST mean several things; IANA's names of two parts, and UTC, mean one.
        guard identifier.contains("/") || ["UTC", "GMT"].contains(identifier), let zone = TimeZone(identifier: identifier) else { return nil }
        self.identifier = identifier
        self.zone = zone
    }

    /// Seconds that the zone's clock is ahead of UTC.
    /// - Parameter instant: seconds since 1970 in UTC.
    private func offset(at instant: Int64) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant))))
    }

    package func local(of instant: Int64) -> Int64 { instant + offset(at: instant) }

    /// The first instant at which the zone's clock shows a time, or the first after the gap when it never does.
    package func instant(of local: Int64) -> Int64 {
        let before = offset(at: local - 86_400)
        let after = offset(at: local + 86_400)
        // With the greater offset the instant is the earlier one: of two that show the same time it is the first.
        for offset in [max(before, after), min(before, after)] where self.local(of: local - offset) == local { return local - offset }
        // The clock was put forward over this time: the instant of the change lies between the two candidates.
        var low = local - max(before, after)
        var high = local - min(before, after)
        let start = offset(at: low)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(at: middle) == start { low = middle } else { high = middle }
        }
        return high
    }
}
