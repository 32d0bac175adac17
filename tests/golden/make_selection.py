"""Writes selection.json: what scikit-learn's feature selection makes of small, awkward tables.

    python tests/golden/make_selection.py

Rows are columns of JSON values, null where missing. `matrix` names the columns that scikit-learn saw: numbers, and an
indicator `city=…` for each category.
"""

import json
import platform
from pathlib import Path

import numpy as np
import sklearn
from scipy import stats
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.feature_selection import (
    RFE,
    SelectFromModel,
    SelectKBest,
    SelectPercentile,
    VarianceThreshold,
    chi2,
    f_classif,
    f_regression,
    mutual_info_classif,
    mutual_info_regression,
)

random = np.random.default_rng(4)


def plain(values):
    """Nested lists with null for what JSON lacks."""
    if isinstance(values, (list, tuple, np.ndarray)):
        return [plain(value) for value in values]
    if isinstance(values, np.generic):
        values = values.item()
    if isinstance(values, float) and not np.isfinite(values):
        return None
    return values


n = 211
label = random.choice(["a", "b", "c"], n, p=[0.6, 0.3, 0.1])
code = np.searchsorted(["a", "b", "c"], label)
wide = random.normal(3, 40, n) + 25 * code
table = {
    "wide": wide,
    "far": 100 + random.normal(0, 1, n) + 0.3 * (code == 1),
    "noise": random.normal(0, 1, n),
    "twin": wide * -2 + random.normal(0, 0.5, n),
    "constant": np.full(n, 7.25),
    "count": random.poisson(1 + code).astype(float),
    "flag": random.integers(0, 2, n).astype(float),
}
city = random.choice(["Oslo", "Rom", "Zug"], n, p=[0.5, 0.3, 0.2])
city[code == 2] = "Zug"
y = 0.1 * wide + table["count"] + 30 + random.normal(0, 1, n)
names = list(table) + [f"city={one}" for one in ["Oslo", "Rom", "Zug"]]
matrix = np.column_stack([*table.values(), *[(city == one).astype(float) for one in ["Oslo", "Rom", "Zug"]]])
missing = matrix.copy()
missing[random.random(matrix.shape) < 0.1] = np.nan
missing[:, 7:] = matrix[:, 7:]
positive = np.abs(matrix)


def tested(score, x, target, **options):
    scores, p_values = score(x, target, **options)
    return {"scores": plain(scores), "pValues": plain(p_values)}


variance = []
for threshold in (0.0, 0.2, 1.0):
    model = VarianceThreshold(threshold).fit(missing)
    # Its own variances_ are ranges here and there when the threshold is 0.
    variances = np.nanvar(missing, axis=0)
    variance.append({"threshold": threshold, "variances": plain(variances), "support": plain(model.get_support())})

with np.errstate(all="ignore"):
    by_score = {
        "fClassif": tested(f_classif, matrix, label),
        "chi2": tested(chi2, positive, label),
        "fRegression": tested(f_regression, matrix, y),
        "fRegressionUncentered": tested(f_regression, matrix, y, center=False),
    }
    k_best = [
        {"k": k, "support": plain(SelectKBest(f_classif, k=k).fit(matrix, label).get_support())}
        for k in (1, 3, 9, "all")
    ]
    percentile = [
        {"percentile": p, "support": plain(SelectPercentile(f_classif, percentile=p).fit(matrix, label).get_support())}
        for p in (10, 25, 50, 77.7, 100)
    ]

correlation = np.corrcoef(np.delete(matrix, 4, axis=1), rowvar=False)
mutual = {"classif": {}, "regression": {}}
numbers = np.column_stack([table[name] for name in ("wide", "far", "noise", "twin")])
for k in (1, 3, 5):
    mutual["classif"][str(k)] = plain(mutual_info_classif(numbers, label, n_neighbors=k, random_state=0))
    mutual["regression"][str(k)] = plain(mutual_info_regression(numbers, y, n_neighbors=k, random_state=0))
discrete = matrix[:, 5:]
mutual["discreteClassif"] = plain(mutual_info_classif(discrete, label, discrete_features=True))
mutual["discreteRegression"] = plain(mutual_info_regression(discrete, y, discrete_features=True, random_state=0))

