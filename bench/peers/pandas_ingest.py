"""From a file to a float32 matrix by pandas: its own CSV parser, and pyarrow for Parquet."""

import time

from serve import serve


def prepare(setting):
    import numpy as np
    import pandas as pd

    columns = setting["columns"]

    def run(request):
        file = request["file"]
        began = time.perf_counter()
        if file.endswith(".parquet"):
            frame = pd.read_parquet(file, columns=columns)
        else:
            frame = pd.read_csv(file, usecols=columns)
        matrix = np.ascontiguousarray(frame[columns].to_numpy(dtype=np.float32))
        seconds = time.perf_counter() - began
        if "save" in request:
            np.save(f"{request['save']}/values.npy", matrix.reshape(-1))
        return {"seconds": seconds}

    return pd.__version__, run


serve(prepare)
