import Core

/// Something that a training found to say about its data, out of the version's report.
package struct WarningRecord: Hashable, Sendable {
    package var code: String
    package var severity: String?
    /// The column that it is about; nil when it is about all.
    package var feature: String?
    package var message: String
    /// What to do about it.
    package var advice: String?

    init(json: JSONValue) {
        code = json["code"]?.string ?? ""
        severity = json["severity"]?.string
        feature = json["feature"]?.string
        message = json["message"]?.string ?? ""
        advice = json["advice"]?.string
    }
}
