"""LogisticRegression on rows of the float width it is given: its solvers compute in that."""

import time
import warnings

from serve import serve


def prepare(setting):
    import numpy as np
    import scipy.sparse as sp
    import sklearn
    from sklearn.linear_model import LogisticRegression

    # How close a fit came to the optimum is measured outside.
    warnings.simplefilter("ignore")
    folder = setting["folder"]
    values = np.load(f"{folder}/values.npy").astype(f"float{setting['bits']}", copy=False)
    labels = np.load(f"{folder}/labels.npy").astype(np.int64)
    if setting["design"] == "text":
        offsets = np.load(f"{folder}/offsets.npy").astype(np.int32)
        indices = np.load(f"{folder}/indices.npy").astype(np.int32)
        rows = sp.csr_matrix((values, indices, offsets), shape=(len(labels), setting["columns"]))
    else:
        rows = values.reshape(len(labels), setting["columns"])

    def run(request):
        model = LogisticRegression(
            C=request["C"], solver=request["solver"], tol=request["tol"], max_iter=10_000, random_state=0
        )
        began = time.perf_counter()
        model.fit(rows, labels)
        seconds = time.perf_counter() - began
        np.save(request["save"], np.append(model.coef_[0], model.intercept_[0]).astype(np.float64))
        return {"seconds": seconds}

    return sklearn.__version__, run


serve(prepare)
