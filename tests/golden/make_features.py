"""Writes features.json: what scikit-learn's transformers and linear models make of small, awkward tables.

    python tests/golden/make_features.py

Rows are columns of JSON values, null where missing; `fit` and `apply` are the tables fitted on and transformed.
"""

import json
import platform
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

random = np.random.default_rng(20)


def plain(values):
    """Nested lists with null for NaN and None."""
    if isinstance(values, (list, tuple, np.ndarray)):
        return [plain(value) for value in values]
    if values is None or (isinstance(values, float) and np.isnan(values)):
        return None
    if isinstance(values, np.generic):
        return values.item()
    return values


def table(**columns):
    return {name: plain(list(values)) for name, values in columns.items()}


def dense(matrix):
    return matrix.toarray() if hasattr(matrix, "toarray") else np.asarray(matrix)


def gaps(values, share):
    values = np.array(values, dtype=float)
    values[random.random(len(values)) < share] = np.nan
    return values


# --- standardScaler -----------------------------------------------------------------------------------------------
n = 57
scaled = {
    "wide": gaps(random.normal(3, 40, n), 0.2),
    "far": 1e9 + random.integers(0, 3, n),
    "constant": np.full(n, 7.25),
    "near": 1e8 + random.random(n) * 1e-8,  # varies less than rounding: scikit-learn takes it as constant
    "tiny": random.random(n) * 1e-12,
    "flag": random.integers(0, 2, n),
}
weight = np.round(random.random(n) * 3, 2)
weight[::9] = 0
scaler_cases = []
for with_mean in (True, False):
    for with_std in (True, False):
        for weights in (None, weight):
            # With weights, scikit-learn's variance of a column that varies less than rounding may come out negative.
            columns = pd.DataFrame(scaled if weights is None else {k: v for k, v in scaled.items() if k != "near"})
            model = StandardScaler(with_mean=with_mean, with_std=with_std).fit(columns.values, sample_weight=weights)
            scaler_cases.append(
                {
                    "withMean": with_mean,
                    "withStd": with_std,
                    "weighted": weights is not None,
                    "columns": list(columns.columns),
                    "shifts": plain(model.mean_ if with_mean else np.zeros(columns.shape[1])),
                    "scales": plain(model.scale_ if with_std else np.ones(columns.shape[1])),
                }
            )
scaler = {"fit": table(**scaled), "weight": plain(weight), "cases": scaler_cases}

# --- simpleImputer ------------------------------------------------------------------------------------------------
numbers = pd.DataFrame(
    {
        "even": [3, np.nan, 1, 4, 2, np.nan],
        "odd": [5, 9, np.nan, -1, 2.5, 2.5],
        "ties": [2, 1, 1, 2, np.nan, 3],
        "whole": [1, 2, 3, 4, 5, 6],
    }
)
texts = {"city": ["Oslo", None, "Ålesund", "Ålesund", "Oslo", "b"], "word": [None, "z", "z", "ä", None, "q"]}
text_rows = np.array(list(texts.values()), dtype=object).T
imputer = {"numbers": table(**numbers), "texts": table(**texts), "cases": []}
for strategy, fill in (("mean", None), ("median", None), ("most_frequent", None), ("constant", -3.5)):
    for indicator in (False, True):
        model = SimpleImputer(strategy=strategy, fill_value=fill, add_indicator=indicator).fit(numbers)
        output = model.transform(numbers)
        names = list(model.get_feature_names_out())
        imputer["cases"].append(
            {"strategy": strategy, "fillValue": fill, "addIndicator": indicator, "names": names, "rows": plain(output)}
        )
imputer["textFills"] = {
    "most_frequent": plain(SimpleImputer(strategy="most_frequent", missing_values=None).fit(text_rows).statistics_),
    "constant": plain(
        SimpleImputer(strategy="constant", fill_value="?", missing_values=None).fit(text_rows).statistics_
    ),
}

# --- oneHotEncoder ------------------------------------------------------------------------------------------------
fit = {
    "city": ["Zürich", "Oslo", "zebra", "Äpfel", "東京", "Oslo", "😀", "éa", "e", "Ω"],
    "number": [10.0, 2.0, -1.5, 100000.0, 2.0, 0.0, 1e-7, 3.0, 12345678.0, 2.0],
    "flag": [True, False, True, True, False, True, True, False, True, False],
}
apply = {
    "city": ["Oslo", "unseen", "東京", "zürich", "", "Ω", "e"],
    "number": [2.0, 7.0, -0.0, 1e-7, 100000.0, 10.0, 12345678.0],
    "flag": [False, True, False, True, True, False, True],
}
one_hot = {"fit": table(**fit), "apply": table(**apply), "columns": {}}
for name in fit:
    model = OneHotEncoder(handle_unknown="ignore").fit(np.array(fit[name], dtype=object)[:, None])
    one_hot["columns"][name] = {
        "categories": plain(model.categories_[0]),
        "rows": plain(dense(model.transform(np.array(apply[name], dtype=object)[:, None])).astype(int)),
    }

