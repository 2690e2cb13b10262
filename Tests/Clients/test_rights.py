"""Who may do what: several users on one server, and the ways round that an attacker would try."""
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from server import ROOT, Server

PASSWORD = "Tr0ub4dor-and-3"
DENIED = "42501"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A server with a source, two models, a view over each, and a user for each right."""
    server = Server(tmp_path_factory.mktemp("rights"))
    folder = tmp_path_factory.mktemp("files")
    rows = ["id,x,c,y"] + [f"{i},{(i * 37) % 100},{'ab'[i % 2]},{'buy' if (i * 37) % 100 > 50 else 'leave'}" for i in range(200)]
    (folder / "visits.csv").write_text("\n".join(rows) + "\n")
    admin = server.connect()
    admin.execute(f"""CREATE DATABASE shop WITH ENGINE = 'files', PARAMETERS = {{"path": "{folder}"}}""")
    admin.execute(f"""CREATE DATABASE store WITH ENGINE = 'duckdb', PARAMETERS = {{"path": "{made(folder / 'store.db')}"}}""")
    for model in ("buyers", "secret"):
        admin.execute(f"CREATE MODEL {model} FROM shop (SELECT * FROM visits) PREDICT y USING key = 'id', learners = ['lightgbm'], rounds = 20, wait = true")
        admin.execute(f"RETRAIN {model} USING wait = true, rounds = 3")
    admin.execute("CREATE VIEW open_view AS SELECT v.id, m.y FROM shop.visits AS v JOIN buyers AS m")
    admin.execute("CREATE VIEW hidden_view AS SELECT v.id, m.y FROM shop.visits AS v JOIN secret AS m")
    for name in ("nobody", "reader", "trainer", "deployer", "owner", "source_reader", "source_writer", "maker", "viewer", "member"):
        admin.execute(f"CREATE USER {name} PASSWORD '{PASSWORD}'")
    for name, right in (("reader", "READ"), ("trainer", "TRAIN"), ("deployer", "DEPLOY"), ("owner", "OWN")):
        admin.execute(f"GRANT {right} ON MODEL buyers TO {name}")
    admin.execute("GRANT READ ON DATABASE shop TO source_reader, maker")
    admin.execute("GRANT READ, WRITE ON DATABASE store TO source_writer")
    admin.execute("GRANT READ ON DATABASE shop TO source_writer")
    admin.execute("GRANT CREATE ON PROJECT main TO maker")
    admin.execute("GRANT SELECT ON open_view TO viewer")
    admin.execute("CREATE ROLE readers")
    admin.execute("GRANT READ ON MODEL buyers TO readers")
    admin.execute("GRANT readers TO member")
    server.admin = admin
    yield server
    assert server.stop() == 0
    assert doctor(server).stdout.endswith("all is well\n")


def made(path):
    import duckdb
    duckdb.connect(str(path)).execute("CREATE TABLE t (id BIGINT, y VARCHAR)").close()
    return path


def doctor(server):
    return subprocess.run([ROOT / ".build/release/foretell", "doctor", "--data", server.folder / "data"], capture_output=True, text=True)


@pytest.fixture(scope="module")
def sessions(world):
    open_sessions = {}

    def session(name):
        if name == "foretell":
            return world.admin
        if name not in open_sessions:
            open_sessions[name] = world.connect(user=name, password=PASSWORD)
        return open_sessions[name]

    yield session
    for connection in open_sessions.values():
        connection.close()


def outcome(connection, statement, **options):
    """nil when it is done, else its SQLSTATE."""
    try:
        cursor = connection.execute(statement, **options)
        if cursor.description:
            cursor.fetchall()
        return None
    except psycopg.Error as error:
        return error.sqlstate


EVERYBODY = {"nobody", "reader", "trainer", "deployer", "owner", "member", "source_reader", "source_writer", "maker", "viewer"}
READERS = {"reader", "owner", "member"}
SEERS = READERS | {"trainer", "deployer"}
SOURCE_READERS = {"source_reader", "source_writer", "maker"}

# A statement, and who may give it. What changes something for those who may is written so that it can be repeated.
TABLE = [
    # A model, in each way in which a query can come to it.
    ("SELECT y FROM buyers WHERE x = 3", READERS),
    ("SELECT y FROM main.buyers WHERE x = 3", READERS),
    ('SELECT y FROM "BUYERS" WHERE x = 3', READERS),
    ("SELECT y FROM buyers.1 WHERE x = 3", READERS),
    ("SELECT y FROM buyers AT (VERSION => 2) WHERE x = 3", READERS),
    ("SELECT y FROM buyers AT (TIMESTAMP => '2100-01-01') WHERE x = 3", READERS),
    ("SELECT * FROM buyers WHERE 1 = 0", READERS),
    ("SELECT m.y FROM (VALUES (1, 'a')) AS t(x, c) JOIN buyers AS m", READERS),
    ("SELECT m.y FROM (VALUES (1, 'a')) AS t(x, c), buyers AS m", READERS),
    ("WITH a AS (SELECT y FROM buyers WHERE x = 3) SELECT * FROM a", READERS),
    ("WITH secret AS (SELECT y FROM buyers WHERE x = 3) SELECT * FROM secret", READERS),
    ("SELECT (SELECT y FROM buyers WHERE x = 3)", READERS),
    ("SELECT 1 WHERE EXISTS (SELECT y FROM buyers WHERE x = 3)", READERS),
    ("SELECT 1 UNION ALL SELECT length(y) FROM buyers WHERE x = 3", READERS),
    ("SELECT foretell.predict('buyers', {'x': 3})", READERS),
    ("SELECT foretell.predict('main.buyers', t) FROM (VALUES (1)) AS t(x)", READERS),
    ("EXPLAIN SELECT y FROM buyers WHERE x = 3 AND c = upper('a')", READERS),
    ("EXPLAIN ANALYZE SELECT m.y FROM (VALUES (1)) AS t(x) JOIN buyers AS m", READERS),
    ("DESCRIBE SELECT y FROM buyers WHERE x = 3", READERS),
    ("SUMMARIZE SELECT m.y FROM (VALUES (1)) AS t(x) JOIN buyers AS m", READERS),
    ("EVALUATE accuracy FROM (SELECT m.y AS prediction, 'buy' AS actual FROM (VALUES (1)) AS t(x) JOIN buyers AS m)", READERS),
    ("DESCRIBE buyers", SEERS),
    ("DESCRIBE buyers.features", SEERS),
    ("COMMENT ON MODEL buyers IS 'seen'", SEERS),
    ("COMMENT ON MODEL buyers VERSION 1 IS 'seen'", SEERS),
    ("COMMENT ON TABLE buyers IS 'seen'", SEERS),
    ("COMMENT ON COLUMN buyers.x IS 'seen'", READERS),
    # The rows that it learnt from.
    ("SELECT count(*) FROM foretell.snapshot('buyers', 1)", {"trainer", "owner"}),
    ("SELECT count(*) FROM foretell.snapshot('buyers')", {"trainer", "owner"}),
    ("REPRODUCE MODEL buyers VERSION 1", {"trainer", "owner"}),
    ("COMPARE MODEL buyers VERSION 1 TO 2", {"trainer", "deployer", "owner"}),
    # Training and deploying.
    ("RETRAIN buyers ON SNAPSHOT OF VERSION 1 USING wait = true", {"trainer", "owner"}),
    ("FINETUNE buyers USING wait = true", {"trainer", "owner"}),
    ("RETRAIN buyers FROM shop (SELECT * FROM visits)", set()),
    ("ALTER MODEL buyers SET (seed = 7)", {"trainer", "owner"}),
    ("ALTER MODEL buyers AS FROM shop (SELECT * FROM visits) PREDICT y", set()),
    ("CREATE CONFIGURATION FOR MODEL buyers USING seed = 8", {"trainer", "owner"}),
    ("ALTER MODEL buyers VERSION 1 SET TAG t", {"trainer", "owner"}),
    ("ALTER MODEL buyers VERSION 1 SET ALIAS a", {"deployer", "owner"}),
    ("ALTER MODEL buyers SET PROMOTE MANUALLY", {"deployer", "owner"}),
    ("DEPLOY MODEL buyers VERSION 1", {"deployer", "owner"}),
    ("DEPLOY MODEL buyers VERSION 2", {"deployer", "owner"}),
    ("ROLLBACK MODEL buyers", {"deployer", "owner"}),
    ("DEPLOY MODEL buyers VERSION 1", {"deployer", "owner"}),
    ("DEPLOY MODEL buyers VERSION 2 AS CHALLENGER", {"deployer", "owner"}),
    ("DEPLOY MODEL buyers VERSION 2 AS CANARY 10 PERCENT", {"deployer", "owner"}),
    ("CREATE OR REPLACE OUTCOME FOR buyers FROM (SELECT 1 AS id, 'buy' AS y) KEY (id) ACTUAL y", {"deployer", "owner"}),
    ("CREATE OR REPLACE OUTCOME FOR buyers FROM shop (SELECT * FROM visits) KEY (id) ACTUAL y", set()),
    ("DROP OUTCOME IF EXISTS FOR buyers", {"deployer", "owner"}),
    ("DEPLOY MODEL buyers VERSION 2", {"deployer", "owner"}),
    ("ALTER MODEL buyers RENAME TO buyers", {"owner"}),
    ("GRANT READ ON MODEL buyers TO reader", {"owner"}),
    ("REVOKE TRAIN ON MODEL buyers FROM reader", {"owner"}),
    ("GRANT READ ON MODEL secret TO reader, owner", set()),
    # Views read with the rights of their owner.
    ("SELECT * FROM open_view LIMIT 1", {"viewer"}),
    ("SELECT * FROM (SELECT * FROM main.open_view) AS v LIMIT 1", {"viewer"}),
    ("SELECT * FROM hidden_view LIMIT 1", set()),
    ("DROP VIEW hidden_view", set()),
    ("CREATE OR REPLACE VIEW open_view AS SELECT y FROM secret WHERE x = 3", set()),
    ("CREATE VIEW mine AS SELECT 1", {"maker"}),
    ("DROP VIEW mine", {"maker"}),
    ("CREATE VIEW theft AS SELECT * FROM secret WHERE x = 3", set()),
    # Databases.
    ("SELECT count(*) FROM shop.visits", SOURCE_READERS),
    ("SELECT count(*) FROM shop.main.visits", SOURCE_READERS),
    ("SELECT * FROM shop (SELECT count(*) FROM visits)", SOURCE_READERS),
    ("SELECT * FROM shop (SELECT count(*) FROM store.t)", {"source_writer"}),
    ("SHOW TABLES FROM shop", SOURCE_READERS),
    ("EVALUATE accuracy FROM shop (SELECT y AS prediction, y AS actual FROM visits)", SOURCE_READERS),
    ("COMMENT ON TABLE shop.visits IS 'seen'", SOURCE_READERS),
    ("INSERT INTO store.t SELECT 1, 'a'", {"source_writer"}),
    ("INSERT INTO store.t SELECT id, y FROM shop.visits LIMIT 1", {"source_writer"}),
    ("INSERT INTO store.t SELECT 1, y FROM secret WHERE x = 3", set()),
    ("CREATE OR REPLACE TABLE store.made AS SELECT 1 AS a", {"source_writer"}),
    ("INSERT INTO shop.visits SELECT 1", set()),
    ("DROP DATABASE shop", set()),
    ("GRANT READ ON DATABASE shop TO nobody", set()),
    ("CREATE MODEL stolen FROM shop (SELECT * FROM visits) PREDICT y", {"maker"}),
    ("DROP MODEL stolen", {"maker"}),
    ("CREATE MODEL copied FROM (SELECT * FROM foretell.snapshot('secret', 1)) PREDICT y", set()),
    ("CREATE OR REPLACE MODEL secret FROM shop (SELECT * FROM visits) PREDICT y", set()),
    ("CREATE CONFIGURATION shared_by_maker AS (seed = 3)", {"maker"}),
    # Jobs, which run with the rights of whoever made them.
    ("CREATE JOB nightly AS (SELECT 1) EVERY 1 day", {"maker"}),
    ("RUN JOB nightly", {"maker"}),
    ("ALTER JOB nightly PAUSE", {"maker"}),
    ("DROP JOB nightly", {"maker"}),
    ("CREATE TRIGGER fresh ON shop.visits (SELECT 1)", {"maker"}),
    ("DROP TRIGGER fresh", {"maker"}),
    ("CREATE PROJECT theirs", set()),
    ("DROP PROJECT main", set()),
    ("ALTER PROJECT main SET trainings = 1", set()),
    ("PAUSE TRAINING", set()),
    ("RESUME TRAINING", set()),
    # The server.
    ("CREATE DATABASE d WITH ENGINE = 'files', PARAMETERS = {\"path\": \"/etc\"}", set()),
    ("CREATE USER eve PASSWORD 'x' SUPERUSER", set()),
    ("ALTER USER nobody SUPERUSER", set()),
    ("ALTER USER foretell PASSWORD 'x'", set()),
    ("DROP USER nobody", set()),
    ("GRANT readers TO nobody", set()),
    ("REASSIGN OWNED BY foretell TO nobody", set()),
    ("SELECT * FROM foretell.audit", set()),
    ("DROP MODEL secret", set()),
    ("DROP MODEL buyers VERSION 3", {"owner"}),
]


@pytest.mark.parametrize("statement, allowed", TABLE, ids=[statement for statement, _ in TABLE])
def test_who_may(world, sessions, statement, allowed):
    got = {name: outcome(sessions(name), statement) for name in sorted(EVERYBODY)}
    if statement.startswith("ROLLBACK"):
        # Nothing is left to go back to, for the second one.
        got = {name: None if state == "55000" else state for name, state in got.items()}
    assert {name for name, state in got.items() if state is None} == allowed, got
    # What the first of them has done, the next ones find done.
    assert {state for state in got.values() if state is not None} <= {DENIED, "42P07", "42P01", "42710", "42704", "55006"}, got


@pytest.mark.parametrize("name, statement, message, hint", [
    ("nobody", "SELECT y FROM buyers WHERE x = 3", 'permission denied for model "buyers"', 'ask its owner "foretell" or an administrator: GRANT READ ON MODEL buyers TO nobody'),
    ("reader", "RETRAIN buyers", 'permission denied for model "buyers"', 'ask its owner "foretell" or an administrator: GRANT TRAIN ON MODEL buyers TO reader'),
    ("trainer", "DEPLOY MODEL buyers VERSION 1", 'permission denied for model "buyers"', 'ask its owner "foretell" or an administrator: GRANT DEPLOY ON MODEL buyers TO trainer'),
    ("nobody", "SELECT * FROM shop.visits", 'permission denied for database "shop"', 'ask its owner "foretell" or an administrator: GRANT READ ON DATABASE shop TO nobody'),
    ("nobody", "SELECT * FROM open_view", 'permission denied for view "open_view"', 'ask its owner "foretell" or an administrator: GRANT READ ON VIEW open_view TO nobody'),
    ("source_reader", "CREATE MODEL m FROM shop (SELECT * FROM visits) PREDICT y", 'permission denied for project "main"', 'ask an administrator: GRANT CREATE ON PROJECT main TO source_reader'),
    ("nobody", "CREATE DATABASE d WITH ENGINE = 'files', PARAMETERS = {}", "must be an administrator to create databases", "ask one: SELECT name FROM foretell.users WHERE is_superuser"),
])
def test_refusals_say_what_to_ask_for(sessions, name, statement, message, hint):
    with pytest.raises(psycopg.errors.InsufficientPrivilege) as caught:
        sessions(name).execute(statement)
    assert (caught.value.diag.message_primary, caught.value.diag.message_hint) == (message, hint)


def test_names_that_one_may_not_see_are_no_hints(sessions):
    for name, hint in (("reader", "buyers"), ("nobody", None)):
        with pytest.raises(psycopg.errors.UndefinedTable) as caught:
            sessions(name).execute("SELECT y FROM buyerz WHERE x = 3")
        assert (hint in caught.value.diag.message_hint) if hint else ("buyers" not in caught.value.diag.message_hint)


def test_a_right_that_is_revoked_bites_at_the_next_execution(world):
    admin = world.admin
    admin.execute(f"CREATE USER fickle PASSWORD '{PASSWORD}'")
    statements = [
        "SELECT y FROM buyers WHERE x = %s", "SELECT m.y FROM (VALUES (%s::INTEGER)) AS t(x) JOIN buyers AS m", "SELECT count(*) + %s FROM shop.visits",
        "EXPLAIN SELECT m.y FROM (VALUES (%s::INTEGER)) AS t(x) JOIN buyers AS m", "SELECT count(*) + %s FROM foretell.models WHERE name = 'buyers'",
        "EVALUATE accuracy FROM (SELECT m.y AS prediction, 'buy' AS actual FROM (VALUES (%s::INTEGER)) AS t(x) JOIN buyers AS m)",
    ]
    with world.connect(user="fickle", password=PASSWORD) as fickle:
        for _ in range(2):
            admin.execute("GRANT READ ON MODEL buyers TO fickle")
            admin.execute("GRANT READ ON DATABASE shop TO fickle")
            for statement in statements:
                assert len(fickle.execute(statement, (3,), prepare=True).fetchall()) >= 1
            admin.execute("REVOKE ALL ON MODEL buyers FROM fickle")
            admin.execute("REVOKE ALL ON DATABASE shop FROM fickle")
            for statement in statements:
                if "foretell.models" in statement:
                    assert fickle.execute(statement, (3,), prepare=True).fetchall() == [(3,)]
                else:
                    assert outcome(fickle, statement, params=(3,), prepare=True) == DENIED
    admin.execute("DROP USER fickle")


def test_a_view_never_reads_more_than_its_owner_may(world):
    admin = world.admin
    admin.execute(f"CREATE USER author PASSWORD '{PASSWORD}'")
    for grant in ("CREATE ON PROJECT main", "READ ON MODEL buyers"):
        admin.execute(f"GRANT {grant} TO author")
    with world.connect(user="author", password=PASSWORD) as author, world.connect(user="nobody", password=PASSWORD) as nobody:
        author.execute("CREATE VIEW authors AS SELECT y FROM buyers WHERE x = 3")
        assert outcome(nobody, "SELECT * FROM authors") == DENIED
        author.execute("GRANT SELECT ON VIEW authors TO nobody")
        assert outcome(nobody, "SELECT * FROM authors") is None
        admin.execute("REVOKE READ ON MODEL buyers FROM author")
        with pytest.raises(psycopg.errors.InsufficientPrivilege) as caught:
            nobody.execute("SELECT * FROM authors")
        assert caught.value.diag.message_detail == 'View "authors" reads with the rights of its owner "author".'
        # The administrator's own rights do not help: the view is another's.
        assert outcome(admin, "SELECT * FROM authors") == DENIED
        assert outcome(admin, "DROP USER author") == "2BP01"
        admin.execute("REASSIGN OWNED BY author TO foretell")
        assert outcome(nobody, "SELECT * FROM authors") is None
        admin.execute("DROP VIEW authors")
        admin.execute("DROP USER author")


def test_rows_are_read_again_with_the_rights_of_the_owner(world):
    admin = world.admin
    admin.execute(f"CREATE USER learner PASSWORD '{PASSWORD}'")
    for grant in ("CREATE ON PROJECT main", "READ ON DATABASE shop"):
        admin.execute(f"GRANT {grant} TO learner")
    with world.connect(user="learner", password=PASSWORD) as learner, world.connect(user="trainer", password=PASSWORD) as trainer:
        learner.execute("CREATE MODEL own FROM shop (SELECT * FROM visits) PREDICT y USING rounds = 5, wait = true")
        assert outcome(learner, "SELECT y FROM own WHERE x = 3") is None
        learner.execute("GRANT TRAIN ON MODEL own TO trainer")
        assert outcome(trainer, "RETRAIN own USING wait = true") is None
        admin.execute("REVOKE READ ON DATABASE shop FROM learner")
        for connection in (learner, trainer, admin):
            with pytest.raises(psycopg.errors.InsufficientPrivilege) as caught:
                connection.execute("RETRAIN own USING wait = true")
            assert caught.value.diag.message_detail == 'The rows of model "own" are read with the rights of its owner "learner".'
        assert outcome(trainer, "RETRAIN own ON SNAPSHOT OF VERSION 1 USING wait = true") is None
        learner.execute("DROP MODEL own")
    admin.execute("DROP USER learner")


def test_lists_show_what_one_has_a_right_on(world, sessions):
    def names(name, query):
        return [row[0] for row in sessions(name).execute(query)]

    assert set(names("foretell", "SELECT name FROM foretell.models")) >= {"buyers", "secret"}
    for name in sorted(SEERS):
        assert names(name, "SELECT name FROM foretell.models") == ["buyers"]
    assert names("nobody", "SELECT name FROM foretell.models") == []
    for view in ("versions", "definitions", "configurations", "features", "trials", "hyperparameters", "reports", "warnings", "training_progress", "deployments"):
        assert set(names("nobody", f"SELECT model FROM foretell.{view}")) == set()
        assert set(names("reader", f"SELECT model FROM foretell.{view}")) <= {"buyers"}
    assert set(names("reader", "SELECT DISTINCT model FROM foretell.versions")) == {"buyers"}
    assert names("source_reader", "SELECT name FROM foretell.sources") == ["shop"]
    assert names("viewer", "SELECT name FROM foretell.views") == ["open_view"]
    assert names("nobody", "SELECT hash FROM foretell.snapshots") == []
    assert all("secret" not in row for row in names("reader", "SELECT used_by FROM foretell.snapshots"))
    assert set(names("reader", 'SELECT "user" FROM foretell.sessions')) == {"reader"}
    assert names("member", "SELECT privilege || ' ' || grantee FROM foretell.grants") == ["READ readers", "MEMBER member"]
    assert "READ readers" in names("owner", "SELECT privilege || ' ' || grantee FROM foretell.grants WHERE kind = 'model'")
    assert names("reader", "SHOW MODELS") == ["buyers"] and names("nobody", "SHOW TABLES") == []
    assert set(names("reader", "SELECT object FROM foretell.comments WHERE kind = 'model'")) <= {"main.buyers"}
    # In a query of any shape.
    assert names("nobody", "WITH m AS (SELECT * FROM foretell.models) SELECT name FROM m") == []
    assert names("nobody", "SELECT count(*) FROM foretell.models AS a JOIN foretell.models AS b ON a.name = b.name") == [0]
    assert outcome(sessions("nobody"), "SELECT (SELECT count(*) FROM foretell.audit)") == DENIED


def test_single_rows_are_for_those_who_train_or_decide(world, sessions):
    query = "SELECT evidence::text FROM foretell.deployments WHERE model = 'buyers' AND version = 2 ORDER BY since LIMIT 1"
    whole = sessions("foretell").execute(query).fetchone()[0]
    assert '"largest_changes"' in whole and '"improvement"' in whole
    for name in ("trainer", "deployer", "owner"):
        assert sessions(name).execute(query).fetchone()[0] == whole
    for name in ("reader", "member"):
        seen = sessions(name).execute(query).fetchone()[0]
        assert '"improvement"' in seen and "largest_changes" not in seen
    # What has none stays so.
    first = "SELECT evidence FROM foretell.deployments WHERE model = 'buyers' AND version = 1 ORDER BY since LIMIT 1"
    assert sessions("reader").execute(first).fetchall() == sessions("foretell").execute(first).fetchall() == [(None,)]
    # What its columns hold.
    columns = """SELECT "column" FROM foretell.snapshot_profiles ORDER BY position"""
    for name, seen in (("trainer", True), ("owner", True), ("reader", False), ("deployer", False), ("nobody", False)):
        rows = sessions(name).execute(columns).fetchall()
        assert ({row[0] for row in rows} == {"id", "x", "c", "y"}) if seen else rows == [], name


def test_the_system_catalog_shows_what_one_has_a_right_on(world, sessions):
    def relations(name, query):
        return {row[0] for row in sessions(name).execute(query) if row[0] in ("buyers", "secret", "visits", "t", "shop", "store")}

    for query in ("SELECT table_name FROM information_schema.tables", "SELECT table_name FROM information_schema.columns", "SELECT relname FROM pg_class"):
        assert relations("foretell", query) == {"buyers", "secret", "visits", "t"}
        assert relations("reader", query) == {"buyers"}
        assert relations("source_reader", query) == {"visits"}
        assert relations("nobody", query) == set()
    assert relations("foretell", "SELECT nspname FROM pg_namespace") == {"shop", "store"}
    assert relations("source_writer", "SELECT nspname FROM pg_namespace") == {"shop", "store"}
    assert relations("reader", "SELECT schema_name FROM information_schema.schemata") == set()
    with world.connect(user="reader", password=PASSWORD, autocommit=False) as reader:
        reader.execute("SELECT 1 FROM (VALUES (1)) AS t")
        assert {row[0] for row in reader.execute("SELECT relname FROM pg_class") if row[0] in ("buyers", "secret", "visits")} == {"buyers"}
    listed = subprocess.run(
        ["psql", f"host=127.0.0.1 port={world.port} user=reader dbname=foretell", "-XAt", "-c", "\\d"], env=os.environ | {"PGPASSWORD": PASSWORD},
        capture_output=True, text=True).stdout
    assert "buyers" in listed and "secret" not in listed


@pytest.mark.parametrize("statement", [
    "SELECT * FROM memory.main.buyers", "SELECT * FROM main.__view_audit()", "SELECT * FROM __view_audit()", 'SELECT * FROM "__view_users"()',
    "SELECT * FROM memory.foretell.audit", "SELECT * FROM foretell_pg.__roles", "SELECT * FROM duckdb_secrets()", "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM query_table('buyers')", "SELECT getvariable('__hidden')", "SET VARIABLE __hidden = []", "SET session_authorization = 'foretell'", "SET is_superuser = on",
    "SELECT __foretell_1(3)", "SELECT * FROM read_parquet('/tmp/*')", "SELECT foretell.predict('secret', {'x': 3})",
    "SELECT y FROM \"main\".\"secret\" WHERE x = 3", "SELECT y FROM foretell.main.secret WHERE x = 3", "SELECT * FROM secret.2 WHERE x = 3",
    "DESCRIBE secret", "SELECT * FROM foretell.snapshot('secret')", "SET ROLE foretell", "SET SESSION AUTHORIZATION foretell",
])
def test_ways_round_are_closed(sessions, statement):
    assert outcome(sessions("reader"), statement) in (DENIED, "42P01", "42601", "42704", "0A000", "55P02", "42883", "3F000")


def test_users_come_and_go_at_once(world):
    admin = world.admin
    admin.execute(f"CREATE USER guest PASSWORD '{PASSWORD}'")
    idle = world.connect(user="guest", password=PASSWORD)
    busy = world.connect(user="GUEST", password=PASSWORD)
    assert busy.execute("SELECT current_user").fetchone() == ("guest",)
    admin.execute("DROP USER guest")
    for connection in (idle, busy):
        with pytest.raises(psycopg.OperationalError, match="terminating connection because user \"guest\" was dropped|closed"):
            connection.execute("SELECT 1")
        assert connection.closed
    with pytest.raises(psycopg.OperationalError, match='password authentication failed for user "guest"'):
        world.connect(user="guest", password=PASSWORD)
    # A new user of the same name has none of the old one's rights.
    admin.execute(f"CREATE USER guest PASSWORD '{PASSWORD}x'")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        world.connect(user="guest", password=PASSWORD)
    with world.connect(user="guest", password=PASSWORD + "x") as guest:
        assert guest.execute("SHOW is_superuser").fetchone() == ("off",)
        guest.execute("ALTER USER guest PASSWORD 'other'")
        assert outcome(guest, "ALTER USER guest LOGIN") == DENIED
    world.connect(user="guest", password="other").close()
    admin.execute("ALTER USER guest NOLOGIN")
    with pytest.raises(psycopg.OperationalError, match='role "guest" is not permitted to log in'):
        world.connect(user="guest", password="other")
    admin.execute("ALTER ROLE guest LOGIN PASSWORD NULL")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        world.connect(user="guest", password="other")
    admin.execute("DROP ROLE guest")


def test_who_is_dropped_is_interrupted(world):
    admin = world.admin
    admin.execute(f"CREATE USER slow PASSWORD '{PASSWORD}'")
    slow = world.connect(user="slow", password=PASSWORD)
    with ThreadPoolExecutor() as pool:
        running = pool.submit(outcome, slow, "SELECT sum(a.range * b.range) FROM range(1000000) AS a, range(1000000) AS b")
        while admin.execute("""SELECT count(*) FROM foretell.sessions WHERE "user" = 'slow' AND state = 'active'""").fetchone() == (0,):
            pass
        admin.execute("DROP USER slow")
        assert running.result(timeout=30) == "57P01"


def test_what_is_an_administrator_no_more_is_none_at_once(world):
    admin = world.admin
    admin.execute(f"CREATE USER chief PASSWORD '{PASSWORD}' SUPERUSER")
    with world.connect(user="chief", password=PASSWORD) as chief:
        assert chief.info.parameter_status("is_superuser") == "on"
        for _ in range(3):
            chief.execute("SELECT y FROM secret WHERE x = %s", (3,), prepare=True)
        chief.execute("INSERT INTO store.t SELECT %s, 'chief'", (1,), prepare=True)
        admin.execute("ALTER USER chief NOSUPERUSER")
        assert chief.execute("SHOW is_superuser").fetchone() == ("off",)
        assert outcome(chief, "SELECT y FROM secret WHERE x = %s", params=(3,), prepare=True) == DENIED
        assert outcome(chief, "INSERT INTO store.t SELECT %s, 'chief'", params=(1,), prepare=True) == DENIED
    admin.execute("DROP USER chief")


def test_show_lists_users_and_grants(world):
    assert ("member", False, True, ["readers"]) in world.admin.execute("SHOW USERS").fetchall()
    assert ("model", "main.buyers", "READ", "readers", "foretell") in world.admin.execute("SHOW GRANTS LIKE 'main.%'").fetchall()


def test_psql_changes_passwords_and_lists_roles(world):
    admin = world.admin
    admin.execute("CREATE USER piet")
    admin.execute("CREATE ROLE crew")
    admin.execute("GRANT crew TO piet")
    # \password sends a verifier, never the password.
    verifier = admin.pgconn.encrypt_password(b"Zebra-9", b"piet", b"scram-sha-256").decode()
    admin.execute(f"ALTER USER piet PASSWORD '{verifier}'")
    world.connect(user="piet", password="Zebra-9").close()
    listed = world.psql("-At", "-c", "\\du").stdout.splitlines()
    assert "piet||{crew}" in listed and "crew|Cannot login|{}" in listed
    assert any(line.startswith("foretell|Superuser") for line in listed)
    admin.execute("DROP USER piet")
    admin.execute("DROP ROLE crew")


def test_administrators_cannot_lock_themselves_out(world):
    for statement, state in (("DROP USER foretell", "55006"), ("ALTER USER foretell NOSUPERUSER", DENIED), ("ALTER USER foretell NOLOGIN", DENIED),
                             ("ALTER USER foretell PASSWORD NULL", DENIED), ("CREATE USER public", "42939"), ("CREATE USER Foretell PASSWORD 'x'", "42710"),
                             ("GRANT READ ON MODEL buyers TO eve", "42704"), ("GRANT WRITE ON MODEL buyers TO reader", "42601"),
                             ("GRANT READ ON MODEL nothing TO reader", "42P01"), ("GRANT READ ON DATABASE nothing TO reader", "3D000"),
                             ("GRANT READ ON shop.visits TO reader", "0A000"), ("GRANT READ ON MODEL buyers TO reader WITH GRANT OPTION", "0A000"),
                             ("CREATE USER eve PASSWORD ''", "22023"), ("DROP USER eve", "42704"), ("GRANT readers TO readers", "0LP01")):
        assert outcome(world.admin, statement) == state, statement
    assert world.admin.execute("DROP USER IF EXISTS eve").statusmessage == "DROP ROLE"


def test_rights_of_a_project_count_for_what_is_in_it(world):
    admin = world.admin
    admin.execute(f"CREATE USER lead PASSWORD '{PASSWORD}'")
    with world.connect(user="lead", password=PASSWORD) as lead:
        admin.execute("GRANT READ ON PROJECT main TO lead")
        assert outcome(lead, "SELECT y FROM secret WHERE x = 3") is None
        assert outcome(lead, "SELECT * FROM hidden_view LIMIT 1") is None
        assert outcome(lead, "ALTER MODEL secret SET (seed = 9)") == DENIED
        admin.execute("GRANT ALL ON SCHEMA main TO lead")
        assert outcome(lead, "ALTER MODEL secret SET (seed = 9)") is None
        assert outcome(lead, "DEPLOY MODEL secret VERSION 1") is None
        assert outcome(lead, "GRANT READ ON MODEL secret TO nobody") == DENIED
        admin.execute("REVOKE ALL ON PROJECT main FROM lead")
        assert outcome(lead, "SELECT y FROM secret WHERE x = 3") == DENIED
        admin.execute("GRANT READ ON MODEL secret TO PUBLIC")
        assert outcome(lead, "SELECT y FROM secret WHERE x = 3") is None
        admin.execute("REVOKE READ ON MODEL secret FROM PUBLIC")
        assert outcome(lead, "SELECT y FROM secret WHERE x = 3") == DENIED
    admin.execute("DROP USER lead")


def test_the_audit_tells_who_changed_what_and_how_it_ended(world, sessions):
    admin = world.admin
    before = admin.execute("SELECT coalesce(max(id), 0) FROM foretell.audit").fetchone()[0]
    with world.connect(user="nobody", password=PASSWORD, application_name="sly") as nobody:
        outcome(nobody, "DROP MODEL secret")
        nobody.execute("SELECT 1")
        port = nobody.info.get_parameters().get("port")
        assert port == str(world.port)
    admin.execute("INSERT INTO store.t SELECT 5, 'five' -- a remark")
    outcome(admin, "INSERT INTO store.t SELECT 5, five")
    admin.execute("COMMENT ON MODEL buyers IS 'late'")
    admin.execute("INSERT INTO store.t SELECT %s, 'prepared'", (1,), prepare=True)
    admin.execute("SELECT count(*) FROM shop.visits")
    rows = admin.execute(f'SELECT "user", application, statement, sqlstate FROM foretell.audit WHERE id > {before} ORDER BY id').fetchall()
    assert rows == [
        ("nobody", "sly", "DROP MODEL secret", "42501"),
        ("foretell", "", "INSERT INTO store.t SELECT 5, 'five'", "00000"),
        ("foretell", "", "INSERT INTO store.t SELECT 5, five", "42703"),
        ("foretell", "", "COMMENT ON MODEL buyers IS 'late'", "00000"),
        ("foretell", "", "INSERT INTO store.t SELECT $1, 'prepared'", "00000"),
    ]
    address = admin.execute("SELECT address FROM foretell.audit ORDER BY id DESC LIMIT 1").fetchone()[0]
    assert address.startswith("127.0.0.1:")
    ids = [row[0] for row in admin.execute("SELECT id FROM foretell.audit ORDER BY id")]
    assert ids == list(range(1, len(ids) + 1))
    assert doctor(world).returncode == 0


def test_no_secret_is_anywhere(tmp_path):
    """Passwords of users and of sources: not in the audit, the views, the errors, the log, or any file but those that are for them."""
    server = Server(tmp_path, "--verbose")
    try:
        admin = server.connect()
        secrets = ["Sesame-11", "Sesame-22", "Sesame-33", "Sesame-44", "Sesame-55"]
        texts = []

        def attempt(statement):
            try:
                admin.execute(statement)
            except psycopg.Error as error:
                diag = error.diag
                texts.append(" ".join(filter(None, [diag.message_primary, diag.message_detail, diag.message_hint])))

        attempt("CREATE USER ann PASSWORD 'Sesame-11'")
        attempt("CREATE USER ann PASSWORD 'Sesame-11'")
        attempt("ALTER USER ann /* Sesame-22 */ PASSWORD 'Sesame-22' NOLOGIN")
        attempt("ALTER USER nobody PASSWORD 'Sesame-22'")
        for engine, port in (("postgres", 1), ("mysql", 1)):
            attempt(f"""CREATE DATABASE d WITH ENGINE = '{engine}', PARAMETERS = {{"host": "127.0.0.1", "port": {port}, "user": "u", "password": "Sesame-33", "database": "d"}}""")
        attempt("""CREATE DATABASE d WITH ENGINE = 'postgres', PARAMETERS = {"pasword": "Sesame-44", "database": "d"}""")
        attempt("""CREATE DATABASE d WITH ENGINE = 'nothing', PARAMETERS = {"password": "Sesame-55", "database": "d"}""")
        assert len(texts) == 6
        for view in ("audit", "users", "grants", "sources", "sessions", "comments"):
            texts += [str(row) for row in admin.execute(f"SELECT * FROM foretell.{view}")]
        for table in ("pg_roles", "pg_authid", "pg_shadow", "pg_user", "pg_stat_activity"):
            texts += [str(row) for row in admin.execute(f"SELECT * FROM {table}")]
        assert sum("***" in text for text in texts) >= 6
        for text in texts:
            assert not any(secret in text for secret in secrets), text
            assert "SCRAM-SHA-256" not in text, text
    finally:
        server.stop()
    for path in (tmp_path / "data").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(secret.encode() in content for secret in secrets), path


def test_a_key_file_that_others_can_read_stops_the_server(tmp_path):
    server = Server(tmp_path)
    server.stop()
    key = tmp_path / "data" / "secrets.key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o644)
    run = subprocess.run(
        [ROOT / ".build/release/foretell", "serve", "--data", tmp_path / "data", "--pg-port", "0", "--http-port", "0"], capture_output=True, text=True,
        timeout=30, env=os.environ)
    assert run.returncode == 1
    assert "the key file of the data directory can be read by others" in run.stderr and f"chmod 600 {key}" in run.stderr
