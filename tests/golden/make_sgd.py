"""Makes sgd.json: the weights of scikit-learn's SGDClassifier and SGDRegressor, rows in their order.

Feature values are multiples of 1/8, so float32 holds them exactly. Options are told by Millrace's names.
"""

import json
import pathlib
import re
import warnings

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import SGDClassifier, SGDRegressor

warnings.filterwarnings("ignore")
random = np.random.default_rng(7)
rows = 120


def eighths(shape):
    return np.round(random.normal(size=shape) * 8) / 8


X = eighths((rows, 4))
raw = X @ [1, -2, 0.5, 0] + 0.5 * random.normal(size=rows)
two = (raw > 0.3).astype(int)
three = np.digitize(raw, [-1, 1])
number = np.round((raw + 1) * 8) / 8
weight = random.integers(0, 4, size=rows).astype(float)
kinds = random.integers(0, 12, size=rows)
names = np.array([f"kind{k:02}" for k in range(12)])
sparse = csr_matrix(np.hstack([X[:, :2], np.eye(12)[kinds]]))


def snake(name):
    return re.sub("([A-Z])", lambda match: "_" + match.group(1).lower(), name)


def told(key, value):
    if key == "penalty" and value == "none":
        return None
    return snake(value) if isinstance(value, str) and key in ("loss", "learningRate") else value


def fit(target, options, weighted=False, data=X):
    known = {"shuffle": False, "tol": None, "maxIter": 4, **options}
    class_weight = known.pop("classWeight", None)
    given = {snake(key): told(key, value) for key, value in known.items()}
    if class_weight is not None:
        given["class_weight"] = class_weight if class_weight == "balanced" else {int(k): v for k, v in class_weight.items()}
        known["classWeight"] = class_weight
    y = {"two": two, "three": three, "number": number}[target]
    model = (SGDRegressor if target == "number" else SGDClassifier)(**given)
    model.fit(data, y, sample_weight=weight if weighted else None)
    return {
        "target": target,
        "options": known,
        "weighted": weighted,
        "sparse": data is sparse,
        "coefficients": np.atleast_2d(model.coef_).tolist(),
        "intercepts": np.atleast_1d(model.intercept_).tolist(),
        "epochs": int(model.n_iter_),
    }


losses = ["hinge", "logLoss", "modifiedHuber", "squaredHinge", "perceptron"]
numbers = ["squaredError", "huber", "epsilonInsensitive", "squaredEpsilonInsensitive"]
slow = {"learningRate": "constant", "eta0": 0.01}
cases = [fit("two", {"loss": loss}) for loss in losses]
cases += [fit("two", {"loss": loss, **slow}) for loss in numbers]
cases += [fit("number", {"loss": loss}) for loss in numbers]
for penalty in ["l1", "elasticnet", "none"]:
    cases.append(fit("two", {"loss": "logLoss", "penalty": penalty, "alpha": 0.01}))
    cases.append(fit("number", {"penalty": penalty, "alpha": 0.01, "l1Ratio": 0.4}))
    cases.append(fit("two", {"loss": "logLoss", "penalty": penalty, "alpha": 0.01}, data=sparse))
for rate in ["constant", "invscaling", "adaptive"]:
    cases.append(fit("two", {"loss": "logLoss", "learningRate": rate, "eta0": 0.05}, weighted=True))
    cases.append(fit("number", {"learningRate": rate, "eta0": 0.02, "powerT": 0.4}, weighted=True))
cases.append(fit("three", {"loss": "logLoss", "alpha": 0.01}))
cases.append(fit("three", {"loss": "hinge", "classWeight": "balanced"}, weighted=True))
cases.append(fit("three", {"loss": "modifiedHuber", "classWeight": {"0": 3, "2": 0.5}}))
cases.append(fit("two", {"loss": "logLoss", "classWeight": "balanced"}))
cases.append(fit("two", {"average": True}))
cases.append(fit("two", {"average": 200, "loss": "logLoss"}, data=sparse))
cases.append(fit("number", {"average": 100000}))
cases.append(fit("number", {"average": True, "fitIntercept": False}))
cases.append(fit("two", {"loss": "logLoss"}, data=sparse))
# Until they stop by themselves.
cases.append(fit("two", {"loss": "logLoss", "tol": 1e-3, "maxIter": 1000}))
cases.append(fit("three", {"loss": "hinge", "tol": 1e-3, "maxIter": 1000, "nIterNoChange": 3}))
cases.append(fit("number", {"tol": 1e-4, "maxIter": 1000}))
cases.append(fit("number", {"tol": 1e-3, "maxIter": 1000, "learningRate": "adaptive", "eta0": 0.1}))

probabilities = []
for loss in ["logLoss", "modifiedHuber"]:
    for target, y in [("two", two), ("three", three)]:
        model = SGDClassifier(loss=snake(loss), alpha=0.01, shuffle=False, tol=None, max_iter=4).fit(X, y)
        probabilities.append({"loss": loss, "target": target, "probabilities": model.predict_proba(X[:20]).tolist()})

table = {c: X[:, i].tolist() for i, c in enumerate("abcd")}
table |= {"kind": names[kinds].tolist(), "two": two.tolist(), "three": three.tolist(), "number": number.tolist()}
table |= {"w": weight.tolist()}
out = {"table": table, "cases": cases, "probabilities": probabilities}
(pathlib.Path(__file__).parent / "sgd.json").write_text(json.dumps(out) + "\n")
