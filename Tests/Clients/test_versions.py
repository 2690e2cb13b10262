"""The life of versions: retraining, reading them, and which one serves."""
import threading
import time

import psycopg
import pytest

from visits import Visits, failing


def test_retrain_makes_a_version_with_the_same_definition_and_configuration(visits):
    v = visits()
    v.run(f"RETRAIN {v.name} USING wait = true")
    assert v.versions() == [(1, "ready", 1, 1, "CREATE MODEL"), (2, "ready", 1, 1, "RETRAIN")]
    # Nothing has changed, so the snapshot is stored once.
    assert len(v.rows(f"SELECT DISTINCT snapshot FROM foretell.versions WHERE model = '{v.name}'")) == 1


def test_retrain_with_options_makes_a_configuration(visits):
    v = visits()
    v.run(f"RETRAIN {v.name} USING rounds = 10, wait = true")
    v.run(f"RETRAIN {v.name} VERSION 2 USING seed = 7, wait = true")
    assert [row[3] for row in v.versions()] == [1, 2, 3]
    options = v.rows(f"SELECT options FROM foretell.configurations WHERE model = '{v.name}' ORDER BY revision")
    assert [row[0].get("rounds") for row in options] == [20, 10, 10]
    assert options[2][0]["seed"] == 7 and "wait" not in options[2][0]


def test_retrain_reads_the_source_again_unless_a_snapshot_is_named(visits):
    v = visits()
    v.write(700)
    v.run(f"RETRAIN {v.name} USING wait = true")
    v.run(f"RETRAIN {v.name} ON SNAPSHOT OF VERSION 1 USING wait = true")
    rows = v.rows(f"SELECT rows, snapshot, artifact_hash FROM foretell.versions WHERE model = '{v.name}' ORDER BY version")
    assert [row[0] for row in rows] == [600, 700, 600]
    assert rows[0][1:] == rows[2][1:]


def test_changed_columns_are_told_before_the_training(visits):
    v = visits()
    v.write(600, extra="z")
    notices = []
    v.connection.add_notice_handler(lambda notice: notices.append(notice.message_primary))
    v.run(f"RETRAIN {v.name} USING wait = true")
    assert any('"z" is new' in notice for notice in notices)
    v.write(600)
    v.run(f"RETRAIN {v.name} USING wait = true")
    assert any('"z" is gone' in notice for notice in notices)
    changes = v.rows(f"SELECT column_changes FROM foretell.versions WHERE model = '{v.name}' ORDER BY version")
    assert changes[1][0][0]["change"] == "added" and changes[2][0][0] == {"column": "z", "change": "gone", "before": "BIGINT", "after": None}


def test_configurations_have_names(visits):
    v = visits()
    shared = f"fast_{v.name}"
    v.run(f"CREATE CONFIGURATION {shared} AS (rounds = 5, trials = 1)")
    v.run(f"CREATE CONFIGURATION slow FOR MODEL {v.name} USING rounds = 30, trials = 1")
    v.run(f"RETRAIN {v.name} USING CONFIGURATION {shared}, wait = true")
    v.run(f"RETRAIN {v.name} USING CONFIGURATION slow, wait = true")
    v.run(f"RETRAIN {v.name} USING CONFIGURATION 1, wait = true")
    names = v.rows(f"SELECT v.version, c.name, c.options->>'rounds' FROM foretell.versions v JOIN foretell.configurations c "
                   f"ON c.model = v.model AND c.revision = v.configuration WHERE v.model = '{v.name}' ORDER BY 1")
    assert names == [(1, None, "20"), (2, shared, "5"), (3, "slow", "30"), (4, None, "20")]
    assert failing(v, f"CREATE CONFIGURATION {shared} AS (rounds = 6)")[0] == "42710"
    assert failing(v, f"RETRAIN {v.name} USING CONFIGURATION {shared}x")[1].count(f'did you mean "{shared}"?') == 1
    assert failing(v, "CREATE CONFIGURATION bad AS (sedd = 1)")[0] == "22023"


def test_alter_model_changes_what_comes_next_and_nothing_else(visits):
    v = visits()
    v.run(f"ALTER MODEL {v.name} SET (rounds = 8)")
    v.run(f"ALTER MODEL {v.name} AS FROM {v.name} (SELECT id, x, y FROM {v.name}) PREDICT y")
    assert v.versions() == [(1, "ready", 1, 1, "CREATE MODEL")]
    v.run(f"RETRAIN {v.name} USING wait = true")
    assert v.versions()[1] == (2, "ready", 2, 2, "RETRAIN")
    v.run(f"ALTER MODEL {v.name} SET (rounds = null)")
    assert "rounds" not in v.rows(f"SELECT options FROM foretell.configurations WHERE model = '{v.name}' AND revision = 3")[0][0]
    assert failing(v, f"ALTER MODEL {v.name} SET (wait = true)")[0] == "22023"


