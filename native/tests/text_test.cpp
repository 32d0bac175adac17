// Properties of the text engine. What scikit-learn answers is in text_golden_test.cpp.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "core/error.h"
#include "tests/text_columns.h"
#include "text/character.h"
#include "text/count_terms.h"
#include "text/sort_entries.h"
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

RunContext on_threads(int threads) { return {.threads = threads}; }

TermCounts fit(const Texts& texts, double min_df = 1, double max_df = 1e9, std::int64_t max_features = 0,
               bool retain = true) {
  TermCounter counter({}, retain);
  counter.update(text_column(texts), RunContext{});
  return counter.finish(min_df, max_df, max_features, RunContext{});
}

void expect_equal(const CsrBlock& a, const CsrBlock& b) {
  EXPECT_EQ(a.row_count, b.row_count);
  EXPECT_EQ(a.offsets, b.offsets);
  EXPECT_EQ(a.indices, b.indices);
  EXPECT_EQ(a.values, b.values);
}

void expect_equal(const TermCounts& a, const TermCounts& b) {
  EXPECT_EQ(terms_of(*a.vocabulary), terms_of(*b.vocabulary));
  EXPECT_EQ(a.document_frequencies, b.document_frequencies);
  EXPECT_EQ(a.document_count, b.document_count);
  ASSERT_EQ(a.counts.size(), b.counts.size());
  for (std::size_t i = 0; i < a.counts.size(); ++i) expect_equal(a.counts[i], b.counts[i]);
}

template <typename Call>
std::string code_of(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  return "none";
}

// Words of a small language, with some that are longer than an inline key, some not ASCII, and gaps of all kinds.
std::string random_text(std::mt19937& random, std::size_t word_count) {
  static const Texts gaps = {" ", ", ", "-", "'", "  ", "\t", "…", "\u200d", "! "};
  std::string text;
  for (std::size_t i = 0; i < word_count; ++i) {
    const std::uint32_t word = random() % (1u << random() % 13);
    text += word % 11 == 0 ? "É" : word % 7 == 0 ? "W" : "";
    text += std::to_string(word);
    if (word % 13 == 0) text += "_and_a_long_rest_of_it";
    text += gaps[random() % gaps.size()];
  }
  return text;
}

Texts random_texts(std::size_t count, std::size_t longest) {
  std::mt19937 random(7);
  Texts texts;
  for (std::size_t i = 0; i < count; ++i) texts.push_back(random_text(random, random() % (longest + 1)));
  return texts;
}

// The analyzer in its plainest form: one character after the other. No final sigma.
Texts plain_terms(std::string_view text, bool lowercase) {
  Texts terms;
  std::string word;
  std::size_t length = 0;
  const auto end_word = [&] {
    if (length >= 2) terms.push_back(word);
    word.clear();
    length = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decode_utf8(text.data() + at, text.size() - at);
    at += static_cast<std::size_t>(decoded.size);
    char32_t character = decoded.character;
    if (lowercase) character += static_cast<char32_t>(record_of(character).lower_delta);
    if (!(record_of(character).flags & kWord)) {
      end_word();
      continue;
    }
    char bytes[4];
    word.append(bytes, static_cast<std::size_t>(encode_utf8(character, bytes)));
    ++length;
  }
  end_word();
  return terms;
}

TEST(WordAnalyzer, SplitsIntoWordsOfTwoOrMoreCharacters) {
  EXPECT_EQ(sorted_terms({}, "It's a C-3PO, isn't_it? x yz"), (Texts{"3po", "isn", "it", "t_it", "yz"}));
  EXPECT_EQ(sorted_terms({}, ""), Texts{});
  EXPECT_EQ(sorted_terms({}, "a b c é ß 字 !"), Texts{});
  EXPECT_EQ(sorted_terms({}, "éa 字字"), (Texts{"éa", "字字"}));
  EXPECT_EQ(sorted_terms({}, "İi"), Texts{});  // i, a combining dot, i
}

TEST(WordAnalyzer, DropsStopWordsBeforeItMakesNgrams) {
  const WordAnalyzerOptions options{.stop_words = {"the", "of"}, .ngram_min = 1, .ngram_max = 3};
  EXPECT_EQ(sorted_terms(options, "The end, of THE line."), (Texts{"end", "end line", "line"}));
  EXPECT_EQ(english_stop_words().size(), 318u);
  EXPECT_TRUE(std::is_sorted(english_stop_words().begin(), english_stop_words().end()));
}

