"""ydata-profiling's minimal report, from the file on: pandas reads it, and the description is computed in full. Pages
and JSON are not made of it: that takes longer than the statistics."""

import os
import time
import warnings

from serve import serve

QUANTILES = [None, "5%", "25%", "50%", "75%", "95%", None]  # it has no hundredths
NUMBERS = {"mean": "mean", "std": "std", "skewness": "skew", "kurtosis": "kurtosis", "min": "min", "max": "max"}
COUNTS = {"n_zeros": "zeros", "n_negative": "negatives"}


def prepare(setting):
    warnings.filterwarnings("ignore")
    os.environ["TQDM_DISABLE"] = "1"
    import pandas as pd
    import ydata_profiling

    path = setting["input"]

    def run(request):
        began = time.perf_counter()
        frame = pd.read_csv(path) if path.endswith(".csv") else pd.read_parquet(path)
        report = ydata_profiling.ProfileReport(
            frame, minimal=True, progress_bar=False, pool_size=setting["threads"]
        )
        found = report.get_description()
        seconds = time.perf_counter() - began
        columns = {}
        for name, column in found.variables.items():
            top = column["value_counts_without_nan"].nlargest(10)
            answer = {
                "missing": int(column["n_missing"]),
                "distinct": int(column["n_distinct"]),
                "top": [["", int(count)] for count in top],
            }
            if column["type"] == "Numeric":
                answer |= {ours: float(column[key]) for key, ours in NUMBERS.items()}
                answer |= {ours: int(column[key]) for key, ours in COUNTS.items()}
                answer["quantiles"] = [None if key is None else float(column[key]) for key in QUANTILES]
            elif "mean_length" in column:
                answer["length"] = float(column["mean_length"])
            columns[name] = answer
        return {"seconds": seconds, "rows": int(found.table["n"]), "columns": columns}

    return ydata_profiling.__version__, run


serve(prepare)
