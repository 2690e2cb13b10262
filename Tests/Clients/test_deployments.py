"""Canaries and challengers: versions beside the one that serves."""
import time

import pytest

from visits import failing


@pytest.fixture
def pair(visits):
    """A model with two versions that say nearly the opposite; the first serves, and nobody stands beside it."""
    v = visits()
    v.run(f"ALTER MODEL {v.name} SET PROMOTE MANUALLY")
    v.write(600, noise=2)
    v.run(f"RETRAIN {v.name} USING wait = true")
    v.run(f"DEPLOY MODEL {v.name} VERSION 2")
    v.run(f"ROLLBACK MODEL {v.name}")
    assert v.champion() == 1
    return v


def answered(v, ids, text="SELECT y_version FROM {m} WHERE x = 90 AND c = 'a' AND id = {i}"):
    return [v.rows(text.format(m=v.name, i=i))[0][0] for i in ids]


IDS = range(300)


def test_a_canary_answers_its_share_and_always_the_same_keys(pair):
    v = pair
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CANARY 30 PERCENT")
    point = answered(v, IDS)
    assert set(point) == {1, 2} and 60 < point.count(2) < 120
    assert answered(v, IDS) == point
    # The same in a batch, in a query that is no plain one-row form, in a prepared statement and in foretell.predict.
    batch = v.rows(f"SELECT m.y_version FROM (SELECT i AS id, 90 AS x, 'a' AS c FROM range(300) r(i)) AS t JOIN {v.name} AS m ORDER BY t.id")
    assert [row[0] for row in batch] == point
    mapped = v.rows(f"SELECT m.y_version FROM (SELECT i AS k, 90 AS a, 'a' AS b FROM range(300) r(i)) AS t JOIN {v.name} AS m "
                    "ON t.k = m.id AND t.a = m.x AND t.b = m.c ORDER BY t.k")
    assert [row[0] for row in mapped] == point
    assert answered(v, IDS, "SELECT y_version FROM {m} WHERE x = 80 + 10 AND c = 'a' AND id = {i}") == point
    with v.connection.cursor() as cursor:
        prepared = []
        for i in IDS:
            cursor.execute(f"SELECT y_version FROM {v.name} WHERE x = %s AND c = %s AND id = %s", (90, "a", i), prepare=True)
            prepared.append(cursor.fetchone()[0])
    assert prepared == point
    first, second = (v.rows(f"SELECT y_probabilities->>'buy' FROM {v.name}.{n} WHERE x = 90 AND c = 'a'")[0][0] for n in (1, 2))
    assert first != second
    for i in IDS[:40]:
        expected = first if point[i] == 1 else second
        assert v.rows(f"SELECT y_probabilities->>'buy' FROM {v.name} WHERE x = 90 AND c = 'a' AND id = {i}")[0][0] == expected
    predicted = v.rows(f"SELECT foretell.predict('{v.name}', t) FROM (SELECT i AS id, 90 AS x, 'a' AS c FROM range(300) r(i)) AS t ORDER BY t.id")
    labels = [v.rows(f"SELECT y FROM {v.name}.{n} WHERE x = 90 AND c = 'a'")[0][0] for n in (1, 2)]
    assert [row[0] for row in predicted] == [labels[n - 1] for n in point]


def test_every_column_comes_from_who_answered(pair):
    v = pair
    columns = "y, y_confidence, y_probabilities, y_set, y_explain"
    rows = "(SELECT i AS id, (i * 37) % 100 AS x, 'ab'[i % 2 + 1] AS c FROM range(60) r(i)) AS t"
    listed = ", ".join(f"m.{name.strip()}" for name in columns.split(","))
    each = {n: v.rows(f"SELECT {listed} FROM {rows} JOIN {v.name}.{n} AS m ORDER BY t.id") for n in (1, 2)}
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CANARY 50 PERCENT")
    found = v.rows(f"SELECT {listed}, m.y_version FROM {rows} JOIN {v.name} AS m ORDER BY t.id")
    assert {row[-1] for row in found} == {1, 2}
    for i, row in enumerate(found):
        assert row[:-1] == each[row[-1]][i]
    one = v.rows(f"SELECT {columns}, y_version FROM {v.name} WHERE id = 7 AND x = 59 AND c = 'b'")[0]
    assert one == found[7]