@pytest.mark.parametrize("statement, state, text", [
    ("RETRAIN nosuch", "42P01", "does not exist"),
    ("RETRAIN {m} VERSION 9", "42704", "has no version 9"),
    ("RETRAIN {m} ON SNAPSHOT OF VERSION 9", "42704", "has no version 9"),
    ("RETRAIN {m} FROM (SELECT 1) ON SNAPSHOT OF VERSION 1", "42601", "not from both"),
    ("RETRAIN {m} USING nosuch = 1", "22023", 'unknown option "nosuch"'),
    ("RETRAIN {m} USING CONFIGURATION nosuch", "42704", 'configuration "nosuch" does not exist'),
    ("ALTER MODEL {m} VERSION 9 SET ALIAS a", "42704", "has no version 9"),
    ("ALTER MODEL {m} VERSION 1 SET ALIAS '3'", "22023", "a number cannot be an alias"),
    ("ALTER MODEL {m} VERSION 1 DROP ALIAS nosuch", "42704", 'no alias "nosuch"'),
    ("ALTER MODEL {m} VERSION 1 ARCHIVE", "55006", "serves its model"),
    ("ALTER MODEL {m} SET PROMOTE sometimes", "22023", 'unknown promotion rule "sometimes"'),
    ("ALTER MODEL {m} SET PROMOTE WHEN nosuch > 1", "42703", "it may name: difference"),
    ("ALTER MODEL {m} SET PROMOTE WHEN difference >", "42601", ""),
    ("ALTER MODEL {m} SET PROMOTE WHEN (SELECT count(*) FROM foretell.users) > 0 AND rows > (SELECT 1 FROM '/etc/passwd')", "0A000", "reads its evidence and nothing else"),
    ("ALTER MODEL {m} SET PROMOTE WHEN lower > 0 AFTER 5 OUTCOMES", "22023", "a promotion waits for 10 to 100000 outcomes"),
    ("DROP MODEL {m} VERSION 1", "55006", "serves its model"),
    ("DROP MODEL {m} VERSION 9", "42704", "has no version 9"),
    ("DEPLOY MODEL {m} VERSION 9", "42704", "has no version 9"),
    ("DEPLOY MODEL {m} VERSION 1 AS CHALLENGER", "55000", "serves already"),
    ("DEPLOY MODEL {m} VERSION 1 AS CANARY 10 PERCENT", "55000", "serves already"),
    ("DEPLOY MODEL {m} VERSION 9 AS CANARY 10 PERCENT", "42704", "has no version 9"),
    ("DEPLOY MODEL {m} VERSION 1 AS CANARY 0 PERCENT", "42601", "above 0 and at most 100"),
    ("DEPLOY MODEL {m} VERSION 1 AS CANARY 101 PERCENT", "42601", "above 0 and at most 100"),
    ("DEPLOY MODEL {m} VERSION 1 AS CANARY", "42601", "above 0 and at most 100"),
    ("ROLLBACK MODEL {m}", "55000", "no other version"),
    ("ROLLBACK MODEL {m} TO VERSION 1", "55000", "serves already"),
    ("SELECT y FROM {m} AT (VERSION => 9) WHERE x = 1", "42704", "has no version 9"),
    ("SELECT y FROM {m} AT (VERSION => 'nosuch') WHERE x = 1", "42704", 'alias "nosuch"'),
    ("SELECT y FROM {m} AT (TIMESTAMP => 'soon') WHERE x = 1", "22P02", "invalid input syntax"),
    ("SELECT y FROM {m} AT (TIMESTAMP => '2001-01-01') WHERE x = 1", "42704", "served at 2001-01-01"),
    ("SELECT * FROM foretell.snapshot('nosuch', 1)", "42P01", "does not exist"),
    ("SELECT * FROM foretell.snapshot('{m}', 9)", "42704", "has no version 9"),
    ("SELECT * FROM foretell.snapshot('{m}', '/etc/passwd')", "42883", "number of a version"),
    ("SELECT * FROM foretell.snapshot({m}, 1)", "42883", "foretell.snapshot('model', 3)"),
    ("SELECT foretell.snapshot('{m}', 1)", "42883", ""),
    ("COMPARE MODEL {m} VERSION 1 TO 9", "42704", "has no version 9"),
    ("COMPARE MODEL {m} VERSION 1 TO 1 FROM (SELECT 1)", "0A000", "not supported yet"),
    ("COMMENT ON MODEL nosuch IS 'x'", "42P01", "does not exist"),
    ("COMMENT ON TABLE nosuch IS 'x'", "42P01", "does not exist"),
    ("COMMENT ON COLUMN {m}.nosuch IS 'x'", "42703", 'column "nosuch" does not exist'),
    ("COMMENT ON COLUMN {m} IS 'x'", "42601", "a column is named with its table"),
])
def test_bad_input(steady, statement, state, text):
    found = failing(steady, statement.format(m=steady.name))
    assert found[0] == state and text in found[1]
    assert steady.rows("SELECT 1") == [(1,)]


