"""Writes numeric_features.json: what scikit-learn makes of numbers by polynomials, bins and splines.

    python tests/golden/make_numeric_features.py

Tables are columns of JSON values, null where missing. Outputs are lists of rows, null where missing.
"""

import json
import platform
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn.preprocessing import KBinsDiscretizer, PolynomialFeatures, SplineTransformer

warnings.filterwarnings("ignore")
random = np.random.default_rng(42)


def plain(values):
    if isinstance(values, (list, tuple, np.ndarray)):
        return [plain(value) for value in values]
    if values is None or (isinstance(values, float) and np.isnan(values)):
        return None
    if isinstance(values, np.generic):
        return values.item()
    return values


def table(columns):
    return {name: plain(list(np.asarray(values, dtype=float))) for name, values in columns.items()}


n, m = 60, 35
fit = {
    "wide": random.normal(3, 40, n),
    "skewed": random.lognormal(1, 1.5, n),
    "ties": random.integers(-2, 3, n) * 1.5,
    "flag": random.integers(0, 2, n),
    "constant": np.full(n, 7.25),
}
apply = {
    "wide": random.normal(3, 90, m),
    "skewed": random.lognormal(1, 2, m) - 1,
    "ties": random.integers(-4, 5, m) * 0.7,
    "flag": random.integers(-1, 3, m),
    "constant": random.choice([7.25, 7, 8], m),
}
frame, apply_frame = pd.DataFrame(fit), pd.DataFrame(apply)
out = {"fit": table(fit), "apply": table(apply)}

out["polynomial"] = []
for degree, interaction_only, include_bias in (
    (2, False, True),
    (3, False, False),
    ((2, 3), True, True),
    ((0, 1), False, True),
    ((3, 3), False, False),
):
    model = PolynomialFeatures(degree, interaction_only=interaction_only, include_bias=include_bias).fit(frame)
    out["polynomial"].append(
        {
            "options": {
                "degree": list(degree) if isinstance(degree, tuple) else degree,
                "interactionOnly": interaction_only,
                "includeBias": include_bias,
            },
            "names": list(model.get_feature_names_out()),
            "rows": plain(model.transform(apply_frame)[:12]),
        }
    )

camel = {
    "averaged_inverted_cdf": "averagedInvertedCdf",
    "linear": "linear",
    "inverted_cdf": "invertedCdf",
    "interpolated_inverted_cdf": "interpolatedInvertedCdf",
    "hazen": "hazen",
    "weibull": "weibull",
    "median_unbiased": "medianUnbiased",
    "normal_unbiased": "normalUnbiased",
}
out["kBins"] = []
for strategy, bins, method in (
    ("uniform", 5, None),
    ("uniform", 30, None),
    ("kmeans", 3, None),
    ("kmeans", 5, None),
    *(("quantile", 5, method) for method in camel),
    ("quantile", 20, "averaged_inverted_cdf"),
):
    model = KBinsDiscretizer(
        bins, strategy=strategy, encode="ordinal", quantile_method=method or "averaged_inverted_cdf"
    ).fit(frame.values)
    out["kBins"].append(
        {
            "options": {"nBins": bins, "strategy": strategy, **({"quantileMethod": camel[method]} if method else {})},
            "edges": [plain(np.asarray(edges[1:-1], dtype=float)) for edges in model.bin_edges_],
            "fitRows": plain(model.transform(frame.values).astype(int)),
            "applyRows": plain(model.transform(apply_frame.values).astype(int)),
        }
    )

edges = [-50, -10, 0, 1.5, 40]
out["binner"] = []
for right, ends in ((True, True), (True, False), (False, False)):  # pandas has no ends for right=False
    codes = pd.cut(np.array(edges + [-60, 2, 39.9, 41, np.nan]), edges, right=right, labels=False, include_lowest=ends)
    out["binner"].append({"right": right, "includeEnds": ends, "codes": plain(list(codes))})
out["binnerEdges"] = edges

out["splines"] = []
small = frame[["wide", "skewed", "ties", "constant"]]
small_apply = apply_frame[small.columns]
given = np.column_stack([np.array([-30.0, 0, 2, 50]) + k for k in range(len(small.columns))])
for options in (
    {},
    {"n_knots": 4, "degree": 2, "extrapolation": "linear"},
    {"n_knots": 6, "knots": "quantile", "extrapolation": "continue", "include_bias": False},
    {"n_knots": 3, "degree": 1, "extrapolation": "linear"},
    {"n_knots": 7, "degree": 3, "extrapolation": "periodic"},
    {"n_knots": 5, "degree": 0, "extrapolation": "continue"},
    {"knots": "given", "degree": 3, "extrapolation": "constant"},
    {"knots": "given", "degree": 2, "extrapolation": "periodic", "include_bias": False},
    {"n_knots": 5, "degree": 5, "knots": "quantile"},
):
    columns = small.columns if options.get("knots") != "quantile" else ["wide", "skewed"]
    if options.get("degree") == 1:
        columns = ["wide"]  # of several columns scikit-learn continues only the first of degree 1 as it should
    arguments = {**options, "knots": given} if options.get("knots") == "given" else options
    model = SplineTransformer(**arguments).fit(small[columns])
    names = {"n_knots": "nKnots", "include_bias": "includeBias"}
    out["splines"].append(
        {
            "options": {names.get(key, key): value for key, value in options.items()},
            "columns": list(columns),
            "names": list(model.get_feature_names_out()),
            "rows": plain(model.transform(small_apply[columns])),
        }
    )
out["givenKnots"] = {name: plain(given[:, i]) for i, name in enumerate(small.columns)}

path = Path(__file__).with_name("numeric_features.json")
made_by = f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, pandas {pd.__version__}, Python {platform.python_version()}"
path.write_text(json.dumps({"madeBy": made_by, **out}) + "\n")
print(path, path.stat().st_size)
