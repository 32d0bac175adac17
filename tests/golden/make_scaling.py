"""Writes scaling.json: what scikit-learn's scalers make of a small, awkward table and of rows they were not fitted on.

    python tests/golden/make_scaling.py

Tables are columns of JSON values, null where missing. Outputs are lists of rows, null where missing.
"""

import json
import platform
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import sklearn
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.preprocessing import (
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

random = np.random.default_rng(41)


def plain(values):
    if isinstance(values, (list, tuple, np.ndarray)):
        return [plain(value) for value in values]
    if values is None or (isinstance(values, float) and np.isnan(values)):
        return None
    if isinstance(values, np.generic):
        return values.item()
    return values


def gaps(values, share):
    values = np.array(values, dtype=float)
    values[random.random(len(values)) < share] = np.nan
    return values


def matrix(columns):
    return np.column_stack([np.asarray(values, dtype=float) for values in columns.values()])


def table(columns):
    return {name: plain(list(np.asarray(values, dtype=float))) for name, values in columns.items()}


def run(model, fit, apply):
    model.fit(matrix(fit))
    return {"fitRows": plain(model.transform(matrix(fit))), "applyRows": plain(model.transform(matrix(apply)))}


n, m = 83, 40
fit = {
    "wide": gaps(random.normal(3, 40, n), 0.2),
    "far": 1e9 + random.integers(0, 3, n),
    "constant": np.full(n, 7.25),
    "zero": np.zeros(n),
    "tiny": random.random(n) * 1e-6,
    "flag": random.integers(0, 2, n),
    "ties": random.integers(-2, 3, n) * 1.5,
    "skewed": gaps(random.lognormal(1, 1.5, n), 0.05),
}
apply = {
    "wide": gaps(random.normal(3, 60, m), 0.2),
    "far": 1e9 + random.integers(-2, 5, m),
    "constant": random.choice([7.25, 7, 8], m),
    "zero": random.choice([0, -1, 2], m),
    "tiny": random.random(m) * 2e-6 - 5e-7,
    "flag": random.integers(0, 2, m),
    "ties": random.integers(-3, 4, m) * 0.75,
    "skewed": random.lognormal(1, 2, m),
}
out = {"fit": table(fit), "apply": table(apply)}

out["minMax"] = [
    {"options": {"featureRange": list(r), "clip": clip}, **run(MinMaxScaler(feature_range=r, clip=clip), fit, apply)}
    for r, clip in (((0, 1), False), ((-2, 5), False), ((0, 1), True))
]
out["maxAbs"] = [{"options": {}, **run(MaxAbsScaler(), fit, apply)}]
out["robust"] = [
    {
        "options": {"withCentering": c, "withScaling": s, "quantileRange": list(q), "unitVariance": u},
        **run(RobustScaler(with_centering=c, with_scaling=s, quantile_range=q, unit_variance=u), fit, apply),
    }
    for c, s, q, u in (
        (True, True, (25.0, 75.0), False),
        (False, True, (10.0, 95.5), False),
        (True, False, (25.0, 75.0), False),
        (True, True, (5.0, 80.0), True),
    )
]
out["quantile"] = [
    {
        "options": {"nQuantiles": q, "outputDistribution": d},
        **run(QuantileTransformer(n_quantiles=q, output_distribution=d), fit, apply),
    }
    for q, d in ((1000, "uniform"), (1000, "normal"), (10, "uniform"), (7, "normal"), (1, "uniform"))
]
whole = {name: np.nan_to_num(values) for name, values in fit.items()}
whole_apply = {name: np.nan_to_num(values) for name, values in apply.items()}
out["normalizer"] = [
    {"options": {"norm": norm}, **run(Normalizer(norm=norm), whole, whole_apply)} for norm in ("l1", "l2", "max")
]
above = {name: np.where(matrix({name: values})[:, 0] <= -1, 0, values) for name, values in fit.items()}
out["log1p"] = {"fit": table(above), "rows": plain(np.log1p(matrix(above)))}

# --- power --------------------------------------------------------------------------------------------------------
mixed = {
    "wide": fit["wide"],
    "near": 5 + random.normal(0, 0.3, n),
    "constant": fit["constant"],
    "zero": fit["zero"],
    "flag": fit["flag"],
    "ties": fit["ties"],
    "skewed": fit["skewed"],
    "left": gaps(-random.lognormal(2, 1, n), 0.1),
    "large": random.lognormal(9, 2, n),
}
mixed_apply = {name: gaps(np.nanmean(values) + random.normal(0, 2, m), 0.1) for name, values in mixed.items()}
positive = {name: mixed[name] for name in ("near", "skewed", "large")}
positive["weibull"] = gaps(random.weibull(3, n) + 1e-3, 0.1)
positive["flag"] = fit["flag"] + 1.0
positive_apply = {name: random.lognormal(0.5, 1, m) for name in positive}
out["power"] = []
for method, a, b in (("yeo-johnson", mixed, mixed_apply), ("box-cox", positive, positive_apply)):
    for standardize in (True, False):
        model = PowerTransformer(method=method, standardize=standardize)
        rows = run(model, a, b)
        out["power"].append(
            {
                "options": {"method": method, "standardize": standardize},
                "fit": table(a),
                "apply": table(b),
                "lambdas": plain(model.lambdas_),
                **rows,
            }
        )

# --- sparse -------------------------------------------------------------------------------------------------------
texts = [" ".join(random.choice(["warm", "cold", "rain", "sun", "wind", "the"], k)) for k in random.integers(0, 9, 30)]
weights = np.round(random.random(len(texts)) * 2, 2)
counts = CountVectorizer().fit(texts).transform(texts).astype(float)
out["sparse"] = {
    "texts": texts,
    "weights": plain(weights),
    "maxAbs": plain(MaxAbsScaler().fit_transform(counts).toarray()),
    "standard": plain(StandardScaler(with_mean=False).fit_transform(counts).toarray()),
    "weightedScales": plain(StandardScaler(with_mean=False).fit(counts, sample_weight=weights).scale_),
    **{norm: plain(Normalizer(norm=norm).fit_transform(counts).toarray()) for norm in ("l1", "l2", "max")},
}

path = Path(__file__).with_name("scaling.json")
made_by = f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, Python {platform.python_version()}"
path.write_text(json.dumps({"madeBy": made_by, **out}) + "\n")
print(path, path.stat().st_size)
