"""The wire front against hostile, clumsy and demanding clients: one clear answer each, and the server goes on."""
import concurrent.futures
import random
import signal
import struct
import subprocess
import threading
import time

import psycopg
import pytest

from server import Server
from wire import (
    FLUSH, GSS_REQUEST, SSL_REQUEST, SYNC, TERMINATE, Wire, bind, close, describe, errors, execute, message, packet, parse, query,
    startup, text)


@pytest.fixture
def alive(server):
    """The server still answers after the test, on a connection from before and on a new one."""
    connection = server.connect()
    yield server
    assert connection.execute("SELECT 1").fetchone() == (1,)
    connection.close()
    with server.connect() as other:
        assert other.execute("SELECT 2").fetchone() == (2,)


# Sizes

def test_a_statement_of_100_megabytes_is_one_clear_error(alive):
    with pytest.raises(psycopg.Error, match="longer than the limit of 67108864 bytes") as caught:
        alive.connect().execute("SELECT '" + "x" * 100_000_000 + "'")
    assert caught.value.sqlstate == "54000" and "HINT" in str(caught.value)
    assert alive.resident() < 500


def test_a_long_text_is_served(alive):
    word = "é" * 5_000_000
    assert alive.connect().execute(f"SELECT length('{word}'), '{word}'").fetchone() == (len(word), word)


def test_10_000_parameters(alive):
    numbers = list(range(10_000))
    marks = ", ".join(["%s::int"] * len(numbers))
    with alive.connect() as connection:
        assert connection.execute(f"SELECT count(*) FROM range(20000) WHERE range IN ({marks})", numbers).fetchone() == (10_000,)


def test_as_many_parameters_as_the_protocol_has(alive):
    with Wire(alive) as wire:
        marks = ", ".join(f"${i}::int" for i in range(1, 65_536))
        wire.send(parse("", f"SELECT count(*) FROM range(70000) WHERE range IN ({marks})"), bind(values=[b"%d" % i for i in range(65_535)]), execute(), SYNC)
        messages = wire.until("Z")
        assert not errors(messages) and messages[2] == ("D", struct.pack("!hi", 1, 5) + b"65535")


# Startup

@pytest.mark.parametrize("sent, state, words", [
    (struct.pack("!i", 4), "08P01", "invalid length of startup packet"),
    (struct.pack("!i", -1), "08P01", "invalid length of startup packet"),
    (struct.pack("!i", 2**31 - 1), "08P01", "invalid length of startup packet"),
    (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "08P01", "invalid length of startup packet"),
    (startup(version=2 << 16), "0A000", "unsupported frontend protocol 2.0"),
    (startup(version=4 << 16), "0A000", "unsupported frontend protocol 4.0"),
    (packet(3 << 16, b"user"), "08P01", ""),
    (packet(3 << 16, b"\0"), "28000", "no user name"),
    (startup(replication="true"), "0A000", "replication"),
    (startup(client_encoding="LATIN1"), "0A000", "LATIN1"),
    (SSL_REQUEST + startup(), "08P01", "unencrypted data"),
    (GSS_REQUEST + startup(), "08P01", "unencrypted data"),
])
def test_a_bad_startup_is_refused(alive, sent, state, words):
    with Wire(alive, login=False) as wire:
        wire.send(sent)
        error, = errors(wire.until_closed())
        assert (error["S"], error["C"]) == ("FATAL", state) and words in error["M"]


def test_encryption_is_declined_and_the_startup_goes_on(alive):
    with Wire(alive, login=False) as wire:
        for request in (SSL_REQUEST, GSS_REQUEST):
            wire.send(request)
            assert wire.read(1) == b"N"
        wire.log_in(alive.password)


