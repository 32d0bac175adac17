"""Writes edges.json: what scikit-learn makes of missing values, of constant columns and of one row, by transformer.

    python tests/golden/make_edges.py

Outputs are lists of rows, null where missing; "error" where scikit-learn refuses the table.
"""

import json
import platform
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.feature_selection import (
    RFE,
    SelectFromModel,
    SelectKBest,
    SelectPercentile,
    VarianceThreshold,
    f_classif,
    f_regression,
)
from sklearn.impute import KNNImputer, MissingIndicator, SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.preprocessing import (
    KBinsDiscretizer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    SplineTransformer,
    StandardScaler,
    TargetEncoder,
)

warnings.simplefilter("ignore")
random = np.random.default_rng(77)
count = 24
a = np.round(random.normal(size=count) * 4096) / 4096
b = np.round(random.exponential(size=count) * 4096) / 4096 + 0.5
gap = lambda values, every: [None if i % every == 3 else float(v) for i, v in enumerate(values)]
label = [["x", "y", "z"][i % 3] for i in range(count)]
number = [float(v) for v in np.round((a + 2 * b + random.normal(size=count) / 4) * 8) / 8]
city = [["Oslo", "Rom", "Zug"][int(v * 16) % 3] for v in b]
note = [f"{c} {'often' if i % 2 else 'rarely'}" for i, c in enumerate(city)]

tables = {
    "nulls": {"a": gap(a, 5), "b": gap(b, 7), "city": [None if i % 6 == 1 else c for i, c in enumerate(city)], "note": note},
    "constant": {"a": [2.5] * count, "b": [float(v) for v in b], "city": ["Rom"] * count, "note": ["same words"] * count},
    "single": {"a": [1.5], "b": [2.0], "city": ["Zug"], "note": ["one row"]},
}
for table in tables.values():
    rows = len(table["a"])
    table["label"], table["number"] = label[:rows], number[:rows]

# name: (transformer, columns, target)
N, ONE, TEXT = ["a", "b"], ["city"], "note"
steps = {
    "simpleImputer": (SimpleImputer(strategy="mean"), N, None),
    "simpleImputer.median": (SimpleImputer(strategy="median"), N, None),
    "simpleImputer.mostFrequent": (SimpleImputer(strategy="most_frequent"), N, None),
    "missingIndicator": (MissingIndicator(features="all"), N, None),
    "knnImputer": (KNNImputer(n_neighbors=3), N, None),
    "standardScaler": (StandardScaler(), N, None),
    "minMaxScaler": (MinMaxScaler(), N, None),
    "maxAbsScaler": (MaxAbsScaler(), N, None),
    "robustScaler": (RobustScaler(), N, None),
    "quantileTransformer": (QuantileTransformer(n_quantiles=10), N, None),
    "powerTransformer": (PowerTransformer(), N, None),
    "normalizer": (Normalizer(), N, None),
    "polynomialFeatures": (PolynomialFeatures(), N, None),
    "kBinsDiscretizer": (KBinsDiscretizer(n_bins=4, encode="ordinal", strategy="quantile", quantile_method="linear"), N, None),
    "kBinsDiscretizer.uniform": (KBinsDiscretizer(n_bins=4, encode="ordinal", strategy="uniform"), N, None),
    "splineTransformer": (SplineTransformer(n_knots=4), N, None),
    "oneHotEncoder": (OneHotEncoder(sparse_output=False), ONE, None),
    "ordinalEncoder": (OrdinalEncoder(), ONE, None),
    "targetEncoder": (TargetEncoder(target_type="continuous"), ONE, "number"),
    "tfidfVectorizer": (TfidfVectorizer(), TEXT, None),
    "varianceThreshold": (VarianceThreshold(), N, None),
    "selectKBest": (SelectKBest(f_classif, k=1), N, "label"),
    "selectPercentile": (SelectPercentile(f_regression, percentile=50), N, "number"),
    "selectFromModel": (SelectFromModel(Ridge()), N, "number"),
    "rfe": (RFE(Ridge(), n_features_to_select=1), N, "number"),
    "pca": (PCA(n_components=1), N, None),
    "truncatedSvd": (TruncatedSVD(n_components=1, algorithm="arpack"), N, None),
    "linearDiscriminantAnalysis": (LinearDiscriminantAnalysis(n_components=1), N, "label"),
}


def plain(values):
    if isinstance(values, (list, np.ndarray)):
        return [plain(value) for value in values]
    value = values.item() if isinstance(values, np.generic) else values
    return None if isinstance(value, float) and not np.isfinite(value) else float(value)


def outcome(step, columns, target, table):
    if columns == TEXT:
        X = table[TEXT]
    elif columns == ONE:
        X = np.array([[np.nan if v is None else v] for v in table["city"]], dtype=object)
    else:
        X = np.array([[np.nan if v is None else v for v in table[name]] for name in columns]).T
    try:
        # A target encoder's rows to come, not those that it was fitted on.
        made = step.fit(X, table[target] if target else None).transform(X)
        if isinstance(step, LinearDiscriminantAnalysis):  # either sign is as good: that of the test
            made = made * np.sign(made[np.argmax(np.abs(made))])
    except Exception:
        return "error"
    return plain(made.toarray() if hasattr(made, "toarray") else np.asarray(made, dtype=float))


cases = {
    name: {table: outcome(step, columns, target, tables[table]) for table in tables}
    for name, (step, columns, target) in steps.items()
}
targets = {name: target for name, (_, _, target) in steps.items()}
versions = {"python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__}
out = {"versions": versions, "tables": tables, "targets": targets, "cases": cases}
Path(__file__).with_name("edges.json").write_text(json.dumps(out) + "\n")
print({name: [("error" if case[t] == "error" else len(case[t])) for t in tables] for name, case in cases.items()})
