#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/error.h"
#include "text/count_terms.h"
#include "text/term_counter.h"
#include "text/tfidf.h"
#include "text/utf8.h"

namespace millrace {
namespace {

using Texts = std::vector<std::string>;

// A batch of texts; rows of which `is_null` says so are null.
Column column_of(const Texts& texts, const std::vector<bool>& is_null = {}) {
  Column column;
  column.type = Type::utf8;
  column.length = static_cast<std::int64_t>(texts.size());
  std::vector<std::int32_t> offsets{0};
  std::string bytes;
  std::vector<std::uint8_t> bits((texts.size() + 7) / 8);
  for (std::size_t row = 0; row < texts.size(); ++row) {
    const bool null = row < is_null.size() && is_null[row];
    if (!null) bytes += texts[row];
    if (!null) bits[row / 8] |= static_cast<std::uint8_t>(1u << row % 8);
    column.null_count += null;
    offsets.push_back(static_cast<std::int32_t>(bytes.size()));
  }
  column.offsets = Buffer::copy_of(offsets.data(), offsets.size() * sizeof(std::int32_t));
  column.data = Buffer::copy_of(bytes.data(), bytes.size());
  if (column.null_count > 0) column.validity = Buffer::copy_of(bits.data(), bits.size());
  return column;
}

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
  counter.update(column_of(texts), RunContext{});
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
