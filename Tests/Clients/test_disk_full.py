"""A full disk: clear errors, no damage, and all goes on when there is space again."""
import os
import subprocess
import time

import psycopg
import pytest

from server import ROOT, Server
from test_backup import PREDICTIONS, doctor, foretell, make_shop


class Disk:
    """A file system of 32 megabytes."""

    def __init__(self, path):
        self.path, self.filler = path, path / "filler"

    def fill(self):
        """To the last byte that can be had."""
        with open(self.filler, "ab", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while file.write(bytes(size)) == size:
                        pass
                except OSError:
                    pass

    def free(self):
        self.filler.unlink()


@pytest.fixture
def disk(tmp_path):
    path = tmp_path / "disk"
    path.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "foretell", path], capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"a file system cannot be mounted here: {mounted.stderr.strip()}")
    yield Disk(path)
    subprocess.run(["umount", "-l", path], check=True)


def until(condition):
    for _ in range(200):
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_full_disk_does_no_damage(disk, tmp_path):
    server = Server(disk.path)
    source = tmp_path / "source"
    source.mkdir()
    connection = make_shop(server, source)
    before = connection.execute(PREDICTIONS).fetchall()
    disk.fill()

    # The journal of the catalog may have room left, so that it takes some statements more.
    comment, taken = None, 0
    with pytest.raises(psycopg.errors.DiskFull) as caught:
        for taken in range(100_000):
            text = f"{taken} " + "x" * 2000
            connection.execute(f"COMMENT ON MODEL buyers IS '{text}'")
            comment = text
    assert "the catalog cannot grow: the disk is full" in str(caught.value) and "free space on the disk" in str(caught.value)
    for statement in ["CREATE MODEL late FROM shop (SELECT * FROM visits) PREDICT y USING trials = 1, rounds = 3, wait = true",
                      "RETRAIN buyers USING wait = true", "CREATE CONFIGURATION c AS (rounds = 3)"]:
        with pytest.raises(psycopg.errors.DiskFull) as caught:
            connection.execute(statement)
    # What needs no space goes on.
    assert connection.execute(PREDICTIONS).fetchall() == before
    assert connection.execute("SELECT y FROM buyers WHERE x = 12").fetchone()
    doctor(server.folder / "data")
    target = disk.path / "copy"
    assert "No space left on device" in foretell("backup", "--data", server.folder / "data", target, code=1) and not any(target.glob("*"))
    assert "No space left on device" in foretell("export", "--data", server.folder / "data", "buyers", disk.path / "file", code=1)
    assert not (disk.path / "file").exists()

    disk.free()
    assert connection.execute("SELECT comment FROM foretell.models WHERE name = 'buyers'").fetchone() == (comment,)
    connection.execute("CREATE MODEL late FROM shop (SELECT * FROM visits) PREDICT y USING trials = 1, rounds = 3, wait = true")
    assert connection.execute("SELECT state FROM foretell.models WHERE name = 'late'").fetchone() == ("ready",)
    doctor(server.folder / "data")
    assert server.stop() == 0
    server.start()
    assert server.connect().execute(PREDICTIONS).fetchall() == before
    assert server.stop() == 0
    doctor(server.folder / "data")


def test_a_training_that_meets_a_full_disk_fails_with_its_reason(disk, tmp_path):
    server = Server(disk.path)
    source = tmp_path / "source"
    source.mkdir()
    connection = make_shop(server, source)
    room = disk.path / "room"
    room.write_bytes(bytes(1 << 20))
    disk.fill()
    # The catalog gets room for the statement; the rows, 4 MB that cannot be compressed, get none.
    room.unlink()
    connection.execute("CREATE MODEL big FROM (SELECT random() AS a, random() AS b, range % 3 AS c, random() > 0.5 AS y FROM range(300000)) PREDICT y USING trials = 1, rounds = 2")
    with server.connect() as other:
        assert until(lambda: other.execute("SELECT state FROM foretell.models WHERE name = 'big'").fetchone() == ("failed",))
        assert other.execute("SELECT sqlstate, error FROM foretell.versions WHERE model = 'big'").fetchone() == ("53100", "a file cannot be written: the disk is full")
    disk.free()
    connection.execute("RETRAIN big USING wait = true")
    assert connection.execute("SELECT version, state FROM foretell.versions WHERE model = 'big' ORDER BY 1").fetchall() == [(1, "failed"), (2, "ready")]
    doctor(server.folder / "data")
    assert not list((server.folder / "data/snapshots").glob(".*"))
    assert server.stop() == 0


def test_an_end_that_could_not_be_recorded_is_recorded_when_there_is_space(disk, tmp_path):
    server = Server(disk.path)
    source = tmp_path / "source"
    source.mkdir()
    connection = make_shop(server, source)
    connection.execute("CREATE MODEL long FROM shop (SELECT * FROM visits) PREDICT y USING trials = 200, rounds = 2000")
    assert until(lambda: connection.execute("SELECT state FROM foretell.models WHERE name = 'long'").fetchone() == ("training",))
    disk.fill()
    with pytest.raises(psycopg.errors.DiskFull):
        for number in range(100_000):
            connection.execute(f"COMMENT ON MODEL buyers IS '{number} {'x' * 2000}'")
    # Its progress cannot be written any more, nor that it has failed for that.
    workers = lambda: "".join(task.read_text() for task in (ROOT / "/proc").glob(f"{server.process.pid}/task/*/children")).split()
    assert until(lambda: not workers())
    disk.free()
    assert until(lambda: connection.execute("SELECT state FROM foretell.models WHERE name = 'long'").fetchone() == ("failed",))
    assert connection.execute("SELECT sqlstate FROM foretell.versions WHERE model = 'long'").fetchone() == ("53100",)
    doctor(server.folder / "data")
    assert server.stop() == 0


def test_a_server_does_not_start_on_a_full_disk(disk):
    disk.fill()
    run = subprocess.run([ROOT / ".build/release/foretell", "serve", "--data", disk.path / "data", "--pg-port", "0", "--http-port", "0"],
                         capture_output=True, text=True, timeout=30)
    assert run.returncode == 1
    assert "disk is full" in run.stderr or "No space left" in run.stderr, run.stderr
    disk.free()
    server = Server(disk.path)
    assert server.stop() == 0
    doctor(disk.path / "data")


def test_a_second_server_on_a_data_directory_is_refused(tmp_path):
    server = Server(tmp_path)
    run = subprocess.run([ROOT / ".build/release/foretell", "serve", "--data", tmp_path / "data", "--pg-port", "0", "--http-port", "0"],
                         capture_output=True, text=True, timeout=30)
    assert run.returncode == 1
    assert run.stderr == (f'foretell: the data directory "{tmp_path}/data" is in use by another server (process {server.process.pid})\n'
                          "hint: stop that server, or give another --data\n")
    assert server.connect().execute("SELECT 1").fetchone() == (1,)
    assert server.stop() == 0
