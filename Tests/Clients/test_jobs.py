"""Jobs and triggers on a real server, with real sources: what runs, when, as whom, and what is left of it."""
import datetime
import itertools
import signal
import sqlite3
import subprocess
import time
import zoneinfo
from random import Random

import psycopg
import pytest

from server import ROOT, Server


def until(read, wanted, seconds=30):
    """What `read` gives once `wanted` holds for it."""
    end = time.monotonic() + seconds
    while True:
        value = read()
        if wanted(value):
            return value
        assert time.monotonic() < end, f"still {value!r} after {seconds} s"
        time.sleep(0.05)


class Shop:
    """A SQLite database with orders, and one to write to."""

    def __init__(self, server, folder, name):
        self.name, self.path = name, folder / f"{name}.sqlite"
        self.change("CREATE TABLE orders (id INTEGER PRIMARY KEY, amount REAL)", "CREATE TABLE copies (id INTEGER, amount REAL)",
                    "INSERT INTO orders VALUES (1, 10), (2, 20), (3, 30)")
        self.connection = server.connect()
        self.connection.execute(f"""CREATE DATABASE {name} WITH ENGINE = 'sqlite', PARAMETERS = {{"path": "{self.path}"}}""")

    def change(self, *statements):
        with sqlite3.connect(self.path, timeout=10) as database:
            for statement in statements:
                database.execute(statement)
        database.close()

    def copies(self):
        with sqlite3.connect(self.path, timeout=10) as database:
            rows = [row[0] for row in database.execute("SELECT id FROM copies ORDER BY rowid")]
        database.close()
        return rows

    def run(self, text):
        return self.connection.execute(text)

    def rows(self, text):
        return self.run(text).fetchall()

    def runs(self, job, columns="state"):
        return self.rows(f"SELECT {columns} FROM foretell.job_runs WHERE job = '{job}' ORDER BY run")

    def ended(self, job, count, columns="state"):
        """The runs of a job once so many have ended."""
        ended = f"SELECT {columns} FROM foretell.job_runs WHERE job = '{job}' AND finished_at IS NOT NULL ORDER BY run"
        return until(lambda: self.rows(ended), lambda rows: len(rows) >= count)


@pytest.fixture
def shop(server, tmp_path, request):
    shop = Shop(server, tmp_path, "s" + str(abs(hash(request.node.nodeid)) % 10**9))
    yield shop
    for kind, name in shop.rows("SELECT kind, name FROM foretell.jobs"):
        shop.run(f"DROP {kind} {name}")
    shop.run(f"DROP DATABASE {shop.name}")


def failing(shop, text):
    with pytest.raises(psycopg.Error) as caught:
        shop.run(text)
    diagnostics = caught.value.diag
    return caught.value.sqlstate, diagnostics.message_primary, diagnostics.message_hint


def test_a_job_runs_once_at_once_and_is_finished(shop):
    shop.run(f"CREATE JOB copy AS (INSERT INTO {shop.name}.copies SELECT * FROM {shop.name}.orders; SELECT 1)")
    assert shop.ended("copy", 1, "state, cause, attempt, rows, error") == [("succeeded", "schedule", 1, 4, None)]
    assert shop.copies() == [1, 2, 3]
    assert until(lambda: shop.rows("SELECT state, next_run, last_state, schedule FROM foretell.jobs WHERE name = 'copy'"),
                 lambda rows: rows[0][0] == "finished") == [("finished", None, "succeeded", "once")]
    statements = shop.runs("copy", "statements")[0][0]
    assert [entry["rows"] for entry in statements] == [3, 1]


def test_an_interval_of_a_second_goes_on_until_it_is_dropped(shop):
    shop.run("CREATE JOB tick AS (SELECT 1) EVERY 1 second")
    times = shop.ended("tick", 3, "scheduled_for, state")
    assert [state for _, state in times[:3]] == ["succeeded"] * 3
    assert (times[1][0] - times[0][0]).total_seconds() >= 1
    shop.run("DROP JOB tick")
    count = len(shop.runs("tick"))
    assert shop.rows("SELECT * FROM foretell.jobs WHERE name = 'tick'") == []
    assert failing(shop, "DROP JOB tick") == ("42704", 'job "tick" does not exist', "SHOW JOBS")
    shop.run("DROP JOB IF EXISTS tick")
    assert len(shop.runs("tick")) == count


