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
        var isTime = false
        var isFlag = false
    }

    private static let settings: [Setting] = [
        Setting(name: "application_name", initial: ""),
        Setting(name: "bytea_output", initial: "hex", allowed: ["hex"]),
        Setting(name: "client_encoding", initial: "UTF8", allowed: ["utf8", "utf-8", "unicode"]),
        Setting(name: "client_min_messages", initial: "notice"),
        Setting(name: "DateStyle", initial: "ISO, MDY"),
        Setting(name: "default_transaction_isolation", initial: "read committed"),
        Setting(name: "default_transaction_read_only", initial: "off", isFlag: true),
        Setting(name: "extra_float_digits", initial: "1"),
        Setting(name: "idle_in_transaction_session_timeout", initial: "0", isTime: true),
        Setting(name: "IntervalStyle", initial: "postgres", allowed: ["postgres"]),
        Setting(name: "is_superuser", initial: "on", isFixed: true),
        Setting(name: "lc_collate", initial: "C.UTF-8", isFixed: true),
        Setting(name: "lc_messages", initial: "C.UTF-8"),
        Setting(name: "lc_monetary", initial: "C.UTF-8"),
        Setting(name: "lc_numeric", initial: "C.UTF-8"),
        Setting(name: "lock_timeout", initial: "0", isTime: true),
        Setting(name: "max_identifier_length", initial: "63", isFixed: true),
        Setting(name: "project", initial: "main"),
        Setting(name: "search_path", initial: "main"),
        Setting(name: "server_encoding", initial: "UTF8", isFixed: true),
        Setting(name: "server_version", initial: "15.8", isFixed: true),
        Setting(name: "server_version_num", initial: "150008", isFixed: true),
        Setting(name: "session_authorization", initial: "", isFixed: true),
        Setting(name: "standard_conforming_strings", initial: "on", allowed: ["on", "true", "1"]),
        Setting(name: "statement_timeout", initial: "0", isTime: true),
        Setting(name: "TimeZone", initial: "UTC", allowed: ["utc", "etc/utc", "gmt", "default", "z"]),
        Setting(name: "transaction_isolation", initial: "read committed"),
        Setting(name: "transaction_read_only", initial: "off", isFlag: true),
        Setting(name: "xmloption", initial: "content"),
    ]

    private var values: [String: String] = [:]
    /// What the server says of the session, by the names of fixed settings.
    var facts: [String: String] = [:]
    /// What SET LOCAL gave, until the transaction ends.
    private var local: [String: String] = [:]
    /// What a rollback goes back to; nil outside of a transaction.
    private var saved: [String: String]?

    static var names: [String] { settings.map(\.name) }

    private static func setting(_ name: String) throws -> Setting {
        let lowered = name.lowercased()
        if let setting = settings.first(where: { $0.name.lowercased() == lowered }) { return setting }
        throw SQLFailure(
            .undefinedObject, "unrecognized configuration parameter \"\(name)\"",
            hint: nearestName(to: name, among: names).map { "did you mean \"\($0)\"?" } ?? "SHOW ALL")
    }

    /// - Throws: `SQLFailure` 42704
    func value(_ name: String) throws -> String {
        let setting = try Self.setting(name)
        if setting.name == "transaction_read_only" { return isReadOnly ? "on" : "off" }
        return facts[setting.name] ?? local[setting.name] ?? values[setting.name] ?? setting.initial
    }

    /// Sets, or resets with nil. - Throws: `SQLFailure` 42704, 22023, 55P02 for a fixed one.
    /// - Parameter isLocal: until the transaction ends; outside of one nothing changes.
    mutating func set(_ name: String, to value: String?, isLocal: Bool = false) throws {
        let setting = try Self.setting(name)
        let accepted = try value.map { try Self.accepted($0, setting) }
        if isLocal {
            if saved != nil { local[setting.name] = accepted ?? setting.initial }
        } else {
            local[setting.name] = nil
            values[setting.name] = accepted
        }
    }

    /// The value as it is kept.
    private static func accepted(_ value: String, _ setting: Setting) throws -> String {
        guard !setting.isFixed else {
            throw SQLFailure(SQLState(rawValue: "55P02"), "parameter \"\(setting.name)\" cannot be changed")
        }
        if setting.isTime {
            guard let time = TimeSetting(value) else {
                throw SQLFailure(
                    .invalidParameterValue, "invalid value for parameter \"\(setting.name)\": \"\(value)\"",
                    hint: "milliseconds, or a number with a unit: '500ms', '30s', '5min', '1h', '1d'; 0 is no limit")
            }
            return time.text
        }
        if setting.isFlag {
            switch value.lowercased() {
            case "on", "true", "yes", "1": return "on"
            case "off", "false", "no", "0": return "off"
            default: throw SQLFailure(.invalidParameterValue, "parameter \"\(setting.name)\" requires a Boolean value", hint: "on or off")
            }
        }
        if let allowed = setting.allowed, !allowed.contains(value.lowercased()) {
            throw SQLFailure(
                .invalidParameterValue, "invalid value for parameter \"\(setting.name)\": \"\(value)\"",
                hint: "this server has \"\(setting.initial)\" only")
        }
        return setting.allowed == nil ? value : setting.initial
    }

    mutating func resetAll() {
        values = [:]
        local = [:]
    }

    /// nil: none.
    var statementTimeout: Duration? {
        guard let text = local["statement_timeout"] ?? values["statement_timeout"], let time = TimeSetting(text), time.milliseconds > 0 else { return nil }
        return .milliseconds(time.milliseconds)
    }

    // MARK: Transactions

    var isInTransaction: Bool { saved != nil }

    mutating func beginTransaction(isReadOnly: Bool? = nil) {
        if saved == nil { saved = values }
        if let isReadOnly { local["transaction_read_only"] = isReadOnly ? "on" : "off" }
    }

    /// Whether statements may read only: as this transaction says, or else as all do.
    var isReadOnly: Bool {
        (local["transaction_read_only"] ?? values["transaction_read_only"] ?? values["default_transaction_read_only"]) == "on"
    }

    /// What was set in a transaction is undone with it.
    mutating func endTransaction(commits: Bool) {
        if !commits, let saved { values = saved }
        saved = nil
        local = [:]
    }

    /// All settings with their values, for SHOW ALL.
    var rows: [[Value]] { Self.settings.map { [.text($0.name), .text(facts[$0.name] ?? local[$0.name] ?? values[$0.name] ?? $0.initial), .text("")] } }
}
