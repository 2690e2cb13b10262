"""The other systems. Each fits on a frame and predicts another; one thread, a budget in seconds where it takes one."""
import importlib.metadata
import pathlib
import tempfile
import time

import numpy as np
import pandas as pd

SEED = 1


def by_hand(frame):
    """What a person would do for a learner that takes neither times nor numbers written as texts."""
    frame = frame.copy()
    for name in frame.select_dtypes(["object", "string"]).columns:
        numbers = pd.to_numeric(frame[name], errors="coerce")
        if numbers.notna().mean() > 0.9:
            frame[name] = numbers
    for name in frame.select_dtypes("datetime").columns:
        when = frame.pop(name)
        for part in ("month", "day", "dayofweek", "hour"):
            frame[f"{name}_{part}"] = getattr(when.dt, part)
        frame[f"{name}_days"] = (when - pd.Timestamp("2015-01-01")).dt.total_seconds() / 86400
    return frame


def categories(train, test):
    """Texts as pandas categories with the levels of the training rows."""
    for name in train.select_dtypes(["object", "string"]).columns:
        levels = pd.CategoricalDtype(sorted(train[name].dropna().astype(str).unique()))
        train[name], test[name] = train[name].astype(str).astype(levels), test[name].astype(str).astype(levels)
    return train, test


class PlainLightGBM:
    """LightGBM's scikit-learn class with nothing but its defaults."""
    package, takes_budget = "lightgbm", False

    def fit(self, split, budget):
        import lightgbm
        x, self.test = categories(by_hand(split.train.drop(columns=split.target)), by_hand(split.test.drop(columns=split.target)))
        kind = lightgbm.LGBMRegressor if split.is_regression else lightgbm.LGBMClassifier
        self.model = kind(n_jobs=1, random_state=SEED, verbose=-1).fit(x, split.train[split.target])

    def values(self, rows):
        return self.model.predict(self.test.iloc[rows])

    def probabilities(self, rows):
        return self.model.classes_, self.model.predict_proba(self.test.iloc[rows])


class HistGradientBoosting(PlainLightGBM):
    """scikit-learn's, with nothing but its defaults."""
    package, takes_budget = "scikit-learn", False

    def fit(self, split, budget):
        from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
        x, self.test = categories(by_hand(split.train.drop(columns=split.target)), by_hand(split.test.drop(columns=split.target)))
        kind = HistGradientBoostingRegressor if split.is_regression else HistGradientBoostingClassifier
        self.model = kind(random_state=SEED, categorical_features="from_dtype").fit(x, split.train[split.target])


class FLAML:
    package, takes_budget = "flaml", True

    def fit(self, split, budget):
        from flaml import AutoML
        self.test = split.test.drop(columns=split.target)
        self.model = AutoML()
        y = split.train[split.target]
        by_time = split.number == "by time"
        self.model.fit(
            split.train.drop(columns=split.target), y if split.is_regression else y.astype(str), seed=SEED, n_jobs=1, verbose=0,
            task="regression" if split.is_regression else "classification", time_budget=budget, split_type="time" if by_time else None,
            metric="auto")
        self.classes_ = getattr(self.model, "classes_", None)

    def values(self, rows):
        return self.model.predict(self.test.iloc[rows])

    def probabilities(self, rows):
        return self.model.classes_, self.model.predict_proba(self.test.iloc[rows])


class AutoGluon:
    package, takes_budget, preset = "autogluon.tabular", True, "medium_quality"

    def fit(self, split, budget):
        from autogluon.tabular import TabularPredictor
        self.test = split.test.drop(columns=split.target)
        train = split.train if split.is_regression else split.train.assign(**{split.target: split.train[split.target].astype(str)})
        extra = {"dynamic_stacking": False, "ag_args_ensemble": {"fold_fitting_strategy": "sequential_local"}} if self.preset == "best_quality" else {}
        folder = tempfile.mkdtemp(prefix="autogluon")
        self.model = TabularPredictor(label=split.target, path=folder, verbosity=0).fit(
            train, presets=self.preset, time_limit=budget, num_cpus=1, num_gpus=0, **extra)

    def values(self, rows):
        return self.model.predict(self.test.iloc[rows]).to_numpy()

    def probabilities(self, rows):
        frame = self.model.predict_proba(self.test.iloc[rows])
        return frame.columns, frame.to_numpy()


class AutoGluonBest(AutoGluon):
    preset = "best_quality"


SYSTEMS = {
    "LightGBM": PlainLightGBM, "HistGradientBoosting": HistGradientBoosting, "FLAML": FLAML, "AutoGluon medium": AutoGluon,
    "AutoGluon best": AutoGluonBest,
}


def version(name):
    """nil: it is not installed."""
    try:
        return importlib.metadata.version(SYSTEMS[name].package)
    except importlib.metadata.PackageNotFoundError:
        return None


def run(name, split, budget):
    """Fits and predicts. Times are of the calls alone: imports are done before."""
    for package in {"FLAML": ["flaml"], "AutoGluon medium": ["autogluon.tabular"], "AutoGluon best": ["autogluon.tabular"]}.get(name, ["lightgbm", "sklearn.ensemble"]):
        __import__(package)
    system = SYSTEMS[name]()
    start = time.perf_counter()
    system.fit(split, budget)
    seconds = time.perf_counter() - start
    everything = np.arange(len(split.test))
    predict = system.values if split.is_regression else lambda rows: system.probabilities(rows)[1]
    result = {"seconds": seconds}
    if split.is_regression:
        result["values"] = np.asarray(system.values(everything), dtype=float)
    else:
        classes, result["probabilities"] = system.probabilities(everything)
        result["classes"] = np.array([str(c) for c in classes])
    result["rows_per_second"] = len(everything) / median_seconds(lambda: predict(everything), 5)
    result["one_row_seconds"] = median_seconds(lambda: predict(everything[:1]), 20)
    return result


def median_seconds(action, repeats):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return float(np.median(times))
