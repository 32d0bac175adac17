"""Makes forests.json: single trees whose splits have no ties, and how well forests do, by scikit-learn 1.9.1.

Features are whole numbers of at most 240 different values, so that 255 bins lose nothing. A tree is kept only when ten
seeds, which change the order features are tried in, give the same one.
"""

import json
import pathlib

import numpy as np
from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

random = np.random.default_rng(7)
ROWS, TRAIN, COLUMNS = 1600, 1000, 6
EVERY = 8  # predictions of every eighth training row are kept

X = random.integers(0, [240, 200, 150, 100, 60, 30], size=(ROWS, COLUMNS)).astype(float)
Z = (X - X.mean(axis=0)) / X.std(axis=0)
signal = Z[:, 0] * Z[:, 1] + np.sin(2 * Z[:, 2]) + 0.7 * Z[:, 3] - 0.5 * np.abs(Z[:, 4])
binary = (signal + 0.7 * random.normal(size=ROWS) > 0).astype(int)
classes = np.digitize(signal + 0.5 * random.normal(size=ROWS), [-1.2, -0.2, 0.8])
value = np.round((3 * signal + random.normal(size=ROWS)) * 64) / 64
counts = random.poisson(np.exp(0.5 * signal))
weight = random.integers(0, 4, size=ROWS).astype(float)
hidden = X.copy()  # missing where the target is low, and here and there
hidden[(signal < -1) & (random.random(ROWS) < 0.5), 1] = np.nan
hidden[random.random(ROWS) < 0.1, 3] = np.nan

targets = {"binary": binary, "classes": classes, "value": value, "counts": counts}
tables = {"plain": X, "missing": hidden}


def preorder(tree, node=0):
    if tree.children_left[node] < 0:
        return [[-1, int(tree.n_node_samples[node])]]
    below = preorder(tree, tree.children_left[node]) + preorder(tree, tree.children_right[node])
    return [[int(tree.feature[node]), int(tree.n_node_samples[node])]] + below


def tree_case(table, target, options, weighted=False):
    kind = DecisionTreeClassifier if target in ("binary", "classes") else DecisionTreeRegressor
    A, y = tables[table][:TRAIN], targets[target][:TRAIN]
    w = weight[:TRAIN] if weighted else None
    found = [kind(**options, random_state=seed).fit(A, y, sample_weight=w) for seed in range(10)]
    shapes = [preorder(tree.tree_) for tree in found]
    assert all(shape == shapes[0] for shape in shapes), (table, target, options, "has ties")
    predict = found[0].predict_proba if kind is DecisionTreeClassifier else found[0].predict
    return {
        "table": table,
        "target": target,
        "options": options,
        "weighted": weighted,
        "nodes": shapes[0],
        "predictions": np.asarray(predict(A[::EVERY])).ravel().tolist(),
    }


trees = [
    tree_case("plain", "binary", {"max_depth": 4, "min_samples_leaf": 10}),
    tree_case("plain", "binary", {"max_leaf_nodes": 12, "min_samples_leaf": 10}),
    tree_case("plain", "binary", {"max_depth": 4, "min_samples_leaf": 10, "criterion": "entropy"}),
    tree_case("plain", "binary", {"max_depth": 4, "min_samples_leaf": 10}, weighted=True),
    tree_case("plain", "binary", {"max_depth": 4, "min_samples_leaf": 10, "class_weight": "balanced"}),
    tree_case("plain", "binary", {"max_depth": 4, "min_samples_leaf": 10, "class_weight": {0: 1, 1: 5}}),
    tree_case("plain", "binary", {"min_samples_split": 60, "min_samples_leaf": 5, "ccp_alpha": 0.004}),
    tree_case("plain", "binary", {"min_impurity_decrease": 0.005, "min_weight_fraction_leaf": 0.02}),
    tree_case("missing", "binary", {"max_depth": 3, "min_samples_leaf": 20}),
    tree_case("plain", "classes", {"max_depth": 4, "min_samples_leaf": 10}),
    tree_case("plain", "classes", {"max_depth": 4, "min_samples_leaf": 10, "criterion": "entropy"}, weighted=True),
    tree_case("missing", "classes", {"max_leaf_nodes": 10, "min_samples_leaf": 20}),
    tree_case("plain", "value", {"max_depth": 5, "min_samples_leaf": 5}),
    tree_case("plain", "value", {"max_leaf_nodes": 20, "min_samples_leaf": 5}),
    tree_case("plain", "value", {"max_depth": 5, "min_samples_leaf": 5}, weighted=True),
    tree_case("missing", "value", {"max_depth": 5, "min_samples_leaf": 5}),
    tree_case("plain", "value", {"min_samples_split": 40, "min_samples_leaf": 5, "ccp_alpha": 0.05}),
    tree_case("plain", "counts", {"max_depth": 4, "min_samples_leaf": 10, "criterion": "poisson"}),
]


def forest_case(name, kind, table, target, options):
    A, B = tables[table][:TRAIN], tables[table][TRAIN:]
    y, z = targets[target][:TRAIN], targets[target][TRAIN:]
    fits = [kind(random_state=seed, n_jobs=2, **options).fit(A, y) for seed in range(10)]
    scores = np.array([fit.score(B, z) for fit in fits])
    oob = np.array([fit.oob_score_ for fit in fits]) if options.get("oob_score") else np.array([0.0])
    return {
        "name": name,
        "table": table,
        "target": target,
        "options": options,
        "mean": scores.mean(),
        "deviation": scores.std(ddof=1),
        "oob": oob.mean(),
        "leaves": float(np.mean([tree.tree_.n_leaves for fit in fits for tree in fit.estimators_])),
    }


oob = {"oob_score": True}
forests = [
    forest_case("randomForestClassifier", RandomForestClassifier, "plain", "binary", oob),
    forest_case("randomForestClassifier", RandomForestClassifier, "missing", "binary", {}),
    forest_case("randomForestClassifier", RandomForestClassifier, "plain", "classes", {**oob, "max_samples": 0.5}),
    forest_case("extraTreesClassifier", ExtraTreesClassifier, "plain", "binary", {}),
    forest_case("extraTreesClassifier", ExtraTreesClassifier, "plain", "classes", {}),
    forest_case("randomForestRegressor", RandomForestRegressor, "plain", "value", oob),
    forest_case("randomForestRegressor", RandomForestRegressor, "plain", "value", {"max_features": "sqrt"}),
    forest_case("extraTreesRegressor", ExtraTreesRegressor, "plain", "value", {}),
]

out = {
    "train": TRAIN,
    "every": EVERY,
    "columns": X.T.astype(int).tolist(),
    "missing": {str(c): np.flatnonzero(np.isnan(hidden[:, c])).tolist() for c in (1, 3)},
    "targets": {name: values.tolist() for name, values in targets.items()},
    "weight": weight.astype(int).tolist(),
    "trees": trees,
    "forests": forests,
}
pathlib.Path(__file__).with_name("forests.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