# Counts of words, as a sparse matrix: their different values are classes, zero among them.
words = np.random.default_rng(3)
vocabulary = np.array(["ham", "egg", "tea", "jam", "pie"])
sparse_label = words.choice(["no", "yes", "maybe"], 120)
texts = [
    " ".join(words.choice(vocabulary, words.integers(1, 9), p=[0.4, 0.3, 0.1, 0.1, 0.1] if y == "yes" else [0.2] * 5))
    for y in sparse_label
]
mutual["sparse"] = {
    "text": texts,
    "label": plain(sparse_label),
    "word": plain(words.choice(vocabulary[:3], 120)),
    "number": plain(words.normal(size=120)),
    "scores": plain(mutual_info_classif(CountVectorizer().fit_transform(texts), sparse_label)),
}

tails = {
    "f": [[f, a, b, plain(stats.f.sf(f, a, b))] for f in (1e-8, 0.3, 1, 4.5, 80, 3000) for a, b in ((1, 3), (2, 208), (4, 100000), (60, 7))],
    "chi2": [[x, k, plain(stats.chi2.sf(x, k))] for x in (1e-6, 0.5, 3, 40, 600) for k in (1, 2, 9, 250)],
}

# Class weights of logistic regression, with row weights of their own.
inputs = np.column_stack([np.round(wide) / 32, np.round(table["noise"] * 64) / 64, table["count"]])
row_weights = random.integers(0, 4, n).astype(float)
class_weights = []
for target in ("three", "two"):
    labels = label if target == "three" else np.where(label == "c", "a", label)
    for weighted in (False, True):
        for asked in ("balanced", {"a": 1, "b": 4} if target == "two" else {"a": 0.5, "c": 3}):
            given = asked if asked == "balanced" else {"a": 1, "b": 1, **asked}
            if isinstance(given, dict) and target == "three":
                given = {"a": 1, "b": 1, "c": 1, **asked}
            model = LogisticRegression(solver="newton-cholesky", tol=1e-12, max_iter=10000, class_weight=given)
            model.fit(inputs, labels, sample_weight=row_weights if weighted else None)
            class_weights.append(
                {
                    "target": target,
                    "weighted": weighted,
                    "classWeight": asked,
                    "coef": plain(model.coef_),
                    "intercept": plain(model.intercept_),
                }
            )

# Selection by what a model makes of the columns: ridge has one answer.
chosen = np.column_stack([inputs, np.round(random.normal(0, 1, (n, 4)) * 64) / 64])
answer = chosen @ [0.5, -1, 2, 0, 0.1, 0, 0.02] + np.round(random.normal(0, 0.3, n) * 64) / 64
by_model = [
    {
        "threshold": plain(threshold),
        "maxFeatures": most,
        "support": plain(SelectFromModel(Ridge(), threshold=threshold, max_features=most).fit(chosen, answer).get_support()),
    }
    for threshold, most in [("mean", None), ("median", None), ("0.5*mean", None), (0.05, None), (-np.inf, 3), ("mean", 1)]
]
eliminated = []
for wanted, step in [(3, 1), (1, 2), (0.4, 0.3), (None, 1), (7, 1)]:
    model = RFE(Ridge(), n_features_to_select=wanted, step=step).fit(chosen, answer)
    eliminated.append(
        {"nFeaturesToSelect": wanted, "step": step, "support": plain(model.support_), "ranking": plain(model.ranking_)}
    )

made = {
    "byModel": {"inputs": plain(chosen.T), "answer": plain(answer), "cases": by_model, "eliminated": eliminated},
    "weighing": {"inputs": plain(inputs.T), "rowWeights": plain(row_weights), "cases": class_weights},
    "made_by": {"python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "table": {**{name: plain(values) for name, values in table.items()}, "city": plain(city), "label": plain(label), "y": plain(y)},
    "missing": {name: plain(missing[:, i]) for i, name in enumerate(table)},
    "matrix": names,
    "variance": variance,
    "byScore": by_score,
    "kBest": k_best,
    "percentile": percentile,
    "correlation": plain(correlation),
    "mutual": mutual,
    "tails": tails,
}
Path(__file__).with_name("selection.json").write_text(json.dumps(made, separators=(",", ":")) + "\n")
