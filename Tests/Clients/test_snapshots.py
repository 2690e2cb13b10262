"""Snapshots: what they hold, who uses them, and how long they stay."""
import sqlite3

import pytest

from server import Server
from visits import Visits, failing


def snapshots(v):
    return v.rows(f"""SELECT v.version, s.live, s.removed_at IS NOT NULL FROM foretell.versions v JOIN foretell.snapshots s ON s.hash = v.snapshot
                      WHERE v.model = '{v.name}' ORDER BY 1""")


def test_a_snapshot_has_a_profile_of_each_column(visits):
    v = visits(train=False)
    v.run(f"""CREATE MODEL {v.name} FROM (
        SELECT i, i % 4 AS four, i / 10.0 AS tenth, CASE WHEN i % 5 = 0 THEN NULL ELSE 'abc'[i % 3 + 1] END AS word, i % 2 = 0 AS flag,
               DATE '2026-01-01' + CAST(i AS INT) AS day, [i] AS list, NULL::DOUBLE AS nothing, 7 AS same, CASE WHEN i = 3 THEN 'nan'::DOUBLE ELSE i END AS odd,
               i * 2.5 AS y
        FROM range(200) r(i)) PREDICT y USING trials = 1, rounds = 5, wait = true""")
    rows = {row[0]: row[1:] for row in v.rows(f"DESCRIBE {v.name}.snapshot")}
    assert list(rows) == ["i", "four", "tenth", "word", "flag", "day", "list", "nothing", "same", "odd", "y"]
    type_, count, nulls, distinct, low, high, mean, deviation, quantiles, top, histogram = rows["i"]
    assert (type_, count, nulls, distinct, low, high, mean) == ("BIGINT", 200, 0, 200, "0", "199", 99.5)
    assert abs(deviation - 57.879) < 1e-3 and quantiles[4] == 99.5 and quantiles[0] == 0 and quantiles[-1] == 199
    assert histogram == {"low": 0, "high": 199, "rows": [10] * 20}
    assert rows["four"][3] == 4 and rows["four"][9] == [{"value": str(n), "rows": 50} for n in range(4)]
    assert rows["word"][1:6] == (200, 40, 3, None, None) and sum(t["rows"] for t in rows["word"][9]) == 160
    assert [t["value"] for t in rows["flag"][9]] == ["false", "true"]
    assert rows["day"][4:6] == ("2026-01-01", "2026-07-19") and rows["day"][8][4] == "2026-04-10" and sum(rows["day"][10]["rows"]) == 200
    assert rows["list"][3] == 200 and rows["list"][8] is None
    assert rows["nothing"][2:5] == (200, 0, None) and rows["nothing"][10] is None and not rows["nothing"][9]
    assert rows["same"][10]["low"] == rows["same"][10]["high"] == 7 and sum(rows["same"][10]["rows"]) == 200
    assert rows["odd"][4:6] == ("0", "199") and sum(rows["odd"][10]["rows"]) == 199
    assert v.rows(f"DESCRIBE {v.name}.profile") == v.rows(f"DESCRIBE {v.name}.snapshot")
    assert v.rows("SELECT count(*) FROM foretell.snapshot_profiles WHERE rows_seen = 200")[0][0] >= 11


def test_equal_rows_are_stored_once(visits, server):
    v = visits()
    files = lambda: sorted(f.name for f in (server.folder / "data/snapshots").iterdir())
    before = files()
    v.run(f"RETRAIN {v.name} USING wait = true")
    assert files() == before
    used = v.rows(f"""SELECT used_by, live, removed_at FROM foretell.snapshots
                      WHERE hash = (SELECT snapshot FROM foretell.versions WHERE model = '{v.name}' AND version = 1)""")
    assert used == [(f"main.{v.name} version 1, main.{v.name} version 2", True, None)]


def test_only_so_many_snapshots_are_kept_but_those_that_are_needed(visits, server):
    v = visits(train=False)
    v.train("trials = 1, rounds = 5, keep_snapshots = 2")
    v.run(f"ALTER MODEL {v.name} SET PROMOTE MANUALLY")
    for n in range(2, 6):
        v.write(600 + n)
        v.run(f"RETRAIN {v.name} USING wait = true")
        if n == 2:
            v.run(f"ALTER MODEL {v.name} VERSION 2 SET ALIAS 'named'")
    # Version 1 serves, 2 has a name, 4 and 5 are the newest: only the rows of 3 went.
    assert snapshots(v) == [(1, True, False), (2, False, False), (3, False, True), (4, False, False), (5, True, False)]
    removed = v.rows(f"SELECT snapshot FROM foretell.versions WHERE model = '{v.name}' AND version = 3")[0][0]
    assert not (server.folder / f"data/snapshots/{removed}.parquet").exists()
    assert v.rows(f"SELECT count(*) FROM foretell.snapshot('{v.name}', 1)") == [(600,)]
    for statement in (f"SELECT * FROM foretell.snapshot('{v.name}', 3)", f"REPRODUCE MODEL {v.name} VERSION 3", f"RETRAIN {v.name} ON SNAPSHOT OF VERSION 3"):
        state, text = failing(v, statement)
        assert state == "55000" and "the snapshot of version 3 was removed" in text and "keep_snapshots" in text
    notices = []
    v.connection.add_notice_handler(lambda notice: notices.append(notice.message_primary))
    v.rows(f"COMPARE MODEL {v.name} VERSION 3 TO 5")
    assert any("was removed" in notice for notice in notices)
    # A version without its rows can be asked and does not serve; what is still known of them is, and equal rows bring the file back.
    for role in ("", " AS CHALLENGER", " AS CANARY 10 PERCENT"):
        state, text = failing(v, f"DEPLOY MODEL {v.name} VERSION 3{role}")
        assert state == "55000" and "version 3 cannot serve: its snapshot was removed" in text and "RETRAIN" in text
    assert v.rows(f"SELECT y_version FROM {v.name}.3 WHERE x = 1") == [(3,)] and v.rows(f"SELECT y_version FROM {v.name} WHERE x = 1") == [(1,)]
    assert len(v.rows(f"SELECT * FROM foretell.snapshot_profiles WHERE hash = '{removed}'")) == 4
    assert all(row[3] for row in v.rows(f"REPRODUCE MODEL {v.name} VERSION 1"))
    v.write(603)
    v.run(f"RETRAIN {v.name} USING wait = true")
    assert (server.folder / f"data/snapshots/{removed}.parquet").exists()
    assert v.rows(f"SELECT count(*) FROM foretell.snapshot('{v.name}', 3)") == [(603,)]
    v.run(f"DEPLOY MODEL {v.name} VERSION 3")
    assert v.rows(f"SELECT y_version FROM {v.name} WHERE x = 1") == [(3,)]


