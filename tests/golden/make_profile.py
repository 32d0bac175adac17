"""Writes profile.json: a small table and what pandas, numpy and scipy find in it.

bench/peers/.venv/bin/python tests/golden/make_profile.py
"""

import json
import pathlib

import numpy as np
import pandas as pd
from scipy import stats
from scipy.stats import contingency

rng = np.random.default_rng(7)
ROWS = 600


def holes(values, share):
    out = list(values)
    for i in np.flatnonzero(rng.random(ROWS) < share):
        out[i] = None
    return out


gauss = rng.normal(50, 12, ROWS)
table = {
    "gauss": holes([float(v) for v in gauss], 0.1),
    "skewed": [float(v) for v in np.exp(rng.normal(0, 1.2, ROWS))],
    "count": holes([int(v) for v in rng.poisson(3, ROWS)], 0.05),
    "noisy": [float(v) for v in 2 * gauss + rng.normal(0, 30, ROWS)],
    "group": holes(list(rng.choice(["north", "south", "east", "west"], ROWS, p=[0.5, 0.3, 0.15, 0.05])), 0.08),
    "text": list(rng.choice(["one word", " padded ", "naïve café au lait", "", "日本 語", "a\u00a0b\u3000c"], ROWS)),
}
table["kind"] = [
    (["x", "y", "z"][int(rng.integers(3))] if g is None or rng.random() < 0.4 else {"n": "x", "s": "y"}.get(g[0], "z"))
    for g in table["group"]
]
frame = pd.DataFrame({k: pd.Series(v, dtype="float64" if k in ("gauss", "skewed", "count", "noisy") else "object") for k, v in table.items()})
NUMBERS = ["gauss", "skewed", "count", "noisy"]


def number(name):
    x = frame[name].dropna()
    q1, q3 = np.quantile(x, [0.25, 0.75])
    low, high = q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)
    return {
        "mean": x.mean(), "standardDeviation": x.std(), "sum": x.sum(), "min": x.min(), "max": x.max(),
        "skewness": x.skew(), "kurtosis": x.kurt(),
        "quantiles": list(np.quantile(x, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])),
        "medianDeviation": stats.median_abs_deviation(x), "zeroCount": int((x == 0).sum()),
        "negativeCount": int((x < 0).sum()), "fractionCount": int((x % 1 != 0).sum()),
        "lowFence": low, "highFence": high, "lowCount": int((x < low).sum()), "highCount": int((x > high).sum()),
        "lowWhisker": x[x >= low].min(), "highWhisker": x[x <= high].max(),
    }


def cramers_v(a, b):
    both = frame[[a, b]].dropna()
    counts = pd.crosstab(both[a], both[b]).to_numpy()
    return contingency.association(counts, method="cramer"), corrected(counts)


def corrected(counts):
    n = counts.sum()
    chi2 = stats.chi2_contingency(counts, correction=False).statistic
    r, c = counts.shape
    phi2 = max(0, chi2 / n - (r - 1) * (c - 1) / (n - 1))
    rows, columns = r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)
    return float(np.sqrt(phi2 / min(rows - 1, columns - 1)))


def correlation_ratio(category, name):
    both = frame[[category, name]].dropna()
    groups = [g[name].to_numpy() for _, g in both.groupby(category)]
    mean = both[name].mean()
    between = sum(len(g) * (g.mean() - mean) ** 2 for g in groups)
    return float(np.sqrt(between / ((both[name] - mean) ** 2).sum()))


text = frame["text"]
patterns = frame.isna().value_counts()
golden = {
    "table": table,
    "numbers": {name: number(name) for name in NUMBERS},
    "pearson": frame[NUMBERS].corr().to_numpy().tolist(),
    "spearman": frame[NUMBERS].corr(method="spearman").to_numpy().tolist(),
    "cramersV": corrected(pd.crosstab(frame.dropna(subset=["group"])["group"], frame.dropna(subset=["group"])["kind"]).to_numpy()),
    "correlationRatio": {name: correlation_ratio("group", name) for name in NUMBERS},
    "text": {
        "min": int(text.str.len().min()), "max": int(text.str.len().max()), "mean": float(text.str.len().mean()),
        "deviation": float(text.str.len().std()), "empty": int((text == "").sum()),
        "words": float(np.mean([len(t.split()) for t in text])),
        "padded": int(sum(t != t.strip() for t in text)),
    },
    "patterns": [{"columns": [c for c, m in zip(frame.columns, key) if m], "rowCount": int(v)} for key, v in patterns.items()],
    "repeated": int(frame.duplicated().sum()),
}
golden = json.loads(json.dumps(golden, default=lambda v: v.item()))
pathlib.Path(__file__).with_name("profile.json").write_text(json.dumps(golden) + "\n")
