"""REPRODUCE gives the same bits, on any number of threads, or names the first stage that differs."""
import duckdb
import psycopg
import pytest

from server import Server


def first_difference(rows):
    return next((stage for stage, _, _, equal in rows if not equal), None)


@pytest.fixture(scope="module")
def models(server, shop):
    shop.execute("CREATE MODEL stays FROM shop (SELECT * FROM visits) PREDICT y USING key = 'id', trials = 5, wait = true")
    shop.execute("CREATE MODEL numbers FROM shop (SELECT * FROM visits) PREDICT x USING key = 'id', trials = 5, folds = 2, rounds = 60, wait = true")
    return shop


@pytest.mark.parametrize("model", ["stays", "numbers"])
def test_every_stage_is_equal(models, model):
    rows = models.execute(f"REPRODUCE MODEL {model} VERSION 1").fetchall()
    assert [row[0] for row in rows][:3] == ["snapshot", "split", "features"]
    assert [row[0] for row in rows][-3:] == ["ensemble", "model", "metrics"]
    assert sum(row[0].startswith("trial ") for row in rows) == 5
    assert first_difference(rows) is None


def test_the_number_of_threads_changes_nothing(tmp_path, server, models):
    expected = dict(row[:2] for row in models.execute("REPRODUCE MODEL stays VERSION 1"))
    for threads in (1, 8):
        (tmp_path / str(threads)).mkdir()
        other = Server(tmp_path / str(threads), "--threads", str(threads), "--workers", "1")
        connection = other.connect()
        parameters, = models.execute("SELECT parameters::text FROM foretell.sources WHERE name = 'shop'").fetchone()
        connection.execute(f"CREATE DATABASE shop WITH ENGINE = 'files', PARAMETERS = {parameters}")
        connection.execute("CREATE MODEL stays FROM shop (SELECT * FROM visits) PREDICT y USING key = 'id', trials = 5, wait = true")
        assert dict(row[:2] for row in connection.execute("REPRODUCE MODEL stays VERSION 1")) == expected
        assert other.stop() == 0


def test_a_changed_cell_is_named_first(server, models):
    models.execute("CREATE MODEL touched FROM shop (SELECT id, x, c, y FROM visits WHERE id < 390) PREDICT y USING key = 'id', trials = 2, wait = true")
    snapshot, = models.execute("SELECT snapshot FROM foretell.versions WHERE model = 'touched'").fetchone()
    path = server.folder / "data/snapshots" / f"{snapshot}.parquet"
    duckdb.sql(f"COPY (SELECT id, CASE id WHEN 7 THEN 1000 ELSE x END::BIGINT AS x, c, y FROM '{path}') TO '{path}.changed' (FORMAT parquet)")
    path.with_name(path.name + ".changed").rename(path)
    rows = models.execute("REPRODUCE MODEL touched VERSION 1").fetchall()
    assert first_difference(rows) == "snapshot"
    assert rows[0][1] == snapshot != rows[0][2]
    assert not dict((row[0], row[3]) for row in rows)["model"]
    path.unlink()
    rows = models.execute("REPRODUCE MODEL touched VERSION 1").fetchall()
    assert rows[0][2:] == (None, False)


@pytest.mark.parametrize("statement, state, text", [
    ("REPRODUCE MODEL nothing VERSION 1", "42P01", 'model "nothing" does not exist'),
    ("REPRODUCE MODEL buyers VERSION 9", "42704", 'model "buyers" has no version 9'),
    ("REPRODUCE MODEL buyers VERSION 1 USING x = 1", "22023", 'REPRODUCE takes no option "x"'),
])
def test_mistakes(shop, statement, state, text):
    with pytest.raises(psycopg.Error, match=text) as caught:
        shop.execute(statement)
    assert caught.value.sqlstate == state
