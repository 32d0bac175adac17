"""Models made by LightGBM and XGBoost, and what those libraries predict with them: `interchange/`.

Run with LightGBM 4.7.0 and xgboost 3.2.0: python make_interchange.py (or with the names of some of xgboost's cases)
The files `xgboost-1.7-*` were made by xgboost 1.7.6: python make_interchange.py --legacy
"""

import json
import pathlib
import sys

import numpy as np

OUT = pathlib.Path(__file__).parent / "interchange"
ROUNDS = {"forest": 1, "stopped": 40, "sums": 150, "gamma-sums": 150}
OUT.mkdir(exist_ok=True)


def rows(count, seed, missing=True):
    """A number with gaps, one with many zeros, a category of 40 codes, and one of 4."""
    rng = np.random.default_rng(seed)
    x = np.empty((count, 5))
    x[:, 0] = rng.normal(size=count)
    x[:, 1] = np.where(rng.random(count) < 0.5, 0, rng.normal(size=count))
    x[:, 2] = rng.integers(0, 40, count)
    x[:, 3] = rng.integers(0, 4, count)
    x[:, 4] = rng.exponential(size=count)
    if missing:
        for column, share in ((0, 0.2), (1, 0.1), (2, 0.1)):
            x[rng.random(count) < share, column] = np.nan
    return x


def signal(x):
    filled = np.nan_to_num(x, nan=-0.7)
    odd = np.isin(filled[:, 2], (1, 3, 5, 7, 18, 22, 33, 39))
    return filled[:, 0] + filled[:, 1] * (filled[:, 4] > 0.6) + 1.5 * odd + 0.4 * (filled[:, 3] == 2)


def test_rows():
    """Rows with gaps, categories that training never saw, and values that lie where types round."""
    x = rows(40, 99)
    x[0, 2], x[1, 2], x[2, 2], x[3, 3] = 40, 41, 1000, 9
    x[4], x[5] = np.nan, 0
    x[6, 1] = 1e-36
    x[7, 1] = -1e-36
    return x


def numbers(values):
    return [None if np.isnan(v) else float(v) for v in np.asarray(values, dtype=np.float64).ravel()]


def write(name, case):
    (OUT / f"{name}.case.json").write_text(json.dumps(case) + "\n")


def lightgbm_cases():
    import lightgbm as lgb

    base = dict(num_leaves=8, learning_rate=0.3, min_data_in_leaf=5, min_data_per_group=10, cat_smooth=2, verbose=-1,
                seed=3, num_threads=1)
    y = lambda x: signal(x) + np.random.default_rng(5).normal(size=len(x)) * 0.3
    binary = lambda x: (y(x) > 0.5).astype(float)
    three = lambda x: np.digitize(y(x), (0, 1)).astype(float)
    positive = lambda x: np.exp(np.clip(y(x), -2, 2))
    count = lambda x: np.random.default_rng(6).poisson(positive(x)).astype(float)
    cases = {
        "binary": (dict(objective="binary"), binary),
        "binary-sigmoid": (dict(objective="binary", sigmoid=2.5), binary),
        "binary-dart": (dict(objective="binary", boosting="dart", drop_rate=0.5), binary),
        "cross-entropy": (dict(objective="cross_entropy"), binary),
        "multiclass": (dict(objective="multiclass", num_class=3), three),
        "regression": (dict(objective="regression"), y),
        "regression-complete": (dict(objective="regression"), y),
        "zero-as-missing": (dict(objective="regression", zero_as_missing=True), y),
        "no-missing": (dict(objective="regression", use_missing=False), y),
        "l1": (dict(objective="regression_l1"), y),
        "quantile": (dict(objective="quantile", alpha=0.8), y),
        "poisson": (dict(objective="poisson"), count),
        "gamma": (dict(objective="gamma"), positive),
        "tweedie": (dict(objective="tweedie"), count),
        "lambdarank": (dict(objective="lambdarank"), three),
        "forest": (dict(objective="regression", boosting="rf", bagging_fraction=0.7, bagging_freq=1), y),
        "forest-binary": (dict(objective="binary", boosting="rf", bagging_fraction=0.7, bagging_freq=1), binary),
        "constant": (dict(objective="regression", min_data_in_leaf=10000), y),
    }
    names = ["age", "income_in_k", "city", "kind", "Größe"]
    for name, (options, target) in cases.items():
        x = rows(600, 7, missing=name != "regression-complete")
        group = [60] * 10 if name == "lambdarank" else None
        data = lgb.Dataset(x, target(x), group=group, feature_name=names, categorical_feature=[2, 3],
                           params=dict(base, **options))
        model = lgb.train(dict(base, **options), data, 8)
        model.save_model(OUT / f"lightgbm-{name}.txt")
        at = test_rows()
        write(f"lightgbm-{name}", dict(
            rows=numbers(at),
            prediction=numbers(model.predict(at)),
            raw=numbers(model.predict(at, raw_score=True)),
            contributions=numbers(model.predict(at, pred_contrib=True)),
            gain=numbers(model.feature_importance("gain")),
            splits=numbers(model.feature_importance("split")),
        ))


