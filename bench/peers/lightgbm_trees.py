"""LightGBM from a Parquet file to a model: reading, binning (Dataset) and training, timed apart."""

import time

from serve import serve

# Rounds of a trial of LightGBM's two ways to build histograms.
TRIAL_ROUNDS = 6


def prepare(setting):
    import lightgbm as lgb
    from tree_table import Table, save

    threads = setting["threads"]
    table = Table(setting["folder"], setting["description"])
    trials = {}

    def parameters(request):
        parameters = {
            "objective": "binary" if table.binary else "regression",
            "num_leaves": request["leaves"],
            "learning_rate": request["learningRate"],
            "max_bin": request["bins"],
            "min_data_in_leaf": request["minSamplesLeaf"],
            "num_threads": threads,
            "seed": request.get("seed", 0),
            "verbose": -1,
        }
        if request.get("quantised"):
            # Its own defaults: the fewest bins, leaves not renewed, which is the quickest.
            parameters |= {"use_quantized_grad": True, "num_grad_quant_bins": 4, "quant_train_renew_leaf": False}
        return parameters

    def dataset(features, target, parameters):
        return lgb.Dataset(
            features, target, params=parameters, categorical_feature=table.categorical_at or "auto"
        ).construct()

    def quicker_way(data, parameters):
        """Rows or columns, whichever is quicker here; seconds of a tree for each."""
        key = (parameters["num_leaves"], parameters.get("use_quantized_grad", False))
        if key not in trials:
            seconds = {}
            for way in ("force_row_wise", "force_col_wise"):
                # The second of two runs: the first touches memory.
                for rounds in (1, TRIAL_ROUNDS):
                    began = time.perf_counter()
                    lgb.train(parameters | {way: True}, data, rounds)
                    seconds[way] = (time.perf_counter() - began) / rounds
            trials[key] = seconds
        return trials[key]

    def run(request):
        chosen = parameters(request)
        rounds = request["rounds"]
        began = time.perf_counter()
        features, target = table.train()
        loaded = time.perf_counter()
        data = dataset(features, target, chosen)
        binned = time.perf_counter()
        ways = quicker_way(data, chosen)
        callbacks, valid = [], None
        if request.get("patience"):
            valid = [data.create_valid(*table.validation())]
            callbacks.append(lgb.early_stopping(request["patience"], verbose=False))
        training = time.perf_counter()
        model = lgb.train(chosen | {min(ways, key=ways.get): True}, data, rounds, valid_sets=valid, callbacks=callbacks)
        seconds = time.perf_counter() - training
        if request.get("save"):
            save(request["save"], model.predict(table.test(), num_threads=threads))
        if request.get("saveModel"):
            model.save_model(request["saveModel"])
        return {
            "seconds": seconds,
            "wholeSeconds": binned - began + seconds,
            "detail": {
                "loadSeconds": loaded - began,
                "binSeconds": binned - loaded,
                "rowWiseSecondsPerTree": ways["force_row_wise"],
                "columnWiseSecondsPerTree": ways["force_col_wise"],
                "trees": model.current_iteration(),
            },
        }

    return lgb.__version__, run


serve(prepare)