def test_rows_newer_than_last_are_read_once(shop):
    shop.run(f"""CREATE JOB newer AS (INSERT INTO {shop.name}.copies SELECT id, amount FROM {shop.name}.orders WHERE id > LAST)
                 START '2100-01-01' EVERY 1 day""")
    shop.run("RUN JOB newer")
    shop.run("RUN JOB newer")
    shop.change("INSERT INTO orders VALUES (7, 70), (5, 50)")
    shop.run("RUN JOB newer")
    assert shop.copies() == [1, 2, 3, 5, 7] or shop.copies() == [1, 2, 3, 7, 5]
    assert shop.runs("newer", "cause, rows") == [("RUN JOB", 3), ("RUN JOB", 0), ("RUN JOB", 2)]


def test_rows_newer_than_last_in_the_query_of_a_source(shop):
    shop.run(f"""CREATE JOB native AS (INSERT INTO {shop.name}.copies SELECT id, amount FROM {shop.name} (SELECT * FROM orders WHERE id > LAST))
                 START '2100-01-01'""")
    shop.run("RUN JOB native")
    shop.change("INSERT INTO orders VALUES (4, 40)")
    shop.run("RUN JOB native")
    assert shop.runs("native", "state, rows, error") == [("succeeded", 3, None), ("succeeded", 1, None)]


def test_variables_tell_when_it_ran_last(shop):
    shop.run(f"""CREATE JOB times AS (CREATE OR REPLACE TABLE {shop.name}.told AS SELECT {{{{last_run}}}} AS last, '{{{{START_DATETIME}}}}' AS now)
                 START '2100-01-01'""")
    read = f"SELECT last, now FROM {shop.name}.told"
    shop.run("RUN JOB times")
    first = shop.rows(read)[0]
    assert first[0] == "1970-01-01 00:00:00"
    shop.run("RUN JOB times")
    assert shop.rows(read)[0][0] == first[1]
    assert failing(shop, "CREATE JOB x AS (SELECT {{last_rum}})") == ("42704", 'a job has no variable "last_rum"', 'did you mean "{{last_run}}"?')


def test_a_condition_without_rows_skips_the_run(shop):
    shop.run(f"CREATE JOB big AS (SELECT 1) START '2100-01-01' IF (SELECT * FROM {shop.name}.orders WHERE amount > 100)")
    shop.run("RUN JOB big")
    shop.change("INSERT INTO orders VALUES (4, 400)")
    shop.run("RUN JOB big")
    assert shop.runs("big", "state, reason") == [("skipped", "its condition gave no rows"), ("succeeded", None)]


def test_a_condition_with_last_sees_each_row_once(shop):
    shop.run(f"CREATE JOB news AS (SELECT 1) START '2100-01-01' IF (SELECT * FROM {shop.name}.orders WHERE id > LAST)")
    for _ in range(2):
        shop.run("RUN JOB news")
    shop.change("INSERT INTO orders VALUES (9, 1)")
    shop.run("RUN JOB news")
    assert [state for state, in shop.runs("news")] == ["succeeded", "skipped", "succeeded"]


def test_a_failure_is_a_row_with_its_reason_and_is_tried_again(shop):
    shop.run(f"CREATE JOB broken AS (SELECT 1; SELECT * FROM {shop.name}.nothing) USING retries = 2, backoff = '200ms'")
    runs = shop.ended("broken", 3, "state, cause, attempt, sqlstate, error, rows")
    assert [run[:4] for run in runs] == [("failed", "schedule", 1, "42P01"), ("failed", "retry", 2, "42P01"), ("failed", "retry", 3, "42P01")]
    assert "nothing" in runs[0][4] and runs[0][5] == 1
    waits = shop.rows("SELECT extract('epoch' FROM started_at) FROM foretell.job_runs WHERE job = 'broken' ORDER BY run")
    assert waits[1][0] - waits[0][0] >= 0.2 and waits[2][0] - waits[1][0] >= 0.4
    assert until(lambda: shop.rows("SELECT state, last_state FROM foretell.jobs WHERE name = 'broken'"), lambda rows: rows[0][0] == "finished")
    # RUN JOB says it to the client.
    assert failing(shop, "RUN JOB broken")[0] == "42P01"


