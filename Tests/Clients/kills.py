"""A server that is killed again and again while it trains, deploys, retrains and is backed up, and what must hold after each kill:
nothing that was acknowledged is lost, an interrupted training is queued again, the doctor finds nothing."""
import copy
import os
import pathlib
import random
import shutil
import signal
import sqlite3
import subprocess
import threading
import time

import psycopg

from server import ROOT, Server

# What may have ended a training here.
REASONS = {"the server ended twice while it trained", "the worker process was killed"}


class Model:
    """What was acknowledged of one model."""

    def __init__(self):
        self.versions = {}      # number -> hash of its artifact, None until it was seen to be ready
        self.dropped = set()
        self.superseded = set() # versions that a replacement may have cancelled
        self.replacements = set()   # versions that serve as soon as they are ready
        self.is_gone = False
        self.champion = None    # None: nobody has deployed
        self.is_manual = False  # whether it was told to promote nothing by itself
        self.comment = None
        self.tags = set()       # (version, tag)


class Siege:
    """One data directory under siege. All that happens follows from the seed, but for the moments at which processes run."""

    NAMES = ["m0", "m1", "m2"]

    def __init__(self, folder, seed):
        self.folder, self.random = pathlib.Path(folder), random.Random(seed)
        self.server = Server(self.folder)
        self.models = {}
        self.configurations = set()
        self.answers = {}       # hash of an artifact -> what it predicts
        self.pending = None     # the statement that is under way: the model that it changes, and that model after it
        self.kills = {"server": 0, "worker": 0, "backup": 0}
        self.interrupted = self.requeued = self.acknowledged = self.statements = self.backups = 0
        rows = ["id,x,y"] + [f"{i},{i * 37 % 100},{'buy' if (i * 37 % 100 > 50) != (i % 7 == 0) else 'leave'}" for i in range(200)]
        (self.folder / "visits.csv").write_text("\n".join(rows) + "\n")
        with self.server.connect() as connection:
            connection.execute(f"""CREATE DATABASE shop WITH ENGINE = 'files', PARAMETERS = {{"path": "{self.folder}"}}""")

    # What clients do

    def execute(self, connection, text, name=None, change=None):
        """Runs a statement, and remembers what it said when it is acknowledged."""
        after = copy.deepcopy(self.models.get(name)) if name in self.models else Model()
        if change:
            change(after)
        self.pending = (name, after)
        self.statements += 1
        try:
            connection.execute(text)
        except psycopg.Error as error:
            # The connection goes with the server; what was under way then may have happened or not.
            if error.sqlstate is not None and not connection.closed:
                self.pending = None
                # A statement that waited for a training whose worker was killed has done what it did.
                if name is not None and any(reason in str(error) for reason in REASONS):
                    self.models[name] = after
            raise
        if name is not None:
            self.models[name] = after
        self.acknowledged += 1
        self.pending = None

    def act(self, connection):
        name = self.random.choice(self.NAMES)
        model = self.models.get(name)
        wait = "true" if self.random.random() < 0.4 else "false"
        options = f"trials = 1, rounds = {self.random.choice([2, 20, 300])}, seed = {self.random.randrange(5)}, wait = {wait}"
        create = f"MODEL {name} FROM shop (SELECT * FROM visits) PREDICT y USING key = 'id', {options}"
        if model is None or model.is_gone:
            def begin(after):
                after.__init__()
                after.versions = {1: None}
            self.execute(connection, f"CREATE {create}", name, begin)
            model = self.models[name]
        if len(model.versions) > 12 or self.random.random() < 0.05:
            def drop(after):
                after.__init__()
                after.is_gone = True
            return self.execute(connection, f"DROP MODEL {name}", name, drop)
        if not model.is_manual:
            return self.execute(connection, f"ALTER MODEL {name} SET PROMOTE MANUALLY", name, lambda after: setattr(after, "is_manual", True))
        ready = [number for number, artifact in model.versions.items() if artifact]
        choice = self.random.choice(["retrain", "retrain", "retrain", "fresh", "replace", "deploy", "deploy", "drop", "comment", "tag", "configuration"])
        if choice in ("retrain", "fresh") or choice in ("deploy", "drop", "tag") and not ready:
            source = "" if choice == "retrain" else f" FROM shop (SELECT * FROM visits WHERE id <> {self.random.randrange(200)})"
            number = max([*model.versions, *model.dropped]) + 1
            self.execute(connection, f"RETRAIN {name}{source} USING {options}", name, lambda after: after.versions.update({number: None}))
        elif choice == "replace":
            number = max([*model.versions, *model.dropped]) + 1
            def replace(after):
                after.superseded |= {other for other, artifact in after.versions.items() if not artifact}
                after.versions[number] = None
                after.replacements.add(number)
            self.execute(connection, f"CREATE OR REPLACE {create}", name, replace)
        elif choice == "deploy":
            number = self.random.choice(ready)
            self.execute(connection, f"DEPLOY MODEL {name} VERSION {number}", name, lambda after: setattr(after, "champion", number))
        elif choice == "drop":
            number = self.random.choice(ready)
            # The first one serves until another is deployed.
            if number != (model.champion or 1) and number not in model.replacements and len(ready) > 2 and model.champion:
                def drop(after):
                    del after.versions[number]
                    after.dropped.add(number)
                    after.tags = {tag for tag in after.tags if tag[0] != number}
                self.execute(connection, f"DROP MODEL {name} VERSION {number}", name, drop)
        elif choice == "comment":
            text = str(self.random.random())
            self.execute(connection, f"COMMENT ON MODEL {name} IS '{text}'", name, lambda after: setattr(after, "comment", text))
        elif choice == "tag":
            number, tag = self.random.choice(ready), f"t{self.random.randrange(1000)}"
            self.execute(connection, f"ALTER MODEL {name} VERSION {number} SET TAG '{tag}'", name, lambda after: after.tags.add((number, tag)))
        else:
            configuration = f"c{self.statements}"
            self.execute(connection, f"CREATE CONFIGURATION {configuration} AS (rounds = 5, trials = 1)")
            self.configurations.add(configuration)

    def load(self, ended):
        """Works until the connection is gone or it is told to stop."""
        try:
            with self.server.connect() as connection:
                while not ended.is_set():
                    try:
                        self.act(connection)
                    except psycopg.Error as error:
                        if connection.closed or error.sqlstate is None or error.sqlstate.startswith("57P"):
                            return
                        # A worker was killed under a statement that waited for it: the version is there all the same.
                        assert any(reason in str(error) for reason in REASONS), error
                        self.adopt_versions(connection)
                    self.look(connection)
        except psycopg.OperationalError:
            pass

    def adopt_versions(self, connection):
        """After a statement that failed for its training's sake: what it made is there."""
        for name, model in self.models.items():
            for number, state in connection.execute("SELECT version, state FROM foretell.versions WHERE model = %s", [name]).fetchall():
                if state != "deleted":
                    model.versions.setdefault(number, None)
        for (name,) in connection.execute("SELECT name FROM foretell.models").fetchall():
            if name not in self.models:
                self.models[name] = Model()
                self.models[name].versions = {1: None}

    def look(self, connection):
        """Remembers which versions were shown to be ready, and what some predict."""
        for name, number, artifact in connection.execute("SELECT model, version, artifact_hash FROM foretell.versions WHERE state = 'ready'").fetchall():
            model = self.models.get(name)
            if model and number in model.versions:
                model.versions[number] = artifact
                if artifact not in self.answers and self.random.random() < 0.5:
                    self.answers[artifact] = self.ask(connection, name, number)

    def ask(self, connection, name, number):
        return connection.execute(f"SELECT y_probabilities::text FROM {name}.{number} WHERE x = 70").fetchone()[0]

    # Kills

    def cycle(self):
        """Load, a kill at a random moment, and the checks."""
        victim = self.random.choices(["server", "worker", "backup"], [7, 2, 1])[0]
        moment = self.random.uniform(0, 0.45)
        ended = threading.Event()
        thread = threading.Thread(target=self.load, args=(ended,))
        thread.start()
        backup = None
        if victim == "backup" or self.random.random() < 0.15:
            backup = self.start_backup(self.random.uniform(0, 0.1))
            moment = self.random.uniform(0, 0.12)
        time.sleep(moment)
        if victim == "server":
            self.kill_server()
        elif victim == "worker":
            self.kill_worker()
        else:
            os.kill(backup[0].pid, signal.SIGKILL)
            self.kills["backup"] += 1
        ended.set()
        thread.join()
        if victim == "server":
            cut = self.interrupted_trainings()
            self.server.start()
            self.check_interrupted(cut)
        self.check()
        self.doctor(self.server.folder / "data")
        if backup:
            self.check_backup(*backup)

    def kill_server(self):
        self.server.process.kill()
        self.server.process.wait()
        self.server.process.stdout.close()
        self.kills["server"] += 1

    def kill_worker(self):
        """Waits for one for a second at most."""
        for _ in range(500):
            for child in pathlib.Path(f"/proc/{self.server.process.pid}/task").glob("*/children"):
                for pid in child.read_text().split():
                    try:
                        os.kill(int(pid), signal.SIGKILL)
                    except ProcessLookupError:
                        continue
                    self.kills["worker"] += 1
                    return
            time.sleep(0.002)

    def start_backup(self, delay):
        time.sleep(delay)
        self.backups += 1
        target = self.folder / f"backup{self.backups}"
        return subprocess.Popen([ROOT / ".build/release/foretell", "backup", "--data", self.server.folder / "data", target],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True), target

    # What must hold

    def doctor(self, directory):
        run = subprocess.run([ROOT / ".build/release/foretell", "doctor", "--data", directory], capture_output=True, text=True, timeout=60)
        assert run.returncode == 0, run.stdout + run.stderr

    def check_backup(self, process, target):
        error = process.communicate(timeout=60)[1]
        assert process.returncode in (0, -signal.SIGKILL), error
        # One that is whole has a catalog, and one that has a catalog is whole, whatever was killed.
        assert process.returncode != 0 or (target / "catalog.sqlite").exists()
        if (target / "catalog.sqlite").exists():
            self.doctor(target)
        shutil.rmtree(target, ignore_errors=True)

    def interrupted_trainings(self):
        """From a copy of what the dead server left: versions that were training, and how often they had been begun."""
        left = self.folder / "left"
        files = [self.server.folder / f"data/catalog.sqlite{suffix}" for suffix in ("", "-wal")]
        # A backup that outlived the server writes the journal back when it is the last to close it.
        for _ in range(100):
            try:
                before = self.stamps(files)
                left.mkdir()
                for file in files:
                    if file.exists():
                        shutil.copy(file, left)
                if self.stamps(files) == before:
                    break
            except FileNotFoundError:
                pass
            shutil.rmtree(left, ignore_errors=True)
        database = sqlite3.connect(left / "catalog.sqlite")
        rows = database.execute("SELECT m.name, v.number, v.attempts, v.model_id FROM versions v JOIN models m ON m.id = v.model_id WHERE v.state = 'training'").fetchall()
        database.close()
        shutil.rmtree(left)
        return rows

    @staticmethod
    def stamps(files):
        return [(file.stat().st_size, file.stat().st_mtime_ns) if file.exists() else None for file in files]

    def check_interrupted(self, cut):
        with self.server.connect() as connection:
            for name, number, attempts, _ in cut:
                self.interrupted += 1
                state, begun, error = connection.execute(
                    "SELECT state, attempts, error FROM foretell.versions WHERE model = %s AND version = %s", [name, number]).fetchone()
                if attempts < 2:
                    self.requeued += 1
                    assert state in ("queued", "training", "ready") and begun <= 2, (name, number, state, begun, error)
                else:
                    assert state == "failed" and error == "the server ended twice while it trained", (name, number, state, begun, error)

    def check(self):
        with self.server.connect() as connection:
            seen = self.observe(connection)
            uncertain, after = self.pending or (None, None)
            self.pending = None
            for name, model in list(self.models.items()):
                complaints = self.complaints(name, model, seen)
                # A version that nobody acknowledged tells as well that the statement was done.
                is_done = complaints or set(seen.get(name, {}).get("versions", {})) - set(model.versions) - model.dropped
                if is_done and name == uncertain and not self.complaints(name, after, seen):
                    self.models[name], complaints = after, []
                assert not complaints, complaints
            if uncertain and uncertain not in self.models and uncertain in seen:
                assert not self.complaints(uncertain, after, seen)
                self.models[uncertain] = after
            names = {row[0] for row in connection.execute("SELECT name FROM foretell.shared_configurations").fetchall()}
            assert self.configurations <= names
            known = [(name, number, artifact) for name, model in self.models.items() for number, artifact in model.versions.items() if artifact in self.answers]
            if known:
                name, number, artifact = self.random.choice(known)
                assert self.ask(connection, name, number) == self.answers[artifact]

    def observe(self, connection):
        seen = {name: {"versions": {}, "champion": champion, "comment": comment, "tags": set()}
                for name, champion, comment in connection.execute("SELECT name, version, comment FROM foretell.models").fetchall()}
        for name, number, state, artifact, error, detail, tags in connection.execute("SELECT model, version, state, artifact_hash, error, detail, tags FROM foretell.versions").fetchall():
            if name in seen:
                seen[name]["versions"][number] = (state, artifact, error if error in REASONS else f"{error} ({detail})")
                seen[name]["tags"] |= {(number, tag) for tag in (tags or "").split(", ") if tag}
        return seen

    @staticmethod
    def complaints(name, model, seen):
        """How what is there differs from what was acknowledged."""
        if model.is_gone:
            return [f"{name} is back"] if name in seen else []
        if name not in seen:
            return [f"{name} is lost"]
        there, found = seen[name], []
        for number, artifact in model.versions.items():
            state, now, error = there["versions"].get(number, ("lost", None, None))
            if state == "cancelled" and number in model.superseded and not artifact:
                continue
            if state not in ("queued", "training", "ready", "failed") or (artifact and (state, now) != ("ready", artifact)):
                found.append(f"{name}.{number} is {state}, {now} instead of {artifact}")
            if state == "failed" and error not in REASONS:
                found.append(f"{name}.{number} has failed: {error}")
        found += [f"{name}.{number} is back" for number in model.dropped if there["versions"].get(number, ("deleted",))[0] != "deleted"]
        if model.champion and there["champion"] not in {model.champion} | model.replacements:
            found.append(f"{name}.{there['champion']} serves instead of {model.champion}")
        if model.comment != there["comment"] and model.comment:
            found.append(f"{name} has lost its comment")
        if not model.tags <= there["tags"]:
            found.append(f"{name} has lost tags")
        return found

    def finish(self):
        """All that was queued comes to its end, and the server stops in good order."""
        with self.server.connect() as connection:
            for _ in range(1200):
                rows = connection.execute("SELECT model, version, state, error FROM foretell.versions").fetchall()
                if all(row[2] not in ("queued", "training") for row in rows):
                    break
                time.sleep(0.1)
            assert all(row[2] in ("ready", "deleted", "cancelled") or row[2] == "failed" and row[3] in REASONS for row in rows), rows
        self.check()
        assert self.server.stop() == 0
        self.doctor(self.server.folder / "data")
        # Nothing lies about that no version stands on.
        self.server.start()
        assert self.server.stop() == 0
        with sqlite3.connect(self.server.folder / "data/catalog.sqlite") as database:
            known = {f"{row[0]}.{kind}" for column, kind in (("artifact_hash", "model"), ("held_hash", "held"), ("snapshot", "parquet"))
                     for row in database.execute(f"SELECT {column} FROM versions WHERE {column} IS NOT NULL")}
        left = {path.name for folder in ("models", "snapshots") for path in (self.server.folder / "data" / folder).iterdir()}
        assert left == known, left ^ known
        assert list((self.server.folder / "data/tmp").glob("worker-*")) == []

    def summary(self):
        return (f"{sum(self.kills.values())} kills ({self.kills}), {self.statements} statements, {self.acknowledged} acknowledged and none lost, "
                f"{self.interrupted} trainings interrupted, {self.requeued} queued again")
