import pytest

from server import Server
from visits import Visits


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


@pytest.fixture
def visits(server, tmp_path, request):
    made = []

    def make(train=True, **options):
        name = "v" + str(abs(hash(request.node.nodeid)) % 10**9)
        made.append(Visits(server.connect(), tmp_path, name, **options))
        if train:
            made[0].train()
        return made[0]

    yield make
    for visits in made:
        visits.run(f"DROP MODEL IF EXISTS {visits.name}")
        visits.run(f"DROP DATABASE {visits.name}")
