import Core
import SQLFrontEnd
import Testing

@Suite struct DatabaseStatementTests {
    @Test("CREATE DATABASE in all its spellings", arguments: [
        "CREATE DATABASE shop WITH ENGINE = 'postgres', PARAMETERS = {\"host\": \"127.0.0.1\", \"port\": 5432}",
        "create database shop with engine 'postgres' parameters {\"host\": \"127.0.0.1\", \"port\": 5432};",
        "CREATE DATABASE shop ENGINE = postgres, PARAMETERS={\"host\":\"127.0.0.1\",\"port\":5432}",
        "CREATE DATABASE shop WITH PARAMETERS = {\"host\": \"127.0.0.1\", \"port\": 5432}, ENGINE = \"postgres\"",
        "CREATE DATABASE `shop` WITH ENGINE = 'postgres',\n PARAMETERS = {\n  \"host\": \"127.0.0.1\",\n \"port\": 5432 }",
    ])
    func create(text: String) throws {
        guard case .createDatabase(let statement) = try parsed(text) else { return #expect(Bool(false)) }
        #expect(statement.name.text == "shop" && statement.engine?.text == "postgres")
        #expect(statement.parameters == .object([.init("host", .string("127.0.0.1")), .init("port", .number(5432))]))
        #expect(!statement.ifNotExists && !statement.orReplace)
        #expect(statement.name.position == 16)
    }

    @Test("its options")
    func options() throws {
        guard case .createDatabase(let statement) = try parsed("CREATE OR REPLACE DATABASE IF NOT EXISTS s WITH ENGINE = 'files'")
        else { return #expect(Bool(false)) }
        #expect(statement.orReplace && statement.ifNotExists && statement.parametersPosition == nil && statement.parameters == .object([]))
        guard case .createDatabase(let project) = try parsed("CREATE DATABASE p") else { return #expect(Bool(false)) }
        #expect(project.engine == nil)
    }

    @Test("malformed JSON is an error at its byte", arguments: [
        (#"{"host": 127.0.0.1}"#, "malformed JSON in PARAMETERS: expected \",\" or \"}\"", 14),
        (#"{"host" "x"}"#, "malformed JSON in PARAMETERS: expected \":\" after the key \"host\"", 8),
        (#"{'host': "x"}"#, "malformed JSON in PARAMETERS: expected a key in double quotes", 1),
        (#"{"a": 1,}"#, "malformed JSON in PARAMETERS: expected a key in double quotes", 8),
        (#"{"a": 'x'}"#, "malformed JSON in PARAMETERS: expected a value", 6),
        (#"{"a": "x"#, "malformed JSON in PARAMETERS: a string is not closed", 6),
        (#"{"a": [1, {"b": 2}"#, "malformed JSON in PARAMETERS: expected \",\" or \"]\"", 18),
        (#"{"#, "malformed JSON in PARAMETERS: expected a key in double quotes", 1),
        (#"[{"a": 1}]"#, "expected a JSON object in PARAMETERS", 0),
    ])
    func malformed(json: String, message: String, position: Int) throws {
        let start = "CREATE DATABASE é WITH ENGINE = 'postgres', PARAMETERS = "
        let failure = try failure(of: start + json)
        #expect(failure.sqlState == .syntaxError)
        #expect(failure.message == message)
        #expect(failure.position == start.utf8.count + position)
    }

    @Test("single quotes in JSON get a hint")
    func singleQuotes() throws {
        #expect(try failure(of: "CREATE DATABASE s PARAMETERS = {'a': 1}").hint == "JSON has keys and strings in double quotes: {\"key\": \"value\"}.")
    }

    @Test("what is wrong is said where it is", arguments: [
        ("CREATE DATABASE", "syntax error at end of input", 15), ("CREATE DATABASE s WITH", "syntax error at end of input", 22),
        ("CREATE DATABASE s WITH ENGINE =", "syntax error at end of input", 31), ("CREATE DATABASE s ENGIN = 'x'", "syntax error at or near \"ENGIN\"", 18),
        ("CREATE DATABASE s WITH ENGINE = 'x', ENGINE = 'y'", "syntax error at or near \"ENGINE\"", 37),
        ("CREATE DATABASE s ENGINE = 'x',", "syntax error at end of input", 31), ("CREATE DATABASE s PARAMETERS = 'x'", "syntax error at or near \"'x'\"", 31),
        ("CREATE DATABASE a.b", "syntax error at or near \".\"", 17),
    ])
    func wrong(text: String, message: String, position: Int) throws {
        let failure = try failure(of: text)
        #expect(failure.message == message)
        #expect(failure.position == position)
        #expect(failure.hint?.hasSuffix(": CREATE DATABASE name WITH ENGINE = 'postgres', PARAMETERS = {\"host\": \"127.0.0.1\"}") == true)
    }

    @Test("ALTER and DROP DATABASE, projects")
    func others() throws {
        #expect(try parsed(#"ALTER DATABASE s PARAMETERS = {"password": "x"}"#)
            == .alterDatabase(AlterDatabase(name: Name("s", position: 15), parameters: .object([.init("password", .string("x"))]), parametersPosition: 30)))
        #expect(try parsed("DROP DATABASE IF EXISTS s") == .dropDatabase(DropObject(name: ObjectName(["s"], position: 24), ifExists: true)))
        #expect(try parsed("CREATE PROJECT IF NOT EXISTS p") == .createProject(CreateProject(name: Name("p", position: 29), ifNotExists: true)))
        #expect(try parsed("DROP PROJECT p") == .dropProject(DropObject(name: ObjectName(["p"], position: 13), ifExists: false)))
    }
}