TEST(WordAnalyzer, IgnoresStopWordsThatNoTokenCanBe) {
  const WordAnalyzerOptions options{.stop_words = {"", std::string("ab\0", 3), "\xFF\xFE", "a b"}};
  EXPECT_EQ(sorted_terms(options, "ab cd"), (Texts{"ab", "cd"}));
}

TEST(WordAnalyzer, RefusesRangesThatHoldNothing) {
  EXPECT_EQ(code_of([] { WordAnalyzer({.ngram_min = 0}); }), "OPTION_INVALID");
  EXPECT_EQ(code_of([] { WordAnalyzer({.ngram_min = 2, .ngram_max = 1}); }), "OPTION_INVALID");
}

TEST(WordAnalyzer, AgreesWithThePlainOneOnTextsOfEverySize) {
  static const Texts pieces = {"a",
                               "Z",
                               "7",
                               "_",
                               " ",
                               " ",
                               "'",
                               "é",
                               "É",
                               "字",
                               "ß",
                               "Ⱥ",
                               "\u0301",
                               "🙂",
                               "𐐀",
                               "the",
                               "x y",
                               "\x80",
                               "\xC3",
                               "\xED\xA0\x80",
                               "\xF4\x90\x80\x80",
                               "\xC0\x80",
                               "fifteen_bytes__",
                               "sixteen_bytes___"};
  std::mt19937 random(1);
  for (const bool lowercase : {true, false}) {
    const WordAnalyzer analyzer({.lowercase = lowercase});
    for (std::size_t size = 0; size < 600; ++size) {
      std::string text;
      while (text.size() < size) text += pieces[random() % (size % 2 ? 7 : pieces.size())];
      ASSERT_EQ(analyzer.terms(text), plain_terms(text, lowercase)) << text;
    }
  }
}

