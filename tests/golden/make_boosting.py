"""Makes boosting.json: losses, their derivatives and initial scores (scikit-learn's, or LightGBM's rules checked against
LightGBM), and what LightGBM reaches on small data with every loss.

Run with scikit-learn 1.9 and LightGBM 4.7. Scores and targets are rounded, so that JSON holds them exactly.
"""

import json
import pathlib

import lightgbm as lgb
import numpy as np
from sklearn._loss.loss import (
    AbsoluteError,
    HalfBinomialLoss,
    HalfGammaLoss,
    HalfMultinomialLoss,
    HalfPoissonLoss,
    HalfSquaredError,
    HalfTweedieLoss,
    HuberLoss,
    PinballLoss,
)
from sklearn.metrics import ndcg_score

random = np.random.default_rng(11)
out = {}


def put(name, values):
    out[name] = np.asarray(values, dtype=float).ravel().tolist()


# --- losses, row by row ---------------------------------------------------------------------------------------------
ROWS = 60
weights = random.integers(0, 5, ROWS) / 2


def loss_case(name, loss, target, scores, outputs=1):
    # scores [rows][outputs] here; [outputs][rows] in the file, as the engine has them
    for weighted in (False, True):
        w = weights if weighted else None
        g, h = loss.gradient_hessian(target, scores, sample_weight=w)
        key = f"{name}.{'weighted' if weighted else 'plain'}"
        put(key + ".gradient", g.T)
        put(key + ".hessian", h.T)
        put(key + ".initial", loss.fit_intercept_only(target, sample_weight=w))
    put(name + ".loss", loss.loss(target, scores))
    put(name + ".target", target)
    put(name + ".scores", scores.T)


real = np.round(random.normal(2, 3, ROWS), 2)
counts = random.poisson(2.0, ROWS).astype(float)
positive = np.round(random.gamma(2.0, 1.5, ROWS) + 0.05, 2)
zeros = np.where(random.random(ROWS) < 0.4, 0.0, positive)
labels = (random.random(ROWS) < 0.4).astype(float)
three = random.integers(0, 3, ROWS).astype(float)
one = np.round(random.normal(0, 1.5, ROWS), 3)

put("weights", weights)
loss_case("squared", HalfSquaredError(), real, one)
loss_case("absolute", AbsoluteError(), real, one)
loss_case("quantile", PinballLoss(quantile=0.8), real, one)
loss_case("huber", HuberLoss(delta=1.5), real, one)
loss_case("poisson", HalfPoissonLoss(), counts, one)
loss_case("gamma", HalfGammaLoss(), positive, one)
loss_case("tweedie", HalfTweedieLoss(power=1.3), zeros, one)
loss_case("logLoss", HalfBinomialLoss(), labels, one)
loss_case("softmax", HalfMultinomialLoss(n_classes=3), three, np.round(random.normal(0, 1.5, (ROWS, 3)), 3), 3)


# --- LambdaRank: the rule in numpy, held to what LightGBM's leaves say -----------------------------------------------
def lambda_rank(scores, grades, truncation, norm):
    order = np.argsort(-scores, kind="stable")
    gains = 2.0**grades - 1
    ideal = np.sort(gains)[::-1][:truncation]
    best = (ideal / np.log2(np.arange(len(ideal)) + 2)).sum()
    g, h = np.zeros(len(scores)), np.zeros(len(scores))
    if best == 0:
        return g, h
    apart = norm and scores[order[0]] != scores[order[-1]]
    total = 0.0
    for i in range(min(truncation, len(order) - 1)):
        for j in range(i + 1, len(order)):
            a, b = order[i], order[j]
            if grades[a] == grades[b]:
                continue
            high, low = (a, b) if grades[a] > grades[b] else (b, a)
            d = scores[high] - scores[low]
            change = (gains[high] - gains[low]) * abs(1 / np.log2(i + 2) - 1 / np.log2(j + 2)) / best
            if apart:
                change /= 0.01 + abs(d)
            p = 1 / (1 + np.exp(d))
            g[high] -= p * change
            g[low] += p * change
            h[[high, low]] += p * (1 - p) * change
            total += 2 * p * change
    if norm and total > 0:
        g, h = g * np.log2(1 + total) / total, h * np.log2(1 + total) / total
    return g, h


sizes = [1, 2, 7, 20, 12, 5]
grades = np.concatenate([random.integers(0, 5, n) for n in sizes]).astype(float)
grades[-5:] = 0  # a group without an order
rank_scores = np.round(random.normal(0, 1, grades.size), 3)
for norm in (False, True):
    pieces, at = [], 0
    for n in sizes:
        pieces.append(lambda_rank(rank_scores[at : at + n], grades[at : at + n], 3, norm))
        at += n
    g, h = np.concatenate([p[0] for p in pieces]), np.concatenate([p[1] for p in pieces])
    put(f"rank.{'norm' if norm else 'plain'}.gradient", g)
    put(f"rank.{'norm' if norm else 'plain'}.hessian", h)
    # A leaf of one row says -g / (h + lambda). LightGBM guesses how many rows a leaf has from its hessian and leaves
    # some such splits out.
    checked = 0
    for row in range(grades.size):
        alone = (np.arange(grades.size) == row).astype(float)[:, None]
        for ridge in (0.5, 2.0):
            data = lgb.Dataset(alone, grades, group=sizes, init_score=rank_scores, params={"min_data_in_bin": 1})
            params = dict(objective="lambdarank", lambdarank_truncation_level=3, lambdarank_norm=norm, learning_rate=1)
            params |= dict(num_leaves=2, min_data_in_leaf=1, min_sum_hessian_in_leaf=0, lambda_l2=ridge, verbose=-1)
            try:
                said = lgb.train(params, data, 1).predict(alone[row : row + 1], raw_score=True)[0]
            except lgb.basic.LightGBMError:
                continue
            if said == 0:
                continue
            assert abs(said + g[row] / (h[row] + ridge)) < 1e-3, (row, said, g[row], h[row])
            checked += 1
    assert checked > 20, checked