def test_a_job_that_takes_too_long_is_ended(shop):
    shop.run("CREATE JOB slow AS (SELECT count(*) FROM range(1000000000) a, range(1000) b WHERE a.range % 7 = b.range) USING timeout = '300ms'")
    state, code, error = shop.ended("slow", 1, "state, sqlstate, error")[0]
    assert (state, code, error) == ("failed", "57014", "the job took longer than its timeout")


def test_times_that_come_while_it_runs_are_skipped_or_queued(shop):
    long = "SELECT count(*) FROM range(1000000000) a, range(1000) b WHERE a.range % 7 = b.range"
    shop.run(f"CREATE JOB long AS ({long}) EVERY 1 second USING timeout = '2500ms'")
    shop.run(f"CREATE JOB line AS ({long}) EVERY 1 second USING timeout = '2500ms', overlap = 'queue'")
    until(lambda: shop.rows("SELECT count(*) FROM foretell.job_runs WHERE job = 'long' AND state = 'skipped'")[0][0], lambda count: count >= 1)
    assert shop.rows("SELECT DISTINCT reason FROM foretell.job_runs WHERE job = 'long' AND state = 'skipped'") == [("the run before had not ended",)]
    times = until(lambda: shop.runs("line", "scheduled_for, state"), lambda rows: len(rows) >= 2)
    assert all(state != "skipped" for _, state in times)
    assert (times[1][0] - times[0][0]).total_seconds() == 1
    assert failing(shop, "RUN JOB long")[:2] in [("55006", 'job "long" is running'), ("57014", "the job took longer than its timeout")]
    # A running job is ended by dropping it.
    shop.run("DROP JOB line")
    assert "running" not in [state for state, in shop.runs("line")]


def test_cron_and_time_zones(shop):
    shop.run("CREATE JOB nightly AS (SELECT 1) CRON '30 3 * * mon-fri' USING time_zone = 'Europe/Berlin'")
    hour, minute, day = shop.rows(
        "SELECT extract('hour' FROM next_run), extract('minute' FROM next_run), extract('isodow' FROM next_run) FROM foretell.jobs WHERE name = 'nightly'")[0]
    assert (hour, minute) in [(2, 30), (1, 30)] and day <= 5
    shop.run("CREATE JOB later AS (SELECT 1) START '2100-07-01 12:00' EVERY 1 month USING time_zone = 'America/New_York'")
    assert shop.rows("SELECT next_run = TIMESTAMPTZ '2100-07-01 16:00:00+00', schedule, time_zone FROM foretell.jobs WHERE name = 'later'") == [
        (True, "every 1 month", "America/New_York")]