@pytest.mark.parametrize("sent, state, words", [
    (query("SELECT 1"), "08P01", "expected SASL response"),
    (message(b"p", text("SCRAM-SHA-1") + struct.pack("!i", -1)), "08P01", "invalid SASL authentication mechanism"),
    (message(b"p", text("SCRAM-SHA-256") + struct.pack("!i", 1000) + b"n,,n=,r=a"), "08P01", "invalid message format"),
    (message(b"p", text("SCRAM-SHA-256") + struct.pack("!i", 3) + b"n,,"), "08P01", "malformed SCRAM message"),
    (message(b"p", b"\xff\xfe"), "08P01", ""),
    (b"p" + struct.pack("!i", 2**31 - 1), "54000", "longer than the limit"),
    (b"p" + struct.pack("!i", 0), "08P01", "invalid message length"),
    (b"\0\0\0\0\0", "08P01", "invalid frontend message type 0"),
])
def test_a_bad_login_is_refused(alive, sent, state, words):
    with Wire(alive, login=False) as wire:
        wire.send(startup())
        assert wire.receive()[0] == "R"
        wire.send(sent)
        wire.socket.shutdown(1)
        error, = errors(wire.until_closed())
        assert (error["S"], error["C"]) == ("FATAL", state) and words in error["M"]


def test_nobody_learns_which_users_there_are(alive):
    answers = set()
    for user in ("foretell", "nobody"):
        with pytest.raises(psycopg.OperationalError) as caught:
            alive.connect(user=user, password="wrong")
        answers.add(str(caught.value).split("FATAL:")[1].replace(user, "?"))
    assert len(answers) == 1


# Messages of a session

@pytest.mark.parametrize("sent, state, words", [
    (b"\x01" + struct.pack("!i", 4), "08P01", "invalid frontend message type 1"),
    (b"Q" + struct.pack("!i", 3), "08P01", "invalid message length"),
    (b"Q" + struct.pack("!i", -1), "08P01", "invalid message length"),
    (b"Q" + struct.pack("!i", 2**31 - 1), "54000", "longer than the limit"),
    (message(b"p", b"again"), "08P01", "invalid frontend message type 112"),
])
def test_a_stream_that_cannot_be_read_on_ends(alive, sent, state, words):
    with Wire(alive) as wire:
        wire.send(sent)
        wire.socket.shutdown(1)
        error, = errors(wire.until_closed())
        assert (error["S"], error["C"]) == ("FATAL", state) and words in error["M"]


@pytest.mark.parametrize("sent, state, words", [
    (message(b"Q", b"SELECT 1"), "08P01", "invalid message format"),
    (message(b"Q", b"SELECT '\xff'\0"), "22021", "invalid byte sequence"),
    (message(b"Q", b"SELECT 1\0SELECT 2\0"), "08P01", "invalid message format"),
    (message(b"F"), "0A000", "function call"),
    (message(b"P", text("", "SELECT 1") + struct.pack("!H", 9)) + SYNC, "08P01", "invalid message format"),
    (parse("", "SELECT $1", 999_999) + SYNC, "42704", ""),
    (parse("", "SELEC 1") + SYNC, "42601", "syntax error"),
    (parse("", "SELECT 1; SELECT 2") + SYNC, "42601", "expected one statement"),
    (parse("", "SELECT $1::int") + bind() + SYNC, "08P01", "supplies 0 parameters"),
    (parse("", "SELECT $1::int") + bind(values=[b"1", b"2"]) + SYNC, "08P01", "supplies 2 parameters"),
    (parse("", "SELECT $1::int") + bind(values=[b"1"], formats=[0, 0]) + SYNC, "08P01", "2 parameter formats"),
    (parse("", "SELECT $1::int") + bind(values=[b"1"], formats=[7]) + SYNC, "22023", "unsupported format code: 7"),
    (parse("", "SELECT $1::int") + bind(values=[b"1"], results=[0, 0]) + SYNC, "08P01", "2 result formats"),
    (parse("", "SELECT $1::int", 23) + bind(values=[b"\0"], formats=[1]) + SYNC, "22P03", "incorrect binary data format"),
    (parse("", "SELECT $1::int", 23) + bind(values=[b"abc"]) + SYNC, "22P02", "abc"),
    (parse("", "SELECT $1::text", 25) + bind(values=[b"\xc3"]) + SYNC, "22021", "invalid byte sequence"),
    (parse("", "SELECT $1::int") + message(b"B", text("", "") + struct.pack("!HHi", 0, 1, 1 << 30)) + SYNC, "08P01", "invalid message format"),
    (parse("", "SELECT $1::int") + message(b"B", text("", "") + struct.pack("!HHi", 0, 1, -2)) + SYNC, "08P01", "invalid message format"),
    (message(b"B", text("", "") + struct.pack("!H", 65_535)) + SYNC, "26000", "does not exist"),
    (bind(statement="nosuch") + SYNC, "26000", 'prepared statement "nosuch" does not exist'),
    (describe(b"S", "nosuch") + SYNC, "26000", 'prepared statement "nosuch" does not exist'),
    (describe(b"X", "nosuch") + SYNC, "08P01", "invalid message format"),
    (execute("nosuch") + SYNC, "34000", 'portal "nosuch" does not exist'),
    (message(b"E", b"\0") + SYNC, "08P01", "invalid message format"),
    (parse("a", "SELECT 1") + parse("a", "SELECT 1") + SYNC, "42P05", 'prepared statement "a" already exists'),
])
def test_a_bad_message_is_one_error_and_the_session_goes_on(alive, sent, state, words):
    with Wire(alive) as wire:
        # What follows the error up to the Sync is thrown away, so these two statements say only what they must.
        wire.send(sent)
        error, = errors(wire.until("Z"))
        assert (error["S"], error["C"]) == ("ERROR", state) and words in error["M"]
        wire.send(query("SELECT 1"))
        assert wire.kinds() == "T D C Z"


