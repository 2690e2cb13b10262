import Core
import SQLFrontEnd
import Testing

@Suite struct LexerTests {
    private func kinds(_ text: String) throws -> [Token.Kind] { try Lexer.tokens(of: text).map(\.kind) }
    private func texts(_ text: String) throws -> [String] { try Lexer.tokens(of: text).map(\.text) }

    @Test("words keep their case and know their bytes")
    func words() throws {
        let tokens = try Lexer.tokens(of: "Select größe_1$ FROM x")
        #expect(tokens.map(\.text) == ["Select", "größe_1$", "FROM", "x"])
        #expect(tokens.map(\.range) == [0..<6, 7..<17, 18..<22, 23..<24])
        #expect(tokens[0].isWord("select") && tokens[2].isWord("from") && !tokens[0].isWord("selec") && !tokens[0].isWord("selects"))
    }

    @Test("a quoted keyword is a name, not a keyword")
    func quotedKeyword() throws {
        let token = try #require(try Lexer.tokens(of: "\"select\"").first)
        #expect(!token.isWord("select") && token.name == "select" && token.keyword == nil)
    }

    @Test("quotes inside are doubled", arguments: [
        ("'it''s'", Token.Kind.string, "it's"), ("''", .string, ""), ("''''", .string, "'"), ("'a''''b'", .string, "a''b"),
        ("\"a\"\"b\"", .quotedIdentifier, "a\"b"), ("`a``b`", .quotedIdentifier, "a`b"), ("`a\"b`", .quotedIdentifier, "a\"b"),
    ])
    func doubling(text: String, kind: Token.Kind, value: String) throws {
        let tokens = try Lexer.tokens(of: text)
        #expect(tokens == [Token(kind, value, range: 0..<text.utf8.count)])
    }