@pytest.mark.parametrize("statement, state, message", [
    ("CREATE JOB x AS (SELECT 1) CRON '60 * * * *'", "22023", '"60" is no minute of a cron expression'),
    ("CREATE JOB x AS (SELECT 1) CRON '0 0 31 2 *'", "22023", 'job "x" would never run'),
    ("CREATE JOB x AS (SELECT 1) START '2020-01-01' END '2020-02-01' EVERY 1 day", "22023", 'job "x" would never run'),
    ("CREATE JOB x AS (SELECT 1) START 'soon'", "22023", '"soon" is no moment'),
    ("CREATE JOB x AS (SELECT 1) EVERY 5000 years", "22023", "an interval is 100 years at most"),
    ("CREATE JOB x AS (SELECT 1) USING time_zone = 'Mars/Olympus'", "22023", 'unknown time zone "Mars/Olympus"'),
    ("CREATE JOB x AS (SELECT 1) USING overlap = 'maybe'", "22023", "option \"overlap\" must be 'skip' or 'queue'"),
    ("CREATE JOB x AS (SELECT 1) USING retries = -1", "22023", 'option "retries" must be a whole number from 0 to 100'),
    ("CREATE JOB x AS (SELECT 1) USING timeout = 'long'", "22023", 'option "timeout" must be a time'),
    ("CREATE JOB x AS (SELECT 1) USING retry = 1", "22023", 'unknown option "retry"'),
    ("CREATE JOB x AS (SELECT 1 > LAST)", "42601", 'expected a column before "> LAST"'),
    ("CREATE JOB x AS (SELECT 1; CREATE DATABASE d WITH ENGINE = 'postgres', PARAMETERS = {\"password\": \"p\"})", "0A000",
     "a job cannot hold a statement with passwords"),
    ("CREATE JOB nowhere.x AS (SELECT 1)", "3F000", 'project "nowhere" does not exist'),
    ("CREATE TRIGGER x ON nowhere.t (SELECT 1)", "42P01", None),
    ("ALTER JOB x PAUSE", "42704", 'job "x" does not exist'),
    ("RUN JOB x", "42704", 'job "x" does not exist'),
    ("DROP TRIGGER x", "42704", 'trigger "x" does not exist'),
])
def test_what_cannot_be_is_said_when_it_is_made(shop, statement, state, message):
    found = failing(shop, statement)
    assert found[0] == state and message in (None, found[1])


def expected(fields, zone, start):
    """The first minute at or after a start that a cron expression means, by looking at each: a second implementation.

    `fields` are sets of numbers, and whether each was written with a star."""
    minutes, hours, days, months, weekdays = [values for values, _ in fields]
    stars = [star for _, star in fields]

    def is_day(date):
        by_day, by_weekday = date.day in days, date.isoweekday() % 7 in weekdays
        return date.month in months and ((by_day and by_weekday) if stars[2] or stars[4] else (by_day or by_weekday))

    utc = datetime.timezone.utc
    if stars[0] or stars[1]:
        moment = start
        while True:
            local = moment.astimezone(zone)
            if local.minute in minutes and local.hour in hours and is_day(local):
                return moment
            moment += datetime.timedelta(minutes=1)
    date = start.astimezone(zone).date()
    while True:
        for hour, minute in itertools.product(sorted(hours), sorted(minutes)) if is_day(date) else []:
            wanted = datetime.datetime.combine(date, datetime.time(hour, minute))
            moment = wanted.replace(tzinfo=zone, fold=0).astimezone(utc)
            if moment.astimezone(zone).replace(tzinfo=None) != wanted:
                # It is skipped: the first minute after the change.
                moment = moment - datetime.timedelta(hours=3)
                while moment.astimezone(zone).replace(tzinfo=None) < wanted:
                    moment += datetime.timedelta(minutes=1)
            if moment >= start:
                return moment
        date += datetime.timedelta(days=1)


def test_cron_agrees_with_a_search_minute_by_minute(shop):
    random = Random(7)
    kinds = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)]
    zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/Santiago", "UTC"]
    # Nights around changes of the clock, and any time.
    starts = ["2027-03-27 12:00", "2027-10-30 12:00", "2027-03-13 20:00", "2027-11-06 20:00", "2027-04-03 06:00", "2027-10-02 06:00", "2028-02-28 00:00", "2027-07-31 22:59"]

    def field(low, high):
        form = random.random()
        if form < 0.4:
            return "*", set(range(low, high + 1))
        if form < 0.55:
            step = random.randint(2, 15)
            return f"*/{step}", set(range(low, high + 1, step))
        if form < 0.75:
            first, last = sorted(random.randint(low, high) for _ in range(2))
            return f"{first}-{last}", set(range(first, last + 1))
        values = {random.randint(low, high) for _ in range(random.randint(1, 3))}
        return ",".join(map(str, values)), values

    for _ in range(150):
        written, values = zip(*(field(*kind) for kind in kinds))
        if random.random() < 0.5:
            written, values = ("30", "2", "*", "*", "*"), ({30}, {2}, set(range(1, 32)), set(range(1, 13)), set(range(7)))
        if written[2] != "*" and min(values[2]) > 28 and written[3] != "*":
            continue
        cron, zone, start = " ".join(written), random.choice(zones), random.choice(starts)
        shop.run(f"CREATE OR REPLACE JOB c AS (SELECT 1) START '{start}+00' CRON '{cron}' USING time_zone = '{zone}'")
        found = shop.rows("SELECT next_run FROM foretell.jobs WHERE name = 'c'")[0][0]
        moment = datetime.datetime.fromisoformat(start + "+00:00")
        fields = [(each, text.startswith("*")) for text, each in zip(written, values)]
        assert found == expected(fields, zoneinfo.ZoneInfo(zone), moment), (cron, zone, start)


