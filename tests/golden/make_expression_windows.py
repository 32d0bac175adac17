"""Expected values of windows per entity, from pandas. Run by hand; writes the JSON beside it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

random = np.random.default_rng(8)
n = 200
frame = pd.DataFrame({
    "entity": random.choice(["a", "b", "ö"], n),
    "time": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.cumsum(random.integers(1, 40, n)), unit="h"),
    "x": np.where(random.random(n) < 0.15, np.nan, random.normal(10, 3, n).round(3)),
})
groups = frame.groupby("entity")["x"]


def listed(series):
    return [None if pd.isna(value) else float(value) for value in series.sort_index()]


def rows(size, name, shift):
    return listed(groups.transform(lambda x: getattr(x.shift(shift).rolling(size, min_periods=1), name)()))


def span(size, name, closed):
    parts = [getattr(part.set_index("time")["x"].rolling(size, min_periods=1, closed=closed), name)()
             .set_axis(part.index) for _, part in frame.groupby("entity")]
    return listed(pd.concat(parts))


names = ["mean", "sum", "min", "max", "std"]
golden = {
    "entity": frame["entity"].tolist(),
    "time": [int(t) for t in frame["time"].astype("datetime64[ms]").astype("int64")],
    "x": listed(frame["x"]),
    "lag": {str(k): listed(groups.shift(k)) for k in (1, 3)},
    "diff": {str(k): listed(groups.diff(k)) for k in (1, 2)},
    "rows": {name: rows(4, name, 1) for name in names},
    "rowsCurrent": {name: rows(4, name, 0) for name in names},
    "span": {name: span("7D", name, "left") for name in names},
    "spanCurrent": {name: span("7D", name, "right") for name in names},
    "cumulativeSum": listed(groups.transform(lambda x: x.shift(1).expanding(1).sum())),
    "cumulativeMean": listed(groups.transform(lambda x: x.shift(1).expanding(1).mean())),
    "cumulativeCount": listed(groups.transform(lambda x: x.shift(1).notna().cumsum())),
    "timeSinceLast": listed(frame.groupby("entity")["time"].diff().dt.total_seconds()),
}
(Path(__file__).parent / "expression-windows.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
