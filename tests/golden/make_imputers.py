"""Writes imputers.json: what scikit-learn's imputers make of small, awkward tables.

    python tests/golden/make_imputers.py

Missing values are null. `fit` and `apply` are the tables fitted on and transformed, by column.
"""

import json
import platform
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn.impute import KNNImputer, MissingIndicator, SimpleImputer

warnings.filterwarnings("ignore")
random = np.random.default_rng(12)


def plain(values):
    if isinstance(values, (list, tuple, np.ndarray)):
        return [plain(value) for value in values]
    if values is None or (isinstance(values, float) and np.isnan(values)):
        return None
    if isinstance(values, np.generic):
        return plain(values.item())
    return values


def table(frame):
    return {name: plain(frame[name].to_numpy()) for name in frame}


def gaps(values, share):
    values = np.array(values, dtype=float)
    values[random.random(len(values)) < share] = np.nan
    return values


# --- simpleImputer ------------------------------------------------------------------------------------------------
n = 41
numbers = pd.DataFrame(
    {
        "wide": gaps(random.normal(1e6, 1e3, n), 0.3),
        "ties": gaps(random.integers(0, 4, n), 0.2),
        "constant": gaps(np.full(n, 2.5), 0.5),
        "whole": random.normal(0, 1, n),
        "once": np.where(np.arange(n) == 7, 3.25, np.nan),
        "empty": np.full(n, np.nan),
    }
)
simple = {"table": table(numbers), "one": table(numbers.iloc[:1]), "cases": []}
for strategy, fill in (("mean", None), ("median", None), ("most_frequent", None), ("constant", None), ("constant", -3.5)):
    model = SimpleImputer(strategy=strategy, fill_value=fill, add_indicator=True, keep_empty_features=True)
    output = pd.DataFrame(model.fit_transform(numbers), columns=model.get_feature_names_out())
    one = SimpleImputer(strategy=strategy, fill_value=fill, keep_empty_features=True).fit(numbers.iloc[:1])
    simple["cases"].append(
        {"strategy": strategy, "fillValue": fill, "output": table(output), "oneRow": plain(one.transform(numbers.iloc[:1])[0])}
    )

# --- missingIndicator ---------------------------------------------------------------------------------------------
mixed = pd.DataFrame(
    {
        "number": gaps(random.normal(0, 1, 9), 0.4),
        "text": [None if random.random() < 0.4 else "x" for _ in range(9)],
        "whole": np.arange(9.0),
        "empty": np.full(9, np.nan),
    }
)
indicator = {"table": table(mixed), "cases": []}
for features in ("missing-only", "all"):
    model = MissingIndicator(features=features)
    mask = model.fit_transform(mixed.to_numpy(dtype=object))
    names = [mixed.columns[i] for i in model.features_]
    indicator["cases"].append({"features": features, "names": names, "rows": plain(mask.astype(int))})

# --- knnImputer ---------------------------------------------------------------------------------------------------
def exact_distance(a, b, missing_values=np.nan):
    """scikit-learn's nan_euclidean, from differences: its own expands the square, which costs digits of small ones."""
    shared = ~np.isnan(a) & ~np.isnan(b)
    if not shared.any():
        return np.nan
    return np.sqrt(len(a) * np.mean((a[shared] - b[shared]) ** 2))


m = 90
fit = pd.DataFrame(
    {
        "a": gaps(random.normal(0, 1, m), 0.2),
        "b": gaps(random.normal(5, 2, m), 0.3),
        "c": gaps(random.normal(0, 1, m) ** 3, 0.1),
        "rare": gaps(random.normal(0, 1, m), 0.97),
        "empty": np.full(m, np.nan),
    }
)
fit.iloc[5] = np.nan
apply = pd.DataFrame(
    {
        "a": [np.nan, 0.5, np.nan, 1e6, np.nan],
        "b": [np.nan, np.nan, 4.0, np.nan, 5.5],
        "c": [np.nan, 0.1, -2.0, 0.0, np.nan],
        "rare": [np.nan, np.nan, np.nan, np.nan, 1.0],
        "empty": [np.nan, np.nan, 1.0, np.nan, np.nan],
    }
)
# A row of the fit with no distance to one that is filled in: a missing value twice over.
apply.loc[5] = fit.iloc[0]
apply.loc[6] = fit.iloc[17]
apply.loc[6, "b"] = np.nan
# Beside a constant column another is always there: else many rows are equally near, and any of them may count.
with_flat = pd.DataFrame(
    {"flat": gaps(np.full(m, 4.0), 0.3), "full": random.normal(0, 1, m), "a": gaps(random.normal(0, 1, m), 0.3)}
)
knn_flat = {"fit": table(with_flat), "cases": []}
for weights in ("uniform", "distance"):
    model = KNNImputer(n_neighbors=3, weights=weights, metric=exact_distance)
    fitted = pd.DataFrame(model.fit_transform(with_flat), columns=with_flat.columns)
    knn_flat["cases"].append({"weights": weights, "fitted": table(fitted)})
knn = {"fit": table(fit), "apply": table(apply), "cases": []}
for k in (1, 2, 5, 40, 1000):
    for weights in ("uniform", "distance"):
        for rows in (m, 1):
            model = KNNImputer(n_neighbors=k, weights=weights, keep_empty_features=True, metric=exact_distance)
            model.fit(fit.iloc[:rows])
            knn["cases"].append(
                {
                    "nNeighbors": k,
                    "weights": weights,
                    "rows": rows,
                    "fitted": table(pd.DataFrame(model.transform(fit.iloc[:rows]), columns=fit.columns)),
                    "applied": table(pd.DataFrame(model.transform(apply), columns=fit.columns)),
                }
            )

golden = {
    "versions": {"python": platform.python_version(), "sklearn": sklearn.__version__, "numpy": np.__version__},
    "simple": simple,
    "indicator": indicator,
    "knn": knn,
    "knnFlat": knn_flat,
}
path = Path(__file__).with_name("imputers.json")
path.write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")) + "\n")
print(path.name, path.stat().st_size, "bytes")
