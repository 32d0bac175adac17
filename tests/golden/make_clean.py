"""Makes clean.json: limits of numbers as NumPy finds them, rows that pandas' drop_duplicates keeps, and Unicode's normal
forms as Python's unicodedata has them.

Run with NumPy 2.4 and pandas. Values are rounded, so that JSON holds them exactly.
"""

import json
import pathlib
import unicodedata

import numpy as np
import pandas as pd

random = np.random.default_rng(5)


def limits(values):
    present = np.array([v for v in values if v is not None], dtype=float)
    q1, q3 = np.quantile(present, [0.25, 0.75])
    mean, deviation = present.mean(), present.std()
    return {
        "iqr": [q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)],
        "iqr3": [q1 - 3 * (q3 - q1), q3 + 3 * (q3 - q1)],
        "zScore": [mean - 3 * deviation, mean + 3 * deviation],
        "zScore2": [mean - 2 * deviation, mean + 2 * deviation],
        "quantile": np.quantile(present, [0.05, 0.95]).tolist(),
        "quantile10": np.quantile(present, [0.1, 0.99]).tolist(),
    }


def with_gaps(values, every):
    return [None if i % every == 3 else v for i, v in enumerate(values)]


columns = {
    "normal": random.normal(10, 3, 997).round(4).tolist(),
    "skewed": with_gaps(random.lognormal(2, 1.5, 1500).round(3).tolist(), 7),
    "few": random.integers(0, 4, 300).astype(float).tolist(),
    "constant": [2.5] * 20,
    "one": [7.0],
    "two": [1.0, 4.0],
}

keys = [
    {"a": int(a), "b": None if b == 3 else f"k{b}", "c": float(c)}
    for a, b, c in zip(random.integers(0, 3, 200), random.integers(0, 4, 200), random.integers(0, 3, 200) / 2)
]
frame = pd.DataFrame(keys)
duplicates = [
    {
        "subset": subset,
        "keep": keep,
        "rows": frame.drop_duplicates(subset=subset, keep=False if keep == "none" else keep).index.tolist(),
    }
    for subset in (None, ["a"], ["b", "c"])
    for keep in ("first", "last", "none")
]

texts = ["plain", "ﬁne", "Å", "A\u030a", "Ａ１", "²½", "ﷺ", "한글", "e\u0301\u0327", "Straße", "①", "ſ", "\u1e9b\u0323"]
forms = {form: [unicodedata.normalize(form, text) for text in texts] for form in ("NFC", "NFD", "NFKC", "NFKD")}

out = {
    "columns": {name: {"values": values, "limits": limits(values)} for name, values in columns.items()},
    "keys": keys,
    "duplicates": duplicates,
    "texts": texts,
    "forms": forms,
}
pathlib.Path(__file__).with_name("clean.json").write_text(json.dumps(out) + "\n")
