"""Makes ranking.json: what scikit-learn 1.9 gives for the groups that tests/evaluate/ranker.test.ts compares with.

python tests/golden/make_ranking.py
"""

import json
import pathlib

import numpy as np
import sklearn
from sklearn import metrics as m

random = np.random.default_rng(20260102)
cases = []
for rows, grades, digits in [(2, 2, 3), (5, 3, 3), (9, 5, 3), (40, 5, 3), (40, 2, 1), (12, 4, 0), (200, 5, 2)]:
    relevance = random.integers(0, grades, rows)
    relevance[0] = grades - 1
    score = np.round(relevance * 0.3 + random.normal(size=rows), digits)
    gains = 2.0**relevance - 1
    case = {
        "relevance": relevance.tolist(),
        "score": score.tolist(),
        "ndcg": m.ndcg_score([gains], [score]),
        "ndcg5": m.ndcg_score([gains], [score], k=5),
        "ndcg10": m.ndcg_score([gains], [score], k=10),
        # scikit-learn takes rows of equal score together, as one threshold: comparable where none are equal.
        "map": m.average_precision_score(relevance > 0, score) if len(set(score)) == rows else None,
    }
    cases.append(case)

path = pathlib.Path(__file__).parent / "ranking.json"
path.write_text(json.dumps({"sklearn": sklearn.__version__, "cases": cases}, indent=1) + "\n")
