"""Prints the known answers of MetricsTests from scikit-learn."""
from sklearn import metrics as m

labels = [0, 1, 1, 0, 1, 0, 0, 1]
scores = [0.1, 0.9, 0.4, 0.4, 0.35, 0.8, 0.2, 0.7]
predicted = [int(s >= 0.5) for s in scores]
print("roc_auc", m.roc_auc_score(labels, scores))
print("accuracy", m.accuracy_score(labels, predicted))
print("balanced_accuracy", m.balanced_accuracy_score(labels, predicted))
print("f1", m.f1_score(labels, predicted))
print("log_loss", m.log_loss(labels, scores))
print("brier", m.brier_score_loss(labels, scores))
truth, guess = [3, -0.5, 2, 7.0], [2.5, 0.0, 2, 8]
print("r2", m.r2_score(truth, guess), "mae", m.mean_absolute_error(truth, guess), "rmse", m.root_mean_squared_error(truth, guess))
