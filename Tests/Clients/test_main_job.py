"""The main job, end to end, with psycopg and psql."""
import os
import time
import urllib.request

import psycopg
import pytest


def test_health(server):
    with urllib.request.urlopen(f"http://127.0.0.1:{server.http}/health") as answer:
        assert answer.status == 200


def test_one_row(shop):
    assert shop.execute("SELECT y, y_confidence FROM buyers WHERE x = 90 AND c = 'a'").fetchone()[0] == "buy"
    assert shop.execute("SELECT y FROM buyers WHERE x = %s", (10.0,)).fetchone() == ("leave",)


def test_one_row_prepared_and_binary(shop):
    for x, y in [(95, "buy"), (5, "leave"), (70, "buy"), (1, "leave"), (60, "buy"), (3, "leave")]:
        row = shop.execute("SELECT y, y_confidence FROM buyers WHERE x = %s AND c = %s", (x, "b"), prepare=True, binary=True).fetchone()
        assert row[0] == y and row[1] > 0.5


def test_point_equals_batch(shop):
    batch = dict(shop.execute("SELECT t.x, m.y_confidence FROM shop.visits AS t JOIN buyers AS m WHERE t.c = 'a'").fetchall())
    for x in list(batch)[:10]:
        assert shop.execute("SELECT y_confidence FROM buyers WHERE x = %s AND c = 'a'", (x,)).fetchone()[0] == batch[x]


@pytest.mark.parametrize("query, count", [
    ("SELECT t.id, m.y FROM shop.visits t JOIN buyers m", 400),
    ("SELECT t.id, m.y FROM shop.visits t JOIN buyers m ON t.x = m.x", 400),
    ("SELECT t.id, m.y FROM shop.visits t LEFT JOIN buyers m WHERE t.id < 10", 10),
    ("WITH t AS (SELECT * FROM shop.visits WHERE id < 20) SELECT m.y FROM t JOIN buyers m", 20),
    ("SELECT * FROM (SELECT t.id, m.y FROM shop.visits t JOIN buyers m) q WHERE q.id = 3", 1),
    ("SELECT m.y FROM shop.visits t JOIN buyers m WHERE id < 3 UNION ALL SELECT m.y FROM shop.visits t JOIN buyers m WHERE id < 2", 5),
    ("SELECT a.y, b.y_confidence FROM shop.visits t JOIN buyers a JOIN buyers b WHERE t.id < 7", 7),
    ("SELECT m.y FROM shop.visits t JOIN buyers m WHERE m.y_confidence > 2", 0),
    ("SELECT y_probabilities->>'buy' FROM buyers WHERE x = 60 AND y = 'buy'", 1),
    ("SELECT upper(y) FROM buyers WHERE x = 30 + 30", 1),
    ("SELECT y, x FROM buyers WHERE x = 30.7 AND c = upper('a')", 1), ("SELECT y FROM buyers WHERE x = 30.7", 1), ("SELECT y FROM buyers WHERE x = 3 AND x = 4", 0),
    ("SELECT foretell.predict('buyers', t) FROM shop.visits t", 400),
    ("SELECT foretell.predict('buyers', {'x': 80})", 1),
    ("SELECT m.y FROM shop.visits t JOIN buyers.1 m", 400),
    ("SELECT * FROM shop (SELECT * FROM visits WHERE id < 4)", 4),
    ("SELECT * FROM buyers WHERE 1 = 0", 0),
    ("SELECT count(*) FROM foretell.features WHERE model = 'buyers' AND used", 1),
    ("SHOW MODELS FROM main", 1), ("DESCRIBE buyers", 1), ("DESCRIBE buyers.metrics", 7), ("DESCRIBE shop.visits", 4), ("SHOW MODELS", 1), ("SHOW TABLES FROM shop", 1),
    ("EXPLAIN SELECT m.y FROM shop.visits t JOIN buyers m", None),
])
def test_queries(shop, query, count):
    rows = shop.execute(query).fetchall()
    assert count is None or len(rows) == count


def test_explain_names_what_moved_the_score(shop):
    explained = shop.execute("SELECT y_explain FROM buyers WHERE x = 90").fetchone()[0]
    assert explained["value"] == "buy" and explained["contributions"][0]["feature"] == "x" and explained["buy"] > 0.5


