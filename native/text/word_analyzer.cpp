#include "text/word_analyzer.h"

#include "core/error.h"
#include "text/analyze.h"
#include "text/text_scratch.h"
#include "text/utf8.h"

namespace millrace {

WordAnalyzer::WordAnalyzer(const WordAnalyzerOptions& options)
    : lowercase_(options.lowercase),
      ngram_min_(static_cast<std::size_t>(options.ngram_min)),
      ngram_max_(static_cast<std::size_t>(options.ngram_max)) {
  if (options.ngram_min < 1 || options.ngram_max < options.ngram_min) {
    throw Error("OPTION_INVALID",
                "ngramRange is [" + std::to_string(options.ngram_min) + ", " + std::to_string(options.ngram_max) + "]",
                "give two whole numbers of 1 or more, the smaller first");
  }
  for (const std::string& word : options.stop_words) {
    // No token is like one of these, and a key could not hold them.
    if (word.empty() || word.find('\0') != std::string::npos || !valid_utf8(word.data(), word.size())) continue;
    stop_words_.find_or_add(key_of(word));
  }
}

std::vector<std::string> WordAnalyzer::terms(std::string_view text) const {
  struct Collect {
    std::vector<std::string> terms;
    void prefetch(std::uint64_t) {}
    void consume(const TermKey* keys, std::size_t count) {
      for (std::size_t i = 0; i < count; ++i) terms.emplace_back(keys[i].bytes, keys[i].size);
    }
  };
  Collect collect;
  const ScratchLoan scratch;
  analyze(*this, text, RunContext{}, scratch->analyzer, collect);
  return collect.terms;
}

}  // namespace millrace
