"""TRANSFORM: what a model learns from is computed from its rows, and computed again wherever the model is asked."""
import psycopg

from server import Server
from test_backup import foretell
from visits import failing

ITEMS = "x // 10 AS tens, upper(c) || '-' || (x % 3) AS mark, id"


def make(v, name=None, items=ITEMS, options="learners = ['lightgbm'], rounds = 30"):
    v.run(f"CREATE MODEL {name or v.name} FROM {v.name} (SELECT * FROM {v.name}) TRANSFORM ({items}) PREDICT y USING key = 'id', {options}, wait = true")


def test_it_is_reproduced_and_continued(visits):
    v = visits(train=False)
    make(v)
    rows = v.rows(f"REPRODUCE MODEL {v.name} VERSION 1")
    assert len(rows) > 5 and all(row[3] for row in rows)
    v.write(900, noise=5)
    v.run(f"FINETUNE {v.name} FROM {v.name} (SELECT * FROM {v.name}) USING wait = true")
    v.run(f"RETRAIN {v.name} USING wait = true, seed = 7")
    assert [row[1] for row in v.versions()] == ["ready"] * 3
    assert v.rows(f"SELECT DISTINCT transform FROM foretell.definitions WHERE model = '{v.name}'") == [(ITEMS,)]
    for number in (1, 2, 3):
        assert v.rows(f"SELECT count(*) FROM {v.name}.{v.name} t JOIN {v.name}.{number} m WHERE m.y = t.y")[0][0] > 600
    assert "have no column \"c\"" in failing(v, f"FINETUNE {v.name} FROM {v.name} (SELECT id, x, y FROM {v.name}) USING wait = true")[1]


def test_ways_to_ask_agree(visits):
    v = visits(train=False)
    make(v)
    joined = dict(v.rows(f"SELECT t.id, m.y_confidence FROM {v.name}.{v.name} t JOIN {v.name} m"))
    for i in range(0, 600, 37):
        x, c = (i * 37) % 100, "ab"[i % 2]
        for prepare in (False, True):
            row = v.connection.execute(f"SELECT y_confidence FROM {v.name} WHERE x = %s AND c = %s", [x, c], prepare=prepare).fetchone()
            assert row == (joined[i],)
    # The key is none of its inputs, and other columns of the rows are not needed.
    with v.connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {v.name} WHERE 1 = 0")
        assert [column.name for column in cursor.description][:2] == ["x", "c"]


def test_versions_with_other_features_are_compared_on_the_same_rows(visits):
    v = visits(train=False)
    make(v, items="x // 50 AS half", options="trials = 1, rounds = 5")
    v.run(f"ALTER MODEL {v.name} AS FROM {v.name} (SELECT * FROM {v.name}) TRANSFORM (*) PREDICT y USING key = 'id', rounds = 200, wait = true")
    evidence = v.rows(f"SELECT evidence FROM foretell.deployments WHERE model = '{v.name}' AND version = 2")[0][0]
    assert evidence["comparison"]["rows"] >= 10 and evidence["comparison"]["metrics"]
    differences = {(part, item): (first, second) for part, item, first, second, *_ in v.rows(f"COMPARE MODEL {v.name} VERSION 1 TO 2")}
    assert differences["definition", "transform"] == ("x // 50 AS half", "*")
    v.run(f"DEPLOY MODEL {v.name} VERSION 1")
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CANARY 50 PERCENT")
    # The canary takes inputs by name: of those that the champion does not take it has none.
    answered = v.rows(f"SELECT m.y_version, count(*) FROM {v.name}.{v.name} t JOIN {v.name} m GROUP BY 1 ORDER BY 1")
    assert [row[0] for row in answered] == [1, 2] and sum(row[1] for row in answered) == 600


def test_it_moves_to_another_server(visits, server, tmp_path):
    v = visits(train=False)
    make(v)
    ask = "SELECT m.y_probabilities::text FROM (SELECT i AS x, 'ab'[i % 2 + 1] AS c FROM range(100) r(i)) t JOIN {} m ORDER BY t.x"
    before = v.rows(ask.format(v.name))
    foretell("export", "--data", server.folder / "data", v.name, tmp_path / "file", "--snapshot")
    other = Server(tmp_path)
    foretell("import", "--data", tmp_path / "data", tmp_path / "file", "AS", "moved")
    there = other.connect()
    assert there.execute(ask.format("moved")).fetchall() == before
    assert all(row[3] for row in there.execute("REPRODUCE MODEL moved VERSION 1").fetchall())
    assert other.stop() == 0


def test_a_row_that_has_no_value_is_one_clear_error(visits):
    v = visits(train=False)
    make(v, items="100 / (x - 500) AS odd, CAST(c || '' AS VARCHAR) AS c2, CAST(CASE WHEN x > 900 THEN c ELSE CAST(x % 5 AS VARCHAR) END AS INTEGER) AS n")
    state, text = failing(v, f"SELECT y FROM {v.name} WHERE x = 901 AND c = 'a'")
    assert state == "22P02" and "could not convert string 'a' to INTEGER" in text and "Stack" not in text
    assert v.rows(f"SELECT y FROM {v.name} WHERE x = 60 AND c = 'a'") == [("buy",)]