@pytest.mark.parametrize("statement, state, text", [
    ("SELECT y FROM buyers", "42809", "no rows of its own"),
    ("SELECT z FROM buyers WHERE x = 1", "42703", 'column "z" does not exist in model "buyers"'),
    ("SELECT y FROM buyers WHERE xx = 1", "42703", 'did you mean "x"?'),
    ("SELECT y FROM buyers WHERE x = 'abc'", "22P02", "invalid input syntax"),
    ("SELECT * FROM nosuch", "42P01", 'relation "nosuch" does not exist'),
    ("SELECT * FROM shop.nosuch", "42P01", "nosuch"),
    ("CREATE MODEL buyers FROM shop (SELECT * FROM visits) PREDICT y", "42P07", "already exists"),
    ("CREATE MODEL m FROM shop (SELECT * FROM visits) PREDICT y USING sedd = 1", "22023", 'did you mean "seed"?'),
    ("CREATE MODEL m FROM shop (SELECT * FROM visits) PREDICT", "42601", "syntax error"),
    ("CREATE DATABASE d WITH ENGINE = 'postgres', PARAMETERS = {\"host\": }", "42601", ""),
    ("CREATE DATABASE d WITH ENGINE = 'postgres', PARAMETERS = {\"host\": \"127.0.0.1\", \"port\": 1, \"database\": \"x\"}", "08001", "could not connect"),
    ("DROP MODEL nosuch", "42P01", "does not exist"),
    ("CREATE JOB j AS (SELECT 1) CRON '* * * *'", "22023", "five fields"),
    ("SELECT * FROM '/etc/passwd'", "42P01", "does not exist"),
    ("SELECT * FROM read_csv('/etc/passwd')", "42501", "permission denied"),
    ("WITH a AS (SELECT * FROM \"/etc/passwd\"), \"/etc/passwd\" AS (SELECT 1) SELECT * FROM a", "42P01", "does not exist"),
    ("SELECT __score_1(1.0, 'a')", "42501", "permission denied"),
    ("COPY (SELECT 1) TO '/tmp/x'", "42501", ""),
    ("SELECT m.y FROM buyers m JOIN shop.visits t ON t.x = m.x", "0A000", "must come after"),
    ("SELECT m.y FROM shop.visits t JOIN byers m", "42P01", 'did you mean "buyers"?'),
    ("SELECT * FROM shop.visits t JOIN shop.vists v", "42601", ""),
    ("SELECT m.y FROM buyers m JOIN shop.visits t", "0A000", "must come after"),
    ("SELECT foretell.predict('buyers', t) FROM (SELECT 1 AS q) t", "42703", 'no column of the name of an input of model "buyers"'),
    ("SELECT y FROM buyers WHERE x = 1e400", "22003", "a number in the statement is out of range"),
    ("SELECT y FROM buyers WHERE x IN (3, 4)", "42809", "An input is given by a condition of the form input = value."),
    ("SHOW MODELS FROM nosuch", "3F000", 'project "nosuch" does not exist'),
    ("CREATE MODEL m FROM shop (SELECT * FROM visits) PREDICT y USING key = 'y'", "22023", "cannot name the rows and be predicted"),
    ("CREATE VIEW shop.v AS SELECT 1", "0A000", 'a view cannot be made in database "shop"'),
    ("SELECT m.y FROM shop.visits a JOIN shop.visits b ON a.id = b.id JOIN buyers m", "42702", "ambiguous"),
])
def test_bad_input_is_one_clear_error(shop, statement, state, text):
    with pytest.raises(psycopg.Error) as caught:
        shop.execute(statement)
    assert caught.value.sqlstate == state
    assert text in str(caught.value)
    assert shop.execute("SELECT 1").fetchone() == (1,)


def test_failed_training_is_a_row(shop):
    shop.execute("CREATE MODEL broken FROM shop (SELECT id, 1 AS y FROM visits) PREDICT y")
    for _ in range(100):
        state, sqlstate, error = shop.execute("SELECT state, sqlstate, error FROM foretell.versions WHERE model = 'broken'").fetchone()
        if state == "failed":
            break
        time.sleep(0.1)
    assert (state, sqlstate) == ("failed", "22000") and "same value" in error
    with pytest.raises(psycopg.Error, match="training of model \"broken\" failed"):
        shop.execute("SELECT y FROM broken WHERE id = 1")
    shop.execute("DROP MODEL broken")


