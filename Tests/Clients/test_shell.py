"""`foretell sql`: with arguments, in a pipe, and by hand on a terminal."""
import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time

import pytest

from server import ROOT


def command(server, *statements):
    return [str(ROOT / ".build/release/foretell"), "sql", "--data", str(server.folder / "data"), *statements]


def run(server, *statements, given=None):
    return subprocess.run(command(server, *statements), input=given, capture_output=True, text=True, timeout=60)


class Terminal:
    """The program on a terminal of its own."""

    def __init__(self, server, columns=100):
        self.process, self.file = pty.fork()
        if self.process == 0:
            os.execv(command(server)[0], command(server))
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
        self.shown = ""
        self.until("=> ")

    def type(self, text):
        os.write(self.file, text.encode())

    def until(self, words, seconds=30):
        """What is shown up to some words, without the terminal's control sequences."""
        end = time.monotonic() + seconds
        while not (match := re.search(re.escape(words), self.plain())):
            ready, _, _ = select.select([self.file], [], [], max(0, end - time.monotonic()))
            assert ready, f"{words!r} is not in {self.plain()!r}"
            try:
                self.shown += os.read(self.file, 65536).decode(errors="replace")
            except OSError:
                raise AssertionError(f"the program ended before {words!r}: {self.plain()!r}")
        plain = self.plain()
        self.shown = plain[match.end():]
        return plain[:match.end()]

    def plain(self):
        return re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", self.shown).replace("\r\n", "\n")

    def ask(self, statement):
        self.type(statement + "\r")
        self.until(" ms)\n")
        self.until("=> ")

    def leave(self):
        self.type("\x04")
        assert os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1]) == 0
        os.close(self.file)


@pytest.fixture
def terminal(server):
    terminal = Terminal(server)
    yield terminal
    terminal.leave()


def test_one_statement(server):
    done = run(server, "SELECT 1 AS one, 'a' AS letter, NULL AS nothing")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == " one | letter | nothing\n-----+--------+---------\n   1 | a      |\n(1 row)\n"


def test_a_failure_is_told_with_its_place_and_ends_with_1(server):
    done = run(server, "SELECT\n nosuch FROM range(3)", "SELECT 2")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith('ERROR:  column "nosuch" does not exist\nLINE 2:  nosuch FROM range(3)\n         ^\n')


def test_a_pipe(server):
    done = run(server, given="SELECT 'a;\nb' AS x; SELECT 2 AS y;\nSELECT nosuch;\n-- a remark;\nSELECT 3 AS z")
    assert done.returncode == 1
    assert done.stdout == " x\n----\n a;+\n b\n(1 row)\n y\n---\n 2\n(1 row)\n z\n---\n 3\n(1 row)\n"
    assert done.stderr.count("ERROR") == 1


def test_data_cannot_steer_the_terminal(server):
    done = run(server, "SELECT chr(27) || '[2J' || chr(7) AS x, '日本' AS wide, 'e' || chr(769) AS mark")
    assert done.stdout == " x           | wide | mark\n-------------+------+------\n \\x1B[2J\\x07 | 日本 | e\u0301\n(1 row)\n"


def test_no_server(tmp_path):
    done = subprocess.run([ROOT / ".build/release/foretell", "sql", "--data", tmp_path, "SELECT 1"], capture_output=True, text=True)
    assert done.returncode == 1 and "no server runs" in done.stderr


def test_a_statement_ends_at_a_semicolon_outside_of_quotes(terminal):
    terminal.type("SELECT 'a;\r")
    terminal.until("foretell-> ")
    terminal.type("b' AS x;\r")
    assert "a;+" in terminal.until("(1 row)")
    terminal.until("=> ")


def test_lines_are_edited_and_called_back(terminal):
    terminal.type("SELEC 41;\x1b[D\x7f2\x1b[H\x1b[C\x1b[C\x1b[C\x1b[C\x1b[CT\x05\r")
    assert " 42\n" in terminal.until("(1 row)")
    terminal.until("=> ")
    terminal.type("\x1b[A\x1b[D\x7f\x7f\x7f '日本'\r")
    assert " 日本\n" in terminal.until("(1 row)")
    terminal.until("=> ")
    terminal.type("nonsense\x15SELECT 5;\r")
    assert " 5\n" in terminal.until("(1 row)")
    terminal.until("=> ")


def test_ctrl_c_drops_the_line_and_ends_the_statement_but_not_the_program(terminal):
    terminal.type("SELECT 'half\r")
    terminal.until("foretell-> ")
    terminal.type("\x03")
    terminal.until("foretell=> ")
    terminal.type("SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b WHERE a.range + b.range = -1;\r")
    time.sleep(0.5)
    terminal.type("\x03")
    terminal.until("canceling statement due to user request")
    terminal.until("foretell=> ")
    terminal.ask("SELECT 1;")


def test_the_prompt_tells_of_the_transaction(terminal):
    terminal.type("BEGIN;\r")
    terminal.until("foretell=*> ")
    terminal.type("SELECT nosuch;\r")
    terminal.until("foretell=!> ")
    terminal.ask("ROLLBACK;")


def test_a_training_shows_how_far_it_is(terminal):
    terminal.type("CREATE MODEL shown FROM (SELECT range % 90 AS a, range % 90 > 20 AS y FROM range(3000)) PREDICT y USING trials = 1, wait = true;\r")
    shown = terminal.until("CREATE MODEL\n")
    assert re.search(r'training "shown" [█░]{24} +\d+ %', shown)
    terminal.until("=> ")
    terminal.ask("DROP MODEL shown;")


def test_rows_too_wide_for_the_terminal_are_records(server):
    terminal = Terminal(server, columns=40)
    terminal.type("SELECT 'a long value of many words' AS first, 'and another' AS second;\r")
    assert terminal.until("and another\n").endswith("\n-[ RECORD 1 ]---------------------------\nfirst  | a long value of many words\nsecond | and another\n")
    terminal.until("=> ")
    terminal.leave()


def test_help(terminal):
    terminal.type("\\?\r")
    terminal.until("SHOW MODELS;")
    terminal.until("=> ")
    terminal.type("\\nosuch\r")
    terminal.until("\\nosuch is no command here")
    terminal.until("=> ")