def test_without_a_key_equal_inputs_are_answered_by_the_same(visits):
    v = visits(train=False)
    v.run(f"CREATE MODEL {v.name} FROM {v.name} (SELECT x, c, y FROM {v.name}) PREDICT y USING trials = 1, rounds = 20, wait = true")
    v.run(f"ALTER MODEL {v.name} SET PROMOTE MANUALLY")
    v.run(f"RETRAIN {v.name} USING rounds = 3, wait = true")
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CANARY 50 PERCENT")
    point = [v.rows(f"SELECT y_version FROM {v.name} WHERE x = {x} AND c = 'a'")[0][0] for x in range(100)]
    batch = v.rows(f"SELECT m.y_version FROM (SELECT i AS x, 'a' AS c FROM range(100) r(i)) AS t JOIN {v.name} AS m ORDER BY t.x")
    assert [row[0] for row in batch] == point and 25 < point.count(2) < 75


def test_a_larger_share_keeps_those_who_had_the_canary(pair):
    v = pair
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CANARY 10 PERCENT")
    few = answered(v, IDS)
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CANARY 50 PERCENT")
    many = answered(v, IDS)
    assert all(b == 2 for a, b in zip(few, many) if a == 2) and many.count(2) > few.count(2)
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CANARY 100 PERCENT")
    assert set(answered(v, IDS)) == {2}
    assert v.rows(f"SELECT role, percent, until IS NULL FROM foretell.deployments WHERE model = '{v.name}' AND role = 'canary' ORDER BY since") == [
        ("canary", 10, False), ("canary", 50, False), ("canary", 100, True)]


def test_a_regression_with_a_canary_keeps_its_interval(visits):
    v = visits(train=False)
    v.run(f"CREATE MODEL {v.name} FROM {v.name} (SELECT id, c, y, x + id % 7 AS x FROM {v.name}) PREDICT x "
          "USING key = 'id', trials = 1, rounds = 20, wait = true")
    v.run(f"ALTER MODEL {v.name} SET PROMOTE MANUALLY")
    v.run(f"RETRAIN {v.name} USING rounds = 2, wait = true")
    rows = "(SELECT i AS id, 'a' AS c, 'buy' AS y FROM range(50) r(i)) AS t"
    each = {n: v.rows(f"SELECT m.x, m.x_min, m.x_max FROM {rows} JOIN {v.name}.{n} AS m ORDER BY t.id") for n in (1, 2)}
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CANARY 50 PERCENT")
    found = v.rows(f"SELECT m.x, m.x_min, m.x_max, m.x_version FROM {rows} JOIN {v.name} AS m ORDER BY t.id")
    assert {row[3] for row in found} == {1, 2}
    assert [row[:3] for row in found] == [each[row[3]][i] for i, row in enumerate(found)]
    star = v.rows(f"SELECT * FROM {v.name} WHERE c = 'a' AND y = 'buy'")
    assert len(star) == 1


def test_rollback_takes_back_the_last_deploy(pair):
    v = pair
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CANARY 100 PERCENT")
    assert answered(v, [1]) == [2]
    assert failing(v, f"ALTER MODEL {v.name} VERSION 2 ARCHIVE")[0] == "55006"
    assert failing(v, f"DROP MODEL {v.name} VERSION 2")[0] == "55006"
    v.run(f"ROLLBACK MODEL {v.name}")
    assert answered(v, [1]) == [1] and v.champion() == 1
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CHALLENGER")
    v.run(f"ROLLBACK MODEL {v.name}")
    reasons = v.rows(f"SELECT version, role, reason FROM foretell.deployments WHERE model = '{v.name}' ORDER BY since DESC LIMIT 4")
    assert reasons == [(1, "champion", "ROLLBACK from challenger 2"), (2, "challenger", "DEPLOY"), (1, "champion", "ROLLBACK from canary 2"), (2, "canary", "DEPLOY")]
    v.run(f"ALTER MODEL {v.name} VERSION 2 ARCHIVE")
    assert v.rows(f"SELECT state FROM foretell.versions WHERE model = '{v.name}' AND version = 2") == [("archived",)]
    assert failing(v, f"DEPLOY MODEL {v.name} VERSION 2 AS CANARY 10 PERCENT")[0] == "55000"


def test_deploying_a_champion_ends_those_beside_it(pair):
    v = pair
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CANARY 50 PERCENT")
    v.run(f"DEPLOY MODEL {v.name} VERSION 2")
    assert set(answered(v, IDS[:50])) == {2}


def test_a_version_that_predicts_something_else_cannot_stand_beside_the_champion(pair):
    v = pair
    v.run(f"ALTER MODEL {v.name} AS FROM {v.name} (SELECT id, c, y, x FROM {v.name}) PREDICT x")
    v.run(f"RETRAIN {v.name} USING wait = true")
    for role in ("CANARY 10 PERCENT", "CHALLENGER"):
        state, text = failing(v, f"DEPLOY MODEL {v.name} VERSION 3 AS {role}")
        assert state == "55000" and "answers with other columns" in text
    # The challenger that the training made of it is asked nothing, and nobody is hurt.
    assert answered(v, [1]) == [1]


