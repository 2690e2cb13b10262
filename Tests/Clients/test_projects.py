"""Projects beside main, and models that get another name."""
import pytest

from visits import failing


def test_a_model_gets_another_name_and_serves_on(visits):
    v = visits()
    v.run(f"ALTER MODEL {v.name} SET PROMOTE MANUALLY")
    v.run(f"RETRAIN {v.name} USING rounds = 2, wait = true")
    v.run(f"DEPLOY MODEL {v.name} VERSION 2 AS CANARY 50 PERCENT")
    queries = ["SELECT y, y_version FROM {m} WHERE x = 90 AND c = 'a' AND id = 3", "SELECT y, y_version FROM {m} WHERE x = 80 + 10 AND c = 'a' AND id = 3",
               "SELECT m.y, m.y_version FROM (SELECT 90 AS x, 'a' AS c, 3 AS id) AS t JOIN {m} AS m", "SELECT y FROM {m}.1 WHERE x = 90"]
    before = [v.rows(text.format(m=v.name)) for text in queries]
    other = f"{v.name}_other"
    v.run(f"ALTER MODEL {v.name} RENAME TO {other}")
    assert [v.rows(text.format(m=other)) for text in queries] == before
    assert failing(v, f"SELECT y FROM {v.name} WHERE x = 90")[0] == "42P01"
    assert f'in model "{other}"' in failing(v, f"SELECT nosuch FROM {other} WHERE x = 90")[1]
    assert v.rows(f"SELECT count(*) FROM information_schema.tables WHERE table_name = '{other}'") == [(1,)]
    v.run(f"ALTER MODEL {other} RENAME TO {v.name.upper()}")
    assert v.rows(f"SELECT name FROM foretell.models WHERE lower(name) = '{v.name}'") == [(v.name.upper(),)]


def test_a_name_that_is_taken_is_refused(visits):
    v = visits()
    v.run(f"CREATE VIEW w_{v.name} AS SELECT 1 AS x")
    assert failing(v, f"ALTER MODEL {v.name} RENAME TO w_{v.name}")[0] == "42P07"
    v.run(f"DROP VIEW w_{v.name}")
    assert failing(v, "ALTER MODEL nosuch RENAME TO other")[0] == "42P01"


def test_a_project_holds_models_and_views_of_its_own(visits):
    v = visits()
    p = f"p_{v.name}"
    v.run(f"CREATE PROJECT {p}")
    v.run(f"CREATE PROJECT IF NOT EXISTS {p}")
    v.run(f"CREATE MODEL {p}.{v.name} FROM {v.name} (SELECT id, x, y FROM {v.name}) PREDICT y USING key = 'id', trials = 1, rounds = 3, wait = true")
    v.run(f"CREATE VIEW {p}.seen AS SELECT 7 AS n")
    assert v.rows(f"SELECT project FROM foretell.models WHERE name = '{v.name}' ORDER BY 1") == [("main",), (p,)]
    assert v.rows(f"SELECT y_version FROM {p}.{v.name} WHERE x = 90") == [(1,)]
    assert v.rows(f"SELECT n FROM {p}.seen") == [(7,)]
    assert v.rows(f"SELECT table_schema FROM information_schema.tables WHERE table_name = '{v.name}' AND table_schema = '{p}'") == [(p,)]
    v.run(f"SET project = {p}")
    assert "c" not in [row[0] for row in v.rows(f"DESCRIBE {v.name}.features")]
    assert v.rows("SELECT n FROM seen") == [(7,)]
    v.run("RESET project")
    state, text = failing(v, f"DROP PROJECT {p}")
    assert state == "2BP01" and f"DROP MODEL {p}.{v.name} first" in text
    v.run(f"DROP MODEL {p}.{v.name}")
    v.run(f"DROP VIEW {p}.seen")
    v.run(f"DROP PROJECT {p}")
    v.run(f"DROP PROJECT IF EXISTS {p}")
    assert v.rows(f"SELECT count(*) FROM foretell.projects WHERE name = '{p}'") == [(0,)]


@pytest.mark.parametrize("statement, state, text", [
    ("CREATE PROJECT main", "42P04", "reserved"),
    ("CREATE PROJECT foretell", "42P04", "reserved"),
    ("CREATE PROJECT \"a/b\"", "42602", "cannot be the name of a project"),
    ("CREATE PROJECT {m}", "42P06", "cannot share a name"),
    ("DROP PROJECT main", "2BP01", "cannot be dropped"),
    ("DROP PROJECT nosuch", "3F000", "does not exist"),
    ("CREATE MODEL nosuch.m FROM {m} (SELECT * FROM {m}) PREDICT y", "3F000", "CREATE PROJECT nosuch"),
])
def test_bad_input(visits, statement, state, text):
    v = visits(train=False)
    found = failing(v, statement.format(m=v.name))
    assert found[0] == state and text in found[1]
