"""LightGBM's predictions: of all rows of a matrix, and of one row at a time."""

import time

from serve import serve


def prepare(setting):
    import lightgbm as lgb
    import numpy as np
    from tree_table import Table, save

    threads = setting["threads"]
    table = Table(setting["folder"], setting["description"])
    model = lgb.Booster(model_file=setting["model"])
    rows = np.ascontiguousarray(table.numpy(table.test()))

    def run(request):
        if "rows" in request:
            return one_by_one(request["rows"])
        began = time.perf_counter()
        predicted = model.predict(rows, num_threads=threads)
        seconds = time.perf_counter() - began
        if request.get("save"):
            save(request["save"], predicted)
        return {"seconds": seconds}

    def one_by_one(count):
        times = []
        for row in range(count):
            one = rows[row : row + 1]
            began = time.perf_counter()
            model.predict(one, num_threads=1)
            times.append(time.perf_counter() - began)
        return {"seconds": float(np.median(times))}

    return lgb.__version__, run


serve(prepare)
