"""Prints the known answers of the learners' tests from scikit-learn, scipy and LightGBM. Nothing here shares code with Foretell."""
import math

import lightgbm
import numpy as np
from scipy.stats import norm
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression, Ridge


def show(name, numbers):
    print(name, "[" + ", ".join(repr(float(x)) for x in np.ravel(numbers)) + "]")


# Rows of LinearLearnerTests: a number with gaps, and a category.
n = 40
x = np.array([math.nan if i % 9 == 0 else (i * 37 % 101) / 8 for i in range(n)])
c = np.array([i * i % 5 for i in range(n)])
value = np.array([2 * (5 if math.isnan(v) else v) + k + (i * 13 % 7) / 4 for i, (v, k) in enumerate(zip(x, c))])
binary = np.array([1 if (v > 18) != (i % 11 == 3) else 0 for i, v in enumerate(value)])
several = np.array([int(v / 11 + (i % 5 == 0)) % 3 for i, v in enumerate(value)])


def dense():
    known = np.sort(x[~np.isnan(x)])
    mean, deviation = known.mean(), known.std()
    knots = [known[math.floor(k / 64 * (len(known) - 1) + 0.5)] for k in range(65)]
    rows = []
    for v, k in zip(x, c):
        if math.isnan(v):
            row = [0, 0, 1]
        else:
            below, equal = sum(q < v for q in knots), sum(q == v for q in knots)
            if equal:
                rank = below + (equal - 1) / 2
            else:
                rank = below - 1 + (v - knots[below - 1]) / (knots[below] - knots[below - 1])
            row = [(v - mean) / deviation, norm.ppf(min(max(rank / 64, 0.005), 0.995)), 0]
        rows.append(row + [float(k == level) for level in (0, 1, 4)] + [0])
    return np.array(rows).astype(np.float32).astype(np.float64)


z = dense()
mean, deviation = value.mean(), value.std()
ridge = Ridge(alpha=2.5).fit(z, (value - mean) / deviation)
show("ridge", ridge.predict(z) * deviation + mean)
show("ridge weights", ridge.coef_ * deviation)
logistic = LogisticRegression(C=1 / 0.5, tol=1e-13, max_iter=100000).fit(z, binary)
show("logistic", logistic.predict_proba(z)[:, 1])
show("logistic weights", logistic.coef_)
weights = np.where(binary == 1, 3.0, 0.5)
show("weighted", LogisticRegression(C=2, tol=1e-13, max_iter=100000).fit(z, binary, weights).predict_proba(z)[:, 1])
softmax = LogisticRegression(C=1 / 2.0, tol=1e-13, max_iter=100000).fit(z, several)
show("softmax", softmax.predict_proba(z))

# CalibratorTests.
p = np.array([(i * 29 % 61 + 1) / 63 for i in range(60)])
y = np.array([1 if (p[i] ** 2 * 60 > i * 17 % 60) else 0 for i in range(60)])
logit = np.log(p / (1 - p))[:, None]
platt = _SigmoidCalibration().fit(logit[:, 0], y)
show("platt", [-platt.a_, -platt.b_])
ties = np.round(p * 8) / 8
show("isotonic", IsotonicRegression().fit(ties, y, sample_weight=1 + y).predict(ties))


def temperature(scale):
    raw = np.array([[(i * k * 7 + k * 3) % 11 / 4 for k in range(1, 4)] for i in range(60)])
    probabilities = np.exp(raw) / np.exp(raw).sum(1, keepdims=True)
    truth = np.array([int(np.argmax(r)) if i % 3 else i % 2 for i, r in enumerate(raw)])
    scaled = np.exp(scale * np.log(probabilities))
    scaled /= scaled.sum(1, keepdims=True)
    return -np.log(scaled[np.arange(60), truth]).mean()


low, high = 0.01, 5.0
for _ in range(200):
    a, b = low + (high - low) * 0.382, low + (high - low) * 0.618
    low, high = (low, b) if temperature(a) < temperature(b) else (a, high)