# --- tfidfVectorizer ----------------------------------------------------------------------------------------------
documents = [
    "Die Straße ist naß, STRASSE und Straße sind dasselbe Wort",
    "İstanbul'da yağmur yağıyor; ISPARTA ılık, istanbul ılık",
    "Ο ΛΌΓΟΣ του Οδυσσέα: λόγος και ΣΊΣΥΦΟΣ, ο λόγος",
    "東京 東京都 は 日本 の 首都 です 日本",
    "emoji 😀😀 und 👍 zwischen Wörtern 👍🏽 the end of the emoji",
    "the cat sat on the mat, the cat the the",
    "a I 1 22 333 _x_ __ 4_5 don't can't e-mail",
    "",
    "   \t\n ...!?",
    "über ÜBER Über naïve NAÏVE cafe\u0301 café ﬁne",
    "the quick brown fox and the lazy dog of the end",
    "cat dog fox cat dog cat and the Wort",
]
options = [
    {},
    {"ngram_range": [1, 3]},
    {"ngram_range": [2, 2]},
    {"min_df": 2},
    {"min_df": 0.25, "max_df": 0.9},
    {"max_df": 2},
    {"max_df": 0.2},
    {"max_features": 5},
    {"max_features": 12, "ngram_range": [1, 2], "min_df": 2},
    {"sublinear_tf": True},
    {"norm": "l1"},
    {"norm": None},
    {"stop_words": "english"},
    {"stop_words": ["the", "cat", "日本", "λόγος"], "ngram_range": [1, 2]},
    {"use_idf": False},
    {"smooth_idf": False},
    {"lowercase": False},
    {"sublinear_tf": True, "norm": None, "use_idf": False},
]
fresh = ["the CAT and a Straße", "nothing known", "", "λόγος λόγος 東京", "İstanbul fox fox fox"]
tfidf = {"documents": documents, "fresh": fresh, "cases": []}
for given in options:
    if "max_features" in given and "min_df" not in given:
        # Of terms with equal counts scikit-learn keeps any: the cut must fall where counts differ.
        counted = CountVectorizer(ngram_range=given.get("ngram_range", (1, 1))).fit_transform(documents)
        counts = np.sort(dense(counted.sum(axis=0)).ravel())[::-1]
        assert counts[given["max_features"] - 1] > counts[given["max_features"]], counts[:20]
    arguments = {**given, "ngram_range": tuple(given.get("ngram_range", (1, 1)))}
    model = TfidfVectorizer(**arguments).fit(documents)
    entries = []
    for row in model.transform(documents + fresh):
        coo = row.tocoo()
        order = np.argsort(coo.coords[1] if hasattr(coo, "coords") and coo.ndim == 2 else coo.coords[0])
        columns = coo.coords[-1][order]
        entries.append([plain(columns), [float(value) for value in coo.data[order]]])
    tfidf["cases"].append(
        {
            "options": given,
            "vocabulary": list(model.get_feature_names_out()),
            "idf": plain(model.idf_) if arguments.get("use_idf", True) else None,
            "rows": entries,
        }
    )

