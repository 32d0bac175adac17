"""Expected values of expression functions, from pandas, numpy and scikit-learn. Run by hand; writes the JSON beside it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics.pairwise import haversine_distances
from sklearn.utils import murmurhash3_32

random = np.random.default_rng(5)
low, high = pd.Timestamp("1900-01-01").value // 1000, pd.Timestamp("2100-12-31").value // 1000
times = pd.Series(pd.to_datetime(random.integers(low, high, 60), unit="us"))
times = pd.concat([times, pd.Series(pd.to_datetime(["2000-02-29", "2020-12-31", "2021-01-01", "2024-10-27T00:30",
                                                    "2024-10-27T01:30", "2024-03-31T01:00", "1999-12-31T23:59:59"], format="ISO8601"))],
                  ignore_index=True).astype("datetime64[us]")
zoned = times.dt.tz_localize("UTC")


def us(series):
    return [int(value) for value in series.astype("datetime64[us]").astype("int64")]


def dates(unit):
    return us(times.dt.to_period(unit).dt.start_time)


after = pd.Timestamp("2024-02-29")
places = np.column_stack([random.uniform(-90, 90, 20), random.uniform(-180, 180, 20)])
others = np.column_stack([random.uniform(-90, 90, 20), random.uniform(-180, 180, 20)])
radians = haversine_distances(np.radians(places), np.radians(others)).diagonal()
texts = ["", "a", "ab", "abc", "abcd", "hello world", "größe", "\U0001f600 smile", " lead", "a,b,,c"]
numbers = [0.0, 1.0, -1.0, 0.5, 1e-3, 12345.678, -2.25]
golden = {
    "times": us(times),
    "week": [int(x) for x in times.dt.isocalendar().week],
    "daysInMonth": [int(x) for x in times.dt.days_in_month],
    "isLeapYear": [bool(x) for x in times.dt.is_leap_year],
    "truncate": {"year": dates("Y"), "quarter": dates("Q"), "month": dates("M"), "week": dates("W-SUN"),
                 "day": us(times.dt.floor("D")), "hour": us(times.dt.floor("h")), "minute": us(times.dt.floor("min"))},
    "addMonths": {str(n): us(times + pd.DateOffset(months=n)) for n in (-25, -1, 1, 12)},
    "toZone": {zone: us(zoned.dt.tz_convert(zone).dt.tz_localize(None))
               for zone in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe")},
    "days": [float(x) for x in (times - after) / pd.Timedelta(days=1)],
    "places": places.tolist(), "others": others.tolist(), "kilometres": (radians * 6371.0088).tolist(),
    "texts": texts, "hash": [int(murmurhash3_32(text.encode(), positive=True)) for text in texts],
    "title": [text.title() for text in texts],
    "reverse": [text[::-1] for text in texts],
    "numbers": numbers, "numberHash": [int(murmurhash3_32(np.float64(x).tobytes(), positive=True)) for x in numbers],
    "sin": np.sin(numbers).tolist(), "cos": np.cos(numbers).tolist(), "tan": np.tan(numbers).tolist(),
    "atan2": np.arctan2(numbers, numbers[::-1]).tolist(), "hypot": np.hypot(numbers, numbers[::-1]).tolist(),
    "log2": np.log2(np.abs(numbers[1:])).tolist(), "log10": np.log10(np.abs(numbers[1:])).tolist(),
}
path = Path(__file__).parent / "expression-functions.json"
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
