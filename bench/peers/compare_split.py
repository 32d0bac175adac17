"""Trains scikit-learn's pipeline on the rows that runs of `millrace train` trained on, and compares on those they held out.

    python bench/peers/compare_split.py DATA.tsv RUN [RUN ...]

DATA is a table without a header of label TAB text; each RUN is a run folder. Prints F1 and PR AUC of both for each run,
and their medians. Exits with 1 when a median of ours is below the peer's.
"""

import csv
import json
import statistics
import sys
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, f1_score
from sklearn.pipeline import make_pipeline


def main(data: str, runs: list[str]) -> int:
    with open(data, encoding="utf-8", newline="") as file:
        labels, texts = zip(*(line.rstrip("\n").split("\t", 1) for line in file))
    labels, texts = np.array(labels), np.array(texts, dtype=object)
    results = {name: [] for name in ("f1", "f1 peer", "prAuc", "prAuc peer")}
    for run in runs:
        positive = json.loads((Path(run) / "run.json").read_text())["positive"]
        with open(Path(run) / "test-rows.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        ids = np.array([int(row["row_id"]) for row in rows])
        assert [row["target"] for row in rows] == list(labels[ids]), f"{run} was made from other data"
        is_test = np.zeros(len(labels), dtype=bool)
        is_test[ids] = True
        actual = labels[ids] == positive
        ours = np.array([float(row[f"probability_{positive}"]) for row in rows])
        predicted = np.array([row["prediction"] == positive for row in rows])
        peer = make_pipeline(TfidfVectorizer(sublinear_tf=True), LogisticRegression(C=10, max_iter=1000))
        peer.fit(texts[~is_test], labels[~is_test] == positive)
        theirs = peer.predict_proba(texts[is_test])[:, 1]
        results["f1"].append(f1_score(actual, predicted))
        results["f1 peer"].append(f1_score(actual, theirs > 0.5))
        results["prAuc"].append(average_precision_score(actual, ours))
        results["prAuc peer"].append(average_precision_score(actual, theirs))
        difference = np.abs(ours - theirs).max()
        print(f"{run}: " + ", ".join(f"{name} {values[-1]:.6f}" for name, values in results.items()), end="")
        print(f"; probabilities differ by at most {difference:.1e}")
    medians = {name: statistics.median(values) for name, values in results.items()}
    print("median: " + ", ".join(f"{name} {value:.6f}" for name, value in medians.items()))
    return 0 if medians["f1"] >= medians["f1 peer"] and medians["prAuc"] >= medians["prAuc peer"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
