"""Rows of a learning table (bench/data/learning-table.ts) as the tree libraries like them best: an Arrow table of
numbers, categories as whole numbers from 0, missing values null. Of texts a sparse matrix of TF-IDF."""

import numpy as np
import polars as pl


class Table:
    def __init__(self, folder, description):
        self.folder = folder
        self.target = description["target"]
        self.binary = description["task"] == "binary"
        self.numeric = description["numeric"]
        self.categorical = description["categorical"]
        # Numbers first: the positions of the categories follow.
        self.categorical_at = list(range(len(self.numeric), len(self.numeric) + len(self.categorical)))
        self.kinds = ["q"] * len(self.numeric) + ["c"] * len(self.categorical)
        self.text = description.get("text")
        self.categories = {} if not self.categorical else None
        self.vectorizer = None

    def train(self):
        """Reads the training rows from Parquet: features and target."""
        frame = pl.read_parquet(f"{self.folder}/train.parquet")
        if self.text:
            return self._fit_text(frame[self.text]), frame[self.target].to_numpy()
        self.categories = {name: pl.Enum(frame[name].drop_nulls().unique().sort()) for name in self.categorical}
        return self._features(frame), frame[self.target].to_numpy()

    def test(self):
        """The test rows; categories that no training row has are missing."""
        if self.categories is None or (self.text and self.vectorizer is None):
            self.train()
        return self._features(pl.read_parquet(f"{self.folder}/test.parquet"))

    def validation(self):
        """The rows that tell when to stop: features and target."""
        frame = pl.read_parquet(f"{self.folder}/validation.parquet")
        return self._features(frame), frame[self.target].to_numpy()

    def _fit_text(self, texts):
        """TF-IDF, rows compressed, as ours has it: terms of two documents or more."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        self.vectorizer = TfidfVectorizer(min_df=2, dtype=np.float32)
        return self.vectorizer.fit_transform(texts.to_list())

    def _features(self, frame):
        if self.text:
            return self.vectorizer.transform(frame[self.text].to_list())
        codes = [
            pl.col(name).cast(enum, strict=False).to_physical().cast(pl.Int32)
            for name, enum in self.categories.items()
        ]
        return frame.select([pl.col(name) for name in self.numeric] + codes).to_arrow()

    def numpy(self, features):
        """float32 where that holds every value, else float64; missing values NaN."""
        frame = pl.from_arrow(features)
        narrow = all(kind in (pl.Float32, pl.Int8, pl.UInt8, pl.Int16, pl.UInt16, pl.Boolean) for kind in frame.dtypes[: len(self.numeric)])
        return frame.select(pl.all().cast(pl.Float32 if narrow else pl.Float64)).fill_null(np.nan).to_numpy()


def save(path, values):
    np.save(path, np.asarray(values, dtype=np.float64))
