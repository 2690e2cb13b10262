"""Settings that promise something keep it: read-only transactions, options of the connection."""
import psycopg
import pytest


def failing(connection, text):
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(text)
    return caught.value.sqlstate, str(caught.value)


@pytest.mark.parametrize("begin", ["START TRANSACTION READ ONLY", "BEGIN READ ONLY", "BEGIN; SET TRANSACTION READ ONLY", "SET default_transaction_read_only = on; BEGIN"])
def test_a_read_only_transaction_writes_nothing(server, tmp_path, begin):
    import duckdb
    duckdb.connect(str(tmp_path / "t.db")).execute("CREATE TABLE t (a INT)").close()
    connection = server.connect()
    connection.execute(f"""CREATE OR REPLACE DATABASE kept WITH ENGINE = 'duckdb', PARAMETERS = {{"path": "{tmp_path}/t.db"}}""")
    reader = server.connect()
    for statement in begin.split("; "):
        reader.execute(statement)
    assert reader.execute("SHOW transaction_read_only").fetchone() == ("on",)
    state, text = failing(reader, "INSERT INTO kept.t VALUES (1)")
    assert state == "25006" and "cannot execute INSERT in a read-only transaction" in text
    reader.execute("ROLLBACK")
    reader.execute("SET default_transaction_read_only = off")
    reader.execute("INSERT INTO kept.t VALUES (2)")
    assert reader.execute("SELECT a FROM kept.t").fetchall() == [(2,)]
    reader.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
    assert failing(reader, "CREATE TABLE kept.u AS SELECT 1 AS a")[0] == "25006"
    assert failing(reader, "CREATE VIEW v AS SELECT 1")[0] == "25006"
    connection.execute("DROP DATABASE kept")


def test_options_of_the_connection_are_settings(server):
    connection = server.connect(options="-c statement_timeout=700ms --application-name=till\\ 4")
    assert connection.execute("SHOW statement_timeout").fetchone() == ("700ms",)
    assert connection.execute("SHOW application_name").fetchone() == ("till 4",)
    with pytest.raises(psycopg.errors.QueryCanceled):
        connection.execute("SELECT sum(a.range * b.range) FROM range(1000000) AS a, range(1000000) AS b")


@pytest.mark.parametrize("options, message", [
    ("-c nosuch=5s", 'unrecognized configuration parameter "nosuch"'), ("-c statement_timeout=soon", 'invalid value for parameter "statement_timeout": "soon"'),
    ("-x", 'unknown option "-x" of the connection'),
])
def test_options_that_cannot_be_are_refused(server, options, message):
    with pytest.raises(psycopg.OperationalError, match=message.replace("(", r"\(")):
        server.connect(options=options)


def test_a_view_is_a_relation_for_psql(server):
    connection = server.connect()
    connection.execute("CREATE OR REPLACE VIEW seen AS SELECT 1 AS a, 'x' AS b, DATE '2026-01-02' AS c")
    columns = connection.execute("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'seen' ORDER BY ordinal_position").fetchall()
    assert columns == [("a", "integer"), ("b", "text"), ("c", "date")]
    assert connection.execute("SELECT * FROM seen").fetchone()[:2] == (1, "x")
    connection.execute("DROP VIEW seen")
    assert connection.execute("SELECT count(*) FROM information_schema.columns WHERE table_name = 'seen'").fetchone() == (0,)


def test_the_servers_own_files_are_no_database(server):
    connection = server.connect()
    for engine, path in (("sqlite", "catalog.sqlite"), ("files", "snapshots"), ("sqlite", "../data/catalog.sqlite")):
        state, text = failing(connection, f"""CREATE DATABASE own WITH ENGINE = '{engine}', PARAMETERS = {{"path": "{server.folder}/data/{path}"}}""")
        assert state == "42501" and "lies in the server's own data directory" in text


def test_a_search_path_that_does_nothing_says_so(server):
    connection = server.connect()
    said = []
    connection.add_notice_handler(lambda notice: said.append(notice.message_primary))
    connection.execute("SET search_path = shop")
    assert said == ["search_path says nothing of where names are looked up"]
