"""XGBoost's histogram method from a Parquet file to a model: reading, binning (QuantileDMatrix) and training, timed
apart. Grown leaf by leaf as the others are."""

import time

from serve import serve


def prepare(setting):
    import xgboost as xgb
    from tree_table import Table, save

    threads = setting["threads"]
    table = Table(setting["folder"], setting["description"])

    def run(request):
        began = time.perf_counter()
        features, target = table.train()
        loaded = time.perf_counter()
        # Its bins count missing values apart, and none is kept for them.
        options = {"nthread": threads}
        if not table.text:
            options |= {"feature_types": table.kinds, "enable_categorical": True}
        data = xgb.QuantileDMatrix(features, target, max_bin=request["bins"], **options)
        binned = time.perf_counter()
        # It knows no least number of rows; the hessian of that many at the first prediction is the same to begin with.
        share = float(target.mean())
        hessian = share * (1 - share) if table.binary else 1
        parameters = {
            "objective": "binary:logistic" if table.binary else "reg:squarederror",
            "tree_method": "hist",
            "grow_policy": "lossguide",
            "max_depth": 0,
            "max_leaves": request["leaves"],
            "eta": request["learningRate"],
            "max_bin": request["bins"],
            "min_child_weight": request["minSamplesLeaf"] * hessian,
            "lambda": 0,
            "nthread": threads,
            "seed": request.get("seed", 0),
        }
        model = xgb.train(parameters, data, request["rounds"])
        seconds = time.perf_counter() - binned
        if request.get("save"):
            save(request["save"], model.predict(xgb.DMatrix(table.test(), **options)))
        if request.get("saveModel"):
            model.save_model(request["saveModel"])
        return {
            "seconds": seconds,
            "wholeSeconds": binned - began + seconds,
            "detail": {"loadSeconds": loaded - began, "binSeconds": binned - loaded},
        }

    return xgb.__version__, run


serve(prepare)