@pytest.fixture(scope="module")
def steady(server, tmp_path_factory):
    """A model of one version that no test changes."""
    v = Visits(server.connect(), tmp_path_factory.mktemp("steady"), "steady")
    v.train()
    return v


def test_versions_are_read_in_every_form(visits):
    v = visits()
    v.write(600, noise=2)   # nearly the opposite
    v.run(f"ALTER MODEL {v.name} SET PROMOTE MANUALLY")
    before = v.rows("SELECT now()::text")[0][0]
    v.run(f"RETRAIN {v.name} USING wait = true")
    v.run(f"ALTER MODEL {v.name} VERSION 2 SET ALIAS 'autumn'")
    v.run(f"DEPLOY MODEL {v.name} VERSION 2")
    p = {}
    for how in ["", ".1", ".2", " AT (VERSION => 1)", " AT (VERSION => 2)", " AT (VERSION => 'autumn')", f" AT (TIMESTAMP => '{before}')",
                " AT (TIMESTAMP => '2999-01-01')"]:
        point = v.rows(f"SELECT y_probabilities->>'buy' FROM {v.name}{how} WHERE x = 90 AND c = 'a'")[0][0]
        alias = v.rows(f"SELECT m.y_probabilities->>'buy' FROM {v.name}{how} AS m WHERE m.x = 90 AND m.c = 'a'")[0][0]
        join = v.rows(f"SELECT m.y_probabilities->>'buy' FROM (SELECT 90 AS x, 'a' AS c) t JOIN {v.name}{how} AS m")[0][0]
        left = v.rows(f"SELECT m.y_probabilities->>'buy' FROM (SELECT 90 AS a, 'a' AS b) t LEFT JOIN {v.name}{how} m ON t.a = m.x AND t.b = m.c")[0][0]
        assert point == alias == join == left
        p[how] = float(point)
    first, second = p[".1"], p[".2"]
    assert first != second
    assert p == {"": second, ".1": first, ".2": second, " AT (VERSION => 1)": first, " AT (VERSION => 2)": second, " AT (VERSION => 'autumn')": second,
                 f" AT (TIMESTAMP => '{before}')": first, " AT (TIMESTAMP => '2999-01-01')": second}
    both = v.rows(f"SELECT a.y_probabilities->>'buy', b.y_probabilities->>'buy' FROM (SELECT 90 AS x, 'a' AS c) t JOIN {v.name}.1 a JOIN {v.name}.2 b")
    assert [float(x) for x in both[0]] == [first, second]
    assert v.rows(f"DESCRIBE {v.name} AT (VERSION => 'autumn')")[0][2] == 2


def test_deploy_and_rollback_are_rows(visits):
    v = visits()
    v.run(f"ALTER MODEL {v.name} SET PROMOTE MANUALLY")
    for _ in range(2):
        v.run(f"RETRAIN {v.name} USING wait = true")
    assert v.champion() == 1
    v.run(f"DEPLOY MODEL {v.name} VERSION 2")
    v.run(f"DEPLOY MODEL {v.name} VERSION 3")
    v.run(f"ROLLBACK MODEL {v.name}")
    assert v.champion() == 2
    v.run(f"ROLLBACK MODEL {v.name}")
    assert v.champion() == 1
    assert failing(v, f"ROLLBACK MODEL {v.name}")[0] == "55000"
    v.run(f"ROLLBACK MODEL {v.name} TO VERSION 3")
    rows = v.rows(f"SELECT version, role, reason, until IS NULL FROM foretell.deployments WHERE model = '{v.name}'")
    assert rows == [
        (1, "champion", "the first version that is ready", False),
        (2, "challenger", rows[1][2], False), (3, "challenger", rows[2][2], False),
        (2, "champion", "DEPLOY", False), (3, "champion", "DEPLOY", False),
        (2, "champion", "ROLLBACK from version 3", False), (1, "champion", "ROLLBACK from version 2", False),
        (3, "champion", "ROLLBACK from version 1", True)]
    assert rows[1][2].startswith("not promoted: the rule is MANUALLY: roc_auc is")


