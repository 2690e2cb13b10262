"""The line of trainings: whose turn it is, what holds it, what ends one, and the memory of a worker."""
import psycopg
import pytest

from server import Server
from test_jobs import until


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """A server with one worker that may take little memory, and a database of files."""
    folder = tmp_path_factory.mktemp("line")
    rows = ["id,x,y"] + [f"{i},{(i * 37) % 100},{'buy' if (i * 37) % 100 > 50 else 'leave'}" for i in range(300)]
    (folder / "visits.csv").write_text("\n".join(rows) + "\n")
    server = Server(folder, "--workers", "1", "--worker-memory", "1500")
    connection = server.connect()
    connection.execute(f"""CREATE DATABASE shop WITH ENGINE = 'files', PARAMETERS = {{"path": "{folder}"}}""")
    yield server
    assert server.stop() == 0


@pytest.fixture
def connection(line):
    connection = line.connect()
    yield connection
    connection = line.connect()
    connection.execute("RESUME TRAINING")
    connection.execute("ALTER PROJECT main SET trainings = NULL")
    for name, in connection.execute("SELECT name FROM foretell.models").fetchall():
        connection.execute(f"DROP MODEL {name}")


def make(connection, name, options=""):
    connection.execute(f"CREATE MODEL {name} FROM shop (SELECT * FROM visits) PREDICT y USING key = 'id', trials = 1, rounds = 5{options}")


def line_of(connection):
    return connection.execute("SELECT model, place, state, waits_for FROM foretell.queue").fetchall()


def states(connection):
    return dict(connection.execute("SELECT model, state FROM foretell.versions").fetchall())


def test_a_paused_queue_starts_nothing_until_it_goes_on(line, connection):
    connection.execute("PAUSE TRAINING")
    make(connection, "a")
    make(connection, "b", ", priority = 5")
    make(connection, "c", ", priority = -5")
    assert line_of(connection) == [("b", 1, "queued", "paused"), ("a", 2, "queued", "paused"), ("c", 3, "queued", "paused")]
    # Also over a restart.
    assert line.stop() == 0
    line.start()
    connection = line.connect()
    assert [row[0] for row in line_of(connection)] == ["b", "a", "c"]
    connection.execute("RESUME TRAINING")
    until(lambda: states(connection), lambda now: set(now.values()) == {"ready"}, 60)
    started = connection.execute("SELECT model FROM foretell.versions ORDER BY started_at").fetchall()
    assert started == [("b",), ("a",), ("c",)]
    assert line_of(connection) == []


def test_one_version_is_cancelled_where_it_stands(connection):
    connection.execute("PAUSE TRAINING")
    make(connection, "d")
    make(connection, "e")
    connection.execute("ALTER MODEL d VERSION 1 CANCEL")
    assert line_of(connection) == [("e", 1, "queued", "paused")]
    assert states(connection) == {"d": "cancelled", "e": "queued"}
    connection.execute("ALTER MODEL e VERSION 1 CANCEL")
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="version 1 is cancelled"):
        connection.execute("ALTER MODEL e VERSION 1 CANCEL")
    connection.execute("RESUME TRAINING")
    make(connection, "f", ", folds = 20, repeats = 20")
    until(lambda: states(connection)["f"], lambda state: state in ("training", "ready"))
    try:
        connection.execute("ALTER MODEL f VERSION 1 CANCEL")
        assert states(connection)["f"] == "cancelled"
    except psycopg.errors.ObjectNotInPrerequisiteState:
        assert states(connection)["f"] == "ready"


def test_a_project_at_its_limit_waits(connection):
    connection.execute("ALTER PROJECT main SET trainings = 0")
    make(connection, "g")
    assert line_of(connection) == [("g", 1, "queued", "project limit")]
    assert connection.execute("SELECT trainings FROM foretell.projects WHERE name = 'main'").fetchone() == (0,)
    connection.execute("ALTER PROJECT main SET trainings = NULL")
    until(lambda: states(connection), lambda now: now == {"g": "ready"}, 60)


@pytest.mark.parametrize("statement, state", [
    ("ALTER PROJECT nowhere SET trainings = 1", "3F000"), ("ALTER PROJECT main SET trainings = -1", "22023"),
    ("ALTER PROJECT main SET colour = 1", "22023"), ("PAUSE", "42601"),
    ("CREATE MODEL z FROM shop (SELECT * FROM visits) PREDICT y USING priority = 1000", "22023"),
    ("CREATE MODEL z FROM shop (SELECT * FROM visits) PREDICT y USING priority = 'high'", "22023"),
])
def test_what_cannot_be_is_refused(connection, statement, state):
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(statement)
    assert caught.value.sqlstate == state


def test_a_worker_that_takes_too_much_memory_fails_its_own_version(connection):
    columns = ", ".join(f"random() AS c{i}" for i in range(40))
    connection.execute("CREATE MODEL small FROM shop (SELECT * FROM visits) PREDICT y USING key = 'id', trials = 1, rounds = 5, wait = true")
    with pytest.raises(psycopg.Error) as caught:
        connection.execute(
            f"CREATE MODEL large FROM (SELECT range AS id, {columns}, random() > 0.5 AS y FROM range(5000000)) PREDICT y USING key = 'id', trials = 1, wait = true")
    assert caught.value.sqlstate == "53200"
    assert caught.value.diag.message_primary == "the training took more memory than it may have"
    assert "--worker-memory" in caught.value.diag.message_hint
    sqlstate, detail = connection.execute("SELECT sqlstate, detail FROM foretell.versions WHERE model = 'large'").fetchone()
    assert sqlstate == "53200" and "the limit for" in detail
    # Nothing else is touched: the next one trains.
    connection.execute("RETRAIN small USING wait = true")
    assert connection.execute("SELECT y FROM small WHERE x = 90").fetchall()
