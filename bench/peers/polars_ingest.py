"""From a file to a float32 matrix by polars, which reads on as many threads as it is given."""

import time

from serve import serve


def prepare(setting):
    import numpy as np
    import polars as pl

    columns = setting["columns"]

    def run(request):
        file = request["file"]
        began = time.perf_counter()
        if file.endswith(".parquet"):
            frame = pl.read_parquet(file, columns=columns)
        else:
            frame = pl.read_csv(file, columns=columns)
        # Rows side by side, as every learner wants them.
        matrix = frame.select(pl.col(columns).cast(pl.Float32)).to_numpy(order="c")
        seconds = time.perf_counter() - began
        if "save" in request:
            np.save(f"{request['save']}/values.npy", matrix.reshape(-1))
        return {"seconds": seconds}

    return pl.__version__, run


serve(prepare)