def test_a_key_is_no_input(pair):
    v = pair
    state, text = failing(v, f"SELECT y FROM {v.name} WHERE id = 5")
    assert state == "42809" and "give inputs" in text
    assert v.rows(f"SELECT y FROM {v.name} WHERE id = 5 AND x = 90") == v.rows(f"SELECT y FROM {v.name} WHERE x = 90")
    assert failing(v, f"SELECT y FROM {v.name} WHERE nosuch = 5 AND x = 90")[0] == "42703"


def scores(v, least):
    """What is counted of the challenger, once that many rows are."""
    for _ in range(200):
        rows = v.rows(f"SELECT requests, rows, dropped_requests, different, mean_difference, largest_difference, microseconds, champion_microseconds, error, "
                      f"version, champion FROM foretell.challenger_scores WHERE model = '{v.name}' ORDER BY since DESC LIMIT 1")
        if rows and rows[0][1] >= least:
            return rows[0]
        time.sleep(0.05)
    raise AssertionError(f"counted {rows}")


def test_a_challenger_is_asked_the_same_and_answers_nobody(pair):
    v = pair
    first = v.rows(f"SELECT y_probabilities FROM {v.name} WHERE x = 90 AND c = 'a'")
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CHALLENGER")
    assert v.rows(f"SELECT y_probabilities FROM {v.name} WHERE x = 90 AND c = 'a'") == first
    assert answered(v, IDS[:20]) == [1] * 20
    rows = v.rows(f"SELECT m.y, m.y_confidence, m.y_version FROM (SELECT i AS id, i % 100 AS x, 'a' AS c FROM range(5000) r(i)) AS t JOIN {v.name} AS m")
    assert {row[2] for row in rows} == {1} and len(rows) == 5000
    found = scores(v, 5021)
    # 21 rows one by one, and a few chunks of the batch.
    assert found[1] == 5021 and 22 <= found[0] < 40 and found[2] == 0 and found[8] is None
    assert 0 < found[3] <= 1 and 0 < found[4] <= found[5] <= 1 and found[6] > 0 and found[7] > 0 and found[9:] == (2, 1)
    agreed = v.rows(f"""SELECT avg((a.y <> b.y)::INT), avg(abs((a.y_probabilities->>'buy')::DOUBLE - (b.y_probabilities->>'buy')::DOUBLE))
                        FROM (SELECT i % 100 AS x, 'a' AS c FROM range(5000) r(i)) AS t JOIN {v.name}.1 AS a JOIN {v.name}.2 AS b""")[0]
    assert abs(agreed[0] - found[3]) < 0.02 and abs(agreed[1] - found[4]) < 0.02
    samples = v.rows(f"SELECT input_hash, key, champion_answer, answer, difference FROM foretell.challenger_samples WHERE model = '{v.name}'")
    assert 1 <= len(samples) <= 1000
    assert all(len(s[0]) == 16 and s[2] in ("buy", "leave") and s[3] in ("buy", "leave") for s in samples)
    assert len({s[0] for s in samples if s[1] is None or int(s[1]) < 20}) == 1   # the same inputs every time
    v.run(f"ROLLBACK MODEL {v.name}")
    answered(v, IDS[:5])
    assert scores(v, 5021)[1] == 5021


def test_one_row_by_the_long_way_is_counted_once(pair):
    v = pair
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CHALLENGER")
    for _ in range(3):
        v.rows(f"SELECT y, y_confidence, y_probabilities FROM {v.name} WHERE x = 80 + 10 AND c = 'a'")
    v.rows(f"SELECT y FROM {v.name} WHERE x = 90 AND c = 'a'")
    assert scores(v, 4)[1] == 4


def test_a_canary_and_a_challenger_at_once(pair):
    v = pair
    v.run(f"RETRAIN {v.name} USING rounds = 2, wait = true")
    v.run(f"DEPLOY MODEL {v.name} VERSION 3 AS CHALLENGER")
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CANARY 50 PERCENT")
    assert set(answered(v, IDS[:50])) == {1, 2}
    found = scores(v, 50)
    assert found[1] == 50 and found[9:] == (3, 1)


def test_deployments_outlive_the_server(tmp_path):
    from server import Server
    from visits import Visits
    own = Server(tmp_path)
    v = Visits(own.connect(), tmp_path, "v")
    v.train()
    v.run("ALTER MODEL v SET PROMOTE MANUALLY")
    v.run("RETRAIN v USING rounds = 2, wait = true")
    v.run("DEPLOY MODEL v VERSION 2 AS CANARY 50 PERCENT")
    before = answered(v, IDS[:60])
    assert set(before) == {1, 2}
    assert own.stop() == 0
    own.start()
    v.connection = own.connect()
    assert answered(v, IDS[:60]) == before
    assert own.stop() == 0
