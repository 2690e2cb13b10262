"""Foretell's own run of a split: through SQL, as its users do it."""
import time

import numpy as np

from .systems import median_seconds


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def run(server, split, using):
    """Trains with CREATE MODEL, predicts with a JOIN; the time is the statement's, worker start and storing included."""
    folder = server.folder / "tables"
    folder.mkdir(exist_ok=True)
    split.train.to_csv(folder / "train.csv", index=False)
    split.test.rename_axis("row_number_").reset_index().to_csv(folder / "test.csv", index=False)
    server.execute("DROP MODEL IF EXISTS m")
    server.execute("DROP DATABASE IF EXISTS bench")
    server.execute(f"""CREATE DATABASE bench WITH ENGINE = 'files', PARAMETERS = {{"path": "{folder}"}}""")
    times = [c for c in split.train.columns if split.train[c].dtype.kind == "M"]
    options = ["wait = true", "seed = 1"]
    if split.number == "by time":
        options += ["split = 'time'", f"split_by = '{times[0]}'"]
    if using:
        options.append(using)
    if not split.is_regression and split.train[split.target].nunique() > 2:
        options.append("objective = 'multiclass'")
    start = time.perf_counter()
    server.execute(f"CREATE MODEL m FROM bench (SELECT * FROM train) PREDICT {quoted(split.target)} USING {', '.join(options)}")
    result = {"seconds": time.perf_counter() - start}
    target = quoted(split.target) if split.is_regression else quoted(split.target + "_probabilities")
    query = f"SELECT t.row_number_, m.{target}, m.{quoted(split.target)}::text FROM bench.test AS t JOIN m"
    rows = sorted(server.execute(query).fetchall())
    if split.is_regression:
        result["values"] = np.array([value for _, value, _ in rows], dtype=float)
    else:
        classes = sorted(rows[0][1])
        result["classes"] = np.array(classes)
        result["probabilities"] = np.array([[p[c] for c in classes] for _, p, _ in rows])
        result["answers"] = np.array([answer for _, _, answer in rows])
    count = f"SELECT count(m.{target}) FROM bench.test AS t JOIN m"
    result["rows_per_second"] = len(rows) / median_seconds(lambda: server.execute(count).fetchall(), 5)
    first = server.execute("SELECT * FROM bench.test WHERE row_number_ = 0")
    inputs = {name for name, in server.execute("SELECT feature FROM foretell.features WHERE model = 'm' AND used")}
    given = [(c.name, v) for c, v in zip(first.description, first.fetchone()) if c.name in inputs and v is not None]
    where = " AND ".join(f"{quoted(n)} = %s" for n, _ in given)
    arguments = [str(v) if not isinstance(v, (int, float, bool)) else v for _, v in given]
    point = f"SELECT {target} FROM m WHERE {where}"
    result["one_row_seconds"] = median_seconds(lambda: server.execute(point, arguments, prepare=True).fetchall(), 200)
    return result