def evidence(v, version):
    return v.rows(f"SELECT role, reason, evidence FROM foretell.deployments WHERE model = '{v.name}' AND version = {version} ORDER BY since")[0]


def test_a_better_version_is_promoted_on_the_same_rows(visits):
    v = visits(train=False, rows=2000)
    v.train("trials = 1, rounds = 20, exclude = 'x'")
    v.run(f"RETRAIN {v.name} USING exclude = null, wait = true")
    role, reason, found = evidence(v, 2)
    metric = found["comparison"]["metrics"][0]
    assert (role, v.champion()) == ("champion", 2), reason
    assert reason.startswith("promoted: roc_auc is") and metric["lower"] > 0
    # Both split the same rows the same way, so all that were kept back can be compared.
    assert found["comparison"]["rows"] == v.rows(f"SELECT holdout_rows FROM foretell.versions WHERE model = '{v.name}' AND version = 2")[0][0]
    assert (found["champion"], found["challenger"]) == (1, 2)


def test_a_version_that_is_no_better_stays_a_challenger(visits):
    v = visits(rows=2000)
    v.run(f"RETRAIN {v.name} USING wait = true")
    role, reason, found = evidence(v, 2)
    assert role == "challenger" and v.champion() == 1
    assert reason.startswith("not promoted: roc_auc is") and found["comparison"]["metrics"][0]["improvement"] == 0


def test_versions_on_grown_data_are_compared_on_rows_that_neither_learnt_from(visits):
    v = visits(rows=2000)
    v.write(2400)
    v.run(f"RETRAIN {v.name} USING wait = true")
    found = evidence(v, 2)[2]["comparison"]
    kept = v.rows(f"SELECT holdout_rows FROM foretell.versions WHERE model = '{v.name}' AND version = 2")[0][0]
    assert 0.8 * kept < found["rows"] <= kept


@pytest.mark.parametrize("rule, promoted", [
    ("ALWAYS", True), ("MANUALLY", False), ("WHEN rows > 10 AND difference >= 0", True), ("WHEN difference > 0.5", False),
    ("WHEN segments = 2 AND worst_segment >= 0 AND worst_segment_lower > -0.1 AND worst_segment_upper >= worst_segment", True),
    ("WHEN worst_segment > 0", False),
    ("WHEN roc_auc_lower > -1 AND latency < champion_latency * 1000", True), ("WHEN r2 > 0", False),
])
def test_the_rule_decides(visits, rule, promoted):
    v = visits()
    v.run(f"ALTER MODEL {v.name} SET PROMOTE {rule}")
    v.run(f"RETRAIN {v.name} USING wait = true")
    assert v.champion() == (2 if promoted else 1)
    assert evidence(v, 2)[2]["rule"] == rule


def test_a_promoted_configuration_is_the_models_own(visits):
    v = visits()
    v.run(f"ALTER MODEL {v.name} SET PROMOTE ALWAYS")
    v.run(f"RETRAIN {v.name} USING rounds = 9, wait = true")
    v.run(f"RETRAIN {v.name} USING wait = true")
    assert [row[3] for row in v.versions()] == [1, 2, 2]


def test_versions_with_other_targets_cannot_be_compared(visits):
    v = visits()
    v.run(f"ALTER MODEL {v.name} AS FROM {v.name} (SELECT id, c, y, x FROM {v.name}) PREDICT x")
    v.run(f"RETRAIN {v.name} USING wait = true")
    role, reason, found = evidence(v, 2)
    assert role == "challenger" and "cannot be compared" in reason and "comparison" not in found