def test_a_view_may_hold_a_model(shop):
    shop.execute("CREATE VIEW scored AS SELECT t.id, m.y FROM shop.visits t JOIN buyers m")
    assert shop.execute("SELECT count(*) FROM scored WHERE y = 'buy'").fetchone()[0] > 100
    shop.execute("DROP VIEW scored")


def test_transactions(server):
    connection = server.connect()
    connection.execute("BEGIN")
    assert connection.info.transaction_status.name == "INTRANS"
    with pytest.raises(psycopg.Error):
        connection.execute("SELECT nosuch")
    assert connection.info.transaction_status.name == "INERROR"
    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        connection.execute("SELECT 1")
    connection.execute("ROLLBACK")
    assert connection.execute("SELECT 1").fetchone() == (1,)


def test_psql_commands(server, shop):
    for command in [r"\d", r"\dt", r"\dv", r"\dn", r"\l", r"\du", r"\d main.buyers", r"\d shop.visits", r"\conninfo"]:
        server.psql("-c", command)
    assert "y_confidence" in server.psql("-c", r"\d main.buyers").stdout


def test_wrong_password(server):
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host="127.0.0.1", port=server.port, user="foretell", dbname="foretell", password="wrong")


def test_cancel_ends_a_training(server, shop):
    import threading
    connection = server.connect()
    threading.Timer(1.0, connection.cancel).start()
    with pytest.raises(psycopg.errors.QueryCanceled):
        connection.execute("CREATE MODEL slow FROM (SELECT range AS a, range % 97 AS b, random() AS y FROM range(300000)) PREDICT y USING rounds = 5000, early_stopping_rounds = 0, wait = true")
    assert connection.execute("SELECT state FROM foretell.versions WHERE model = 'slow'").fetchone() == ("cancelled",)
    connection.execute("DROP MODEL slow")


@pytest.mark.skipif("FORETELL_TEST_POSTGRES" not in os.environ, reason="FORETELL_TEST_POSTGRES is not set")
def test_postgres_source(server):
    info = dict(part.split("=") for part in os.environ["FORETELL_TEST_POSTGRES"].split())
    with psycopg.connect(os.environ["FORETELL_TEST_POSTGRES"], autocommit=True) as postgres:
        postgres.execute("DROP TABLE IF EXISTS sessions, scored")
        postgres.execute("""CREATE TABLE sessions AS SELECT i AS session_id, (i * 37) % 100 AS pages, timestamp '2026-01-01' + i * interval '1 hour' AS started_at,
                            (i * 37) % 100 > 50 AS bought, (i % 7)::numeric(6,2) AS amount FROM generate_series(1, 2000) i""")
    parameters = f'{{"host": "{info["host"]}", "port": {info["port"]}, "user": "{info["user"]}", "password": "{info["password"]}", "database": "{info["dbname"]}"}}'
    connection = server.connect()
    with pytest.raises(psycopg.Error) as caught:
        connection.execute("CREATE DATABASE pg WITH ENGINE = 'postgres', PARAMETERS = " + parameters.replace(info["password"], "wrong-word"))
    assert caught.value.sqlstate == "28P01" and "wrong-word" not in str(caught.value)
    connection.execute(f"CREATE DATABASE pg WITH ENGINE = 'postgres', PARAMETERS = {parameters}")
    connection.execute("CREATE MODEL pgbuyers FROM pg (SELECT * FROM sessions WHERE session_id <= 1500) PREDICT bought USING rounds = 40, wait = true")
    right = connection.execute("SELECT avg(CAST(m.bought = t.bought AS INT)) FROM pg.sessions t JOIN pgbuyers m WHERE t.session_id > 1500").fetchone()[0]
    assert right > 0.95
    connection.execute("CREATE TABLE pg.scored AS SELECT t.session_id, m.bought AS predicted FROM pg.sessions t JOIN pgbuyers m WHERE t.session_id > 1990")
    connection.execute("INSERT INTO pg.scored SELECT t.session_id, m.bought FROM pg.sessions t JOIN pgbuyers m WHERE t.session_id = 1")
    with psycopg.connect(os.environ["FORETELL_TEST_POSTGRES"]) as postgres:
        assert postgres.execute("SELECT count(*) FROM scored").fetchone() == (11,)
    assert info["password"] not in str(connection.execute("SELECT * FROM foretell.sources").fetchall())
    assert connection.execute("SELECT current_database FROM pg (SELECT current_database())").fetchone() == (info["dbname"],)
