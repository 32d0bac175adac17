"""Writes encoders.json: what scikit-learn's encoders of categories make of small, awkward columns.

    python tests/golden/make_encoders.py

Missing values are null; `fit` and `apply` are the columns fitted on and transformed. A case that scikit-learn refuses
has `"error": true`.
"""

import json
import platform
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.feature_extraction import FeatureHasher
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, TargetEncoder

warnings.filterwarnings("ignore")
random = np.random.default_rng(4)


def plain(values):
    if isinstance(values, (list, tuple, np.ndarray)):
        return [plain(value) for value in values]
    if values is None or (isinstance(values, float) and np.isnan(values)):
        return None
    if isinstance(values, np.generic):
        return plain(values.item())
    return values


def column(values, numeric):
    """As scikit-learn takes it, with NaN where missing: to its OrdinalEncoder None is a category like any other."""
    filled = [np.nan if value is None else value for value in values]
    return np.array(filled, dtype=float if numeric else object)[:, None]


def cities(n, share_missing):
    names = ["Oslo", "Zürich", "zebra", "Äpfel", "東京", "😀", "e", "éa", ""]
    weights = np.array([30, 20, 14, 10, 8, 8, 5, 3, 2], dtype=float)
    drawn = random.choice(names, n, p=weights / weights.sum())
    return [None if random.random() < share_missing else str(name) for name in drawn]


n = 160
columns = {
    "city": (cities(n, 0.08), [None] + ["unseen", "zürich"], False),
    "whole": (cities(n, 0), ["unseen"], False),
    "number": (
        [None if random.random() < 0.1 else float(value) for value in random.choice([3, -1.5, 0, 10, 2, 1e6], n)],
        [2.0, 7.0, 0.0, None, 1e6, -1.5],
        True,
    ),
    "flag": ([bool(value) for value in random.random(n) < 0.7], [True, False], False),
    "constant": (["x"] * n, ["x", "y", None], False),
    "empty": ([None] * n, [None, "x"], False),
    "once": (["only"], ["only", "other", None], False),
}


def with_all(fit, apply, numeric):
    """Applied to each value of the fit once, too."""
    known = list(dict.fromkeys(fit))
    return fit, known + apply, numeric


columns = {name: with_all(*one) for name, one in columns.items()}


def cases_of(options, make, shown):
    out = []
    for name, (fit, apply, numeric) in columns.items():
        for option in options:
            case = {"column": name, "options": option}
            try:
                model = make(**option).fit(column(fit, numeric))
                case |= shown(model, column(apply, numeric))
            except ValueError as error:
                case["error"] = True
            out.append(case)
    return out


# --- ordinalEncoder -----------------------------------------------------------------------------------------------
ordinal_options = [
    {"handle_unknown": "use_encoded_value", "unknown_value": -1},
    {"handle_unknown": "use_encoded_value", "unknown_value": -1, "min_frequency": 9},
    {"handle_unknown": "use_encoded_value", "unknown_value": -1, "min_frequency": 0.06},
    {"handle_unknown": "use_encoded_value", "unknown_value": -1, "max_categories": 4},
    {"handle_unknown": "use_encoded_value", "unknown_value": -7, "max_categories": 3, "min_frequency": 12},
    {"handle_unknown": "use_encoded_value", "unknown_value": -1, "max_categories": 1},
    {"handle_unknown": "use_encoded_value", "unknown_value": -1, "encoded_missing_value": -9},
    {"handle_unknown": "use_encoded_value", "unknown_value": 0},
]
ordinal = cases_of(
    ordinal_options, OrdinalEncoder, lambda model, rows: {"rows": plain(model.transform(rows)[:, 0])}
)

# --- oneHotEncoder ------------------------------------------------------------------------------------------------
one_hot_options = [
    {"handle_unknown": "ignore"},
    {"handle_unknown": "ignore", "min_frequency": 9},
    {"handle_unknown": "infrequent_if_exist", "min_frequency": 0.06},
    {"handle_unknown": "infrequent_if_exist", "max_categories": 4},
    {"handle_unknown": "infrequent_if_exist"},
    {"handle_unknown": "ignore", "drop": "first"},
    {"handle_unknown": "ignore", "drop": "if_binary"},
    {"handle_unknown": "infrequent_if_exist", "drop": "first", "max_categories": 3},
    {"handle_unknown": "infrequent_if_exist", "drop": "if_binary", "max_categories": 2},
    {"handle_unknown": "infrequent_if_exist", "drop": "first", "max_categories": 1},
]