TEST(WordAnalyzer, MakesTheNgramsOfTheTokens) {
  std::mt19937 random(2);
  for (int round = 0; round < 50; ++round) {
    const std::string text = random_text(random, random() % 100);
    const Texts tokens = WordAnalyzer({}).terms(text);
    for (const auto& [least, most] : {std::pair{1, 2}, {2, 2}, {2, 4}, {1, 3}}) {
      Texts expected;
      for (std::size_t i = 0; i < tokens.size(); ++i) {
        std::string ngram;
        for (std::size_t n = 1; n <= static_cast<std::size_t>(most) && i + n <= tokens.size(); ++n) {
          ngram += (n > 1 ? " " : "") + tokens[i + n - 1];
          if (n >= static_cast<std::size_t>(least)) expected.push_back(ngram);
        }
      }
      ASSERT_EQ(WordAnalyzer({.ngram_min = least, .ngram_max = most}).terms(text), expected);
    }
  }
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

TEST(TermCounter, GivesAnEmptyVocabularyForTextWithoutWords) {
  for (const Texts& texts : {Texts{}, Texts{""}, Texts{"a", "!"}}) {
    const TermCounts counts = fit(texts);
    EXPECT_EQ(counts.vocabulary->size(), 0u);
    EXPECT_EQ(counts.document_count, static_cast<std::int64_t>(texts.size()));
    EXPECT_EQ(counts.counts.size(), texts.empty() ? 0u : 1u);
    CsrBlock block;
    count_terms(*counts.vocabulary, WordAnalyzer({}), text_column({"some words"}), RunContext{}, block);
    EXPECT_EQ(block.offsets, (std::vector<std::uint32_t>{0, 0}));
  }
}

TEST(TermCounter, TakesANullForAnEmptyText) {
  TermCounter counter({}, true);
  counter.update(text_column({"aa", "bb", "cc"}, {false, true, false}), RunContext{});
  counter.update(text_column({"dd", "ee"}, {true, true}), RunContext{});
  const TermCounts counts = counter.finish(1, 1e9, 0, RunContext{});
  expect_equal(counts, fit({"aa", "", "cc", "", ""}));
}

TEST(TermCounter, CutsRowsIntoBlocks) {
  for (const std::size_t count : {std::size_t{kBlockRows} - 1, std::size_t{kBlockRows}, std::size_t{kBlockRows} + 1,
                                  std::size_t{2 * kBlockRows} + 2}) {
    const Texts texts = random_texts(count, 3);
    const TermCounts counts = fit(texts);
    ASSERT_EQ(counts.counts.size(), (count + kBlockRows - 1) / kBlockRows);
    CsrBlock all;
    count_terms(*counts.vocabulary, WordAnalyzer({}), text_column(texts), on_threads(2), all);
    std::size_t row = 0;
    for (const CsrBlock& block : counts.counts) {
      for (std::int32_t r = 0; r < block.row_count; ++r, ++row) {
        const auto at = static_cast<std::size_t>(r);
        ASSERT_EQ(std::vector(block.indices.begin() + block.offsets[at], block.indices.begin() + block.offsets[at + 1]),
                  std::vector(all.indices.begin() + all.offsets[row], all.indices.begin() + all.offsets[row + 1]));
        ASSERT_EQ(std::vector(block.values.begin() + block.offsets[at], block.values.begin() + block.offsets[at + 1]),
                  std::vector(all.values.begin() + all.offsets[row], all.values.begin() + all.offsets[row + 1]));
      }
    }
    EXPECT_EQ(row, count);
  }
}

TEST(TermCounter, DoesNotDependOnBatchesOrThreads) {
  const Texts texts = random_texts(9000, 60);
  const WordAnalyzerOptions options{.stop_words = {"12", "17"}, .ngram_max = 2};
  const auto fit_in = [&](std::size_t batch_rows, int threads) {
    TermCounter counter(options, true);
    for (std::size_t from = 0; from < texts.size(); from += batch_rows) {
      const std::size_t to = std::min(texts.size(), from + batch_rows);
      counter.update(text_column(Texts(texts.begin() + static_cast<std::ptrdiff_t>(from),
                                       texts.begin() + static_cast<std::ptrdiff_t>(to))),
                     on_threads(threads));
    }
    return counter.finish(2, 4000, 20000, on_threads(threads));
  };
  const TermCounts expected = fit_in(texts.size(), 1);
  EXPECT_EQ(expected.vocabulary->size(), 20000u);
  for (const std::size_t batch_rows : {std::size_t{7}, std::size_t{1000}, texts.size()}) {
    for (const int threads : {1, 2, 5}) expect_equal(fit_in(batch_rows, threads), expected);
  }
}

TEST(TermCounter, MergesInAnyGrouping) {
  const Texts texts = random_texts(300, 40);
  const auto part = [&](std::ptrdiff_t from, std::ptrdiff_t to, int threads) {
    TermCounter counter({}, true);
    counter.update(text_column(Texts(texts.begin() + from, texts.begin() + to)), on_threads(threads));
    return counter;
  };
  TermCounter left = part(0, 100, 1);
  left.merge(part(100, 101, 2));
  left.merge(part(101, 300, 3));
  TermCounter tail = part(100, 101, 1);
  tail.merge(part(101, 300, 1));
  TermCounter right({}, true);
  right.merge(part(0, 100, 1));
  right.merge(std::move(tail));
  const TermCounts expected = fit(texts, 2, 200, 500);
  expect_equal(left.finish(2, 200, 500, RunContext{}), expected);
  expect_equal(right.finish(2, 200, 500, on_threads(2)), expected);
}

TEST(TermCounter, KeepsTermsWithinTheLimits) {
  const Texts texts = {"aa bb cc dd", "aa bb cc", "aa bb", "aa"};
  EXPECT_EQ(terms_of(*fit(texts, 2).vocabulary), (Texts{"aa", "bb", "cc"}));
  EXPECT_EQ(terms_of(*fit(texts, 1, 3).vocabulary), (Texts{"bb", "cc", "dd"}));
  EXPECT_EQ(terms_of(*fit(texts, 1.5, 2.5).vocabulary), (Texts{"cc"}));
  EXPECT_EQ(terms_of(*fit(texts, 5).vocabulary), Texts{});
}

TEST(TermCounter, KeepsTheMostFrequentTermsAndOfEqualOnesTheFirst) {
  const Texts texts = {"dd dd dd aa cc bb", "bb cc zz zz"};
  for (const bool retain : {true, false}) {
    EXPECT_EQ(terms_of(*fit(texts, 1, 9, 1, retain).vocabulary), (Texts{"dd"}));
    EXPECT_EQ(terms_of(*fit(texts, 1, 9, 3, retain).vocabulary), (Texts{"bb", "cc", "dd"}));
    EXPECT_EQ(terms_of(*fit(texts, 1, 9, 5, retain).vocabulary), (Texts{"aa", "bb", "cc", "dd", "zz"}));
    EXPECT_EQ(terms_of(*fit(texts, 1, 9, 99, retain).vocabulary), (Texts{"aa", "bb", "cc", "dd", "zz"}));
  }
}

TEST(TermCounter, LearnsTheSameWhenItKeepsNoRows) {
  const Texts texts = random_texts(500, 30);
  TermCounts with = fit(texts, 2, 400, 300, true);
  const TermCounts without = fit(texts, 2, 400, 300, false);
  EXPECT_TRUE(without.counts.empty());
  with.counts.clear();
  expect_equal(without, with);
}

TEST(TermCounter, CountsOnWhenItsStampsBeginAnew) {
  const Texts texts = random_texts(500, 30);
  TermCounter counter(WordAnalyzerOptions{}, true, 3);
  counter.update(text_column(texts), on_threads(2));
  expect_equal(counter.finish(2, 400, 300, RunContext{}), fit(texts, 2, 400, 300));
}

TEST(TermCounter, StopsWhenCancelled) {
  CancelToken cancel;
  const RunContext context{.threads = 2, .cancel = &cancel};
  TermCounter counter({}, true);
  counter.update(text_column(random_texts(100, 30)), context);
  cancel.cancel();
  EXPECT_THROW(counter.update(text_column({"aa"}), context), Cancelled);
  EXPECT_THROW(counter.finish(1, 1e9, 0, context), Cancelled);
  CsrBlock block;
  EXPECT_THROW(count_terms(Vocabulary(), WordAnalyzer({}), text_column({"aa"}), context, block), Cancelled);
}

TEST(Vocabulary, ComesBackFromItsBuffers) {
  const TermCounts counts = fit(random_texts(200, 40));
  const Vocabulary& saved = *counts.vocabulary;
  const Vocabulary loaded(saved.offsets(), saved.bytes());
  const std::vector<std::int32_t> narrow(saved.offsets().begin(), saved.offsets().end());
  EXPECT_EQ(terms_of(loaded), terms_of(saved));
  EXPECT_EQ(terms_of(Vocabulary(std::span(narrow), saved.bytes())), terms_of(saved));
  for (std::size_t i = 0; i < saved.size(); ++i) EXPECT_EQ(loaded.find(saved.term(i)), static_cast<std::int64_t>(i));
  for (const std::string_view absent : {std::string_view(""), std::string_view("zz"), std::string_view("10\0", 3)}) {
    EXPECT_EQ(loaded.find(absent), -1);
  }
}

TEST(Vocabulary, RefusesDamagedBuffers) {
  using Offsets = std::vector<std::int64_t>;
  const auto load = [](const Offsets& offsets, std::string_view bytes) {
    return code_of([&] { Vocabulary(std::span<const std::int64_t>(offsets), bytes); });
  };
  EXPECT_EQ(load({0}, ""), "none");
  EXPECT_EQ(load({0, 2, 4}, "aabb"), "none");
  EXPECT_EQ(load({}, ""), "MODEL_CORRUPT");
  EXPECT_EQ(load({0, 2, 4}, "bbaa"), "MODEL_CORRUPT");
  EXPECT_EQ(load({0, 2, 4}, "aaaa"), "MODEL_CORRUPT");
  EXPECT_EQ(load({0, 2, 2, 4}, "aabb"), "MODEL_CORRUPT");
  EXPECT_EQ(load({1, 2, 4}, "aabb"), "MODEL_CORRUPT");
  EXPECT_EQ(load({0, 2, 5}, "aabb"), "MODEL_CORRUPT");
  EXPECT_EQ(load({0, 2}, "aabb"), "MODEL_CORRUPT");
  EXPECT_EQ(load({0, 6, 4}, "aabb"), "MODEL_CORRUPT");
  EXPECT_EQ(load({0, -2, 4}, "aabb"), "MODEL_CORRUPT");
  EXPECT_EQ(load({0, 1, 4}, "a\xC3\xA9\xC3"), "MODEL_CORRUPT");
  EXPECT_EQ(load({0, 2, 3}, "\xC3\xA9\xA9"), "MODEL_CORRUPT");
  EXPECT_EQ(load({0, 2, 5}, std::string_view("aaaa\0", 5)), "MODEL_CORRUPT");
}

TEST(CountTerms, LeavesOutWhatTheVocabularyLacks) {
  const TermCounts counts = fit({"bb aa", "cc_and_more_than_sixteen"});
  CsrBlock block;
  count_terms(*counts.vocabulary, WordAnalyzer({}),
              text_column({"zz bb zz bb", "", "cc_and_more_than_sixteen cc_and_more_than_sixteem AA"}), RunContext{},
              block);
  EXPECT_EQ(block.row_count, 3);
  EXPECT_EQ(block.offsets, (std::vector<std::uint32_t>{0, 1, 1, 3}));
  EXPECT_EQ(block.indices, (std::vector<std::uint32_t>{1, 0, 2}));
  EXPECT_EQ(block.values, (std::vector<float>{2, 1, 1}));
  count_terms(*counts.vocabulary, WordAnalyzer({}), text_column({}), RunContext{}, block);
  EXPECT_EQ(block.row_count, 0);
  EXPECT_EQ(block.offsets, (std::vector<std::uint32_t>{0}));
}

TEST(CountTerms, GivesOneTextTheRowItHasInABatch) {
  const Texts texts = random_texts(300, 200);
  const WordAnalyzer analyzer({});
  const TermCounts counts = fit(texts, 2);
  CsrBlock batch;
  count_terms(*counts.vocabulary, analyzer, text_column(texts), on_threads(3), batch);
  CsrBlock row;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    count_terms(*counts.vocabulary, analyzer, texts[i], row);
    ASSERT_EQ(row.indices,
              std::vector(batch.indices.begin() + batch.offsets[i], batch.indices.begin() + batch.offsets[i + 1]));
    ASSERT_EQ(row.values,
              std::vector(batch.values.begin() + batch.offsets[i], batch.values.begin() + batch.offsets[i + 1]));
  }
}

