extension JSONValue {
    private static let secretWords = [
        "pass", "pwd", "token", "secret", "key", "credential", "auth", "signature",
    ]

    /// What may be shown of the parameters of a source: `***` in place of each value whose name sounds like a secret, of each
    /// text that holds `password=...` or the like, and of the password in `scheme://user:password@host`. At any depth.
    package var redacted: JSONValue {
        switch self {
        case .object(let members):
            .object(members.map { .init($0.key, Self.isSecret($0.key) && $0.value != .null ? .string("***") : $0.value.redacted) })
        case .array(let elements): .array(elements.map(\.redacted))
        case .string(let text): .string(Self.redacted(text))
        case .null, .boolean, .number: self
        }
    }

    private static func isSecret(_ key: String) -> Bool {
        let lowered = key.lowercased()
        return secretWords.contains { lowered.contains($0) }
    }

    private static func redacted(_ text: String) -> String {
        // A connection string of the form "name = value": too many quoting rules to cut out one value.
        for part in text.split(separator: "=").dropLast() where isSecret(String(part.suffix(24))) { return "***" }
        guard let scheme = text.firstRange(of: "://"), let at = text[scheme.upperBound...].lastIndex(of: "@"),
            let colon = text[scheme.upperBound..<at].firstIndex(of: ":")
        else { return text }
        return text[...colon] + "***" + text[at...]
    }
}