def test_a_client_that_leaves_in_the_middle_of_a_message(alive):
    for cut in range(1, 40, 3):
        with Wire(alive) as wire:
            wire.send((parse("s", "SELECT $1::int") + bind(statement="s", values=[b"1"]) + execute() + SYNC)[:cut])
    with Wire(alive, login=False) as wire:
        wire.send(startup()[:9])


def test_messages_byte_by_byte(alive):
    with Wire(alive) as wire:
        wire.socket.setsockopt(6, 1, 1)
        for byte in parse("", "SELECT $1::int") + bind(values=[b"42"]) + describe(b"P") + execute() + SYNC:
            wire.send(bytes([byte]))
        assert wire.kinds() == "1 2 T D C Z"


@pytest.mark.parametrize("seed", range(8))
def test_random_bytes_never_end_the_server(alive, seed):
    chance = random.Random(seed)
    good = [
        query("SELECT 1"), parse("s", "SELECT $1::int, $2::text, $3::numeric"), describe(b"S", "s"),
        bind("p", "s", [b"1", b"x", b"1.5"], [0], [1]), execute("p", 1), close(b"P", "p"), close(b"S", "s"), FLUSH, SYNC, message(b"d", b"x")]
    for _ in range(25):
        with Wire(alive) as wire:
            sent = bytearray(b"".join(chance.choices(good, k=6)))
            for _ in range(chance.randrange(1, 8)):
                sent[chance.randrange(len(sent))] = chance.randrange(256)
            wire.send(bytes(sent), SYNC, TERMINATE)
            wire.socket.shutdown(1)
            try:
                wire.until_closed()
            except TimeoutError:
                pytest.fail(f"no answer to {bytes(sent)}")


# Extended query

def test_a_pipeline(alive):
    with alive.connect() as connection, connection.pipeline() as pipeline:
        answers = [connection.execute("SELECT %s::int * 2", (i,)) for i in range(100)]
        connection.execute("SELECT nosuch")
        connection.execute("SELECT 3")
        with pytest.raises(psycopg.errors.UndefinedColumn):
            pipeline.sync()
        after = connection.execute("SELECT 4")
        pipeline.sync()
        assert [answer.fetchone() for answer in answers] == [(2 * i,) for i in range(100)]
        assert after.fetchone() == (4,)


def test_after_an_error_everything_up_to_sync_is_skipped(alive):
    with Wire(alive) as wire:
        wire.send(parse("", "SELECT nosuch"), bind(), execute(), parse("", "SELECT 1"), FLUSH, SYNC, parse("", "SELECT 2"), bind(), execute(), SYNC)
        assert wire.kinds() == "E Z"
        assert wire.kinds() == "1 2 D C Z"


