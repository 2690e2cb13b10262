import pytest

from server import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server"))
    yield server
    assert server.stop() == 0


@pytest.fixture(scope="session")
def shop(server, tmp_path_factory):
    """A files database with a small table, and a model of it."""
    folder = tmp_path_factory.mktemp("files")
    rows = ["id,x,c,y"] + [f"{i},{(i * 37) % 100},{'ab'[i % 2]},{'buy' if (i * 37) % 100 > 50 else 'leave'}" for i in range(400)]
    (folder / "visits.csv").write_text("\n".join(rows) + "\n")
    connection = server.connect()
    connection.execute(f"""CREATE DATABASE shop WITH ENGINE = 'files', PARAMETERS = {{"path": "{folder}"}}""")
    connection.execute("CREATE MODEL buyers FROM shop (SELECT * FROM visits) PREDICT y USING key = 'id', rounds = 40, wait = true")
    return connection