def xgboost_cases(prefix, names):
    import xgboost as xgb

    base = dict(max_depth=4, eta=0.3, tree_method="hist", max_cat_to_onehot=5, seed=3, nthread=1)
    y = lambda x: signal(x) + np.random.default_rng(5).normal(size=len(x)) * 0.3
    binary = lambda x: (y(x) > 0.5).astype(float)
    three = lambda x: np.digitize(y(x), (0, 1)).astype(float)
    positive = lambda x: np.exp(np.clip(y(x), -2, 2))
    count = lambda x: np.random.default_rng(6).poisson(positive(x)).astype(float)
    cases = {
        "binary": (dict(objective="binary:logistic"), binary),
        "binary-raw": (dict(objective="binary:logitraw"), binary),
        "multi": (dict(objective="multi:softprob", num_class=3), three),
        "regression": (dict(objective="reg:squarederror"), y),
        "absolute": (dict(objective="reg:absoluteerror"), y),
        "poisson": (dict(objective="count:poisson"), count),
        "gamma": (dict(objective="reg:gamma"), positive),
        "tweedie": (dict(objective="reg:tweedie"), count),
        "rank": (dict(objective="rank:ndcg"), three),
        "dart": (dict(objective="binary:logistic", booster="dart", rate_drop=0.5), binary),
        "forest": (dict(objective="binary:logistic", num_parallel_tree=10, eta=1, subsample=0.7,
                        colsample_bynode=0.8), binary),
        "stopped": (dict(objective="binary:logistic", eta=1), binary),
        # Sums of many small values on a large one, where rounding to float32 after each tree tells.
        "sums": (dict(objective="reg:squarederror", max_depth=2, eta=0.05), lambda x: 1000 + y(x)),
        "gamma-sums": (dict(objective="reg:gamma", max_depth=2, eta=0.05), lambda x: 1e6 * positive(x)),
    }
    features = ["age", "income in k", "city", "kind", "Größe"]
    kinds = ["float", "float", "c", "c", "float"]
    for name in names or cases:
        options, target = cases[name]
        x = rows(600, 7)
        matrix = lambda of, label=None: xgb.DMatrix(of, label, feature_names=features, feature_types=kinds,
                                                    enable_categorical=True)
        data = matrix(x, target(x))
        if name == "rank":
            data.set_group([60] * 10)
        valid = rows(200, 8)
        stopping = dict(evals=[(matrix(valid, target(valid)), "valid")], early_stopping_rounds=4,
                        verbose_eval=False) if name == "stopped" else {}
        model = xgb.train(dict(base, **options), data, ROUNDS.get(name, 8), **stopping)
        model.save_model(OUT / f"{prefix}-{name}.json")
        at = test_rows()
        # Halfway between two floats, where reading a number as float32 decides.
        edges = [node for tree in json.loads((OUT / f"{prefix}-{name}.json").read_text())["learner"]
                 ["gradient_booster"].get("gbtree", json.loads((OUT / f"{prefix}-{name}.json").read_text())["learner"]
                                          ["gradient_booster"])["model"]["trees"]
                 for node in zip(tree["left_children"], tree["split_indices"], tree["split_conditions"]) if
                 node[0] >= 0 and node[1] in (0, 1, 4)]
        for row, (_, feature, condition) in zip(range(10, 40, 3), edges):
            t = np.float32(condition)
            middle = (np.float64(t) + np.float64(np.nextafter(t, np.float32(-np.inf)))) / 2
            at[row, feature] = middle
            at[row + 1, feature] = np.nextafter(middle, np.inf)
            at[row + 2, feature] = np.nextafter(middle, -np.inf)
        span = (0, model.best_iteration + 1) if stopping else (0, 0)
        case = dict(
            rows=numbers(at),
            prediction=numbers(model.predict(matrix(at), iteration_range=span)),
            raw=numbers(model.predict(matrix(at), output_margin=True, iteration_range=span)),
            contributions=numbers(model.predict(matrix(at), pred_contribs=True, iteration_range=span)),
        )
        if name in ("binary", "regression"):
            case["interactions"] = numbers(model.predict(matrix(at[:8]), pred_interactions=True, iteration_range=span))
        if stopping:
            case["predictionOfAll"] = numbers(model.predict(matrix(at)))
            case["bestIteration"] = model.best_iteration
        write(f"{prefix}-{name}", case)


if "--legacy" in sys.argv:
    xgboost_cases("xgboost-1.7", ["binary", "multi", "dart"])
else:
    if not sys.argv[1:]:
        lightgbm_cases()
    xgboost_cases("xgboost", sys.argv[1:])