def test_row_limits_of_named_portals(alive):
    with Wire(alive) as wire:
        wire.send(query("BEGIN"))
        assert wire.kinds() == "C Z"
        wire.send(parse("s", "SELECT * FROM range($1::bigint)"))
        wire.send(bind("a", "s", [b"7"]), bind("b", "s", [b"3"]))
        wire.send(execute("a", 3), execute("b", 2), execute("a", 3), execute("b", 2), execute("a", 3), execute("a", 3), SYNC)
        assert wire.kinds() == "1 2 2 D D D s D D s D D D s D C D C C Z"
        wire.send(execute("b", 1), close(b"P", "b"), execute("b", 1), SYNC)
        messages = wire.until("Z")
        assert [kind for kind, _ in messages] == ["C", "3", "E", "Z"] and errors(messages)[0]["C"] == "34000"
        wire.send(query("ROLLBACK"))
        assert wire.kinds() == "C Z"
        # Outside of a transaction no portal outlives the Sync.
        wire.send(bind("c", "s", [b"9"]), execute("c", 1), SYNC, execute("c", 1), SYNC)
        assert wire.kinds() == "2 D s Z"
        assert errors(wire.until("Z"))[0]["C"] == "34000"


def test_a_row_limit_that_is_just_met_suspends(alive):
    with Wire(alive) as wire:
        wire.send(parse("", "SELECT * FROM range(3)"), bind(), execute("", 3), execute("", 3), SYNC)
        messages = wire.until("Z")
        assert [kind for kind, _ in messages] == ["1", "2", "D", "D", "D", "s", "C", "Z"]
        assert messages[-2][1] == b"SELECT 0\0"


def test_an_empty_statement(alive):
    with Wire(alive) as wire:
        for empty in ("", " ;; ", "-- nothing", "/* nothing */;"):
            wire.send(query(empty))
            assert wire.kinds() == "I Z"
            wire.send(parse("", empty), bind(), describe(b"P"), execute(), SYNC)
            assert wire.kinds() == "1 2 n I Z"


def test_several_statements_stop_at_the_first_error(alive):
    with Wire(alive) as wire:
        wire.send(query("SELECT 1; SELECT nosuch; SELECT 2"))
        messages = wire.until("Z")
        assert [kind for kind, _ in messages] == ["T", "D", "C", "E", "Z"]
        assert errors(messages)[0]["P"] == "18"


def test_server_side_cursors_of_a_driver(alive):
    with alive.connect() as connection:
        assert len(list(connection.cursor().stream("SELECT * FROM range(5000)"))) == 5000


# Types

