"""The five-minute tour of README.md: its statements, as they stand there, against a server with the demo shop."""
import re
import subprocess
import time

import pytest

from server import ROOT, Server


def tour():
    """The statements of the tour's block of SQL, in their order, without their comments."""
    chapter = (ROOT / "README.md").read_text().split("## Five minutes with it")[1].split("\n## ")[0]
    block = re.search(r"```sql\n(.*?)```", chapter, re.DOTALL)[1]
    return [text.strip() for text in re.sub(r"--.*", "", block).split(";") if text.strip()]


def shown(statement):
    """The names of the columns that a SELECT lists; None where it does not list them."""
    listed = re.match(r"SELECT ([\w., ]+?) FROM ", statement)
    return listed and [item.split(".")[-1].strip() for item in listed[1].split(",")]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("demo"))
    subprocess.run([ROOT / ".build/release/foretell", "demo", "--data", server.folder / "data"], check=True, capture_output=True, timeout=300)
    yield server
    assert server.stop() == 0


def test_each_statement_of_the_tour_does_what_it_says(demo):
    statements = tour()
    assert len(statements) > 5, "the tour of README.md was not found"
    connection = demo.connect()
    for statement in statements:
        cursor = connection.execute(statement)
        if statement.startswith("CREATE"):
            continue
        names = [column.name for column in cursor.description]
        assert cursor.fetchall(), f"no rows: {statement}"
        assert shown(statement) in (None, names), statement
    # What the tour's comments promise to be seen.
    columns = lambda text: [column.name for column in connection.execute(text).description]
    assert {"metric", "value", "baseline"} <= set(columns("DESCRIBE buyers.metrics"))
    assert {"feature", "importance"} <= set(columns("DESCRIBE buyers.features"))
    assert {"metric", "score", "baseline"} <= set(columns("SHOW MODELS"))
    made = [re.match(r"CREATE MODEL (\w+)", statement)[1] for statement in statements if statement.startswith("CREATE MODEL")]
    states = f"SELECT state FROM foretell.models WHERE name IN ({', '.join(map(repr, made))})"
    end = time.monotonic() + 200
    while (found := {state for state, in connection.execute(states)}) & {"queued", "training"}:
        assert time.monotonic() < end
        time.sleep(0.2)
    assert found == {"ready"}


def test_the_statement_that_make_run_suggests_is_one_of_the_tour():
    suggested = re.search(r"and try: (.*);", (ROOT / "scripts/run").read_text())[1]
    assert suggested in tour()
