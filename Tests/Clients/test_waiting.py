"""A source that keeps those who ask it waiting, and a worker that hangs: nobody else waits with them."""
import os
import signal
import subprocess
import threading
import time

import psycopg
import pytest

from server import Server

POSTGRES = os.environ.get("FORETELL_TEST_POSTGRES")


@pytest.fixture
def locked(server):
    """A table of a PostgreSQL that nobody can read, and a database of it."""
    if not POSTGRES:
        pytest.skip("FORETELL_TEST_POSTGRES names no PostgreSQL")
    holder = psycopg.connect(POSTGRES)
    holder.execute("CREATE TABLE IF NOT EXISTS held AS SELECT g AS id FROM generate_series(1, 10) g")
    holder.commit()
    parts = dict(part.split("=") for part in POSTGRES.split())
    own = server.connect()
    own.execute(f"""CREATE OR REPLACE DATABASE slow WITH ENGINE = 'postgres', PARAMETERS = {{"host": "{parts['host']}", "port": {parts['port']},
        "user": "{parts['user']}", "password": "{parts['password']}", "database": "{parts['dbname']}"}}""")
    assert own.execute("SELECT count(*) FROM slow.held").fetchone() == (10,)
    holder.execute("LOCK TABLE held IN ACCESS EXCLUSIVE MODE")
    yield server
    holder.rollback()
    holder.execute("DROP TABLE held")
    holder.commit()
    own.execute("DROP DATABASE slow")


def asking(server, ended):
    connection = server.connect()

    def ask():
        began = time.monotonic()
        try:
            connection.execute("SELECT count(*) FROM slow.held")
            ended.append(("00000", time.monotonic() - began))
        except psycopg.Error as error:
            ended.append((error.sqlstate, time.monotonic() - began))

    thread = threading.Thread(target=ask)
    thread.start()
    return connection, thread


def test_a_source_that_waits_keeps_nobody_else_waiting_and_everybody_can_leave(locked):
    ended = []
    asked = [asking(locked, ended) for _ in range(12)]
    time.sleep(1)
    other = locked.connect()
    other.execute("SET statement_timeout = '5s'")
    assert other.execute("SELECT 1").fetchone() == (1,)
    assert other.execute("SELECT count(*) FROM foretell.sessions").fetchone()[0] >= 13
    for connection, _ in asked:
        connection.cancel()
    for _, thread in asked:
        thread.join(timeout=20)
    assert [state for state, _ in ended] == ["57014"] * 12
    # The connections are of use again.
    assert all(connection.execute("SELECT 2").fetchone() == (2,) for connection, _ in asked)


def test_a_statement_that_waits_ends_at_its_timeout(locked):
    connection = locked.connect()
    connection.execute("SET statement_timeout = '500ms'")
    began = time.monotonic()
    with pytest.raises(psycopg.errors.QueryCanceled):
        connection.execute("SELECT count(*) FROM slow.held")
    assert time.monotonic() - began < 15


def test_a_worker_that_hangs_is_ended_and_says_so(tmp_path):
    own = Server(tmp_path, "--worker-patience", "10")
    connection = own.connect()
    connection.execute("CREATE MODEL m FROM (SELECT range AS x, hash(range) % 1000 > 500 AS y FROM range(200000)) PREDICT y USING trials = 50")
    worker = None
    while worker is None:
        found = subprocess.run(["pgrep", "-P", str(own.process.pid)], capture_output=True, text=True).stdout.split()
        worker = int(found[0]) if found else None
    os.kill(worker, signal.SIGSTOP)
    for _ in range(300):
        state, error, detail = connection.execute("SELECT state, error, detail FROM foretell.versions WHERE model = 'm'").fetchone()
        if state == "failed":
            break
        time.sleep(0.2)
    assert (state, error) == ("failed", "the worker process hung and was ended")
    assert detail == "It gave no sign of life for 10 seconds."
    assert own.stop() == 0
