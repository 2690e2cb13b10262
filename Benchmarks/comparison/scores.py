"""Metrics of a run, and the bootstrap interval of the difference between two runs of the same split."""
import numpy as np
from sklearn import metrics


def arrays(split, run):
    """Truth, prediction and answered class as numbers; classes in the sorted order of their texts. A system that tells no answers takes the likelier class."""
    if split.is_regression:
        return split.test[split.target].to_numpy(float), np.asarray(run["values"], float), None
    names = sorted({canonical(v) for v in split.train[split.target].unique()})
    order = [[canonical(c) for c in run["classes"]].index(name) for name in names]
    p = np.asarray(run["probabilities"], float)[:, order]
    answers = np.array([names.index(canonical(a)) for a in run["answers"]]) if "answers" in run else p.argmax(axis=1)
    return np.array([names.index(canonical(v)) for v in split.test[split.target]]), p / p.sum(axis=1, keepdims=True), answers


def canonical(value):
    """`True`, `TRUE` and, in a file, `Yes` are one class."""
    text = str(value)
    return {"true": "true", "yes": "true", "false": "false", "no": "false"}.get(text.lower(), text)


def calibration(truth, p):
    """Expected calibration error of the last class: ten bins of equal size."""
    y, q = (truth == p.shape[1] - 1).astype(float), p[:, -1]
    return sum(len(b) / len(q) * abs(y[b].mean() - q[b].mean()) for b in np.array_split(np.argsort(q, kind="stable"), 10) if len(b))


# name -> (function of truth, prediction and answer, larger is better)
CLASSES = {
    "auc": (lambda y, p, a: metrics.roc_auc_score(y, p[:, 1]) if p.shape[1] == 2 else metrics.roc_auc_score(y, p, multi_class="ovr"), True),
    "balanced_accuracy": (lambda y, p, a: metrics.balanced_accuracy_score(y, a), True),
    "log_loss": (lambda y, p, a: metrics.log_loss(y, p, labels=range(p.shape[1])), False),
    "calibration_error": (lambda y, p, a: calibration(y, p), False),
}
NUMBERS = {
    "r2": (lambda y, p, a: metrics.r2_score(y, p), True),
    "mae": (lambda y, p, a: metrics.mean_absolute_error(y, p), False),
}


def names(split):
    return NUMBERS if split.is_regression else CLASSES


def value(split, run, name):
    return float(names(split)[name][0](*arrays(split, run)))


def gain(split, run, other, name, resamples=200):
    """By how much `run` is better than `other`, and the 95 % interval over paired resamples of the test rows."""
    function, larger = names(split)[name]
    first, second = arrays(split, run), arrays(split, other)
    truth, classes = first[0], 0 if split.is_regression else first[1].shape[1]

    def sampled(arrays, rows):
        return function(*(None if part is None else part[rows] for part in arrays))
    rng = np.random.default_rng(1)
    sign = 1 if larger else -1
    differences = []
    for _ in range(resamples):
        rows = rng.integers(0, len(truth), len(truth))
        if not split.is_regression and len(np.unique(truth[rows])) < classes:
            continue
        differences.append(sign * (sampled(first, rows) - sampled(second, rows)))
    low, high = np.percentile(differences, [2.5, 97.5])
    return sign * (function(*first) - function(*second)), low, high