def test_a_snapshot_is_a_table(visits):
    v = visits(rows=300)
    v.write(200)
    v.run(f"RETRAIN {v.name} USING wait = true")
    assert v.rows(f"SELECT count(*), max(id), count(*) FILTER (y = 'buy') > 50 FROM foretell.snapshot('{v.name}', 1)") == [(300, 299, True)]
    assert v.rows(f"SELECT count(*) FROM foretell.snapshot('main.{v.name}', 2) AS s WHERE s.id >= 100") == [(100,)]
    assert v.rows(f"SELECT count(snapshot.id), count(m.y) FROM foretell.snapshot('{v.name}') JOIN {v.name}.2 AS m") == [(300, 300)]


def test_two_versions_are_compared(visits):
    v = visits(rows=1500)
    v.write(1500, extra="z", noise=3)
    v.run(f"ALTER MODEL {v.name} SET (rounds = 9)")
    v.run(f"RETRAIN {v.name} USING wait = true")
    rows = v.rows(f"COMPARE MODEL {v.name} VERSION 1 TO 2")
    found = {(part, item): rest for part, item, *rest in rows}
    assert found["configuration", "rounds"] == ["20", "9", -11, None, None]
    assert not any(part == "definition" for part, _ in found)
    assert found["data", "z: column"] == [None, "BIGINT", None, None, None]
    assert found["data", "rows"][:2] == ["1500", "1500"] and found["data", "x: drift"][2] == 0 and found["data", "y: drift"][2] > 0
    first, second, difference, lower, upper = found["metric", "roc_auc"]
    assert lower <= difference <= upper and abs(float(second) - float(first) - difference) < 1e-12
    assert int(found["prediction", "compared rows"][0]) > 200 and 0 <= found["prediction", "share that changes"][2] < 1
    assert sum(item.startswith("row ") for _, item in found) == 10


def test_names_and_words_for_versions(visits):
    v = visits()
    v.run(f"RETRAIN {v.name} USING wait = true")
    v.run(f"ALTER MODEL {v.name} VERSION 1 SET ALIAS best")
    v.run(f"ALTER MODEL {v.name} VERSION 2 SET ALIAS best")
    for number in (1, 2):
        v.run(f"ALTER MODEL {v.name} VERSION {number} SET TAG 'autumn sale'")
    v.run(f"ALTER MODEL {v.name} VERSION 1 DROP TAG 'autumn sale'")
    assert v.rows(f"SELECT aliases, tags FROM foretell.versions WHERE model = '{v.name}' ORDER BY version") == [(None, None), ("best", "autumn sale")]
    v.run(f"COMMENT ON MODEL {v.name} IS 'who buys'")
    v.run(f"COMMENT ON MODEL {v.name} IS 'who will buy'")
    assert v.rows(f"SELECT comment FROM foretell.models WHERE name = '{v.name}'") == [("who will buy",)]
    assert v.rows(f"SELECT kind, comment, created_by FROM foretell.comments WHERE object = 'main.{v.name}'") == [
        ("model", "who buys", "foretell"), ("model", "who will buy", "foretell")]
    v.run(f"COMMENT ON MODEL {v.name} VERSION 2 IS 'of the autumn''s rows'")
    v.run(f"COMMENT ON MODEL {v.name} VERSION 2 IS NULL")
    v.run(f"COMMENT ON MODEL {v.name} VERSION 1 IS 'of the spring'")
    assert v.rows(f"SELECT object, comment FROM foretell.comments WHERE kind = 'version' AND object LIKE 'main.{v.name} %'") == [
        (f"main.{v.name} version 2", "of the autumn's rows"), (f"main.{v.name} version 2", None), (f"main.{v.name} version 1", "of the spring")]
    assert "has no version 9" in failing(v, f"COMMENT ON MODEL {v.name} VERSION 9 IS 'x'")[1]


