"""Makes elastic_net.json: the optima of scikit-learn's Lasso and ElasticNet.

Feature values are multiples of 1/8, so float32 holds them exactly. Options are told by Millrace's names.
"""

import itertools
import json
import pathlib
import warnings

import numpy as np
from sklearn.linear_model import ElasticNet, Lasso, lasso_path

warnings.filterwarnings("ignore")
random = np.random.default_rng(13)
rows = 80
X = np.round(random.normal(size=(rows, 5)) * [1, 3, 0.5, 1, 1] * 8) / 8
X[:, 3] = X[:, 0] + np.round(random.normal(size=rows)) / 8  # nearly the same column
X[:, 4] = 2.5  # a constant one
kinds = random.integers(0, 12, size=rows)
names = np.array([f"kind{k:02}" for k in range(12)])
sparse = np.hstack([X[:, :2], np.eye(12)[kinds]])
y = np.round((X @ [1.5, -0.5, 0, 0.25, 0] + 3 + 0.5 * random.normal(size=rows) + (kinds % 3)) * 8) / 8
weight = random.integers(0, 4, size=rows).astype(float)
data = {"dense": X, "sparse": sparse}
cases = []
for kind, intercept, weighted, positive in itertools.product(data, [True, False], [False, True], [False, True]):
    for options in [{"alpha": 0.3, "l1Ratio": 1}, {"alpha": 0.01, "l1Ratio": 1}, {"alpha": 0.1, "l1Ratio": 0.5},
                    {"alpha": 0.2, "l1Ratio": 0.05}, {"alpha": 50, "l1Ratio": 1}]:
        ratio = options["l1Ratio"]
        shared = dict(alpha=options["alpha"], fit_intercept=intercept, positive=positive, tol=1e-14, max_iter=1000000)
        model = Lasso(**shared) if ratio == 1 else ElasticNet(l1_ratio=ratio, **shared)
        model.fit(data[kind], y, sample_weight=weight if weighted else None)
        cases.append({"data": kind, "options": {**options, "fitIntercept": intercept, "positive": positive},
                      "weighted": weighted, "coefficients": model.coef_.tolist(), "intercept": float(model.intercept_)})
table = {**{f"x{i}": X[:, i].tolist() for i in range(5)}, "kind": names[kinds].tolist(), "y": y.tolist(),
         "w": weight.tolist()}
alphas, coefficients, _ = lasso_path(X - X.mean(axis=0), y - y.mean(), n_alphas=20, tol=1e-14, max_iter=1000000)
path = {"alphas": alphas.tolist(), "coefficients": coefficients.T.tolist()}
pathlib.Path(__file__).with_name("elastic_net.json").write_text(
    json.dumps({"table": table, "cases": cases, "path": path}) + "\n")
