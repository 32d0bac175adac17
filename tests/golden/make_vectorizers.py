"""Makes vectorizers.json: what scikit-learn's CountVectorizer, TfidfVectorizer and HashingVectorizer make of awkward texts.

Options are told by Millrace's names. Rows are lists of [column, value], zeros left out.
"""

import itertools
import json
import pathlib
import re

from make_text import TEXTS
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer


def snake(name):
    return re.sub("([A-Z])", lambda match: "_" + match.group(1).lower(), name)


def rows_of(matrix):
    matrix = matrix.tocsr()
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return [[[int(c), float(v)] for c, v in zip(row.indices, row.data)] for row in matrix]


def given(options):
    told = {snake(key): tuple(value) if key == "ngramRange" else value for key, value in options.items()}
    if told.get("norm") == "none":
        told["norm"] = None
    return told


cases = []


def add(kind, model, options):
    cases.append({"kind": kind, "options": options, "rows": rows_of(model(**given(options)).fit_transform(TEXTS))})


for binary, ngrams in itertools.product([False, True], [[1, 1], [1, 2]]):
    shared = {"binary": binary, "ngramRange": ngrams}
    for options in [{}, {"minDf": 2}, {"lowercase": False, "stopWords": "english"}]:
        add("countVectorizer", CountVectorizer, {**shared, **options})
        add("tfidfVectorizer", TfidfVectorizer, {**shared, **options, "sublinearTf": True})
    for options in [{}, {"nFeatures": 7}, {"nFeatures": 64, "norm": "l1"}, {"alternateSign": False, "norm": "none"},
                    {"lowercase": False, "stopWords": ["the", "word"], "nFeatures": 1000}]:
        # Where terms cancel out, scikit-learn's binary makes 1 of their 0; ours too.
        add("hashingVectorizer", HashingVectorizer, {**shared, **options})
pathlib.Path(__file__).with_name("vectorizers.json").write_text(
    json.dumps({"texts": TEXTS, "cases": cases}, ensure_ascii=True) + "\n")
