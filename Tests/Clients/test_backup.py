"""Copies of a data directory, and models that move from one server to another."""
import hashlib
import os
import subprocess
import threading

import psycopg
import pytest

from server import ROOT, Server

PREDICTIONS = ("SELECT v.id, b.y, b.y_confidence, b.y_probabilities::text, b.y_explain::text FROM shop.visits v JOIN buyers b ORDER BY v.id")


def foretell(*arguments, code=0):
    run = subprocess.run([ROOT / ".build/release/foretell", *map(str, arguments)], capture_output=True, text=True, timeout=60)
    assert run.returncode == code, run.stdout + run.stderr
    return run.stderr if code else run.stdout


def doctor(directory):
    assert "all is well" in foretell("doctor", "--data", directory)


def make_shop(server, folder, rows=400):
    text = ["id,x,c,y"] + [f"{i},{(i * 37) % 100},{'ab'[i % 2]},{'buy' if ((i * 37) % 100 > 50) != (i % 7 == 0) else 'leave'}" for i in range(rows)]
    (folder / "visits.csv").write_text("\n".join(text) + "\n")
    connection = server.connect()
    connection.execute(f"""CREATE DATABASE shop WITH ENGINE = 'files', PARAMETERS = {{"path": "{folder}"}}""")
    connection.execute("CREATE MODEL buyers FROM shop (SELECT * FROM visits) PREDICT y USING key = 'id', trials = 1, rounds = 30, wait = true")
    return connection


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    """A server with a shop and a model."""
    folder = tmp_path_factory.mktemp("origin")
    server = Server(folder)
    connection = make_shop(server, folder)
    connection.execute("CREATE MODEL spare FROM shop (SELECT x, y FROM visits) PREDICT y USING trials = 1, rounds = 3, wait = true")
    yield server, connection
    assert server.stop() == 0


def test_a_backup_under_load_is_whole_and_predicts_the_same(origin, tmp_path):
    server, connection = origin
    before = connection.execute(PREDICTIONS).fetchall()
    ended, failures, counts = threading.Event(), [], {"answers": 0, "versions": 0}

    def load(statements):
        with server.connect() as own:
            while not ended.is_set():
                try:
                    for statement in statements:
                        own.execute(statement)
                    counts["answers"] += 1
                except psycopg.Error as error:
                    failures.append(str(error))
                    return

    threads = [threading.Thread(target=load, args=(statements,)) for statements in (
        ["SELECT y FROM buyers WHERE x = 12"],
        ["SELECT b.y FROM shop.visits v JOIN buyers b"],
        # Versions come and go, and their files with them.
        ["DROP MODEL IF EXISTS fleeting", "CREATE MODEL fleeting FROM shop (SELECT x, y FROM visits WHERE id > 100 * random()) PREDICT y USING trials = 1, rounds = 2, wait = true"],
    )]
    for thread in threads:
        thread.start()
    copies = [tmp_path / f"copy{number}" for number in range(4)]
    try:
        for copy in copies:
            assert "copied the catalog and" in foretell("backup", "--data", server.folder / "data", copy)
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert not failures and counts["answers"] > 10
    for copy in copies:
        doctor(copy)
        assert not any(name.endswith((".tmp", ".partial", "-wal", "-shm")) for _, _, names in os.walk(copy) for name in names)
        assert all((path.stat().st_mode & 0o077) == 0 for path in copy.rglob("*"))
    doctor(server.folder / "data")

    (tmp_path / "restored").mkdir()
    foretell("restore", copies[-1], "--data", tmp_path / "restored" / "data")
    doctor(tmp_path / "restored" / "data")
    restored = Server(tmp_path / "restored", password=server.password)
    try:
        assert restored.connect().execute(PREDICTIONS).fetchall() == before
    finally:
        assert restored.stop() == 0


def test_a_backup_can_be_restored_from_where_nothing_can_be_written(origin, tmp_path):
    server, _ = origin
    foretell("backup", "--data", server.folder / "data", tmp_path / "copy")
    before = {path.relative_to(tmp_path / "copy"): path.stat().st_mtime_ns for path in (tmp_path / "copy").rglob("*")}
    foretell("restore", tmp_path / "copy", "--data", tmp_path / "again")
    doctor(tmp_path / "again")
    assert {path.relative_to(tmp_path / "copy"): path.stat().st_mtime_ns for path in (tmp_path / "copy").rglob("*")} == before


