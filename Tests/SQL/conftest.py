"""Collects and runs *.sqltest files: see README.md."""
import pathlib
import re
import tempfile

import pytest

from server import SHARED, Server, source_parameters

HERE = pathlib.Path(__file__).parent
TYPES = {
    "I": {20, 21, 23}, "R": {700, 701, 1700}, "B": {16}, "J": {114}, "D": {1082, 1083, 1114, 1184, 1186}, "T": {18, 19, 25, 1043},
}


class Mismatch(Exception):
    """What a record expected and what came, with the line it stands on; or how the server failed."""


class Record:
    def __init__(self, path, line, text):
        self.path, self.line = path, line
        self.command, *self.body = text
        self.words = self.command.split()

    def parts(self):
        """The statement, and the lines behind `----`; None without it."""
        if "----" not in self.body:
            return "\n".join(self.body), None
        cut = self.body.index("----")
        return "\n".join(self.body[:cut]), self.body[cut + 1:]


def records(path):
    text, start = [], 0
    for number, line in enumerate(path.read_text().split("\n") + [""], 1):
        if line.startswith("#") and (not text or not text[0].startswith("file ")):
            continue
        if line.strip():
            start = start if text else number
            text.append(line)
        elif text:
            yield Record(path, start, text)
            text = []


def matches(expected, actual):
    pattern = ".*".join(re.escape(part) for part in expected.split("..."))
    return re.fullmatch(pattern, actual, re.DOTALL) is not None


def shown(cell):
    return "NULL" if cell is None else cell.replace("\n", "\\n") if cell else "(empty)"


