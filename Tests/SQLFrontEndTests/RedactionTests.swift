import SQLFrontEnd
import Testing

@Suite("A statement as the audit keeps it")
struct RedactionTests {
    @Test("has no secret in it, wherever it stands", arguments: [
        ("CREATE USER ann PASSWORD 'geheim'", "CREATE USER ann PASSWORD '***'"),
        ("ALTER USER ann WITH ENCRYPTED PASSWORD $$geheim$$", "ALTER USER ann WITH ENCRYPTED PASSWORD '***'"),
        ("ALTER USER ann /* geheim */ PASSWORD E'gehe\\im' -- geheim", "ALTER USER ann PASSWORD '***'"),
        (#"CREATE DATABASE s ENGINE = 'postgres', PARAMETERS = {"host": "db", "password": "geheim"}"#,
         #"CREATE DATABASE s ENGINE = 'postgres', PARAMETERS = {"host":"db","password":"***"}"#),
        (#"CREATE DATABASE s ENGINE = 'postgres', PARAMETERS = {"passwrd": "geheim", "port": 1}"#,
         #"CREATE DATABASE s ENGINE = 'postgres', PARAMETERS = {"passwrd":"***","port":1}"#),
        (#"CREATE DATABASE s ENGINE = 'postgres', PARAMETERS = {"host": "postgres://me:geheim@db"}"#,
         #"CREATE DATABASE s ENGINE = 'postgres', PARAMETERS = {"host":"postgres://me:***@db"}"#),
        (#"ALTER DATABASE s PARAMETERS = {"password": "geheim"}"#, #"ALTER DATABASE s PARAMETERS = {"password":"***"}"#),
        ("CREATE JOB j AS (ALTER USER ann PASSWORD 'geheim')", "CREATE JOB j AS (ALTER USER ann PASSWORD '***')"),
        ("CREATE MODEL m FROM s (SELECT * FROM dblink('host=x password=geheim', 'q')) PREDICT y",
         "CREATE MODEL m FROM s (SELECT * FROM dblink('***', 'q')) PREDICT y"),
        ("INSERT INTO s.t SELECT 'postgres://me:geheim@db'", "INSERT INTO s.t SELECT 'postgres://me:***@db'"),
    ])
    func secrets(text: String, kept: String) throws {
        #expect(try Parser.parse(text).redacted(limit: 1000) == kept)
    }

    @Test("is else as it was written")
    func plain() throws {
        let text = "CREATE MODEL m\n  FROM s (SELECT 'it''s', \"A b\", 1.50 FROM t)\tPREDICT y USING key = 'id'"
        #expect(try Parser.parse(text).redacted(limit: 1000) == text)
    }

    @Test("is cut where it is long, between characters")
    func long() throws {
        let text = "DROP MODEL \"" + String(repeating: "é", count: 100) + "\""
        let kept = try Parser.parse(text).redacted(limit: 21)
        #expect(kept == "DROP MODEL \"éééé ... (213 bytes)")
    }
}
