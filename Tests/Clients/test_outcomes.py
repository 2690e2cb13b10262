"""The truth about predictions, and challengers that wait for it."""
import time

import pytest

from visits import failing

GOOD = "(x > 50) <> (id % 7 = 0)"


@pytest.fixture
def waiting(visits, tmp_path):
    """A champion that learnt from answers turned round, and a challenger that learnt from true ones."""
    v = visits(train=False)
    turned = f"SELECT id, x, c, CASE WHEN {GOOD} THEN 'leave' ELSE 'buy' END AS y FROM {v.name}"
    v.run(f"CREATE MODEL {v.name} FROM {v.name} ({turned}) PREDICT y USING key = 'id', trials = 1, rounds = 20, wait = true")
    v.truths = tmp_path / f"{v.name}_truth.csv"
    v.write_truths = lambda ids: v.truths.write_text("session,happened,known_at\n" + "".join(
        f"{i},{'buy' if ((i * 37) % 100 > 50) != (i % 7 == 0) else 'leave'},2030-01-01 00:00:00\n" for i in ids))
    v.write_truths([])
    return v


def promise(v, condition="lower > 0", outcomes=200, within=""):
    v.run(f"CREATE OUTCOME FOR {v.name} FROM {v.name} (SELECT * FROM {v.name}_truth) KEY (session) ACTUAL happened AT known_at {within} USING every = '200ms'")
    v.run(f"ALTER MODEL {v.name} SET PROMOTE WHEN {condition} AFTER {outcomes} OUTCOMES")
    v.run(f"RETRAIN {v.name} FROM {v.name} (SELECT * FROM {v.name}) USING wait = true")


def ask(v, count):
    v.rows(f"SELECT m.y FROM (SELECT i AS id, (i * 37) % 100 AS x, 'a' AS c FROM range({count}) r(i)) AS t JOIN {v.name} AS m")


def until(body, what):
    for _ in range(200):
        if body():
            return
        time.sleep(0.1)
    raise AssertionError(what)


def roles(v):
    return v.rows(f"SELECT version, role, reason FROM foretell.deployments WHERE model = '{v.name}' ORDER BY since")


def known(v):
    return v.rows(f"SELECT count(*), count(actual) FROM foretell.outcomes WHERE model = '{v.name}'")[0]


def test_a_challenger_that_was_right_is_promoted_after_so_many_outcomes(waiting):
    v = waiting
    promise(v)
    version, role, reason = roles(v)[-1]
    assert (version, role) == (2, "challenger") and reason.startswith("not promoted: the rule waits for 200 outcomes: ")
    ask(v, 300)
    until(lambda: known(v)[0] == 300, known(v))
    v.write_truths(range(150))
    until(lambda: known(v)[1] == 150, known(v))
    assert len(roles(v)) == 2
    v.write_truths(range(250))
    until(lambda: len(roles(v)) == 3, roles(v))
    version, role, reason = roles(v)[-1]
    assert (version, role) == (2, "champion")
    assert reason.startswith("promoted: the condition lower > 0 is true: roc_auc is ") and reason.endswith(" on 250 outcomes")
    evidence = v.rows(f"SELECT evidence->>'$.rule', (evidence->'$.comparison'->>'rows')::INT FROM foretell.deployments WHERE model = '{v.name}' ORDER BY since")[-1]
    assert evidence == ("WHEN lower > 0 AFTER 200 OUTCOMES", 250)
    assert v.champion() == 2
    truth = v.rows(f"SELECT key, actual, version, champion FROM foretell.outcomes WHERE model = '{v.name}' AND key = '3'")
    assert truth == [("3", "buy" if (3 * 37) % 100 > 50 else "leave", 2, 1)]


def test_a_decision_not_to_promote_is_recorded_and_outcomes_are_counted_anew(waiting):
    v = waiting
    promise(v, condition="roc_auc > 2", outcomes=50)
    ask(v, 60)
    v.write_truths(range(60))
    until(lambda: len(roles(v)) == 3, roles(v))
    version, role, reason = roles(v)[-1]
    assert (version, role) == (2, "challenger") and reason.startswith("not promoted: the condition roc_auc > 2 is false")
    time.sleep(1.5)
    assert len(roles(v)) == 3 and v.champion() == 1


def test_a_truth_that_comes_too_late_is_none(waiting):
    v = waiting
    promise(v, outcomes=10, within="WITHIN 2 hours")
    ask(v, 30)
    v.write_truths(range(30))
    until(lambda: known(v)[0] == 30, known(v))
    until(lambda: v.rows(f"SELECT looked_at FROM foretell.outcome_sources WHERE model = '{v.name}'")[0][0], "nobody looked")
    time.sleep(1.5)
    assert known(v) == (30, 0)


def test_a_source_that_has_gone_is_told_and_recovers(waiting):
    v = waiting
    promise(v, outcomes=10)
    ask(v, 30)
    v.truths.unlink()
    error = lambda: v.rows(f"SELECT error FROM foretell.outcome_sources WHERE model = '{v.name}'")[0][0]
    until(lambda: error() and f"{v.name}_truth" in error(), "no error")
    v.write_truths(range(30))
    until(lambda: v.champion() == 2, roles(v))
    assert error() is None


def test_what_cannot_be_says_so(waiting):
    v = waiting
    base = f"CREATE OUTCOME FOR {v.name} FROM {v.name} (SELECT * FROM {v.name}_truth)"
    state, text = failing(v, f"{base} KEY (sesion) ACTUAL happened")
    assert state == "42703" and 'column "sesion" does not exist' in text and 'did you mean "session"?' in text
    state, text = failing(v, f"{base} KEY (session) ACTUAL happened USING evry = 1")
    assert state == "22023" and 'unknown option "evry"' in text
    state, text = failing(v, f"{base} KEY (session, happened) ACTUAL happened")
    assert state == "0A000" and "a key of several columns is not supported yet" in text
    state, text = failing(v, f"DROP OUTCOME FOR {v.name}")
    assert state == "42704"
    v.run(f"DROP OUTCOME IF EXISTS FOR {v.name}")
    v.run(f"{base} KEY (session) ACTUAL happened")
    state, text = failing(v, f"{base} KEY (session) ACTUAL happened")
    assert state == "42710"
    v.run(base.replace("CREATE", "CREATE OR REPLACE") + " KEY (session) ACTUAL happened AT known_at WITHIN 7 days")
    assert v.rows(f"SELECT key, actual, \"at\", within_seconds, every_seconds FROM foretell.outcome_sources WHERE model = '{v.name}'") == [
        ("session", "happened", "known_at", 604800.0, 60.0)]
    v.run(f"DROP OUTCOME FOR {v.name}")
    state, text = failing(v, f"ALTER MODEL {v.name} SET PROMOTE WHEN lower > 0 AFTER 5 OUTCOMES")
    assert state == "22023" and "a promotion waits for 10 to 100000 outcomes" in text


def test_rows_without_a_key_have_no_outcomes(visits):
    v = visits(train=False)
    v.run(f"CREATE MODEL {v.name} FROM {v.name} (SELECT x, c, y FROM {v.name}) PREDICT y USING trials = 1, rounds = 5, wait = true")
    for text in (f"CREATE OUTCOME FOR {v.name} FROM {v.name} (SELECT * FROM {v.name}) KEY (id) ACTUAL y",
                 f"ALTER MODEL {v.name} SET PROMOTE WHEN lower > 0 AFTER 50 OUTCOMES"):
        state, message = failing(v, text)
        assert state == "55000" and f'the rows of model "{v.name}" have no key to which an outcome could belong' in message