def test_the_rows_of_what_a_rollback_brings_back_stay(visits):
    v = visits(train=False)
    v.train("trials = 1, rounds = 5, keep_snapshots = 1")
    v.run(f"ALTER MODEL {v.name} SET PROMOTE ALWAYS")
    for n in range(2, 5):
        v.write(600 + n)
        v.run(f"RETRAIN {v.name} USING wait = true")
    assert [row[2] for row in snapshots(v)] == [True, True, False, False]
    v.run(f"ROLLBACK MODEL {v.name}")
    assert all(row[3] for row in v.rows(f"REPRODUCE MODEL {v.name} VERSION 3"))
    assert "version 2 cannot serve" in failing(v, f"ROLLBACK MODEL {v.name}")[1]


def test_rows_that_another_model_has_stay(visits, server):
    v = visits(train=False)
    v.train("trials = 1, rounds = 5, keep_snapshots = 1")
    v.run(f"ALTER MODEL {v.name} SET PROMOTE ALWAYS")
    other = f"{v.name}_other"
    v.run(f"CREATE MODEL {other} FROM {v.name} (SELECT * FROM {v.name}) PREDICT y USING key = 'id', trials = 1, rounds = 5, wait = true")
    v.write(700)
    v.run(f"RETRAIN {v.name} USING wait = true")
    v.write(800)
    v.run(f"RETRAIN {v.name} USING wait = true")
    assert snapshots(v) == [(1, True, False), (2, False, False), (3, True, False)]
    v.run(f"DROP MODEL {other}")
    v.write(900)
    v.run(f"RETRAIN {v.name} USING wait = true")
    assert snapshots(v) == [(1, False, True), (2, False, True), (3, False, False), (4, True, False)]


@pytest.mark.parametrize("value", ["0", "-1", "'many'", "1.5"])
def test_keep_snapshots_is_a_count(visits, value):
    v = visits(train=False)
    state, text = failing(v, f"CREATE MODEL {v.name} FROM {v.name} (SELECT * FROM {v.name}) PREDICT y USING keep_snapshots = {value}")
    assert state == "22023" and "keep_snapshots" in text


def test_the_doctor_is_content_with_removed_snapshots(tmp_path):
    import subprocess
    from server import ROOT, Server
    own = Server(tmp_path)
    v = Visits(own.connect(), tmp_path, "v")
    v.train("trials = 1, rounds = 5, keep_snapshots = 1")
    v.run("ALTER MODEL v SET PROMOTE ALWAYS")
    for rows in (700, 800):
        v.write(rows)
        v.run("RETRAIN v USING wait = true")
    assert snapshots(v)[0] == (1, False, True)
    assert own.stop() == 0
    done = subprocess.run([ROOT / ".build/release/foretell", "doctor", "--data", tmp_path / "data"], capture_output=True, text=True)
    assert done.returncode == 0 and "all is well" in done.stdout


def test_a_profile_that_was_cut_off_is_made_up_for(tmp_path):
    server = Server(tmp_path)
    server.connect().execute("CREATE MODEL m FROM (SELECT i % 7 AS x, i * 2.5 AS y FROM range(200) r(i)) PREDICT y USING trials = 1, rounds = 5, wait = true")
    profile = lambda: server.connect().execute("DESCRIBE m.snapshot").fetchall()
    before = profile()
    server.stop()
    # As if the server had died after the snapshot was recorded.
    with sqlite3.connect(tmp_path / "data" / "catalog.sqlite") as catalog:
        assert catalog.execute("UPDATE snapshots SET profile = NULL").rowcount == 1
    server.start()
    assert profile() != before
    server.connect().execute("REPRODUCE MODEL m VERSION 1")
    assert profile() != before
    server.connect().execute("RETRAIN m ON SNAPSHOT OF VERSION 1 USING wait = true")
    assert profile() == before
    server.stop()
