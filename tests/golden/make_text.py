"""Writes what native/tests/text_golden_test.cpp compares with: Python 3.11's characters, scikit-learn's analyzer.

    python3.11 tests/golden/make_text.py

text_characters.txt   \\w, str.lower() and the final sigma rule for every code point
text_counts.txt       CountVectorizer and TfidfVectorizer on awkward texts
text_logarithms.txt   logarithms rounded from 40 digits

Lines are words; text stands in hexadecimal UTF-8 (`-` when empty), numbers in C's hexadecimal form.
"""

import re
import sys
import unicodedata
from decimal import Decimal, getcontext
from pathlib import Path

import numpy as np
import sklearn
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

HERE = Path(__file__).parent
CODE_POINTS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]  # surrogates are not UTF-8

TEXTS = [
    "",
    " ",
    "a b c",
    "The quick brown fox jumps over the lazy dog. The DOG sleeps!",
    "It's don't can't o'clock rock'n'roll 'quoted' isn\u2019t l\u2019\u00e9t\u00e9",
    "snake_case __init__ _ __ a_ _b x_y_z 3_000",
    "state-of-the-art e-mail C++ C# .NET v1.2.3 192.168.0.1 1,000.50 \u00a31000 50% #tag @user",
    "http://example.com/path?q=1&r=two user@example.org",
    "Stra\u00dfe STRASSE \u1e9e GRO\u1e9e Gr\u00f6\u00dfe \u00c4RGER \u00e4rger \u00dcber",
    "\u0130stanbul I\u0130I D\u0130YARBAKIR \u0131\u015f\u0131k ISPARTA \u0130 \u0130\u0130 a\u0130 \u0130a",
    "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 \u03a3\u0391\u03a3 \u03a3 \u03a3\u03a3 \u03a3\u03a3\u03a3 \u039b\u038c\u0393\u039f\u03a3. A\u03a3' A'\u03a3 A\u03a3'B \u03a3\u0301A A\u0301\u03a3 A\u03a3\u0301",
    "\u03a3A A\u03a3 A\u03a3A A\u03a31 1\u03a3 1A\u03a3 A.\u03a3 A.\u03a3. A-\u03a3 A\u00ad\u03a3 A\u03a3\u00adA \u02b0\u03a3 A:\u03a3:B",
    "\u01c5 \u01c4ep \u01f1 \u1e9eAA \u2160\u2161 \u24b6\u24b7 \u10a0\u10a1 \u13a0\u13a1 \U00010400\U00010401 \ua64a\ua64b \u212a\u212b \u2126\u2126",
    "\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8\u3002\u6771\u4eac \u6771 \u4eac\u90fd \u30ab\u30bf\u30ab\u30ca \uff76\uff85 \u4e2d\u6587\uff0c\u5206\u8bcd \ud55c\uad6d\uc5b4 \ud14d\uc2a4\ud2b8",
    "e\u0301te\u0301 cafe\u0301 caf\u00e9 n\u0303 a\u0308\u0308b \u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22 \u0939\u093f\u0928\u094d\u0926\u0940 \u0627\u0644\u0639\u0631\u0628\u064a\u0651\u0629 \u05e2\u05b4\u05d1\u05b0\u05e8\u05b4\u05d9\u05ea",
    "\u0661\u0662\u0663 \u0967\u0968\u0969 \u00b2\u00b3 \u00bd\u00bc \u2460\u2461 \u3007\u4e00 \U0001d7d8\U0001d7d9 \u0f20\u0f21 \u2169 \u2083\u2084 \u1369\u136a x\u00b2 H\u2082O",
    "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467 smile\U0001f600face \u2764\ufe0f love\u2764ly \U0001f1e9\U0001f1ea \u00a9\u00ae \u2122tm",
    "zero\u200bwidth zero\u200djoin zero\u200cnon \ufeffbom soft\u00adhyphen no\u00a0break \u2028line\u2029para word\u2060join",
    "tab\tnew\nline\r\ncr\rvt\x0bff\x0cnull\x00fs\x1cend \x85next",
    "\u041f\u0440\u0438\u0432\u0435\u0442 \u041c\u0418\u0420 \u0401\u043b\u043a\u0430 \u0410\u0411 \u0430\u0431 \u0458\u0459\u045a \u0540\u0561\u0575\u0565\u0580\u0565\u0576 \u10e5\u10d0\u10e0\u10d7\u10e3\u10da\u10d8 \u1c90\u1c91",
    "exactly16bytes_x exactly16bytes_xy exactly8 eight_by_9 sixteen_and_one_seventeen_and_more sixteen_and_one_seventeen_and_morf",
    "x" * 15 + " " + "x" * 16 + " " + "x" * 17 + " " + "x" * 31 + " " + "x" * 32 + " " + "x" * 33 + " " + "y" * 1000 + " " + "\u00e9" * 300,
    "a" + "'" * 70 + "\u03a3" + "." * 70 + " b" + "\u0301" * 70 + "\u03a3c " + "A" + ":" * 200 + "\u03a3",
    "word " * 100 + "other " * 40 + "the " * 30,
    "\u023a\u023e\u023a\u023e \u1e9e\u1e9e \u2c6f\u2c6f \ua7ae\ua7ae \U0001e900\U0001e901 \u0370\u0372 \u03f4\u03f4",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen",
    "two three one the quick fox brown of one two three",
    "!!! ??? ... --- ,,,",
    "p\u00e5 sj\u00f8 \u00c5NGSTR\u00d6M \u0141\u00f3d\u017a \u010ce\u0161tina \u0160KODA na\u00efve fa\u00e7ade \u0152UVRE \ufb01sh o\ufb03ce",
    "last text dog fox brown lazy word other the of and to in",
]

