"""Makes linear.json: small problems and their optima by scikit-learn (newton-cg at a tight tolerance, or exact).

Feature values are multiples of 1/8, so float32 holds them exactly. Objectives are scikit-learn's divided by the sum of
weights (and by C), as Millrace reports its loss.
"""

import json
import pathlib

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import logsumexp
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge

random = np.random.default_rng(20)
out = {}


def eighths(shape, scale=1.0):
    return np.round(random.normal(size=shape) * 8 * scale) / 8


def log_loss(X, y, w, coef, intercept, C):
    scores = X @ coef.T + intercept
    if scores.shape[1] == 1:
        scores = np.hstack([np.zeros_like(scores), scores])
    losses = logsumexp(scores, axis=1) - scores[np.arange(len(y)), y]
    penalty = 0 if np.isinf(C) else 0.5 * (coef**2).sum() / C
    return (w @ losses + penalty) / w.sum()


def logistic(name, X, y, C, weighted=False, intercept=True):
    w = random.integers(0, 4, size=len(y)).astype(float) if weighted else np.ones(len(y))
    model = LogisticRegression(C=C, fit_intercept=intercept, solver="newton-cg", tol=1e-11, max_iter=10000)
    model.fit(X, y, sample_weight=w)
    out[name + ".C"] = 0 if np.isinf(C) else C  # 0 stands for infinity
    out[name + ".weight"] = w.tolist() if weighted else []
    out[name + ".coef"] = model.coef_.ravel().tolist()
    out[name + ".intercept"] = model.intercept_.tolist() if intercept else []
    dense = X.toarray() if hasattr(X, "toarray") else X
    out[name + ".loss"] = log_loss(dense, y, w, model.coef_, model.intercept_, C)


def keep(name, X, y):
    out[name + ".columns"] = X.shape[1]
    if hasattr(X, "toarray"):
        out[name + ".offsets"] = X.indptr.tolist()
        out[name + ".indices"] = X.indices.tolist()
        out[name + ".values"] = X.data.tolist()
    else:
        out[name + ".values"] = X.ravel().tolist()
    out[name + ".target"] = y.tolist()


# Columns of very different scale; the classes overlap.
X = eighths((150, 5)) * np.array([1, 100, 0.125, 8, 1]) + np.array([0, 1000, 0, 0, 0])
y = (X @ [1, 0.01, 2, -0.1, 0] - 10 + random.logistic(size=150) > 0).astype(int)
keep("binary", X, y)
logistic("binary.one", X, y, 1.0)
logistic("binary.hundred", X, y, 100.0, weighted=True)
logistic("binary.free", X, y, np.inf)
logistic("binary.bare", X, y, 1.0, intercept=False)

X = eighths((160, 4))
y = np.argmax(X @ random.normal(size=(4, 3)) + random.gumbel(size=(160, 3)), axis=1)
keep("three", X, y)
logistic("three.one", X, y, 1.0)
logistic("three.ten", X, y, 10.0, weighted=True)
logistic("three.free", X, y, np.inf)

# Text-like: a few positive entries per row, most columns rare.
rows = np.repeat(np.arange(200), 6)
columns = np.minimum(random.zipf(1.3, size=1200) - 1, 299)
X = csr_matrix((np.ceil(random.exponential(size=1200) * 8) / 8, (rows, columns)), shape=(200, 300))
X.sum_duplicates()
y = (X @ random.normal(size=300) + random.logistic(size=200) > 0).astype(int)
keep("sparse", X, y)
logistic("sparse.one", X, y, 1.0)
logistic("sparse.hundred", X, y, 100.0)
y3 = random.integers(0, 3, size=200)
out["sparse3.target"] = y3.tolist()
logistic("sparse3.one", X, y3, 1.0)

# One-hot columns add up to one: without a penalty only the shortest solution is unique.
level = random.integers(0, 4, size=90)
X = np.hstack([np.eye(4)[level], eighths((90, 2)), np.full((90, 1), 3.0)])
y = X @ random.normal(size=7) + eighths(90, 0.5)
keep("squares", X, y)
w = random.integers(0, 3, size=90).astype(float)
out["squares.weight"] = w.tolist()
for name, model, weight in [
    ("least", LinearRegression(), None),
    ("leastWeighted", LinearRegression(), w),
    ("leastBare", LinearRegression(fit_intercept=False), None),
    ("ridge", Ridge(alpha=2.0, solver="cholesky"), None),
    ("ridgeWeighted", Ridge(alpha=0.5, solver="cholesky"), w),
]:
    model.fit(X, y, sample_weight=weight)
    out[f"squares.{name}.coef"] = model.coef_.tolist()
    out[f"squares.{name}.intercept"] = float(model.intercept_)

path = pathlib.Path(__file__).with_name("linear.json")
lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in out.items()]
path.write_text("{\n" + ",\n".join(lines) + "\n}\n")
