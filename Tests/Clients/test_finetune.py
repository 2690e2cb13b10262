"""FINETUNE continues a version on new rows; the new version is one like any other."""
import psycopg
import pytest


@pytest.fixture(scope="module")
def habits(shop):
    shop.execute("CREATE MODEL habits FROM shop (SELECT x, c, y FROM visits) PREDICT y USING learners = ['lightgbm'], trials = 1, wait = true")
    yield shop
    shop.execute("DROP MODEL habits")


# People have changed: they buy above 20 now.
NEW = "SELECT x, c, CASE WHEN x > 20 THEN 'buy' ELSE 'leave' END AS y FROM visits"


def test_new_rows_make_a_version_that_knows_them(habits):
    habits.execute(f"FINETUNE habits FROM shop ({NEW}) USING rounds = 400, wait = true")
    versions = habits.execute("SELECT version, state, cause FROM foretell.versions WHERE model = 'habits' ORDER BY version").fetchall()
    assert versions == [(1, "ready", "CREATE MODEL"), (2, "ready", "FINETUNE")]
    right = {version: habits.execute(
        f"SELECT avg(CASE WHEN m.y = t.y THEN 1.0 ELSE 0 END) FROM (SELECT x, c, CASE WHEN x > 20 THEN 'buy' ELSE 'leave' END AS y FROM shop.visits) t "
        f"JOIN habits.{version} m").fetchone()[0] for version in (1, 2)}
    assert right[1] < 0.8 < 0.95 < right[2]


def test_it_is_reproduced(habits):
    rows = habits.execute("REPRODUCE MODEL habits VERSION 2").fetchall()
    assert [row[0] for row in rows] == ["snapshot", "base", "split", "rounds", "model", "metrics"]
    assert all(row[3] for row in rows)


def test_the_definition_stays_the_models_own(habits):
    habits.execute("RETRAIN habits USING wait = true")
    rows = habits.execute("SELECT version, snapshot FROM foretell.versions WHERE model = 'habits' ORDER BY version").fetchall()
    assert rows[0][1] == rows[2][1] != rows[1][1]


@pytest.mark.parametrize("statement, state, text", [
    ("FINETUNE nothing FROM shop (SELECT * FROM visits)", "42P01", 'model "nothing" does not exist'),
    ("FINETUNE habits FROM shop (SELECT x, y FROM visits) USING wait = true", "42703", 'no column "c", which the model takes'),
    ("FINETUNE habits FROM shop (SELECT x, c, 'new' AS y FROM visits) USING wait = true", "22000", "0 rows with a known target"),
    ("FINETUNE habits FROM shop (SELECT * FROM visits) USING round = 3", "22023", 'unknown option "round"'),
])
def test_mistakes(habits, statement, state, text):
    with pytest.raises(psycopg.Error, match=text) as caught:
        habits.execute(statement)
    assert caught.value.sqlstate == state
