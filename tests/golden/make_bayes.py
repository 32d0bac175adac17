"""Makes bayes.json: the probabilities of scikit-learn's naive Bayes models.

Feature values are multiples of 1/8, so float32 holds them exactly. Options are told by Millrace's names.
"""

import itertools
import json
import pathlib
import warnings

import numpy as np
from sklearn.naive_bayes import BernoulliNB, ComplementNB, GaussianNB, MultinomialNB

warnings.filterwarnings("ignore")
random = np.random.default_rng(11)
rows = 90
three = random.integers(0, 3, size=rows)
two = (three > 0).astype(int)
counts = random.poisson(np.array([[0.5, 2, 0, 1], [2, 0.5, 0, 1], [1, 1, 0.2, 3]])[three]).astype(float)
numbers = np.round((random.normal(size=(rows, 4)) * [1, 5, 0.25, 100] + three[:, None] * [1, -2, 0.5, 0]) * 8) / 8
numbers[:, 2] = np.where(three == 0, 1.5, numbers[:, 2])  # constant within a class
weight = random.integers(0, 4, size=rows).astype(float)
kinds = random.integers(0, 12, size=rows)
sparse = np.hstack([counts[:, :2], np.eye(12)[kinds]])
names = np.array([f"kind{k:02}" for k in range(12)])

X = {"counts": counts, "numbers": numbers, "sparse": sparse}
y = {"two": two, "three": three}
snake = {"alpha": "alpha", "forceAlpha": "force_alpha", "fitPrior": "fit_prior", "classPrior": "class_prior",
         "norm": "norm", "binarize": "binarize", "priors": "priors", "varSmoothing": "var_smoothing"}
cases = []


def add(kind, model, data, target, options, weighted):
    given = {snake[key]: list(value.values()) if isinstance(value, dict) else value for key, value in options.items()}
    fitted = model(**given).fit(X[data], y[target], sample_weight=weight if weighted else None)
    cases.append({"kind": kind, "data": data, "target": target, "options": options, "weighted": weighted,
                  "probabilities": fitted.predict_proba(X[data])[:30].tolist()})


shares = {"two": {"0": 0.25, "1": 0.75}, "three": {"0": 0.5, "1": 0.3, "2": 0.2}}
for target, weighted, data in itertools.product(y, [False, True], ["counts", "sparse"]):
    shared = [{}, {"alpha": 0.01}, {"alpha": 0, "forceAlpha": False}, {"fitPrior": False}, {"classPrior": shares[target]}]
    for options in shared:
        add("multinomialNB", MultinomialNB, data, target, options, weighted)
        add("complementNB", ComplementNB, data, target, options, weighted)
        add("bernoulliNB", BernoulliNB, data, target, options, weighted)
    add("complementNB", ComplementNB, data, target, {"norm": True, "alpha": 0.5}, weighted)
    add("bernoulliNB", BernoulliNB, data, target, {"binarize": 1.5}, weighted)
for target, weighted in itertools.product(y, [False, True]):
    add("bernoulliNB", BernoulliNB, "numbers", target, {"binarize": 0.5}, weighted)
    for data in X:
        add("gaussianNB", GaussianNB, data, target, {}, weighted)
        add("gaussianNB", GaussianNB, data, target, {"priors": shares[target], "varSmoothing": 1e-3}, weighted)

table = {**{f"c{i}": counts[:, i].tolist() for i in range(4)}, **{f"n{i}": numbers[:, i].tolist() for i in range(4)},
         "kind": names[kinds].tolist(), "two": two.astype(str).tolist(), "three": three.astype(str).tolist(),
         "w": weight.tolist()}
path = pathlib.Path(__file__).with_name("bayes.json")
path.write_text(json.dumps({"table": table, "cases": cases}) + "\n")
