package import Core

/// What becomes of a version that is ready while another serves: the decision and what it rests on.
package struct Promotion: Sendable {
    package var promotes: Bool
    /// The version that it was compared with; when another one serves by now, the decision no longer holds.
    package var against: Int64
    /// The rule and its outcome, in a sentence.
    package var reason: String
    package var evidence: JSONValue

    package init(promotes: Bool, against: Int64, reason: String, evidence: JSONValue) {
        self.promotes = promotes
        self.against = against
        self.reason = reason
        self.evidence = evidence
    }
}
