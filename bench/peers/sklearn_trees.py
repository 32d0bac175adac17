"""scikit-learn's histogram gradient boosting from a Parquet file to a model. Its fit bins too, so training alone can't
be timed."""

import time

from serve import serve


def prepare(setting):
    import numpy as np
    import sklearn
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from tree_table import Table, save

    table = Table(setting["folder"], setting["description"])

    def run(request):
        began = time.perf_counter()
        features, target = table.train()
        rows = table.numpy(features)
        loaded = time.perf_counter()
        bins = request["bins"]
        # It takes no category of more values than bins; such a column stays a number.
        categorical = [at for at in table.categorical_at if not np.nanmax(rows[:, at], initial=0) >= bins]
        factory = HistGradientBoostingClassifier if table.binary else HistGradientBoostingRegressor
        patience = request.get("patience")
        model = factory(
            learning_rate=request["learningRate"],
            max_iter=request["rounds"],
            max_leaf_nodes=request["leaves"],
            min_samples_leaf=request["minSamplesLeaf"],
            max_bins=bins,
            categorical_features=categorical,
            early_stopping=bool(patience),
            n_iter_no_change=patience or 10,
            tol=0,
            random_state=request.get("seed", 0),
        )
        if patience:
            held, answers = table.validation()
            model.fit(rows, target, X_val=table.numpy(held), y_val=answers)
        else:
            model.fit(rows, target)
        seconds = time.perf_counter() - loaded
        if request.get("save"):
            test = table.numpy(table.test())
            save(request["save"], model.predict_proba(test)[:, 1] if table.binary else model.predict(test))
        return {
            "seconds": seconds,
            "wholeSeconds": loaded - began + seconds,
            "detail": {"loadSeconds": loaded - began, "trees": model.n_iter_},
        }

    return sklearn.__version__, run


serve(prepare)
