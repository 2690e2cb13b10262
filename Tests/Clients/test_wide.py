"""Tables that are wide and texts that are long: what a worker says of them is long too."""
import random

import pytest


@pytest.mark.parametrize("columns", [250, 2000])
def test_wide_tables_train(server, tmp_path, columns):
    chance = random.Random(1)
    lines = [",".join(f"c{i}" for i in range(columns)) + ",y"]
    for row in range(300):
        values = [f"{chance.random():.4f}" for _ in range(columns)]
        lines.append(",".join(values) + f",{float(values[0]) > 0.5}")
    (tmp_path / "wide.csv").write_text("\n".join(lines) + "\n")
    connection = server.connect()
    name = f"wide{columns}"
    connection.execute(f"""CREATE DATABASE {name} WITH ENGINE = 'files', PARAMETERS = {{"path": "{tmp_path}"}}""")
    connection.execute(f"CREATE MODEL {name} FROM {name} (SELECT * FROM wide) PREDICT y USING trials = 1, rounds = 20, wait = true")
    assert connection.execute(f"SELECT score > 0.9 FROM foretell.models WHERE name = '{name}'").fetchone() == (True,)
    assert connection.execute(f"SELECT count(*) FROM foretell.features WHERE model = '{name}'").fetchone() == (columns,)
    profile = connection.execute(f"SELECT count(*), min(distinct_values) FROM foretell.snapshot_profiles WHERE \"column\" LIKE 'c%' AND hash = "
                                 f"(SELECT snapshot FROM foretell.versions WHERE model = '{name}')").fetchone()
    assert profile[0] == columns and profile[1] > 200
    connection.execute(f"DROP MODEL {name}")
    connection.execute(f"DROP DATABASE {name}")


def test_texts_of_a_megabyte_train(server, tmp_path):
    import json
    chance = random.Random(2)
    with open(tmp_path / "long.jsonl", "w") as file:
        for row in range(24):
            words = [f"w{chance.randrange(50000)}" for _ in range(150_000)]
            file.write(json.dumps({"text": " ".join((["good"] if row % 2 else ["bad"]) * 10 + words), "y": row % 2 == 0}) + "\n")
    connection = server.connect()
    connection.execute(f"""CREATE DATABASE long WITH ENGINE = 'files', PARAMETERS = {{"path": "{tmp_path}"}}""")
    connection.execute("CREATE MODEL long_texts FROM long (SELECT * FROM long) PREDICT y USING trials = 1, rounds = 20, types = {\"text\": \"text\"}, wait = true")
    assert connection.execute("SELECT state FROM foretell.versions WHERE model = 'long_texts'").fetchone() == ("ready",)
    connection.execute("DROP MODEL long_texts")
    connection.execute("DROP DATABASE long")
