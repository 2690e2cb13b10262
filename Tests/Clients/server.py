"""A real server under test: what Tests/Clients and Tests/SQL share."""
import os
import pathlib
import secrets
import signal
import socket
import subprocess

import psycopg

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("FORETELL_SHARED", ROOT / "../shared"))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def source_parameters():
    """For each database server that the tests were given: its name, and the members of PARAMETERS that reach it."""
    given = {}
    for name in ("postgres", "mariadb"):
        if text := os.environ.get(f"FORETELL_TEST_{name.upper()}"):
            info = dict(part.split("=") for part in text.split())
            given[name] = (f'"host": "{info["host"]}", "port": {info["port"]}, "user": "{info["user"]}", '
                           f'"password": "{info["password"]}", "database": "{info["dbname"]}"')
    return given


class Server:
    """A real server on a data directory of its own."""

    def __init__(self, folder, *options, password=None):
        self.folder, self.options = folder, options
        self.port, self.http = free_port(), free_port()
        self.password = password or secrets.token_hex(8)
        self.start()

    def start(self):
        env = os.environ | {"FORETELL_ADMIN_PASSWORD": self.password}
        with open(self.folder / "log", "a") as log:
            self.process = subprocess.Popen(
                [ROOT / ".build/release/foretell", "serve", "--data", self.folder / "data", "--pg-port", str(self.port),
                 "--http-port", str(self.http), *self.options], env=env, stdout=subprocess.PIPE, stderr=log, text=True)
        said = self.process.stdout.readline()
        assert "accepts connections" in said, f"the server did not start: {said}{self.log()}"

    def log(self):
        """The last lines that it has logged."""
        return "".join((self.folder / "log").read_text().splitlines(keepends=True)[-30:])

    def connect(self, **options):
        return psycopg.connect(**{
            "host": "127.0.0.1", "port": self.port, "user": "foretell", "dbname": "foretell", "password": self.password,
            "autocommit": True} | options)

    def resident(self):
        """Megabytes of the server's memory."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024

    def psql(self, *arguments, check=True):
        run = subprocess.run(
            ["psql", f"host=127.0.0.1 port={self.port} user=foretell dbname=foretell", "-X", *arguments],
            env=os.environ | {"PGPASSWORD": self.password}, capture_output=True, text=True, timeout=60)
        assert not check or run.returncode == 0, run.stderr
        return run

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            raise AssertionError(f"the server did not stop within a minute: {self.log()}") from None