VALUES = [
    ("boolean", "true"), ("smallint", "-32768"), ("integer", "2147483647"), ("bigint", "-9223372036854775808"), ("utinyint", "255"),
    ("usmallint", "65535"), ("uinteger", "4294967295"), ("ubigint", "18446744073709551615"),
    ("hugeint", "-170141183460469231731687303715884105727"), ("real", "1.5"), ("double", "-1.7976931348623157e308"), ("double", "nan"),
    ("double", "-inf"), ("numeric(18,3)", "-123456.789"), ("numeric(38,10)", "1234567890123456789012345678.0000000001"),
    ("numeric(5,5)", "0.00001"), ("text", "naïve 🙂"), ("text", ""), ("blob", "\\x00\\xFFab"), ("uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
    ("json", '{"a": [1, null]}'), ("date", "1999-12-31"), ("date", "0001-01-01"), ("time", "23:59:59.999999"), ("timestamp", "2026-11-23 01:02:03.000004"),
    ("timestamp", "1600-02-29 00:00:00"), ("timestamptz", "2026-11-23 01:02:03+00"), ("interval", "14 months 3 days 04:05:06.000007"),
    ("integer[]", "[1, NULL, 3]"), ("text[]", "[a, NULL, '', b c]"), ("double[]", "[]"), ("date[]", "[2026-01-01]"), ("bit", "10110"),
    ("timetz", "01:02:03+05:30"),
]


def quoted(value):
    return "'" + value.replace("'", "''") + "'"


@pytest.mark.parametrize("type, value", VALUES)
def test_text_and_binary_agree_in_what_is_sent(alive, type, value):
    statement = f"SELECT CAST({quoted(value)} AS {type}) AS v, CAST(NULL AS {type}) AS n"
    with alive.connect() as connection:
        answers = [connection.cursor(binary=binary).execute(statement).fetchone() for binary in (False, True)]
    if type == "bit":
        # psycopg has no type for it: it gives what was sent.
        assert answers == [("10110", None), (struct.pack("!i", 5) + bytes([0b10110000]), None)]
    else:
        assert repr(answers[0]) == repr(answers[1]) and answers[0][0] is not None and answers[0][1] is None


@pytest.mark.parametrize("type, value", VALUES)
def test_what_is_sent_comes_back(alive, type, value):
    with Wire(alive) as wire:
        values = {}
        # The value in both forms, as the server gives it.
        for form in (0, 1):
            wire.send(parse("", f"SELECT CAST({quoted(value)} AS {type})"), bind(results=[form]), describe(b"P"), execute(), SYNC)
            messages = dict(wire.until("Z"))
            oid, = struct.unpack_from("!I", messages["T"], messages["T"].index(b"\0", 2) + 7)
            length, = struct.unpack_from("!i", messages["D"], 2)
            values[form] = messages["D"][6:6 + length]
        # And back, in each form, asked for in each form, with and without a declared type.
        for declared in ([oid], []):
            for form in (0, 1):
                for wanted in (0, 1):
                    wire.send(parse("", f"SELECT CAST($1 AS {type})", *declared), bind(values=[values[form]], formats=[form], results=[wanted]), execute(), SYNC)
                    messages = wire.until("Z")
                    if not declared and form == 1:
                        continue
                    assert not errors(messages), (declared, form, wanted, errors(messages))
                    row = dict(messages)["D"]
                    assert row[6:] == values[wanted], (declared, form, wanted)


def test_parameters_of_a_driver(alive):
    import datetime
    import decimal
    import uuid
    given = [
        True, 1, 2**40, 1.5, decimal.Decimal("123.4500"), "text", b"\0\xff", uuid.UUID(int=7), datetime.date(2026, 1, 2),
        datetime.time(1, 2, 3, 4), datetime.datetime(2026, 1, 2, 3, 4, 5, 6), datetime.datetime(2026, 1, 2, tzinfo=datetime.timezone.utc),
        datetime.timedelta(days=3, seconds=4), [1, None, 3], ["a", None], None]
    casts = ["boolean", "int", "bigint", "double", "numeric(9,4)", "text", "blob", "uuid", "date", "time", "timestamp", "timestamptz", "interval", "int[]", "text[]", "int"]
    with alive.connect() as connection:
        for mark in ("%s", "%t", "%b"):
            for binary in (False, True):
                row = connection.cursor(binary=binary).execute("SELECT " + ", ".join(f"{mark}::{cast}" for cast in casts), given).fetchone()
                assert list(row) == given


# Many clients

def test_300_connections_at_once(alive):
    def work(number):
        with alive.connect() as connection:
            start.wait()
            return connection.execute("SELECT %s::int + count(*) FROM range(1000)", (number,)).fetchone()[0]
    start = threading.Barrier(300)
    with concurrent.futures.ThreadPoolExecutor(300) as pool:
        assert list(pool.map(work, range(300))) == [number + 1000 for number in range(300)]


def test_one_connection_more_than_allowed(tmp_path):
    server = Server(tmp_path, "--max-connections", "5")
    connections = [server.connect() for _ in range(5)]
    with pytest.raises(psycopg.OperationalError, match="too many clients already"):
        server.connect()
    connections.pop().close()
    for attempt in range(100):
        try:
            connections.append(server.connect())
            break
        except psycopg.OperationalError:
            # The place is free when the server has noticed that its client has gone.
            time.sleep(0.02)
    assert len(connections) == 5 and connections[0].execute("SELECT 1").fetchone() == (1,)
    assert server.stop() == 0


# Cancelling

LONG = "SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b WHERE a.range + b.range = -1"


def test_a_cancel_request_in_the_middle_of_a_query(alive):
    with alive.connect() as connection:
        for _ in range(2):
            threading.Timer(0.3, connection.cancel).start()
            with pytest.raises(psycopg.errors.QueryCanceled):
                connection.execute(LONG)
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_cancel_request_with_a_wrong_secret_does_nothing(alive):
    with Wire(alive) as wire:
        process, secret = struct.unpack("!ii", wire.key)
        wire.send(query("SELECT count(*) FROM range(30000000) AS a WHERE hash(a.range) % 7 = 3"))
        for key in ((process, secret ^ 1), (process + 1, secret), (0, 0)):
            with Wire(alive, login=False) as other:
                other.send(packet(80877102, struct.pack("!ii", *key)))
                assert other.until_closed() == []
        assert wire.kinds() == "T D C Z"


def test_a_client_that_goes_ends_what_it_runs(alive):
    count = "SELECT count(*) FROM foretell.sessions"
    with alive.connect() as connection:
        before = connection.execute(count).fetchone()
        with Wire(alive) as wire:
            wire.send(query(LONG))
            time.sleep(0.2)
        for _ in range(100):
            if connection.execute(count).fetchone() == before:
                return
            time.sleep(0.05)
    pytest.fail("the session of a client that has gone stays")


# The end

def test_sigterm_lets_statements_finish_and_ends_idle_sessions(tmp_path):
    server = Server(tmp_path)
    idle, busy = server.connect(), server.connect()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: busy.execute("SELECT count(*) FROM range(150000000) AS a WHERE hash(a.range) % 7 = 3").fetchone())
        time.sleep(0.1)
        server.process.send_signal(signal.SIGTERM)
        assert answer.result()[0] > 0
    with pytest.raises(psycopg.errors.AdminShutdown):
        idle.execute("SELECT 1")
    assert server.process.wait(timeout=20) == 0


