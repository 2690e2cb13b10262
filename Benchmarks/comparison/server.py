"""A Foretell server on a data directory of its own."""
import os
import pathlib
import shutil
import socket
import subprocess
import tempfile

import psycopg

ROOT = pathlib.Path(__file__).resolve().parents[2]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    def __init__(self, **environment):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="foretell-bench"))
        self.port = free_port()
        self.log = open(self.folder / "log", "w")
        self.process = subprocess.Popen(
            [ROOT / ".build/release/foretell", "serve", "--data", self.folder / "data", "--pg-port", str(self.port), "--http-port", str(free_port())],
            env=os.environ | {"FORETELL_ADMIN_PASSWORD": "secret"} | environment, stdout=subprocess.PIPE, stderr=self.log, text=True)
        if "accepts connections" not in self.process.stdout.readline():
            raise SystemExit(f"the server did not start: {(self.folder / 'log').read_text()}")
        self.connection = psycopg.connect(
            host="127.0.0.1", port=self.port, user="foretell", dbname="foretell", password="secret", autocommit=True, prepare_threshold=None)

    def execute(self, statement, *arguments, **options):
        return self.connection.execute(statement, *arguments, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