def one_hot_shown(model, rows):
    names = [name.removeprefix("x0_") for name in model.get_feature_names_out()]
    indicators = model.transform(rows).toarray()
    hot = [int(np.argmax(row)) if row.any() else None for row in indicators]
    return {"names": names, "hot": hot}


one_hot = cases_of(one_hot_options, OneHotEncoder, one_hot_shown)

# --- hashingEncoder -----------------------------------------------------------------------------------------------
hashed_rows = [
    {"city": name, "zip": zip_, "flag": flag}
    for name, zip_, flag in [
        ("Oslo", "150", "true"), ("Zürich", "8048", "false"), ("東京", "0.5", "true"), ("😀", "-3", "false"),
        ("", "100000", "true"), (None, "7", None), ("a longer name than the others have", "12345678", "true"),
    ]
]  # fmt: skip
hashing = []
for n_features in (1, 2, 5, 16, 1000, 2**20):
    for alternate_sign in (True, False):
        hasher = FeatureHasher(n_features=n_features, input_type="string", alternate_sign=alternate_sign)
        texts = [[f"{key}={value}" for key, value in row.items() if value is not None] for row in hashed_rows]
        matrix = hasher.transform(texts)
        matrix.eliminate_zeros()
        rows = []
        for row in matrix:
            order = np.argsort(row.indices)
            rows.append([plain(row.indices[order]), plain(row.data[order])])
        hashing.append({"nFeatures": n_features, "alternateSign": alternate_sign, "rows": rows})

# --- targetEncoder ------------------------------------------------------------------------------------------------
m = 300
x = {
    "city": (cities(m, 0.06), [None] + ["unseen"], False),
    "number": (
        [None if random.random() < 0.1 else float(value) for value in random.integers(0, 40, m)],
        [1.0, 2.0, 999.0, None],
        True,
    ),
    "flag": ([bool(value) for value in random.random(m) < 0.3], [True, False], False),
}
x = {name: with_all(*one) for name, one in x.items()}
effect = {name: i for i, name in enumerate(sorted({str(c) for c in x["city"][0]}))}
continuous = [round(1e3 + 5 * effect[str(c)] + e, 3) for c, e in zip(x["city"][0], random.normal(0, 4, m))]
binary = [bool(random.random() < 0.15 + 0.08 * effect[str(c)]) for c in x["city"][0]]
multiclass = [["low", "mid", "high"][int(v * 3)] for v in random.random(m)]
target = {"columns": {}, "targets": {"continuous": continuous, "binary": binary, "multiclass": multiclass}, "cases": []}
for name, (fit, apply, numeric) in x.items():
    target["columns"][name] = {"fit": plain(fit), "apply": plain(apply)}
    for kind, y in target["targets"].items():
        for smooth in ("auto", 0.0, 10.0, 250.5):
            model = TargetEncoder(target_type=kind, smooth=smooth).fit(column(fit, numeric), y)
            target["cases"].append(
                {
                    "column": name,
                    "target": kind,
                    "smooth": smooth,
                    "classes": plain(model.classes_) if kind == "multiclass" else [],
                    "rows": plain(model.transform(column(apply, numeric))),
                }
            )

golden = {
    "versions": {"python": platform.python_version(), "sklearn": sklearn.__version__, "numpy": np.__version__},
    "columns": {name: {"fit": plain(fit), "apply": plain(apply)} for name, (fit, apply, _) in columns.items()},
    "ordinal": ordinal,
    "oneHot": one_hot,
    "hashing": {"rows": hashed_rows, "cases": hashing},
    "target": target,
}
path = Path(__file__).with_name("encoders.json")
path.write_text(json.dumps(golden, ensure_ascii=False, separators=(",", ":")) + "\n")
print(path.name, path.stat().st_size, "bytes")