    @Test("escaped strings", arguments: [
        (#"E'a\nb\t\\\''"#, "a\nb\t\\'"), (#"e'\x41\102\u00e9\U0001F600'"#, "ABé😀"), (#"E'\ud83d\ude00'"#, "😀"), (#"E'it''s\q'"#, "it'sq"),
    ])
    func escapes(text: String, value: String) throws {
        #expect(try texts(text) == [value])
        #expect(try kinds(text) == [.string])
    }

    @Test("a backslash in a plain string is itself")
    func backslash() throws {
        #expect(try texts(#"'a\' b"#) == ["a\\", "b"])
    }

    @Test("dollar quotes", arguments: [
        ("$$a'b$$", "a'b"), ("$t$a$$b$t$", "a$$b"), ("$_x1$ $t$ $_x1$", " $t$ "), ("$$$$", ""), ("$ä$;$ä$", ";"),
    ])
    func dollarQuotes(text: String, value: String) throws {
        #expect(try texts(text) == [value])
    }

    @Test("parameters by number and by name")
    func parameters() throws {
        #expect(try Lexer.tokens(of: "$1+$23 $name") == [
            Token(.parameter, "1", range: 0..<2), Token(.symbol, "+", range: 2..<3), Token(.parameter, "23", range: 3..<6),
            Token(.parameter, "name", range: 7..<12),
        ])
    }

    @Test("numbers", arguments: ["1", "1.5", ".5", "5.", "1e-3", "1E+3", "1_000", "0x1F", "0b101", "0o17", "1_0.2_5e1_0"])
    func numbers(text: String) throws {
        #expect(try kinds(text) == [.number])
        #expect(try texts(text) == [text])
    }

    @Test("what only looks like one number", arguments: [
        ("1..2", ["1", ".", ".2"]), ("1.2.3", ["1.2", ".3"]), ("m.3", ["m", ".3"]), ("1e", ["1", "e"]), ("0xg", ["0", "xg"]), ("1_", ["1", "_"]),
        ("1-2", ["1", "-", "2"]), ("a.b.3.c", ["a", ".", "b", ".3", ".", "c"]),
    ])
    func numberEnds(text: String, expected: [String]) throws {
        #expect(try texts(text) == expected)
    }

    @Test("operators", arguments: [
        ("a::int", ["a", "::", "int"]), ("a->>'x'", ["a", "->>", "x"]), ("a<=b", ["a", "<=", "b"]), ("a<>b!=c", ["a", "<>", "b", "!=", "c"]),
        ("a||b", ["a", "||", "b"]), ("x=>1", ["x", "=>", "1"]), ("x:=1", ["x", ":=", "1"]), ("a=-1", ["a", "=", "-", "1"]),
        ("a*-1", ["a", "*", "-", "1"]), ("a@-1", ["a", "@-", "1"]), ("*/*c*/1", ["*", "1"]), ("a[1:2]", ["a", "[", "1", ":", "2", "]"]),
        ("a.*,b", ["a", ".", "*", ",", "b"]), ("1--2", ["1"]), ("a+--b\n1", ["a", "+", "1"]),
    ])
    func operators(text: String, expected: [String]) throws {
        #expect(try texts(text) == expected)
    }

    @Test("comments and blanks are nothing", arguments: [
        "a -- b\nc", "a/* /* b */ ' */c", "a\u{a0}c", "a\u{3000}c", "\u{feff}a\t\r\n\u{b}\u{c}c", "a--\rc", "a/**/c", "a\u{2003}c",
    ])
    func comments(text: String) throws {
        #expect(try texts(text) == ["a", "c"])
    }

    @Test("variables")
    func variables() throws {
        #expect(try Lexer.tokens(of: "{{ LAST_RUN }} @x {{a.b}}") == [
            Token(.variable, "LAST_RUN", range: 0..<14), Token(.variable, "x", range: 15..<17), Token(.variable, "a.b", range: 18..<25),
        ])
        #expect(try texts("{'a': {1}}") == ["{", "a", ":", "{", "1", "}", "}"])
        #expect(try texts("{{1}}") == ["{", "{", "1", "}", "}"])
    }

    @Test("JSON is one token as the value of an option, and SQL in a query")
    func json() throws {
        #expect(try texts(#"CREATE DATABASE s PARAMETERS = {"a": "x\"}{"} , y"#).dropFirst(5).first == #"{"a": "x\"}{"}"#)
        #expect(try kinds(#"SELECT * FROM t WHERE s = {"a": 1}"#).contains(.json) == false)
        #expect(try kinds(#"CREATE VIEW v AS SELECT * FROM t WHERE s = {"a": 1}"#).contains(.json) == false)
        #expect(try kinds(#"CREATE MODEL m FROM s (SELECT 1) PREDICT x USING a = {"b": 1}, c = [{"d": 2}]"#).filter { $0 == .json }.count == 2)
        #expect(try kinds(#"SELECT 1; ALTER DATABASE x PARAMETERS {"b": 1}; SELECT 2"#).filter { $0 == .json }.count == 1)
    }

    @Test("what is not closed is an error where it starts", arguments: [
        ("select 'abc", "unterminated quoted string", 7), ("select 'a''", "unterminated quoted string", 7), ("x \"abc", "unterminated quoted identifier", 2),
        ("x `abc", "unterminated quoted identifier", 2), ("é /* /* */", "unterminated /* comment", 3), ("x $a$ $b$", "unterminated dollar-quoted string", 2),
        (#"E'abc\'"#, "unterminated quoted string", 0), (#"E'abc\"#, "unterminated quoted string", 0), ("a \"\"", "zero-length delimited identifier", 2),
        (#"E'\u12'"#, "invalid Unicode escape", 2), (#"E'\xff'"#, "invalid byte sequence in an escaped string", 0), ("a\0b", "a zero byte in the text", 1),
    ])
    func unterminated(text: String, message: String, position: Int) {
        #expect(throws: SQLFailure.self) { try Lexer.tokens(of: text) }
        do throws(SQLFailure) {
            _ = try Lexer.tokens(of: text)
        } catch {
            #expect(error.sqlState == .syntaxError)
            #expect(error.message == message)
            #expect(error.position == position)
        }
    }

    @Test("a text of five megabytes", arguments: [
        ("'" + String(repeating: "''", count: 2_500_000) + "'", 1), (String(repeating: "$a ", count: 500_000), 500_000),
        (String(repeating: "(", count: 500_000), 500_000), ("/*" + String(repeating: "/**/", count: 1_200_000) + "*/ x", 1),
        ("$a$" + String(repeating: "$b$", count: 1_600_000) + "$a$", 1), (String(repeating: "\"\"\"\" ", count: 300_000), 300_000),
    ])
    func long(text: String, count: Int) throws {
        #expect(try Lexer.tokens(of: text).count == count)
    }
}