def test_the_job_of_a_user_who_is_gone_fails(tmp_path):
    server = Server(tmp_path)
    try:
        shop = Shop(server, tmp_path, "s")
        shop.run("CREATE JOB theirs AS (SELECT 1) START '2100-01-01'")
        assert server.stop() == 0
        with sqlite3.connect(tmp_path / "data" / "catalog.sqlite") as catalog:
            catalog.execute("UPDATE jobs SET created_by = 'ghost'")
        catalog.close()
        server.start()
        shop.connection = server.connect()
        assert failing(shop, "RUN JOB theirs")[:2] == ("28000", 'user "ghost" does not exist any more')
        assert shop.runs("theirs", "state, sqlstate, \"user\"") == [("failed", "28000", "ghost")]
    finally:
        assert server.stop() == 0


def test_names_are_taken_once_unless_it_is_replaced(shop):
    shop.run("CREATE JOB j AS (SELECT 1) START '2100-01-01'")
    assert failing(shop, "CREATE JOB j AS (SELECT 2)")[:2] == ("42710", 'job "j" already exists')
    shop.run("CREATE JOB IF NOT EXISTS j AS (SELECT 2)")
    shop.run("CREATE OR REPLACE JOB j AS (SELECT 3) START '2100-01-01'")
    assert shop.rows("SELECT statements FROM foretell.jobs WHERE name = 'j'")[0][0] == ["SELECT 3"]
    assert shop.rows("SHOW JOBS LIKE 'j'")[0][:2] == ("j", "main")


def test_a_job_pauses_and_goes_on(shop):
    shop.run("CREATE JOB p AS (SELECT 1) EVERY 1 second")
    shop.ended("p", 1)
    shop.run("ALTER JOB p PAUSE")
    assert shop.rows("SELECT state, next_run FROM foretell.jobs WHERE name = 'p'")[0] in [("paused", None), ("running", None)]
    until(lambda: shop.rows("SELECT state FROM foretell.jobs WHERE name = 'p'"), lambda rows: rows == [("paused",)])
    count = len(shop.runs("p"))
    shop.run("ALTER JOB p RESUME")
    until(lambda: len(shop.runs("p")), lambda now: now > count)


def test_a_trigger_runs_for_rows_that_come(shop):
    shop.run(f"""CREATE TRIGGER fresh ON {shop.name}.orders COLUMNS id
                 (INSERT INTO {shop.name}.copies SELECT id, amount FROM {shop.name}.orders WHERE id > LAST) EVERY 1 second""")
    shop.change("INSERT INTO orders VALUES (4, 40), (5, 50)")
    assert shop.ended("fresh", 1, "kind, cause, state, rows, error") == [("trigger", "new rows", "succeeded", 2, None)]
    # What it does not look at does not fire it.
    shop.change("UPDATE orders SET amount = 0")
    before = shop.rows("SELECT next_run FROM foretell.jobs WHERE name = 'fresh'")
    until(lambda: shop.rows("SELECT next_run FROM foretell.jobs WHERE name = 'fresh'"), lambda now: (now[0][0] - before[0][0]).total_seconds() >= 2)
    assert len(shop.runs("fresh")) == 1
    shop.change("INSERT INTO orders VALUES (6, 60)")
    shop.ended("fresh", 2)
    assert shop.copies() == [4, 5, 6]
    assert shop.rows("SHOW TRIGGERS")[0][0] == "fresh"


