"""scikit-learn's random forest, on rows in memory as it likes them best: float32, row-major."""

import time

from serve import serve


def prepare(setting):
    import numpy as np
    import sklearn
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
    from tree_table import Table, save

    table = Table(setting["folder"], setting["description"])
    features, target = table.train()
    rows = np.ascontiguousarray(table.numpy(features), dtype=np.float32)
    test = np.ascontiguousarray(table.numpy(table.test()), dtype=np.float32)

    def run(request):
        factory, share = (RandomForestClassifier, "sqrt") if table.binary else (RandomForestRegressor, 1.0)
        model = factory(
            n_estimators=request["trees"],
            max_features=share,
            n_jobs=setting["threads"],
            random_state=request["seed"],
        )
        began = time.perf_counter()
        model.fit(rows, target)
        seconds = time.perf_counter() - began
        if request.get("save"):
            save(request["save"], model.predict_proba(test)[:, 1] if table.binary else model.predict(test))
        leaves = float(np.mean([tree.get_n_leaves() for tree in model.estimators_]))
        return {"seconds": seconds, "wholeSeconds": seconds, "detail": {"leavesPerTree": leaves}}

    return sklearn.__version__, run


serve(prepare)
