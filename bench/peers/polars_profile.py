"""The statistics of a profile in polars, from the file on: aggregates in one query, a count of values a column, and
where `detail` is 'all' repeated rows."""

import os
import time

from serve import serve

QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]


def prepare(setting):
    os.environ["POLARS_MAX_THREADS"] = str(setting["threads"])
    import polars as pl

    path = setting["input"]

    def values(name, kind):
        column = pl.col(name)
        # NaN is missing on both sides.
        return column.fill_nan(None) if kind.is_float() else column

    def aggregates(name, kind):
        column = values(name, kind)
        yield column.null_count().alias(f"missing:{name}")
        if kind.is_numeric():
            number = column.cast(pl.Float64)
            for key in ("mean", "std", "min", "max"):
                yield getattr(number, key)().alias(f"{key}:{name}")
            yield number.skew(bias=False).alias(f"skew:{name}")
            yield number.kurtosis(bias=False).alias(f"kurtosis:{name}")
            yield (number == 0).sum().alias(f"zeros:{name}")
            yield (number < 0).sum().alias(f"negatives:{name}")
            # Common subexpressions are shared: the column is sorted once for all quantiles.
            sorted_numbers = number.drop_nulls().sort()
            for share in QUANTILES:
                yield sorted_numbers.quantile(share, "linear").alias(f"{share}:{name}")
        elif kind == pl.String:
            yield column.str.len_chars().mean().alias(f"length:{name}")

    def run(request):
        began = time.perf_counter()
        frame = pl.read_csv(path) if path.endswith(".csv") else pl.read_parquet(path)
        kinds = dict(frame.schema)
        lazy = frame.lazy()
        queries = [lazy.select(e for name, kind in kinds.items() for e in aggregates(name, kind))]
        for name, kind in kinds.items():
            counted = lazy.select(values(name, kind).drop_nulls().alias("value")).group_by("value").len()
            queries.append(counted.select(pl.len().alias("distinct"), pl.col("len").top_k(10).implode()))
        found, *counts = pl.collect_all(queries)
        repeated = frame.height - frame.n_unique() if setting["detail"] == "all" else None
        seconds = time.perf_counter() - began
        numbers = found.row(0, named=True)
        columns = {}
        for (name, kind), count in zip(kinds.items(), counts):
            top = sorted(count["len"][0].to_list(), reverse=True)
            answer = {"distinct": count["distinct"][0], "top": [["", number] for number in top]}
            keys = ["missing", "mean", "std", "skew", "kurtosis", "min", "max", "zeros", "negatives", "length"]
            for key in keys:
                if f"{key}:{name}" in numbers:
                    answer[key] = numbers[f"{key}:{name}"]
            if kind.is_numeric():
                answer["quantiles"] = [numbers[f"{share}:{name}"] for share in QUANTILES]
            columns[name] = answer
        answer = {"seconds": seconds, "rows": frame.height, "columns": columns}
        return answer if repeated is None else {**answer, "repeated": repeated}

    return pl.__version__, run


serve(prepare)