def test_sigterm_ends_statements_that_take_too_long(tmp_path):
    server = Server(tmp_path, "--grace", "0")
    busy = server.connect()
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: busy.execute(LONG))
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(psycopg.OperationalError) as caught:
            answer.result()
    assert caught.value.sqlstate in ("57014", "57P01")
    assert server.process.wait(timeout=20) == 0


# What is not spoken

@pytest.mark.parametrize("statement", ["COPY t FROM STDIN", "COPY (SELECT 1) TO STDOUT", "COPY t TO '/tmp/x'"])
def test_copy_is_refused(alive, statement):
    with alive.connect() as connection:
        with pytest.raises(psycopg.Error) as caught:
            with connection.cursor().copy(statement) as copy:
                copy.read()
        assert caught.value.sqlstate in ("0A000", "42501") and "COPY" in str(caught.value) and caught.value.diag.message_hint
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_psql_copy_is_refused(alive):
    run = alive.psql("-c", r"\copy t FROM /dev/null", check=False)
    assert run.returncode == 1 and "COPY" in run.stderr


# Notices

def test_notices_come_before_the_end_of_their_statement(alive):
    with Wire(alive) as wire:
        for statement in ("SET LOCAL statement_timeout = 0", "DROP MODEL IF EXISTS nosuch"):
            wire.send(query(f"SELECT 1; {statement}; SELECT 2"))
            assert wire.kinds() == "T D C N C T D C Z"
            wire.send(parse("", "SELECT 1"), bind(), execute(), parse("", statement), bind(), execute(), SYNC)
            assert wire.kinds() == "1 2 D C 1 2 N C Z"


def test_progress_is_told_while_a_training_runs(alive):
    with Wire(alive) as wire:
        wire.send(query("SELECT 1; CREATE OR REPLACE MODEL noticed FROM (SELECT range % 50 AS a, range % 50 > 20 AS y FROM range(500)) PREDICT y USING trials = 1, wait = true"))
        messages = wire.until("Z")
        assert not errors(messages)
        kinds = " ".join(kind for kind, _ in messages)
        assert kinds.startswith("T D C N N") and kinds.endswith("N C Z")
    with alive.connect() as connection:
        connection.execute("DROP MODEL noticed")


# TLS

@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """An authority, a certificate of it for this machine, and one for another."""
    folder = tmp_path_factory.mktemp("tls")

    def openssl(*arguments):
        subprocess.run(["openssl", *map(str, arguments)], cwd=folder, check=True, capture_output=True)
    for authority in ("ca", "other-ca"):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{authority}.key",
                "-out", f"{authority}.pem", "-days", 2, "-subj", "/CN=test authority", "-addext", "basicConstraints=critical,CA:TRUE")
    for name, names in [("server", "DNS:localhost,IP:127.0.0.1"), ("stranger", "DNS:example.org")]:
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name}")
        (folder / f"{name}.ext").write_text(f"subjectAltName={names}\n")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", 2, "-out", f"{name}.pem", "-extfile", f"{name}.ext")
    return folder


