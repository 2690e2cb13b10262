"""What a promotion's condition may say, and what it may not read."""
import psycopg
import pytest

from server import Server

PASSWORD = "Tr0ub4dor-and-3"


@pytest.fixture(scope="module")
def deployer(tmp_path_factory):
    """A user who may deploy one model, and nothing else."""
    server = Server(tmp_path_factory.mktemp("conditions"))
    folder = tmp_path_factory.mktemp("files")
    rows = ["id,x,y"] + [f"{i},{(i * 37) % 100},{'buy' if (i * 37) % 100 > 50 else 'leave'}" for i in range(100)]
    (folder / "visits.csv").write_text("\n".join(rows) + "\n")
    admin = server.connect()
    admin.execute(f"""CREATE DATABASE shop WITH ENGINE = 'files', PARAMETERS = {{"path": "{folder}"}}""")
    admin.execute("CREATE MODEL m FROM shop (SELECT * FROM visits) PREDICT y USING key = 'id', trials = 1, rounds = 5, wait = true")
    admin.execute(f"CREATE USER eve PASSWORD '{PASSWORD}'")
    admin.execute("GRANT DEPLOY ON MODEL m TO eve")
    yield server.connect(user="eve", password=PASSWORD)
    assert server.stop() == 0


@pytest.mark.parametrize("condition", [
    "CAST((SELECT statement FROM foretell.audit LIMIT 1) AS INT) > 0",
    "(SELECT count(*) FROM foretell.audit) > 0",
    "(SELECT max(query) FROM foretell.definitions) = 'x'",
    "EXISTS (SELECT 1)",
    "difference > (SELECT 1)",
    "(SELECT count(*) FROM range(10000000000000)) > 0",
    "1 = 2) AS BOOLEAN) FROM (SELECT 1) UNION ALL SELECT CAST((1 = 1",
    "1 = 2), (1 = 1",
    "lower IN (SELECT y FROM m WHERE x = 3)",
])
def test_a_condition_reads_its_evidence_and_nothing_else(deployer, condition):
    with pytest.raises(psycopg.Error) as caught:
        deployer.execute(f"ALTER MODEL m SET PROMOTE WHEN {condition}")
    assert caught.value.sqlstate in ("0A000", "42601", "42501"), caught.value
    assert "CREATE" not in str(caught.value)


@pytest.mark.parametrize("condition", [
    "lower > 0", "difference > 0.01 AND roc_auc > champion_roc_auc", "greatest(lower, 0) > abs(-0.001) OR latency < 2 * champion_latency",
    "CASE WHEN rows > 100 THEN lower > 0 ELSE false END",
])
def test_expressions_over_the_evidence_are_taken(deployer, condition):
    deployer.execute(f"ALTER MODEL m SET PROMOTE WHEN {condition}")