show("temperature", [low])

# NormalDistributionTests.
shares = [1e-300, 1e-20, 1e-9, 0.005, 0.02425, 0.07, 0.075, 0.3, 0.5, 0.6, 0.925, 0.93, 0.9999, 1 - 1e-12]
show("normal shares", shares)
show("normal", norm.ppf(shares))


# GreedyEnsembleTests: Caruana's selection, step by step over whole matrices.
def greedy(predictions, loss, steps=30, least=0.08):
    chosen, best = [], (math.inf, None)
    for _ in range(steps):
        losses = [loss(np.mean([predictions[k] for k in chosen + [j]], axis=0)) for j in range(len(predictions))]
        j = int(np.argmin(losses))
        chosen.append(j)
        if losses[j] < best[0]:
            best = (losses[j], list(chosen))
    counts = [best[1].count(j) for j in range(len(predictions))]
    counts = [k if k >= least * len(best[1]) else 0 for k in counts]
    shares = np.array(counts) / sum(counts)
    return shares, loss(np.tensordot(shares, predictions, 1))


truth = np.array([i * 5 % 3 % 2 for i in range(24)])
binary_predictions = np.array([[min(max(0.5 + 0.3 * (t * 2 - 1) + (i * a % 13 - 6) / 10, 0.02), 0.98) for i, t in enumerate(truth)] for a in (3, 5, 7, 11)])
# Classes are averaged as log-odds.
binary_scores = np.log(binary_predictions / (1 - binary_predictions))
show("greedy binary", np.append(*greedy(binary_scores, lambda s: np.log1p(np.exp(np.where(truth == 1, -s, s))).mean())))
class_truth = np.array([i * 5 % 7 % 3 for i in range(24)])
class_scores = np.array([[[1.5 * (c == t) + (i * a % 13 - 6) * (c + 1) / 12 for c in range(3)] for i, t in enumerate(class_truth)] for a in (3, 5, 7, 11)])
class_logs = class_scores - np.log(np.exp(class_scores).sum(axis=2, keepdims=True))
show("greedy classes", np.append(*greedy(class_logs, lambda s: (np.log(np.exp(s).sum(axis=1)) - s[np.arange(24), class_truth]).mean())))
values = np.array([i * 7 % 11 for i in range(24)], dtype=float)
value_predictions = np.array([[v + (i * a % 13 - 6) / 3 + a / 20 for i, v in enumerate(values)] for a in (3, 5, 7, 11)])
show("greedy values", np.append(*greedy(value_predictions, lambda q: ((q - values) ** 2).mean())))

# TreeContributionTests.
generator = np.random.default_rng(5)
rows = np.column_stack([generator.integers(0, 16, 300) / 4, generator.integers(0, 5, 300), generator.integers(-8, 8, 300) / 2]).astype(float)
rows[::7, 2] = math.nan
target = rows[:, 0] * 2 + (rows[:, 1] == 3) * 4 + np.nan_to_num(rows[:, 2]) * (rows[:, 0] > 2)
parameters = dict(objective="regression", num_leaves=5, learning_rate=0.3, verbosity=-1, min_data_in_leaf=10, max_cat_to_onehot=1, min_data_per_group=5, cat_smooth=1, cat_l2=1, num_threads=1)
booster = lightgbm.train(parameters, lightgbm.Dataset(rows, target, categorical_feature=[1]), 3)
text = booster.model_to_string()
print(text)
asked = rows[[0, 1, 2, 3, 4, 7]]
show("asked", asked)
show("contributions", booster.predict(asked, pred_contrib=True))
several_booster = lightgbm.train(dict(parameters, objective="multiclass", num_class=3, num_leaves=3), lightgbm.Dataset(rows, rows[:, 0] // 1.5, categorical_feature=[1]), 2)
print(several_booster.model_to_string())
show("several contributions", several_booster.predict(asked, pred_contrib=True))