def test_a_trigger_whose_table_goes_away_fails_and_goes_on(shop):
    shop.run(f"CREATE TRIGGER gone ON {shop.name}.orders (SELECT 1) EVERY 1 second")
    shop.change("ALTER TABLE orders RENAME TO elsewhere")
    state, error = shop.ended("gone", 1, "state, error")[0]
    assert state == "failed" and "orders" in error
    shop.change("ALTER TABLE elsewhere RENAME TO orders", "INSERT INTO orders VALUES (4, 40)")
    until(lambda: [state for state, in shop.runs("gone")], lambda states: "succeeded" in states)


def test_a_job_may_drop_itself_and_cannot_run_itself(shop):
    shop.run("CREATE JOB last AS (SELECT 1; DROP JOB last) START '2100-01-01'")
    shop.run("RUN JOB last")
    assert shop.runs("last", "state, error") == [("succeeded", None)]
    assert shop.rows("SELECT name FROM foretell.jobs") == []
    shop.run("CREATE JOB again AS (RUN JOB again) START '2100-01-01'")
    assert failing(shop, "RUN JOB again")[:2] == ("55006", 'job "again" is running')


def test_a_transaction_that_a_job_leaves_open_is_rolled_back(shop):
    shop.run(f"CREATE JOB open AS (BEGIN; INSERT INTO {shop.name}.copies VALUES (1, 1)) START '2100-01-01'")
    shop.run("RUN JOB open")
    assert shop.copies() == []


def test_the_sessions_of_jobs_are_seen_while_they_run(shop):
    shop.run("CREATE JOB seen AS (SELECT count(*) FROM range(1000000000) a, range(1000) b WHERE a.range % 7 = b.range) USING timeout = '20s'")
    session = "SELECT \"user\", application FROM foretell.sessions WHERE application = 'job seen'"
    assert until(lambda: shop.rows(session), lambda rows: rows) == [("foretell", "job seen")]
    shop.run("DROP JOB seen")
    assert shop.rows(session) == []
    assert shop.runs("seen", "state, sqlstate") == [("failed", "57014")]


def test_jobs_have_comments(shop):
    shop.run("CREATE JOB said AS (SELECT 1) START '2100-01-01'")
    shop.run("COMMENT ON JOB said IS 'why it is'")
    assert shop.rows("SELECT kind, object, comment FROM foretell.comments WHERE comment = 'why it is'") == [("job", "main.said", "why it is")]


def test_a_job_retrains_a_model(shop):
    shop.run(f"CREATE TABLE {shop.name}.visits AS SELECT range AS id, range % 10 AS x, CASE WHEN range % 10 > 5 THEN 'buy' ELSE 'leave' END AS y FROM range(300)")
    shop.run(f"CREATE MODEL {shop.name}m FROM {shop.name} (SELECT * FROM visits) PREDICT y USING key = 'id', rounds = 5, trials = 1, wait = true")
    shop.run(f"CREATE JOB again AS (RETRAIN {shop.name}m USING wait = true; SELECT y FROM {shop.name}m WHERE x = 7) START '2100-01-01'")
    shop.run("RUN JOB again")
    assert shop.rows(f"SELECT version, state, created_by FROM foretell.versions WHERE model = '{shop.name}m'") == [(1, "ready", "foretell"), (2, "ready", "foretell")]
    shop.run(f"DROP MODEL {shop.name}m")