# name: CountVectorizer's options
CONFIGURATIONS = {
    "default": {},
    "cased": {"lowercase": False},
    "english": {"stop_words": "english"},
    "words": {"stop_words": ["word", "\u65e5\u672c\u8a9e\u306e\u30c6\u30ad\u30b9\u30c8", "stra\u00dfe", "sixteen_and_one_seventeen_and_more", "a"]},
    "pairs": {"ngram_range": (1, 2), "stop_words": "english"},
    "triples": {"ngram_range": (2, 3)},
    "limits": {"min_df": 2, "max_df": 3},
}

WEIGHTINGS = {
    "default": {},
    "sublinear": {"sublinear_tf": True},
    "rough": {"smooth_idf": False, "norm": "l1"},
    "counts": {"use_idf": False, "norm": "l2", "sublinear_tf": True},
    "plain": {"norm": None},
}


def hex_of(text):
    return text.encode().hex() or "-"


def runs_of(codes):
    runs = []
    for code in codes:
        if runs and runs[-1][1] == code - 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return [f"{first:x} {last:x}" for first, last in runs]


def characters():
    word = re.compile(r"(?u)\w")
    yield f"unicode {unicodedata.unidata_version}"
    for run in runs_of(c for c in CODE_POINTS if word.fullmatch(chr(c))):
        yield f"word {run}"
    for code in CODE_POINTS:
        if chr(code).lower() != chr(code):
            yield f"lower {code:x} {hex_of(chr(code).lower())}"
    rules = {
        "final_after": lambda c: f"{c}\u03a3",
        "final_between": lambda c: f"A{c}\u03a3",
        "final_before": lambda c: f"A\u03a3{c}",
        "final_before_cased": lambda c: f"A\u03a3{c}A",
    }
    for name, text in rules.items():
        for run in runs_of(c for c in CODE_POINTS if c != 0x3A3 and "\u03c2" in text(chr(c)).lower() and c != 0x3C2):
            yield f"{name} {run}"


def counts():
    for text in TEXTS:
        yield f"text {hex_of(text)}"
    for name, options in CONFIGURATIONS.items():
        vectorizer = CountVectorizer(**options)
        matrix = vectorizer.fit_transform(TEXTS)
        matrix.sort_indices()
        frequencies = np.bincount(matrix.indices, minlength=matrix.shape[1])
        yield f"configuration {name}"
        for term, frequency in zip(vectorizer.get_feature_names_out(), frequencies):
            yield f"term {hex_of(term)} {frequency}"
        for row in range(matrix.shape[0]):
            entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
            pairs = zip(matrix.indices[entries], matrix.data[entries])
            yield " ".join(["row"] + [f"{column} {count}" for column, count in pairs])
    for name, options in WEIGHTINGS.items():
        vectorizer = TfidfVectorizer(**options)
        matrix = vectorizer.fit_transform(TEXTS)
        matrix.sort_indices()
        yield f"weighting {name}"
        if options.get("use_idf", True):
            yield " ".join(["idf"] + [float(value).hex() for value in vectorizer.idf_])
        for row in range(matrix.shape[0]):
            entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
            yield " ".join(["row"] + [float(np.float32(value)).hex() for value in matrix.data[entries]])


def logarithms():
    getcontext().prec = 40
    random = np.random.default_rng(0)
    values = list(range(1, 65)) + [1 + 2.0**-k for k in range(1, 53)] + [1 - 2.0**-k for k in range(2, 54)]
    values += [(n + 1) / (d + 1) for n, d in zip(random.integers(1, 10**6, 400), random.integers(0, 1000, 400))]
    values += [2.0**-1022, 1.7976931348623157e308, 0.5, 0.7071067811865475, 0.7071067811865476, 1e100, 1e-100]
    for value in values:
        yield f"{float(value).hex()} {float(Decimal(float(value)).ln()).hex()}"


def main():
    made = f"# made by make_text.py with Python {sys.version.split()[0]}, scikit-learn {sklearn.__version__}"
    for name, lines in {"characters": characters(), "counts": counts(), "logarithms": logarithms()}.items():
        (HERE / f"text_{name}.txt").write_text("\n".join([made, *lines]) + "\n")


main()