def test_what_cannot_be_copied_is_said(origin, tmp_path):
    data = origin[0].folder / "data"
    (tmp_path / "full").mkdir()
    (tmp_path / "full/x").write_text("x")
    assert "is not empty" in foretell("backup", "--data", data, tmp_path / "full", code=1)
    assert "is not empty" in foretell("restore", data, "--data", tmp_path / "full", code=1)
    assert "is no data directory" in foretell("backup", "--data", tmp_path / "full", tmp_path / "new", code=1)
    assert "is no data directory" in foretell("restore", tmp_path / "full", "--data", tmp_path / "new", code=1)
    assert "is no data directory" in foretell("doctor", "--data", tmp_path / "full", code=1)
    assert "No such file or directory" in foretell("backup", "--data", data, tmp_path / "none/below", code=1)
    foretell("backup", code=2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["full"]


@pytest.mark.parametrize("folder, text", [("models", "damaged"), ("snapshots", "damaged")])
@pytest.mark.parametrize("hurt", ["changed", "cut off", "removed"])
def test_damage_is_found_by_the_doctor_and_not_restored(origin, tmp_path, folder, text, hurt):
    copy = tmp_path / "copy"
    foretell("backup", "--data", origin[0].folder / "data", copy)
    victim = next((copy / folder).glob("*.*"))
    content = victim.read_bytes()
    if hurt == "removed":
        victim.unlink()
    else:
        victim.write_bytes(content[:len(content) // 2] + (bytes([content[len(content) // 2] ^ 1]) + content[len(content) // 2 + 1:] if hurt == "changed" else b""))
    assert "the data directory is damaged" in foretell("doctor", "--data", copy, code=1)
    error = foretell("restore", copy, "--data", tmp_path / "new", code=1)
    assert "is damaged" in error or "could not read" in error
    assert list((tmp_path / "new").iterdir()) == []


def test_a_damaged_catalog_is_found(origin, tmp_path):
    copy = tmp_path / "copy"
    foretell("backup", "--data", origin[0].folder / "data", copy)
    content = (copy / "catalog.sqlite").read_bytes()
    (copy / "catalog.sqlite").write_bytes(content[:8192] + b"\xa5" * (len(content) - 8192))
    assert "damaged" in foretell("doctor", "--data", copy, code=1)
    assert "damaged" in foretell("restore", copy, "--data", tmp_path / "new", code=1)
    (copy / "catalog.sqlite").write_bytes(content)
    (copy / "secrets.key").write_bytes(bytes(32))
    assert "belongs to another catalog" in foretell("doctor", "--data", copy, code=1)


# Moving one model


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("other"))
    yield server
    assert server.stop() == 0


def scores(connection, model):
    """All outputs of a model on given rows."""
    return connection.execute(f"""
        SELECT t.i, m.y, m.y_confidence, m.y_probabilities::text, m.y_explain::text FROM (SELECT range AS i, range * 7 % 103 AS x, 'ab'[1 + range % 2] AS c FROM range(500)) t
        JOIN {model} m ORDER BY t.i""").fetchall()


@pytest.mark.parametrize("options", [[], ["--snapshot"]])
def test_a_model_scores_the_same_elsewhere(origin, other, tmp_path, options):
    name = f"moved_{len(options)}"
    there = other.connect()
    foretell("export", "--data", origin[0].folder / "data", "buyers", "VERSION", 1, tmp_path / "buyers.model", *options)
    said = foretell("import", "--data", other.folder / "data", tmp_path / "buyers.model", "AS", name)
    assert f"imported main.buyers version 1 as version 1 of main.{name}" in said
    # A session that was open sees it at once, and it is the same to the last bit.
    assert scores(there, name) == scores(origin[1], "buyers")
    doctor(other.folder / "data")
    row = there.execute(f"SELECT state, cause, score, metrics::text, artifact_hash FROM foretell.versions WHERE model = '{name}'").fetchone()
    own = origin[1].execute("SELECT state, 'IMPORT', score, metrics::text, artifact_hash FROM foretell.versions WHERE model = 'buyers'").fetchone()
    assert row == own
    assert there.execute(f"SELECT query, source FROM foretell.definitions WHERE model = '{name}'").fetchone() == (
        origin[1].execute("SELECT query, source FROM foretell.definitions WHERE model = 'buyers'").fetchone())
    # Who brought it, in the record of what was changed.
    user, statement, sqlstate = there.execute("SELECT \"user\", statement, sqlstate FROM foretell.audit WHERE application = 'foretell import' ORDER BY at DESC LIMIT 1").fetchone()
    assert (user, sqlstate) == ("foretell", "00000") and statement.startswith(f'IMPORT MODEL "main"."{name}" FROM ') and "main.buyers version 1" in statement
    if options:
        equal = there.execute(f"REPRODUCE MODEL {name} VERSION 1").fetchall()
        assert equal and all(row[3] for row in equal)
    else:
        with pytest.raises(psycopg.Error) as caught:
            there.execute(f"REPRODUCE MODEL {name} VERSION 1")
        assert "no snapshot" in str(caught.value)


def test_a_further_import_is_a_challenger(origin, other, tmp_path):
    there = other.connect()
    foretell("export", "--data", origin[0].folder / "data", "buyers", tmp_path / "file")
    foretell("import", "--data", other.folder / "data", tmp_path / "file")
    said = foretell("import", "--data", other.folder / "data", tmp_path / "file", "AS", "BUYERS")
    assert "as version 2 of" in said and "DEPLOY MODEL main.BUYERS VERSION 2 makes it serve" in said
    assert there.execute("SELECT version, role FROM foretell.deployments WHERE model = 'buyers' ORDER BY version").fetchall() == [(1, "champion"), (2, "challenger")]
    there.execute("DEPLOY MODEL buyers VERSION 2")
    assert scores(there, "buyers") == scores(origin[1], "buyers")
    there.execute("CREATE VIEW seen AS SELECT 1 AS x")
    assert 'view "seen" already exists' in foretell("import", "--data", other.folder / "data", tmp_path / "file", "AS", "seen", code=1)
    assert 'project "none" does not exist' in foretell("import", "--data", other.folder / "data", tmp_path / "file", "AS", "none.x", code=1)
    there.execute("CREATE MODEL other_target FROM (SELECT range % 5 AS a, range % 2 = 0 AS z FROM range(100)) PREDICT z USING trials = 1, rounds = 2, wait = true")
    assert 'model "other_target" predicts "z", not "y"' in foretell("import", "--data", other.folder / "data", tmp_path / "file", "AS", "other_target", code=1)


def test_a_model_moves_without_servers(origin, tmp_path):
    foretell("backup", "--data", origin[0].folder / "data", tmp_path / "copy")
    foretell("export", "--data", tmp_path / "copy", "main.buyers", tmp_path / "file")
    foretell("import", "--data", tmp_path / "copy", tmp_path / "file", "as", "second")
    doctor(tmp_path / "copy")
    assert not (tmp_path / "copy/changed").exists()


def test_files_that_cannot_be_imported(origin, other, tmp_path):
    data, good = other.folder / "data", tmp_path / "good"
    foretell("export", "--data", origin[0].folder / "data", "buyers", good, "--snapshot")
    content = good.read_bytes()

    def refused(content, *arguments):
        bad = tmp_path / "bad"
        bad.write_bytes(content)
        error = foretell("import", "--data", data, bad, "AS", "bad", code=1)
        assert error.startswith(f'foretell: "{bad}" ')
        return error.splitlines()[0].split('" ')[1]

    for length in [1, 16, 17, 20, 25, 100, 1000, len(content) // 2, len(content) - 40, len(content) - 1]:
        assert refused(content[:length]) == "is cut off", length
    for place in [15, 30, 400, len(content) // 2, len(content) - 1]:
        assert refused(content[:place] + bytes([content[place] ^ 0x10]) + content[place + 1:]) in ("is damaged", "is cut off"), place
    assert refused(content + b"x") == "is damaged"
    assert refused(content[:17] + b"\xff" * 8 + content[25:]) == "is damaged"
    assert refused(b"") == "is cut off"
    assert refused(b"PAR1 and so on and on") == "is no exported model"
    assert refused(content.replace(b"foretell model 1", b"foretell model 2", 1)) == "was exported by a newer version of foretell"
    # What is written by somebody else is checked as well, whole as it is.
    forged = content[:-32].replace(b'"kind":"artifact","hash":"', b'"kind":"artifact","hash":"../', 1)
    assert refused(forged + hashlib.sha256(forged).digest()) in ("is damaged", "is cut off")
    assert "No such file" in foretell("import", "--data", data, tmp_path / "none", code=1)
    doctor(data)
    assert other.connect().execute("SELECT count(*) FROM foretell.models WHERE name = 'bad'").fetchone() == (0,)


@pytest.mark.parametrize("words, code, text", [
    (["nosuch", "f"], 1, 'model "nosuch" does not exist'),
    (["buyer", "f"], 1, 'did you mean "buyers"?'),
    (["buyers", "VERSION", "9", "f"], 1, 'model "buyers" has no version 9'),
    (["buyers", "VERSION", "x", "f"], 2, "'x' is no number of a version"),
    (["a.b.c", "f"], 2, "is no name of a model"),
    (["buyers"], 2, "MODEL [VERSION n] FILE"),
    (["buyers", "none/f"], 1, "No such file or directory"),
    (["buyers", "there"], 1, "is there already"),
])
def test_what_cannot_be_exported(origin, tmp_path, monkeypatch, words, code, text):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").write_text("precious")
    assert text in foretell("export", "--data", origin[0].folder / "data", *words, code=code)
    assert [path.name for path in tmp_path.iterdir()] == ["there"] and (tmp_path / "there").read_text() == "precious"
