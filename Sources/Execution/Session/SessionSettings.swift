import Core

/// What SET and SHOW know of: settings that PostgreSQL's drivers send, kept per session. Most change nothing here, and are
/// accepted since a driver could not connect otherwise; a setting that is not listed is refused.
struct SessionSettings: Sendable {
    private struct Setting: Sendable {
        var name: String
        var initial: String
        /// Fixed settings can be shown and not set.
        var isFixed = false
        /// Values that are accepted; nil: any.
        var allowed: [String]?
    }

    private static let settings: [Setting] = [
        Setting(name: "application_name", initial: ""),
        Setting(name: "bytea_output", initial: "hex", allowed: ["hex"]),
        Setting(name: "client_encoding", initial: "UTF8", allowed: ["utf8", "utf-8", "unicode"]),
        Setting(name: "client_min_messages", initial: "notice"),
        Setting(name: "DateStyle", initial: "ISO, MDY"),
        Setting(name: "default_transaction_isolation", initial: "read committed"),
        Setting(name: "default_transaction_read_only", initial: "off"),
        Setting(name: "extra_float_digits", initial: "1"),
        Setting(name: "idle_in_transaction_session_timeout", initial: "0"),
        Setting(name: "IntervalStyle", initial: "postgres", allowed: ["postgres"]),
        Setting(name: "is_superuser", initial: "on", isFixed: true),
        Setting(name: "lc_collate", initial: "C.UTF-8", isFixed: true),
        Setting(name: "lc_messages", initial: "C.UTF-8"),
        Setting(name: "lc_monetary", initial: "C.UTF-8"),
        Setting(name: "lc_numeric", initial: "C.UTF-8"),
        Setting(name: "lock_timeout", initial: "0"),
        Setting(name: "max_identifier_length", initial: "63", isFixed: true),
        Setting(name: "project", initial: "main"),
        Setting(name: "search_path", initial: "main"),
        Setting(name: "server_encoding", initial: "UTF8", isFixed: true),
        Setting(name: "server_version", initial: "15.8", isFixed: true),
        Setting(name: "server_version_num", initial: "150008", isFixed: true),
        Setting(name: "session_authorization", initial: "", isFixed: true),
        Setting(name: "standard_conforming_strings", initial: "on", allowed: ["on", "true", "1"]),
        Setting(name: "statement_timeout", initial: "0"),
        Setting(name: "TimeZone", initial: "UTC", allowed: ["utc", "etc/utc", "gmt", "default", "z"]),
        Setting(name: "transaction_isolation", initial: "read committed"),
        Setting(name: "transaction_read_only", initial: "off"),
        Setting(name: "xmloption", initial: "content"),
    ]

    private var values: [String: String] = [:]

    static var names: [String] { settings.map(\.name) }

    private static func setting(_ name: String) throws -> Setting {
        let lowered = name.lowercased()
        if let setting = settings.first(where: { $0.name.lowercased() == lowered }) { return setting }
        throw SQLFailure(
            .undefinedObject, "unrecognized configuration parameter \"\(name)\"",
            hint: nearestName(to: name, among: names).map { "did you mean \"\($0)\"?" })
    }

    /// - Throws: `SQLFailure` 42704
    func value(_ name: String) throws -> String {
        let setting = try Self.setting(name)
        return values[setting.name] ?? setting.initial
    }

    /// Sets, or resets with nil. - Throws: `SQLFailure` 42704, 22023, 55P02 for a fixed one.
    mutating func set(_ name: String, to value: String?) throws {
        let setting = try Self.setting(name)
        guard let value else {
            values[setting.name] = nil
            return
        }
        guard !setting.isFixed else {
            throw SQLFailure(SQLState(rawValue: "55P02"), "parameter \"\(setting.name)\" cannot be changed")
        }
        if let allowed = setting.allowed, !allowed.contains(value.lowercased()) {
            throw SQLFailure(
                .invalidParameterValue, "invalid value for parameter \"\(setting.name)\": \"\(value)\"",
                hint: "this server has \"\(setting.initial)\" only")
        }
        values[setting.name] = setting.allowed == nil ? value : setting.initial
    }

    mutating func resetAll() { values = [:] }

    /// All settings with their values, for SHOW ALL.
    var rows: [[Value]] { Self.settings.map { [.text($0.name), .text(values[$0.name] ?? $0.initial), .text("")] } }
}