def test_a_replacement_serves_when_it_is_ready_and_not_before(visits):
    v = visits()
    v.run(f"ALTER MODEL {v.name} SET PROMOTE MANUALLY")
    v.run(f"ALTER MODEL {v.name} SET (rounds = 7)")
    # One that fails leaves everything as it was.
    assert "nosuch" in failing(v, f"CREATE OR REPLACE MODEL {v.name} FROM {v.name} (SELECT * FROM nosuch) PREDICT y USING wait = true")[1]
    assert "returns no column" in failing(v, f"CREATE OR REPLACE MODEL {v.name} FROM {v.name} (SELECT * FROM {v.name}) PREDICT why USING wait = true")[1]
    assert v.champion() == 1 and v.rows(f"SELECT y_version FROM {v.name} WHERE x = 60") == [(1,)]
    v.run(f"CREATE OR REPLACE MODEL {v.name} FROM {v.name} (SELECT c, x FROM {v.name}) PREDICT x USING trials = 1, rounds = 5, wait = true")
    number = v.champion()
    assert number > 1 and v.rows(f"SELECT x_version FROM {v.name} WHERE c = 'a'") == [(number,)]
    # Nothing of before is lost: it is read, gone back to, and decided about as before.
    assert v.rows(f"SELECT y_version FROM {v.name}.1 WHERE x = 60") == [(1,)]
    assert v.rows(f"SELECT version, reason LIKE 'promoted: CREATE OR REPLACE MODEL%', \"by\" FROM foretell.deployments WHERE model = '{v.name}' ORDER BY since")[1:] == [
        (number, True, "foretell")]
    assert v.rows(f"SELECT promotion FROM foretell.models WHERE name = '{v.name}'") == [({"rule": "manually"},)]
    expanded = v.rows(f"SELECT options::text FROM foretell.configurations WHERE model = '{v.name}' ORDER BY revision DESC LIMIT 1")[0][0]
    assert '"rounds": 5' in expanded.replace(":", ": ").replace(":  ", ": ")
    v.run(f"ROLLBACK MODEL {v.name}")
    assert v.rows(f"SELECT y_version FROM {v.name} WHERE x = 60") == [(1,)]


def test_a_version_is_dropped_and_archived(server, visits):
    v = visits()
    v.run(f"ALTER MODEL {v.name} SET PROMOTE MANUALLY")
    v.run(f"RETRAIN {v.name} USING rounds = 5, wait = true")
    v.run(f"RETRAIN {v.name} USING rounds = 6, wait = true")
    files = v.rows(f"SELECT artifact_hash, held_hash FROM foretell.versions WHERE model = '{v.name}' AND version = 2")[0]
    paths = [server.folder / "data/models" / f"{files[0]}.model", server.folder / "data/models" / f"{files[1]}.held"]
    assert all(path.exists() for path in paths)
    v.run(f"DROP MODEL {v.name} VERSION 2")
    assert not any(path.exists() for path in paths)
    v.run(f"DROP MODEL IF EXISTS {v.name} VERSION 2")
    v.run(f"ALTER MODEL {v.name} VERSION 3 ARCHIVE")
    assert [row[:2] for row in v.versions()] == [(1, "ready"), (2, "deleted"), (3, "archived")]
    assert failing(v, f"DEPLOY MODEL {v.name} VERSION 2")[0] == "42704"
    assert failing(v, f"DEPLOY MODEL {v.name} VERSION 3")[0] == "55000"
    assert failing(v, f"SELECT y FROM {v.name}.3 WHERE x = 1")[1].startswith(f'version 3 of model "{v.name}" is archived')
    # A number is never used twice.
    v.run(f"RETRAIN {v.name} USING wait = true")
    assert v.versions()[-1][0] == 4


def test_switching_is_atomic_while_16_clients_query(server, visits):
    v = visits()
    v.run(f"ALTER MODEL {v.name} SET PROMOTE MANUALLY")
    v.write(600, noise=2)
    v.run(f"RETRAIN {v.name} USING wait = true")
    point = f"SELECT y_confidence, y_probabilities->>'buy' FROM {v.name}{{}} WHERE x = 90 AND c = 'a'"
    batch = f"SELECT min(m.y_confidence), max(m.y_confidence) FROM range(3000) r, (SELECT 90 AS x, 'a' AS c) t JOIN {v.name}{{}} AS m"
    known = {kind: {v.rows(text.format(f".{n}"))[0] for n in (1, 2)} for kind, text in (("point", point), ("batch", batch))}
    assert len(known["point"]) == 2 and len(known["batch"]) == 2
    wrong, done, counts = [], threading.Event(), [0] * 16

    def query(index):
        try:
            connection = server.connect()
            while not done.is_set():
                kind, text = ("point", point) if index % 4 else ("batch", batch)
                row = connection.execute(text.format(""), prepare=index % 2 == 0).fetchone()
                if row not in known[kind]:
                    wrong.append((kind, row))
                counts[index] += 1
        except Exception as failure:
            wrong.append(failure)

    threads = [threading.Thread(target=query, args=(index,)) for index in range(16)]
    for thread in threads:
        thread.start()
    for number in [2, 1] * 25:
        v.run(f"DEPLOY MODEL {v.name} VERSION {number}")
        # From the answer on, the version serves.
        assert v.rows(point.format("")) == v.rows(point.format(f".{number}"))
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == [] and min(counts) > 0