# --- linear models ------------------------------------------------------------------------------------------------
rows = 120
x = random.normal(0, 1, (rows, 4)).astype(np.float32).astype(float)
x[:, 3] = (x[:, 0] + 0.1 * random.normal(0, 1, rows)).astype(np.float32)
score = x @ np.array([1.5, -2.0, 0.5, 0.0]) + 0.3 * random.normal(0, 1, rows)
binary = np.where(score > 0.2, "yes", "no")
noisy = np.where(random.random(rows) < 0.2, np.where(binary == "yes", "no", "yes"), binary)
noise = random.normal(0, 1, (rows, 3))
three = np.array(["red", "green", "blue"])[np.argmax(x[:, :3] * 1.2 + noise, axis=1)]
target = score + 5
weights = np.round(random.random(rows) * 2 + 0.1, 3)
names = ["a", "b", "c", "d"]
frame = {name: x[:, i] for i, name in enumerate(names)}
linear = {
    "fit": table(**frame, binary=noisy, three=three, y=target, w=weights),
    "logistic": [],
    "ridge": [],
    "linear": [],
    "dummy": {},
}
for y_name, y in (("binary", noisy), ("three", three)):
    for C in (0.01, 1.0, 100.0, np.inf):
        for fit_intercept in (True, False):
            for weighted in (False, True):
                if (weighted or not fit_intercept) and C not in (1.0, np.inf):
                    continue
                model = LogisticRegression(
                    C=C, fit_intercept=fit_intercept, solver="newton-cg", tol=1e-10, max_iter=10_000
                ).fit(x, y, sample_weight=weights if weighted else None)
                linear["logistic"].append(
                    {
                        "target": y_name,
                        "C": "Infinity" if np.isinf(C) else C,
                        "fitIntercept": fit_intercept,
                        "weighted": weighted,
                        "classes": list(model.classes_),
                        "coefficients": plain(model.coef_),
                        "intercepts": plain(model.intercept_),
                        "probabilities": plain(model.predict_proba(x[:20])),
                    }
                )
for alpha in (0.01, 1.0, 1000.0):
    for fit_intercept in (True, False):
        for weighted in (False, True):
            model = Ridge(alpha=alpha, fit_intercept=fit_intercept, solver="cholesky").fit(
                x, target, sample_weight=weights if weighted else None
            )
            linear["ridge"].append(
                {
                    "alpha": alpha,
                    "fitIntercept": fit_intercept,
                    "weighted": weighted,
                    "coefficients": plain(model.coef_),
                    "intercept": float(model.intercept_),
                }
            )
# Rank-deficient: e repeats a, f is twice b, g is constant.
deficient = np.column_stack([x, x[:, 0], 2 * x[:, 1], np.full(rows, 3.0)])
for fit_intercept in (True, False):
    for weighted in (False, True):
        model = LinearRegression(fit_intercept=fit_intercept).fit(
            deficient, target, sample_weight=weights if weighted else None
        )
        linear["linear"].append(
            {
                "fitIntercept": fit_intercept,
                "weighted": weighted,
                "coefficients": plain(model.coef_),
                "intercept": float(model.intercept_),
                "predictions": plain(model.predict(deficient[:20])),
            }
        )
for weighted in (False, True):
    sample_weight = weights if weighted else None
    key = "weighted" if weighted else "plain"
    linear["dummy"][key] = {
        "prior": plain(DummyClassifier(strategy="prior").fit(x, three, sample_weight).class_prior_),
        "mean": float(DummyRegressor(strategy="mean").fit(x, target, sample_weight).constant_[0, 0]),
        "median": float(DummyRegressor(strategy="median").fit(x, target, sample_weight).constant_[0, 0]),
    }

# --- columns ------------------------------------------------------------------------------------------------------
m = 40
mixed = pd.DataFrame(
    {
        "age": gaps(np.round(random.normal(40, 12, m), 1), 0.2),
        "income": gaps(np.round(random.lognormal(8, 1, m), 2), 0.1),
        "city": random.choice(["Oslo", "Lima", "Pune", "Ávila"], m),
        "text": [" ".join(random.choice(["warm", "cold", "rain", "sun", "wind", "the"], 6)) for _ in range(m)],
        "kept": np.round(random.random(m), 4),
        "dropped": random.random(m),
    }
)
composed = ColumnTransformer(
    [
        ("numbers", Pipeline([("impute", SimpleImputer(strategy="median")), ("scale", StandardScaler())]), ["age", "income"]),
        ("city", OneHotEncoder(handle_unknown="ignore"), ["city"]),
        ("text", TfidfVectorizer(sublinear_tf=True, stop_words="english"), "text"),
        ("keep", "passthrough", ["kept"]),
    ]
)
columns = {"fit": table(**mixed), "rows": plain(np.round(dense(composed.fit_transform(mixed)), 9))}

out = Path(__file__).with_name("features.json")
out.write_text(
    json.dumps(
        {
            "madeBy": f"scikit-learn {sklearn.__version__}, numpy {np.__version__}, Python {platform.python_version()}",
            "scaler": scaler,
            "imputer": imputer,
            "oneHot": one_hot,
            "tfidf": tfidf,
            "linear": linear,
            "columns": columns,
        },
        ensure_ascii=False,
    )
    + "\n"
)
print(out, out.stat().st_size)