put("rank.scores", rank_scores)
put("rank.target", grades)
put("rank.group", np.repeat(np.arange(len(sizes)), sizes))


# --- whole models ---------------------------------------------------------------------------------------------------
TRAIN = 2000
n = 2 * TRAIN
x = np.round(random.normal(0, 1, (n, 4)), 2)
x[random.random(n) < 0.1, 1] = np.nan
city = random.integers(0, 12, n)
of_city = np.round(random.normal(0, 1, 12), 2)[city]
filled = np.nan_to_num(x[:, 1], nan=1.5)
signal = np.sin(2 * x[:, 0]) + 0.7 * filled * (x[:, 2] > 0) + of_city
targets = {
    "squared": np.round(signal + random.normal(0, 0.5, n), 3),
    "logLoss": (signal + random.logistic(0, 0.6, n) > 0).astype(float),
    "softmax": np.digitize(signal + random.normal(0, 0.5, n), [-0.7, 0.8]).astype(float),
    "poisson": random.poisson(np.exp(0.5 * signal)).astype(float),
    "gamma": np.round(random.gamma(2, np.exp(0.5 * signal) / 2) + 0.001, 3),
}
targets["absolute"] = targets["huber"] = targets["quantile"] = targets["squared"]
targets["tweedie"] = np.where(random.random(n) < 0.3, 0, targets["gamma"])
put("model.x", x[:, [0, 2, 3]])
put("model.missing", np.where(np.isnan(x[:, 1]), -99, x[:, 1]))
put("model.city", city)

names = {"logLoss": "binary", "softmax": "multiclass", "squared": "l2", "absolute": "l1"}
extra = {
    "quantile": {"alpha": 0.8},
    "huber": {"alpha": 0.7},
    "tweedie": {"tweedie_variance_power": 1.3},
    "softmax": {"num_class": 3},
}
losses = {
    "squared": HalfSquaredError(),
    "absolute": AbsoluteError(),
    "quantile": PinballLoss(quantile=0.8),
    "huber": HuberLoss(delta=0.7),
    "poisson": HalfPoissonLoss(),
    "gamma": HalfGammaLoss(),
    "tweedie": HalfTweedieLoss(power=1.3),
    "logLoss": HalfBinomialLoss(),
    "softmax": HalfMultinomialLoss(n_classes=3),
}
features = np.column_stack([x, city])
for name, y in targets.items():
    params = dict(objective=names.get(name, name), num_leaves=15, learning_rate=0.1, min_data_in_leaf=20, verbose=-1)
    params |= extra.get(name, {}) | dict(num_threads=1, deterministic=True, min_data_in_bin=3)
    scores = []
    for seed in range(5):
        rows = np.arange(TRAIN) if seed == 0 else np.sort(random.choice(TRAIN, TRAIN))
        data = lgb.Dataset(features[rows], y[rows], categorical_feature=[4])
        model = lgb.train(params | {"seed": seed}, data, 60)
        raw = model.predict(features[TRAIN:], raw_score=True)
        scores.append(losses[name](y_true=y[TRAIN:], raw_prediction=raw))
    put(f"model.{name}.target", y)
    put(f"model.{name}.loss", scores[0])
    # How far fits on resampled rows differ: what a tie is.
    put(f"model.{name}.spread", np.std(scores, ddof=1))

per = 20
group = np.repeat(np.arange(n // per), per)
grade = np.clip(np.round(signal + random.normal(0, 0.7, n)), 0, 4)
data = lgb.Dataset(features[:TRAIN], grade[:TRAIN], group=[per] * (TRAIN // per), categorical_feature=[4])
params = dict(objective="lambdarank", num_leaves=15, min_data_in_leaf=20, verbose=-1, num_threads=1, deterministic=True)
model = lgb.train(params, data, 60)
said = model.predict(features[TRAIN:])
put("model.rank.target", grade)
put(
    "model.rank.ndcg",
    np.mean(
        [
            ndcg_score([2.0 ** grade[TRAIN:][group[TRAIN:] == q] - 1], [said[group[TRAIN:] == q]], k=10)
            for q in np.unique(group[TRAIN:])
        ]
    ),
)

path = pathlib.Path(__file__).parent / "boosting.json"
path.write_text("{\n" + ",\n".join(f'"{key}": {json.dumps(value)}' for key, value in out.items()) + "\n}\n")