class Run:
    """One file on one server."""

    def __init__(self, folder):
        self.folder = folder
        self.server = Server(folder)
        (folder / "files").mkdir()
        self.connections, self.notices = {}, []
        self.connect("default")
        self.variables = {"folder": str(folder / "files"), "shared": str(SHARED)} | source_parameters()
        for name in ("postgres", "mariadb"):
            if name in self.variables:
                self.variables[name + "_port"] = re.search(r'"port": (\d+)', self.variables[name])[1]

    def connect(self, name, **login):
        if name not in self.connections:
            connection = self.connections[name] = self.server.connect(**login)
            connection.pgconn.notice_handler = lambda result: self.notices.append(result.error_field(ord("M")).decode())
        self.connection = self.connections[name]

    def execute(self, sql):
        self.notices.clear()
        return self.connection.pgconn.exec_(sql.encode())

    def close(self):
        for connection in self.connections.values():
            connection.close()
        code = self.server.stop()
        if code:
            raise Mismatch(f"the server ended with code {code}\n{self.server.log()}")

    def run(self, record):
        verb, *words = record.words
        sql, expected = record.parts()
        sql, expected = self.filled(sql), [self.filled(line) for line in expected or []]
        match verb, words:
            case "statement", ["ok"]: self.ok(sql)
            case "statement", ["error", state]: self.error(sql, state, expected)
            case "query", [types, *modes]: self.query(sql, types, modes, expected)
            case "notice", _:
                wanted = record.command.removeprefix("notice ")
                if not any(matches(wanted, notice) for notice in self.notices):
                    raise Mismatch(f"expected the notice: {wanted}\ngot: {self.notices}")
            case "file", [name]: (self.folder / "files" / name).write_text("".join(line + "\n" for line in record.body))
            case "include", [name]:
                for inner in records(HERE / name):
                    self.run(inner)
            case "connect", [name]: self.connect(name)
            case "login", [user, *password]: self.connect(user, user=user, password=" ".join(password))
            case "require", [what]:
                if what == "shared" and not SHARED.is_dir() or what != "shared" and what not in self.variables:
                    pytest.skip(f"{what} is not there")
            case _: raise Mismatch(f"unknown command: {record.command}")

    def filled(self, text):
        return re.sub(r"\$\{(\w+)\}", lambda match: self.variables[match[1]], text)

    @staticmethod
    def described(result):
        return {name: (result.error_field(ord(code)) or b"").decode() for name, code in
                {"state": "C", "message": "M", "DETAIL": "D", "HINT": "H", "AT": "P"}.items()}

    def ok(self, sql):
        result = self.execute(sql)
        if result.status in (7, 5):
            error = self.described(result)
            raise Mismatch(f"{error['state']}: {error['message']}\n{error['DETAIL']}\n{error['HINT']}")
        return result

    def error(self, sql, state, expected):
        if not expected:
            raise Mismatch("an expected error has a message behind ----")
        result = self.execute(sql)
        if result.status != 7:
            raise Mismatch(f"expected an error {state}, but it succeeded")
        actual = self.described(result)
        if actual["AT"]:
            actual["AT"] = sql[int(actual["AT"]) - 1:].split("\n")[0]
        others = "..." if "..." in expected[1:] else ""
        wanted = {"state": state, "message": expected[0], "DETAIL": others, "HINT": others, "AT": "..."}
        for line in expected[1:]:
            if line == "...":
                continue
            name, _, text = line.partition(":")
            wanted[name] = text.strip() + ("..." if name == "AT" and text.strip() else "")
        if set(wanted) != set(actual):
            raise Mismatch(f"lines behind ---- are the message, DETAIL:, HINT: and AT:, not: {set(wanted) - set(actual)}")
        if not all(matches(text, actual[name]) for name, text in wanted.items()):
            found = "\n".join([actual["message"]] + [f"{n}:  {actual[n]}" for n in ("DETAIL", "HINT", "AT") if actual[n]])
            raise Mismatch(f"expected {state}:\n" + "\n".join(expected) + f"\ngot {actual['state']}:\n{found}")

    def query(self, sql, types, modes, expected):
        result = self.ok(sql)
        count = result.nfields
        if len(types) != count:
            raise Mismatch(f"expected {len(types)} columns, got {count}: {[result.fname(i).decode() for i in range(count)]}")
        for index, letter in enumerate(types):
            if letter != "?" and result.ftype(index) not in TYPES[letter]:
                raise Mismatch(f"column {result.fname(index).decode()} is not of type {letter}: its type number is {result.ftype(index)}")
        decoded = lambda value: value if value is None else value.decode()
        actual = [[shown(decoded(result.get_value(row, column))) for column in range(count)] for row in range(result.ntuples)]
        wanted = [re.split(r"\t|  +", line.strip()) for line in expected]
        names = []
        if "names" in modes:
            names, wanted = wanted[:1], wanted[1:]
            if names != [[result.fname(i).decode() for i in range(count)]]:
                raise Mismatch(f"the columns are named: {'  '.join(result.fname(i).decode() for i in range(count))}")
        if "rowsort" in modes:
            actual, wanted = sorted(actual), sorted(wanted)
        if len(actual) != len(wanted) or not all(map(lambda a, w: self.same(a, w, types), actual, wanted)):
            raise Mismatch("expected:\n" + "\n".join(map("  ".join, wanted)) + "\ngot:\n" + "\n".join(map("  ".join, actual)))

    @staticmethod
    def same(actual, wanted, types):
        def cell(a, w, letter):
            if letter == "R" and "..." not in w and "NULL" not in (a, w):
                return abs(float(a) - float(w)) <= 1e-6 * max(1, abs(float(w)))
            return matches(w, a)
        return len(actual) == len(wanted) and all(map(cell, actual, wanted, types))


class SQLTest(pytest.Item):
    def runtest(self):
        with tempfile.TemporaryDirectory(prefix="foretell-sqltest-") as folder:
            run = Run(pathlib.Path(folder))
            try:
                for record in records(self.path):
                    try:
                        run.run(record)
                    except Mismatch as mismatch:
                        raise Mismatch(f"{record.path.relative_to(HERE.parent.parent)}:{record.line}: {record.command}\n{mismatch}") from None
            finally:
                run.close()

    def repr_failure(self, excinfo, style=None):
        return str(excinfo.value) if isinstance(excinfo.value, Mismatch) else super().repr_failure(excinfo)

    def reportinfo(self):
        return self.path, 0, str(self.path.relative_to(HERE))


class SQLTestFile(pytest.File):
    def collect(self):
        yield SQLTest.from_parent(self, name=self.path.stem)


def pytest_collect_file(file_path, parent):
    return SQLTestFile.from_parent(parent, path=file_path) if file_path.suffix == ".sqltest" else None
