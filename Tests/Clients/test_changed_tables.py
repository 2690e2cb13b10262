"""Tables of a server behind that others change while it is attached: here through a second attachment of the same server."""
import threading
import time

import psycopg
import pytest

from server import source_parameters

SERVERS = sorted(source_parameters())


@pytest.fixture(params=SERVERS or [pytest.param("none", marks=pytest.mark.skip(reason="no database server was given"))])
def two(request, server):
    connection = server.connect()
    engine = {"postgres": "postgres", "mariadb": "mysql"}[request.param]
    for name in ("mine", "theirs"):
        connection.execute(f"CREATE DATABASE {name} WITH ENGINE = '{engine}', PARAMETERS = {{{source_parameters()[request.param]}}}")
    yield connection
    for name in ("mine", "theirs"):
        connection.execute(f"DROP DATABASE {name}")


def failing(connection, text):
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(text)
    return caught.value


def test_new_tables_and_columns_are_seen(two):
    two.execute("CREATE OR REPLACE TABLE theirs.changing AS SELECT 1 AS a, 2 AS b")
    assert two.execute("SELECT * FROM mine.changing").fetchall() == [(1, 2)]
    two.execute("CREATE OR REPLACE TABLE theirs.fresh AS SELECT 7 AS x")
    time.sleep(1.1)
    assert two.execute("SELECT x FROM mine.fresh").fetchall() == [(7,)]
    two.execute("CREATE OR REPLACE TABLE theirs.changing AS SELECT 1 AS b, 2 AS a, 3 AS extra")
    time.sleep(1.1)
    assert two.execute("SELECT extra FROM mine.changing").fetchall() == [(3,)]
    assert failing(two, "SELECT nosuch FROM mine.changing").sqlstate == "42703"
    assert failing(two, "SELECT * FROM mine.nosuch").sqlstate == "42P01"


def test_values_go_into_the_columns_that_are_shown(two):
    two.execute("CREATE OR REPLACE TABLE theirs.moved AS SELECT 1 AS a, 2 AS b")
    assert two.execute("SELECT * FROM mine.moved").fetchall() == [(1, 2)]
    two.execute("CREATE OR REPLACE TABLE theirs.moved AS SELECT 2 AS b, 1 AS a")
    two.execute("INSERT INTO mine.moved VALUES (10, 20)")
    assert sorted(two.execute("SELECT a, b FROM theirs.moved").fetchall()) == [(1, 2), (10, 20)]
    two.execute("CREATE OR REPLACE TABLE theirs.later AS SELECT 1 AS a")
    time.sleep(1.1)
    two.execute("INSERT INTO mine.later VALUES (5)")
    assert sorted(two.execute("SELECT a FROM theirs.later").fetchall()) == [(1,), (5,)]


def test_a_column_that_is_gone_is_told_once(two):
    two.execute("CREATE OR REPLACE TABLE theirs.shrunk AS SELECT 1 AS a, 2 AS b")
    assert two.execute("SELECT * FROM mine.shrunk").fetchall() == [(1, 2)]
    two.execute("CREATE OR REPLACE TABLE theirs.shrunk AS SELECT 3 AS b")
    time.sleep(1.1)
    error = failing(two, "SELECT * FROM mine.shrunk")
    assert "run the statement again" in str(error)
    assert two.execute("SELECT * FROM mine.shrunk").fetchall() == [(3,)]


def test_others_are_not_disturbed(two, server):
    two.execute("CREATE OR REPLACE TABLE theirs.read AS SELECT range AS i FROM range(3000)")
    ended, failures, counts = threading.Event(), [], []

    def read():
        with server.connect() as connection:
            count = 0
            while not ended.is_set():
                try:
                    assert connection.execute("SELECT count(*), sum(i) FROM mine.read").fetchone() == (3000, 4498500)
                    count += 1
                except psycopg.Error as error:
                    failures.append(str(error))
            counts.append(count)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(6):
        time.sleep(1.1)
        failing(two, "SELECT * FROM mine.nosuch")
    ended.set()
    for thread in threads:
        thread.join()
    assert not failures and min(counts) > 10


def test_a_table_that_cannot_be_filled_is_not_made(two):
    assert failing(two, "CREATE TABLE mine.weird AS SELECT CAST(CASE WHEN i = 2 THEN 'x' ELSE '1' END AS INTEGER) AS l FROM range(3) r(i)").sqlstate == "22P02"
    two.execute("CREATE TABLE mine.weird AS SELECT 1.5 AS l")
    assert failing(two, "CREATE TABLE mine.weird AS SELECT 2.5 AS l").sqlstate == "42P07"
    assert two.execute("SELECT count(*) FROM mine.weird").fetchall() == [(1,)]


def test_what_follows_a_failed_write_is_written(two):
    two.execute("CREATE OR REPLACE TABLE mine.kept AS SELECT 1 AS i")
    for _ in range(3):
        assert failing(two, "INSERT INTO mine.kept SELECT CAST(CASE WHEN i = 2 THEN 'x' ELSE '1' END AS INTEGER) FROM range(3) r(i)").sqlstate == "22P02"
        two.execute("INSERT INTO mine.kept VALUES (7)")
    assert two.execute("SELECT count(*), sum(i) FROM theirs.kept").fetchall() == [(4, 22)]
    two.execute("BEGIN")
    failing(two, "INSERT INTO mine.kept SELECT CAST(CASE WHEN i = 2 THEN 'x' ELSE '1' END AS INTEGER) FROM range(3) r(i)")
    two.execute("ROLLBACK")
    two.execute("INSERT INTO mine.kept VALUES (8)")
    assert two.execute("SELECT count(*), sum(i) FROM theirs.kept").fetchall() == [(5, 30)]


def test_prepared_statements_outlive_a_failed_write(two, server):
    two.execute("CREATE OR REPLACE TABLE mine.rows AS SELECT 1 AS i")
    with server.connect() as other:
        for value in ("1", "x", "2", "y", "3"):
            try:
                two.execute("INSERT INTO mine.rows SELECT CAST(%s AS INTEGER)", [value], prepare=True)
            except psycopg.Error as error:
                assert error.sqlstate == "22P02" and value in "xy"
            other.execute("SELECT count(*) FROM mine.rows WHERE i > %s", [0], prepare=True)
        assert other.execute("SELECT count(*), sum(i) FROM theirs.rows").fetchall() == [(4, 7)]