def test_jobs_survive_a_restart_and_missed_runs_are_made_up_for_as_declared(tmp_path):
    server = Server(tmp_path)
    try:
        shop = Shop(server, tmp_path, "s")
        shop.run(f"CREATE JOB once AS (INSERT INTO s.copies VALUES (1, 1)) EVERY 1 hour USING missed = 'once'")
        shop.run(f"CREATE JOB skip AS (SELECT 1) EVERY 1 hour USING missed = 'skip'")
        shop.run("CREATE JOB long AS (SELECT count(*) FROM range(1000000000) a, range(1000) b WHERE a.range % 7 = b.range)")
        shop.ended("once", 1)
        shop.ended("skip", 1)
        until(lambda: shop.runs("long"), lambda rows: rows == [("running",)])
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        # The next times have passed while it was down.
        with sqlite3.connect(tmp_path / "data" / "catalog.sqlite") as catalog:
            catalog.execute("UPDATE jobs SET next_run = next_run - 7200000000 WHERE next_run IS NOT NULL")
        catalog.close()
        server.start()
        shop.connection = server.connect()
        assert shop.ended("once", 2, "state, cause") == [("succeeded", "schedule"), ("succeeded", "missed")]
        assert shop.ended("skip", 2, "state, reason") == [("succeeded", None), ("skipped", "missed: the server was down")]
        assert until(lambda: shop.runs("long", "state, cause, error"), lambda rows: len(rows) == 2) == [
            ("failed", "schedule", "the server ended while the job ran"), ("running", "retry", None)]
        assert shop.rows("SELECT count(*) FROM foretell.jobs WHERE name IN ('once', 'skip') AND next_run > now()") == [(2,)]
        assert shop.copies() == [1, 1]
    finally:
        assert server.stop() == 0


def test_no_row_behind_last_is_lost_when_the_server_is_killed(tmp_path):
    server = Server(tmp_path)
    try:
        shop = Shop(server, tmp_path, "s")
        shop.run("CREATE JOB copy AS (INSERT INTO s.copies SELECT id, amount FROM s.orders WHERE id > LAST) EVERY 1 second")
        for number in range(4, 10):
            shop.change(f"INSERT INTO orders VALUES ({number}, 1)")
            before = len(shop.runs("copy"))
            until(lambda: len(shop.runs("copy")), lambda count: count > before)
            server.process.send_signal(signal.SIGKILL)
            server.process.wait()
            doctor = subprocess.run([ROOT / ".build/release/foretell", "doctor", "--data", tmp_path / "data"], capture_output=True, text=True)
            assert doctor.returncode == 0, doctor.stdout
            server.start()
            shop.connection = server.connect()
        assert set(until(shop.copies, lambda rows: 9 in rows)) == set(range(1, 10))
    finally:
        assert server.stop() == 0


def test_a_server_that_ends_takes_a_running_job_up_again(tmp_path):
    server = Server(tmp_path)
    try:
        shop = Shop(server, tmp_path, "s")
        shop.run("CREATE JOB long AS (SELECT count(*) FROM range(1000000000) a, range(1000) b WHERE a.range % 7 = b.range)")
        until(lambda: shop.runs("long"), lambda rows: rows == [("running",)])
        assert server.stop() == 0
        server.start()
        shop.connection = server.connect()
        assert until(lambda: shop.runs("long", "state, cause"), lambda rows: len(rows) == 2) == [("failed", "schedule"), ("running", "retry")]
    finally:
        assert server.stop() == 0


def test_a_job_belongs_to_its_user(server):
    """Nobody who gets the name later runs it."""
    admin = server.connect()
    admin.execute("CREATE USER mal PASSWORD 'Tr0ub4dor-and-3'")
    admin.execute("GRANT CREATE ON PROJECT main TO mal")
    own = server.connect(user="mal", password="Tr0ub4dor-and-3")
    own.execute("CREATE JOB left_behind AS (SELECT 1) START '2100-01-01'")
    with pytest.raises(psycopg.Error) as caught:
        admin.execute("DROP USER mal")
    assert caught.value.sqlstate == "2BP01" and "It owns: job main.left_behind." in str(caught.value)
    admin.execute("REASSIGN OWNED BY mal TO foretell")
    admin.execute("DROP USER mal")
    assert admin.execute("SELECT created_by FROM foretell.jobs WHERE name = 'left_behind'").fetchone() == ("foretell",)
    admin.execute("DROP JOB left_behind")