def tls(certificates, name="server"):
    return "--tls-certificate", str(certificates / f"{name}.pem"), "--tls-key", str(certificates / f"{name}.key")


@pytest.fixture(scope="module")
def encrypted(certificates, tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("server"), *tls(certificates))
    yield server
    assert server.stop() == 0


@pytest.mark.parametrize("options", [
    {"sslmode": "disable"}, {"sslmode": "prefer"}, {"sslmode": "require"}, {"sslmode": "verify-ca"}, {"sslmode": "verify-full"},
    {"sslmode": "verify-full", "host": "localhost"}, {"sslmode": "require", "ssl_min_protocol_version": "TLSv1.3"},
    {"sslmode": "require", "ssl_max_protocol_version": "TLSv1.2"}])
def test_tls(encrypted, certificates, options):
    with encrypted.connect(sslrootcert=certificates / "ca.pem", **options) as connection:
        assert connection.pgconn.ssl_in_use == (options["sslmode"] != "disable")
        word = "x" * 300_000
        assert connection.execute("SELECT %s::text, count(*) FROM range(100)", (word,)).fetchone() == (word, 100)
        threading.Timer(0.3, connection.cancel).start()
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute(LONG)


def test_a_certificate_of_somebody_else_is_noticed(certificates, encrypted, tmp_path):
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        encrypted.connect(sslmode="verify-full", sslrootcert=certificates / "other-ca.pem")
    stranger = Server(tmp_path, *tls(certificates, "stranger"))
    with pytest.raises(psycopg.OperationalError, match="does not match host name"):
        stranger.connect(sslmode="verify-full", sslrootcert=certificates / "ca.pem")
    stranger.connect(sslmode="verify-ca", sslrootcert=certificates / "ca.pem").close()
    assert stranger.stop() == 0


def test_garbage_instead_of_a_handshake(encrypted):
    for sent in (b"\0" * 100, b"\x16\x03\x01\xff\xff" + b"x" * 200, startup()):
        with Wire(encrypted, login=False) as wire:
            wire.send(SSL_REQUEST)
            assert wire.read(1) == b"S"
            wire.send(sent)
            wire.socket.shutdown(1)
            while wire.socket.recv(4096):
                pass
    with Wire(encrypted, login=False) as wire:
        # Bytes behind the request would be read as if they had been encrypted.
        wire.send(SSL_REQUEST + startup())
        assert errors(wire.until_closed())[0]["C"] == "08P01"
    encrypted.connect(sslmode="require").close()


def test_plain_connections_are_refused_where_tls_is_required(certificates, tmp_path):
    server = Server(tmp_path, *tls(certificates), "--require-tls")
    with pytest.raises(psycopg.OperationalError, match="only encrypted connections") as caught:
        server.connect(sslmode="disable")
    assert "sslmode=require" in str(caught.value)
    with server.connect(sslmode="require") as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert server.stop() == 0


@pytest.mark.parametrize("options, words", [
    (["--tls-certificate", "server.pem"], "--tls-key"),
    (["--tls-key", "server.key"], "--tls-certificate"),
    (["--require-tls"], "--tls-certificate"),
    (["--tls-certificate", "nosuch.pem", "--tls-key", "server.key"], "cannot use the certificate"),
    (["--tls-certificate", "server.pem", "--tls-key", "ca.key"], "cannot use the certificate"),
    (["--tls-certificate", "server.key", "--tls-key", "server.key"], "cannot use the certificate"),
])
def test_half_a_configuration_of_tls_is_refused(certificates, tmp_path, options, words):
    import server
    given = [str(certificates / option) if "." in option else option for option in options]
    run = subprocess.run(
        [server.ROOT / ".build/release/foretell", "serve", "--data", tmp_path / "d", "--pg-port", "0", "--http-port", "0", *given],
        capture_output=True, text=True, timeout=30)
    assert run.returncode in (1, 2) and words in run.stderr
