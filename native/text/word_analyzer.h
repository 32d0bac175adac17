// scikit-learn's default word analyzer: lower case, tokens of two or more word characters, stop words, n-grams.
// https://scikit-learn.org/stable/modules/generated/sklearn.feature_extraction.text.CountVectorizer.html
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "text/term_table.h"

namespace millrace {

struct WordAnalyzerOptions {
  bool lowercase = true;
  // Compared with tokens after lower case, byte for byte.
  std::vector<std::string> stop_words = {};
  int ngram_min = 1;
  int ngram_max = 1;
};

// scikit-learn's stop_words='english': 318 words, sorted.
const std::vector<std::string>& english_stop_words();

// Immutable, and shared freely between threads. Build it once: it holds a table of the stop words.
class WordAnalyzer {
 public:
  // Throws Error(OPTION_INVALID) unless 1 <= ngram_min <= ngram_max.
  explicit WordAnalyzer(const WordAnalyzerOptions& options);

  bool lowercase() const { return lowercase_; }
  std::size_t ngram_min() const { return ngram_min_; }
  std::size_t ngram_max() const { return ngram_max_; }
  // Whether tokens pass that are no stop words only.
  bool has_stop_words() const { return stop_words_.size() > 0; }
  bool is_stop_word(const TermKey& key) const { return stop_words_.find(key) != nullptr; }

  // The terms of one text; n-grams stand behind the token they begin with. For tests and inspection: the counters
  // use analyze() from analyze.h, which copies nothing.
  std::vector<std::string> terms(std::string_view text) const;

 private:
  bool lowercase_;
  std::size_t ngram_min_;
  std::size_t ngram_max_;
  TermTable stop_words_;
};

}  // namespace millrace
