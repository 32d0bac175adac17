"""scikit-learn's ColumnTransformer: mean imputer and scaler for numbers, one-hot encoder for categories, on a frame in
memory of the library that it is told."""

import time

from serve import serve


def prepare(setting):
    import numpy as np
    import polars as pl
    import sklearn
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    numbers, categories = setting["numbers"], setting["categories"]
    frame = pl.read_ipc(setting["input"]).select(numbers + categories)
    frame = frame.with_columns(pl.col(numbers).fill_null(np.nan))
    if setting["frame"] == "pandas":
        # Text as objects: the encoder's quickest input of the two that pandas has.
        frame = frame.to_pandas().astype({name: object for name in categories})
    transformer = None

    def make():
        return ColumnTransformer(
            [
                ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers),
                ("categories", OneHotEncoder(dtype=np.float32, handle_unknown="ignore"), categories),
            ],
            # One process: more of them would copy the frame.
            n_jobs=1,
        )

    def run(request):
        nonlocal transformer
        began = time.perf_counter()
        if request["fits"]:
            transformer = make()
            matrix = transformer.fit_transform(frame)
        else:
            matrix = transformer.transform(frame)
        seconds = time.perf_counter() - began
        if "save" in request:
            save(request["save"], matrix)
        return {"seconds": seconds}

    def save(folder, matrix):
        matrix.sort_indices()
        np.save(f"{folder}/offsets.npy", matrix.indptr.astype(np.float64))
        np.save(f"{folder}/indices.npy", matrix.indices.astype(np.uint32))
        np.save(f"{folder}/values.npy", matrix.data.astype(np.float32))

    return sklearn.__version__, run


serve(prepare)