TEST(Tfidf, LeavesRowsWithoutWeightAsTheyAre) {
  using Norm = TfidfWeighting::Norm;
  for (const Norm norm : {Norm::none, Norm::l1, Norm::l2}) {
    CsrBlock block{.row_count = 3, .offsets = {0, 0, 2, 2}, .indices = {0, 3}, .values = {3, 4}};
    apply_tfidf(block, nullptr, {.norm = norm});
    const float divisor = norm == Norm::none ? 1.0f : norm == Norm::l1 ? 7.0f : 5.0f;
    EXPECT_EQ(block.values, (std::vector<float>{3 / divisor, 4 / divisor}));
  }
}

TEST(Tfidf, WeighsCountsBeyondTheKnownOnesAlike) {
  CsrBlock block{.row_count = 1, .offsets = {0, 3}, .indices = {0, 1, 2}, .values = {1, 255, 1e6}};
  apply_tfidf(block, nullptr, {.use_idf = false, .sublinear_tf = true, .norm = TfidfWeighting::Norm::none});
  EXPECT_FLOAT_EQ(block.values[0], 1.0f);
  EXPECT_FLOAT_EQ(block.values[1], 6.5412636f);
  EXPECT_FLOAT_EQ(block.values[2], 14.815510f);
}

TEST(Utf8, TellsValidFromInvalid) {
  const Texts valid = {"", "a", "é", "字", "🙂", "\u0000", "\uFFFD", "\U0010FFFF", "\uD7FF\uE000"};
  const Texts invalid = {"\x80",
                         "\xC3",
                         "\xC0\x80",
                         "\xC1\xBF",
                         "\xE0\x9F\xBF",
                         "\xED\xA0\x80",
                         "\xE5\xAD",
                         "\xF0\x8F\xBF\xBF",
                         "\xF4\x90\x80\x80",
                         "\xF5\x80\x80\x80",
                         "\xFF",
                         "\xF0\x9F\x99",
                         "\xC3(",
                         "\xE5(\x97",
                         "é\xA9"};
  for (std::size_t padding = 0; padding < 40; ++padding) {
    const std::string before(padding, 'x');
    for (const std::string& after : {std::string(), std::string(padding, 'y')}) {
      for (const std::string& text : valid) {
        const std::string whole = before + text + after;
        EXPECT_TRUE(valid_utf8(whole.data(), whole.size())) << whole;
      }
      for (const std::string& text : invalid) {
        const std::string whole = before + text + after;
        EXPECT_FALSE(valid_utf8(whole.data(), whole.size())) << padding;
      }
    }
  }
}

TEST(SortEntries, SortsAnyNumberOfThem) {
  std::mt19937 random(3);
  std::vector<std::uint64_t> scratch;
  for (const std::size_t columns : {std::size_t{1}, std::size_t{2}, std::size_t{500}, std::size_t{1} << 31}) {
    for (const std::size_t count : {0, 1, 2, 17, 63, 64, 65, 511, 513, 5000}) {
      std::vector<std::uint64_t> entries;
      for (std::uint32_t i = 0; i < count; ++i)
        entries.push_back(entry_of(static_cast<std::uint32_t>(random() % columns), i));
      std::vector<std::uint64_t> expected = entries;
      std::sort(expected.begin(), expected.end());
      sort_entries(entries.data(), entries.size(), columns, scratch);
      EXPECT_EQ(entries, expected);
    }
  }
}

}  // namespace
}  // namespace millrace
