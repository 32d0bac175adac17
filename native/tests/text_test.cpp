#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/error.h"
#include "tests/text_columns.h"
#include "text/count_terms.h"
#include "text/term_counter.h"
#include "text/tfidf.h"
#include "text/utf8.h"

namespace millrace {
namespace {

using Texts = std::vector<std::string>;

Texts terms_of(const Vocabulary& vocabulary) {
  Texts terms;
  for (std::size_t i = 0; i < vocabulary.size(); ++i) terms.emplace_back(vocabulary.term(i));
  return terms;
}

Texts sorted_terms(const WordAnalyzerOptions& options, std::string_view text) {
  Texts terms = WordAnalyzer(options).terms(text);
  std::sort(terms.begin(), terms.end());
  return terms;
}

TermCounts fit(const Texts& texts, const WordAnalyzerOptions& options = {}, double min_df = 1, double max_df = 1e9,
               std::int64_t max_features = 0) {
  TermCounter counter(options, true);
  counter.update(text_column(texts), RunContext{});
  return counter.finish(min_df, max_df, max_features, RunContext{});
}

TEST(WordAnalyzer, SplitsIntoWordsOfTwoOrMoreCharacters) {
  EXPECT_EQ(sorted_terms({}, "It's a C-3PO, isn't_it? x yz"), (Texts{"3po", "isn", "it", "t_it", "yz"}));
  EXPECT_EQ(sorted_terms({}, ""), Texts{});
  EXPECT_EQ(sorted_terms({}, "a b c é ß 字 !"), Texts{});
  EXPECT_EQ(sorted_terms({}, "éa 字字"), (Texts{"éa", "字字"}));
}

TEST(WordAnalyzer, DropsStopWordsBeforeItMakesNgrams) {
  const WordAnalyzerOptions options{.stop_words = {"the", "of"}, .ngram_min = 1, .ngram_max = 3};
  EXPECT_EQ(sorted_terms(options, "The end, of THE line."), (Texts{"end", "end line", "line"}));
  EXPECT_EQ(english_stop_words().size(), 318u);
  EXPECT_TRUE(std::is_sorted(english_stop_words().begin(), english_stop_words().end()));
}

TEST(TermCounter, SortsTheVocabularyAndCountsDocuments) {
  const TermCounts counts = fit({"bb aa bb", "", "aa cc", "!"});
  EXPECT_EQ(terms_of(*counts.vocabulary), (Texts{"aa", "bb", "cc"}));
  EXPECT_EQ(counts.document_frequencies, (std::vector<std::int64_t>{2, 1, 1}));
  EXPECT_EQ(counts.document_count, 4);
  ASSERT_EQ(counts.counts.size(), 1u);
  EXPECT_EQ(counts.counts[0].offsets, (std::vector<std::uint32_t>{0, 2, 2, 4, 4}));
  EXPECT_EQ(counts.counts[0].indices, (std::vector<std::uint32_t>{0, 1, 0, 2}));
  EXPECT_EQ(counts.counts[0].values, (std::vector<float>{1, 2, 1, 1}));
}

}  // namespace
}  // namespace millrace
