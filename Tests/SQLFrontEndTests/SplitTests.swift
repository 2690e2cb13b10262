import Core
import SQLFrontEnd
import Testing

@Suite struct SplitTests {
    @Test("a text is cut at its semicolons", arguments: [
        ("select 1; select 2", ["select 1", "select 2"]), (";; ; ", []), ("", []), ("-- nothing\n", []),
        ("select ';' ; select \"a;b\", `c;d` -- x;y\n; /* ; */ select $$;$$", ["select ';'", "select \"a;b\", `c;d`", "select $$;$$"]),
        ("create job j as (select 1; select 2) every day; select 3", ["create job j as (select 1; select 2) every day", "select 3"]),
        ("select 1;\n", ["select 1"]), ("select ); select 2", ["select )", "select 2"]),
    ])
    func pieces(text: String, expected: [String]) throws {
        #expect(try Parser.split(text).map(\.text) == expected)
    }

    @Test("each piece knows where it stands")
    func positions() throws {
        let text = " select 'ä' ;\n-- two\n select 2;"
        #expect(try Parser.split(text).map(\.position) == [1, offset(of: "select 2", in: text)])
    }

    @Test("JSON with a semicolon stays whole")
    func json() throws {
        let text = #"CREATE DATABASE s WITH ENGINE = 'postgres', PARAMETERS = {"password": "a;\"b;"}; SELECT 1"#
        #expect(try Parser.split(text).map(\.text).last == "SELECT 1")
        #expect(try Parser.split(text).count == 2)
    }

    @Test("two statements are not one")
    func two() throws {
        let failure = try failure(of: "select 1; select 2;")
        #expect(failure.message == "expected one statement, found 2")
        #expect(failure.position == 10)
        #expect(failure.hint == "Send them one by one.")
    }

    @Test("nothing is the empty statement", arguments: ["", " ; ", "/* x */", ";;;"])
    func empty(text: String) throws {
        #expect(try parsed(text) == .empty)
    }
}
