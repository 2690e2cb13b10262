package import Core

/// What stands on the right of an option's `=`.
package enum OptionValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// The text is as written, sign included.
    case number(Double, text: String)
    /// In single or double quotes.
    case string(String)
    /// A bare word, or several with dots between them, as written.
    case name([String])
    /// `[a, b]` or `(a, b)`.
    case list([OptionValue])
    case json(JSONValue)
    /// `range(7, 255)`; the name is in lower case.
    case call(name: String, arguments: [OptionValue])
    /// `(a = 1, b = 2)`, in the order written.
    case namedArguments([NamedArgument])

    package struct NamedArgument: Hashable, Sendable {
        /// As written.
        package var name: String
        package var value: OptionValue

        package init(_ name: String, _ value: OptionValue) {
            self.name = name
            self.value = value
        }
    }
}

extension OptionValue {
    /// The text of a string or of a bare word, which most options treat alike; nil for anything else.
    package var string: String? {
        switch self {
        case .string(let text): text
        case .name(let parts): parts.joined(separator: ".")
        case .json(let json): json.string
        case .null, .boolean, .number, .list, .call, .namedArguments: nil
        }
    }

    package var number: Double? {
        switch self {
        case .number(let number, _): number
        case .json(let json): json.number
        case .null, .boolean, .string, .name, .list, .call, .namedArguments: nil
        }
    }

    /// A number without a fraction, within 64 bits.
    package var integer: Int? {
        switch self {
        case .number(let number, let text): Int(text) ?? Int(exactly: number)
        case .json(let json): json.integer
        case .null, .boolean, .string, .name, .list, .call, .namedArguments: nil
        }
    }

    /// `true` or `false`; the words `on`, `off`, `yes` and `no` are names.
    package var boolean: Bool? {
        switch self {
        case .boolean(let flag): flag
        case .json(let json): json.boolean
        case .null, .number, .string, .name, .list, .call, .namedArguments: nil
        }
    }

    /// The elements of a list; nil for anything else.
    package var list: [OptionValue]? {
        switch self {
        case .list(let elements): elements
        case .json(let json): json.array?.map { .json($0) }
        case .null, .boolean, .number, .string, .name, .call, .namedArguments: nil
        }
    }

    /// As JSON, in which a configuration is stored: names become strings, a call `{"range": [7, 255]}`, named arguments an object.
    package var json: JSONValue {
        switch self {
        case .null: .null
        case .boolean(let flag): .boolean(flag)
        case .number(let number, _): .number(number)
        case .string(let text): .string(text)
        case .name(let parts): .string(parts.joined(separator: "."))
        case .list(let elements): .array(elements.map(\.json))
        case .json(let json): json
        case .call(let name, let arguments): .object([.init(name, .array(arguments.map(\.json)))])
        case .namedArguments(let arguments): .object(arguments.map { .init($0.name, $0.value.json) })
        }
    }
}
