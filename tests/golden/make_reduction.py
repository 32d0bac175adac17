"""Writes reduction.json: what scikit-learn's decompositions and discriminant analysis make of small tables.

    python tests/golden/make_reduction.py

Numbers are rounded to what float32 holds, since matrices of learners do. Signs are as svd_flip of components has them:
the entry of largest magnitude is positive.
"""

import json
import platform
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import sklearn
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

random = np.random.default_rng(7)


def plain(values):
    if isinstance(values, (list, tuple, np.ndarray)):
        return [plain(value) for value in values]
    return values.item() if isinstance(values, np.generic) else values


def float32(values):
    return np.asarray(values, dtype=np.float32).astype(float)


n, d = 97, 6
base = random.normal(0, 1, (n, 3))
x = base @ random.normal(0, 2, (3, d)) + random.normal(0, 0.3, (n, d)) + np.array([100, 0, -3, 1e4, 5, 0])
x[:, 5] = 2.5  # constant
x = float32(x)
label = random.choice(["a", "b", "c"], n, p=[0.5, 0.3, 0.2])
code = np.searchsorted(["a", "b", "c"], label)
shifted = float32(x + np.outer(code, [1, -1, 0.5, 0, 2, 0]))


def pca_case(values, **options):
    model = PCA(svd_solver="full", **options).fit(values)
    return {
        "options": {key: plain(value) for key, value in options.items()},
        "components": plain(model.components_),
        "mean": plain(model.mean_),
        "explainedVariance": plain(model.explained_variance_),
        "explainedVarianceRatio": plain(model.explained_variance_ratio_),
        "singularValues": plain(model.singular_values_),
        "noiseVariance": plain(model.noise_variance_),
        "scores": plain(model.transform(values[:10])),
    }


# Components without variance have no direction of their own: at most five.
pca = [
    pca_case(x, n_components=5),
    pca_case(x, n_components=2),
    pca_case(x, n_components=0.9),
    pca_case(x, n_components=0.999),
    pca_case(x, n_components=3, whiten=True),
]
short = pca_case(x[:3], n_components=2)

wide = float32(random.normal(0, 1, (60, 4)) @ np.diag([9, 5, 3, 2]) @ random.normal(0, 1, (4, 40)) + random.normal(0, 0.1, (60, 40)))
randomized = pca_case(wide, n_components=3)

counts = sp.random(120, 30, 0.12, random_state=3, data_rvs=lambda size: random.integers(1, 6, size).astype(float)).tocsr()
counts = sp.csr_matrix(counts.toarray() @ np.diag(np.linspace(4, 0.25, 30)))
counts.data = float32(counts.data)
svd = TruncatedSVD(4, algorithm="arpack", random_state=0).fit(counts)
truncated = {
    "rows": plain(counts.toarray()),
    "components": plain(svd.components_),
    "singularValues": plain(svd.singular_values_),
    "explainedVariance": plain(svd.explained_variance_),
    "explainedVarianceRatio": plain(svd.explained_variance_ratio_),
    "scores": plain(svd.transform(counts[:10])),
}


def signed(scalings):
    at = np.abs(scalings).argmax(axis=0)
    return scalings * np.sign(scalings[at, range(scalings.shape[1])])


def lda_case(values, target, **options):
    model = LinearDiscriminantAnalysis(**options).fit(values, target)
    scalings = model.scalings_[:, : model._max_components]
    sign = np.sign(signed(scalings)[0] * scalings[0])
    return {
        "options": {key: plain(value) for key, value in options.items()},
        "centre": plain(model.xbar_),
        "scalings": plain(signed(scalings).T),
        "explainedVarianceRatio": plain(model.explained_variance_ratio_),
        "scores": plain(model.transform(values[:10]) * sign),
        "coef": plain(model.coef_),
        "intercept": plain(model.intercept_),
        "probabilities": plain(model.predict_proba(values[:10])),
    }


two = np.where(label == "c", "a", label)
lda = {
    "three": lda_case(shifted, label),
    "one": lda_case(shifted, label, n_components=1),
    "priors": lda_case(shifted, label, priors=[0.2, 0.3, 0.5]),
    "two": lda_case(shifted, two),
}

made = {
    "made_by": {"python": platform.python_version(), "numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "x": plain(x.T),
    "pca": pca,
    "short": short,
    "wide": plain(wide.T),
    "randomized": randomized,
    "truncated": truncated,
    "shifted": plain(shifted.T),
    "label": plain(label),
    "two": plain(two),
    "lda": lda,
}
Path(__file__).with_name("reduction.json").write_text(json.dumps(made, separators=(",", ":")) + "\n")
