"""Makes metrics.json: what scikit-learn 1.9 gives for the cases that tests/evaluate compares with.

python tests/golden/make_metrics.py
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import metrics as m
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
random = np.random.default_rng(20260101)


def clean(value):
    if isinstance(value, dict):
        return {key: clean(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [clean(one) for one in value]
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, np.integer)):
        return int(value)
    value = float(value)
    return value if np.isfinite(value) else None


def softmax(scores):
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


def from_positive(probability):
    probability = np.asarray(probability, dtype=float)
    return np.stack([1 - probability, probability], axis=1)


def classification(name, target, probabilities, weight=None, prior=None, curves=False, keep=None):
    target = np.asarray(target)
    probabilities = np.asarray(probabilities, dtype=float)
    weight = None if weight is None else np.asarray(weight, dtype=float)
    classes = probabilities.shape[1]
    labels = np.arange(classes)
    prior = np.full(classes, 1 / classes) if prior is None else np.asarray(prior, dtype=float)
    case = {
        "name": name,
        "target": target,
        "probabilities": probabilities.ravel(),
        "classes": classes,
        "weight": weight,
        "prior": prior,
        "metrics": classification_metrics(target, probabilities, weight, keep),
        "baseline": classification_metrics(target, np.tile(prior, (len(target), 1)), weight, keep),
        "confusion": m.confusion_matrix(target, probabilities.argmax(axis=1), labels=labels, sample_weight=weight),
    }
    if curves:
        score = probabilities[:, 1]
        fpr, tpr, roc_threshold = m.roc_curve(target, score, sample_weight=weight, drop_intermediate=False)
        precision, recall, pr_threshold = m.precision_recall_curve(target, score, sample_weight=weight)
        case["roc"] = {"falsePositiveRate": fpr, "truePositiveRate": tpr, "threshold": roc_threshold}
        case["precisionRecall"] = {"precision": precision, "recall": recall, "threshold": pr_threshold}
        if weight is None:
            observed, predicted = calibration_curve(target, score, n_bins=10, strategy="quantile")
            case["calibration"] = {"observed": observed, "predicted": predicted}
    return case


def classification_metrics(target, probabilities, weight, keep=None):
    if keep is not None:
        target, probabilities, weight = target[keep], probabilities[keep], weight[keep]
    classes = probabilities.shape[1]
    labels = np.arange(classes)
    prediction = probabilities.argmax(axis=1)
    result = {
        "accuracy": m.accuracy_score(target, prediction, sample_weight=weight),
        "balancedAccuracy": m.balanced_accuracy_score(target, prediction, sample_weight=weight),
        "matthews": m.matthews_corrcoef(target, prediction, sample_weight=weight),
        "logLoss": m.log_loss(target, probabilities, labels=labels, sample_weight=weight),
    }
    for average in ["macro", "weighted"]:
        precision, recall, f1, _ = m.precision_recall_fscore_support(
            target, prediction, average=average, sample_weight=weight, zero_division=0
        )
        title = average.capitalize()
        result |= {f"precision{title}": precision, f"recall{title}": recall, f"f1{title}": f1}
    if classes == 2:
        precision, recall, f1, _ = m.precision_recall_fscore_support(
            target, prediction, labels=[1], sample_weight=weight, zero_division=0
        )
        result |= {"precision": precision[0], "recall": recall[0], "f1": f1[0]}
        score = probabilities[:, 1]
        result["brier"] = m.brier_score_loss(target, score, sample_weight=weight, pos_label=1)
        both = len(np.unique(target if weight is None else target[weight > 0])) == 2
        result["rocAuc"] = m.roc_auc_score(target, score, sample_weight=weight) if both else None
        # One class: scikit-learn says 0 or 1 whatever the scores; Millrace says null.
        result["prAuc"] = m.average_precision_score(target, score, sample_weight=weight) if both else None
    else:
        result |= {"precision": result["precisionMacro"], "recall": result["recallMacro"], "f1": result["f1Macro"]}
        result["brier"] = m.brier_score_loss(target, probabilities, sample_weight=weight, labels=labels)
    return result


def regression(name, target, prediction, weight=None, mean=0.0):
    target = np.asarray(target, dtype=float)
    prediction = np.asarray(prediction, dtype=float)
    weight = None if weight is None else np.asarray(weight, dtype=float)
    return {
        "name": name,
        "target": target,
        "prediction": prediction,
        "weight": weight,
        "mean": mean,
        "metrics": regression_metrics(target, prediction, weight),
        "baseline": regression_metrics(target, np.full(len(target), mean), weight),
    }


def regression_metrics(target, prediction, weight):
    return {
        "mse": m.mean_squared_error(target, prediction, sample_weight=weight),
        "rmse": m.root_mean_squared_error(target, prediction, sample_weight=weight),
        "mae": m.mean_absolute_error(target, prediction, sample_weight=weight),
        "mape": m.mean_absolute_percentage_error(target, prediction, sample_weight=weight),
        "r2": m.r2_score(target, prediction, sample_weight=weight),
        "medianAbsoluteError": m.median_absolute_error(target, prediction, sample_weight=weight),
    }


def classification_cases():
    count = 140
    target = (random.random(count) < 0.3).astype(int)
    score = 1 / (1 + np.exp(-(2.0 * target - 1 + random.normal(size=count))))
    weight = random.gamma(1.5, size=count)
    holes = np.where(random.random(count) < 0.25, 0.0, weight)
    tied = np.round(score, 1)
    yield classification("binary", target, from_positive(score), prior=[0.7, 0.3], curves=True)
    yield classification("binary, weights", target, from_positive(score), weight, prior=[0.7, 0.3], curves=True)
    yield classification("binary, zero weights", target, from_positive(score), holes, curves=True)
    yield classification("binary, ties", target, from_positive(tied), prior=[0.2, 0.8], curves=True)
    yield classification("binary, ties and weights", target, from_positive(tied), weight, curves=True)
    yield classification("binary, integer weights", target, from_positive(score), random.integers(0, 4, count))
    yield classification("binary, perfect scores", target, from_positive(target), curves=True)
    yield classification("binary, all wrong", target, from_positive(1 - target), curves=True)
    yield classification("binary, constant scores", target, from_positive(np.full(count, 0.25)), curves=True)
    yield classification("binary, even odds", target, from_positive(np.full(count, 0.5)), prior=[0.5, 0.5])
    yield classification("binary, no positive row", np.zeros(20, int), from_positive(random.random(20)))
    yield classification("binary, no negative row", np.ones(20, int), from_positive(random.random(20)), prior=[0, 1])
    # scikit-learn lets a class of weight 0 into its macro averages; Millrace takes such rows as absent.
    yield classification(
        "binary, positives of weight 0",
        [0, 1, 0, 0],
        from_positive([0.2, 0.1, 0.4, 0.3]),
        [1, 0, 2, 3],
        keep=[0, 2, 3],
    )
    yield classification("binary, never predicted", [0, 1, 1, 0], from_positive([0.1, 0.4, 0.3, 0.2]), curves=True)
    yield classification("binary, two rows", [0, 1], from_positive([0.4, 0.6]), curves=True)
    yield classification("binary, one row", [1], from_positive([0.3]))
    yield classification("binary, one row of the other class", [0], from_positive([0.3]), [2.5])

    target = random.integers(0, 4, count)
    scores = random.normal(size=(count, 4)) + 1.5 * np.eye(4)[target]
    probabilities = softmax(scores)
    never = probabilities.copy()
    never[:, 2] *= 0.001
    never /= never.sum(axis=1, keepdims=True)
    yield classification("four classes", target, probabilities, prior=[0.1, 0.2, 0.3, 0.4])
    yield classification("four classes, weights", target, probabilities, weight, prior=[0.25, 0.3, 0.2, 0.25])
    yield classification("four classes, zero weights", target, probabilities, holes)
    yield classification("four classes, one never predicted", target, never)
    yield classification("four classes, one without rows", np.where(target == 1, 3, target), probabilities, weight)
    yield classification("four classes, one absent", np.where(target == 2, 0, target), never, prior=[0.5, 0.25, 0.25, 0])
    yield classification("four classes, ties", target, np.full((count, 4), 0.25), prior=[0.4, 0.4, 0.1, 0.1])
    yield classification("four classes, perfect", target, np.eye(4)[target])
    yield classification("three classes, one row", [1], [[0.2, 0.3, 0.5]], prior=[0.5, 0.25, 0.25])


def regression_cases():
    count = 141
    target = 50 + 10 * random.normal(size=count)
    prediction = target + 3 * random.normal(size=count)
    weight = random.gamma(1.5, size=count)
    yield regression("odd count", target, prediction, mean=49.5)
    yield regression("even count", target[:140], prediction[:140], mean=50.25)
    yield regression("weights", target, prediction, weight, mean=50.0)
    yield regression("zero weights", target, prediction, np.where(random.random(count) < 0.3, 0.0, weight))
    yield regression("integer weights", target, prediction, random.integers(0, 4, count))
    yield regression("equal weights of 2", target[:140], prediction[:140], np.full(140, 2.0))
    yield regression("ties", np.round(target), np.round(prediction), weight)
    yield regression("median between two rows, a zero between", [1, 2, 3, 4], [1.5, 3, 5, 8], [1, 1, 0, 2])
    yield regression("targets of 0", [0, 0, 1, -1], [0, 1e-9, 2, -3])
    yield regression("perfect", target, target, mean=50.0)
    yield regression("constant target", [2.5] * 5, [2.5, 2, 3, 2.5, 2.5], mean=2.5)
    yield regression("constant target, met", [2.5] * 5, [2.5] * 5, mean=2.0)
    yield regression("far from 0", 1e9 + target, 1e9 + prediction, weight, mean=1e9)
    yield regression("one row", [3.0], [4.0], mean=1.0)
    yield regression("two rows", [3.0, 5.0], [4.0, 4.5], mean=4.0)


def hashed(count, salt):
    """Made again by the test, bit for bit: uint32[count]."""
    word = np.arange(count, dtype=np.uint32) + np.uint32(salt)
    for _ in range(2):
        word = (word ^ (word >> np.uint32(16))) * np.uint32(0x45D9F3B)
    return word ^ (word >> np.uint32(16))


def large():
    """600,000 rows that the test makes by the same formula."""
    count = 600_000
    share = (hashed(count, 1) % 999_983 + 0.5) / 999_983
    target = (hashed(count, 2_000_003) / 2**32 < share).astype(int)
    weight = (hashed(count, 4_000_037) % 1000 + 1) / 997
    value = (hashed(count, 6_000_011) % 100_003 + 1) / 7
    prediction = value + share - 0.5
    result = {"rowCount": count}
    for name, chosen in [("unweighted", None), ("weighted", weight)]:
        result[name] = {
            "classification": classification_metrics(target, from_positive(share), chosen),
            "regression": regression_metrics(value, prediction, chosen),
        }
    return result


golden = {
    "sklearn": sklearn.__version__,
    "classification": list(classification_cases()),
    "regression": list(regression_cases()),
    "large": large(),
}
path = pathlib.Path(__file__).with_name("metrics.json")
path.write_text(json.dumps(clean(golden), separators=(",", ":")) + "\n")
