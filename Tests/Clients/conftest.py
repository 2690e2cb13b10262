import os
import pathlib
import secrets
import signal
import socket
import subprocess
import time

import psycopg
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("FORETELL_SHARED", ROOT / "../shared"))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A real server on a data directory of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.port, self.http = free_port(), free_port()
        self.password = secrets.token_hex(8)
        self.start()

    def start(self):
        env = os.environ | {"FORETELL_ADMIN_PASSWORD": self.password}
        self.process = subprocess.Popen(
            [ROOT / ".build/release/foretell", "serve", "--data", self.folder / "data", "--pg-port", str(self.port),
             "--http-port", str(self.http)], env=env, stdout=subprocess.PIPE, text=True)
        assert "accepts connections" in self.process.stdout.readline()

    def connect(self, **options):
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user="foretell", dbname="foretell", password=self.password, autocommit=True, **options)

    def psql(self, *arguments, check=True):
        run = subprocess.run(
            ["psql", f"host=127.0.0.1 port={self.port} user=foretell dbname=foretell", "-X", *arguments],
            env=os.environ | {"PGPASSWORD": self.password}, capture_output=True, text=True, timeout=60)
        assert not check or run.returncode == 0, run.stderr
        return run

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=20)


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
