// Against Python and scikit-learn, whose answers are in tests/golden/text_*.txt (made by make_text.py).
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/text_columns.h"
#include "text/count_terms.h"
#include "text/marked_text.h"
#include "text/natural_log.h"
#include "text/term_counter.h"
#include "text/tfidf.h"
#include "text/unicode/tables.h"
#include "text/utf8.h"

namespace millrace {
namespace {

using Words = std::vector<std::string>;

std::vector<Words> read_golden(const std::string& name) {
  std::ifstream file(MILLRACE_GOLDEN "/" + name);
  EXPECT_TRUE(file.is_open()) << name;
  std::vector<Words> lines;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream stream(line);
    Words words;
    for (std::string word; stream >> word;) words.push_back(word);
    lines.push_back(words);
  }
  return lines;
}

std::string text_of(const std::string& hex) {
  std::string text;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    text += static_cast<char>(std::strtoul(hex.substr(i, 2).c_str(), nullptr, 16));
  }
  return text;
}

std::string utf8_of(char32_t character) {
  char bytes[4];
  return {bytes, static_cast<std::size_t>(encode_utf8(character, bytes))};
}

char32_t code_of(const std::string& hex) { return static_cast<char32_t>(std::strtoul(hex.c_str(), nullptr, 16)); }

// --- characters ------------------------------------------------------------------------------------------------

// What the analyzer makes of "aa" + text + "aa": one token when all of it are word characters.
Words tokens_around(const WordAnalyzer& analyzer, const std::string& text) {
  return analyzer.terms("aa" + text + "aa");
}

bool has_final_sigma(const std::string& text) {
  MarkedText marked;
  mark_words(text, true, RunContext{}, marked);
  return std::string_view(marked.bytes.data(), marked.size).find("\u03C2") != std::string_view::npos;
}

struct Characters {
  std::set<char32_t> word;
  std::map<char32_t, std::string> lower;
  std::map<std::string, std::set<char32_t>> final_sigma;
};

Characters read_characters() {
  Characters characters;
  for (const Words& line : read_golden("text_characters.txt")) {
    if (line[0] == "unicode") {
      EXPECT_EQ(line[1], unicode::kVersion);
    } else if (line[0] == "lower") {
      characters.lower[code_of(line[1])] = text_of(line[2]);
    } else {
      std::set<char32_t>& set = line[0] == "word" ? characters.word : characters.final_sigma[line[0]];
      for (char32_t c = code_of(line[1]); c <= code_of(line[2]); ++c) set.insert(c);
    }
  }
  return characters;
}

constexpr bool is_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

TEST(TextGolden, EveryCharacterIsAWordCharacterWherePythonSaysSo) {
  const Characters golden = read_characters();
  const WordAnalyzer analyzer({.lowercase = false});
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (is_surrogate(c)) continue;
    const std::string text = utf8_of(c);
    const Words expected = golden.word.contains(c) ? Words{"aa" + text + "aa"} : Words{"aa", "aa"};
    ASSERT_EQ(tokens_around(analyzer, text), expected) << "U+" << std::hex << static_cast<std::uint32_t>(c);
  }
}

TEST(TextGolden, EveryCharacterIsLoweredAsPythonDoes) {
  const Characters golden = read_characters();
  const WordAnalyzer analyzer({});
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (is_surrogate(c)) continue;
    const auto found = golden.lower.find(c);
    const std::string lower = found == golden.lower.end() ? utf8_of(c) : found->second;
    // Python's answer in two steps: lower the character, then look which of its characters are of a word.
    Words expected{"aa"};
    for (std::size_t at = 0; at < lower.size();) {
      const Decoded decoded = decode_utf8(lower.data() + at, lower.size() - at);
      if (golden.word.contains(decoded.character)) {
        expected.back() += lower.substr(at, static_cast<std::size_t>(decoded.size));
      } else {
        expected.emplace_back();
      }
      at += static_cast<std::size_t>(decoded.size);
    }
    expected.back() += "aa";
    ASSERT_EQ(tokens_around(analyzer, utf8_of(c)), expected) << "U+" << std::hex << static_cast<std::uint32_t>(c);
  }
}

TEST(TextGolden, EveryCharacterBesideACapitalSigmaCountsAsPythonSays) {
  const Characters golden = read_characters();
  const std::string sigma = "\u03A3";
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (is_surrogate(c) || c == 0x3A3 || c == 0x3C2) continue;
    const std::string text = utf8_of(c);
    const auto expect = [&](const char* rule, const std::string& around) {
      ASSERT_EQ(has_final_sigma(around), golden.final_sigma.at(rule).contains(c))
          << rule << " U+" << std::hex << static_cast<std::uint32_t>(c);
    };
    expect("final_after", text + sigma);
    expect("final_between", "A" + text + sigma);
    expect("final_before", "A" + sigma + text);
    expect("final_before_cased", "A" + sigma + text + "A");
  }
}

// --- counts and weights -----------------------------------------------------------------------------------------

struct Configuration {
  WordAnalyzerOptions options = {};
  double min_df = 1;
  double max_df = 1e9;
};

const std::map<std::string, Configuration>& configurations() {
  static const std::map<std::string, Configuration> all = {
      {"default", {}},
      {"cased", {.options = {.lowercase = false}}},
      {"english", {.options = {.stop_words = english_stop_words()}}},
      {"words",
       {.options = {.stop_words = {"word", "日本語のテキスト", "straße", "sixteen_and_one_seventeen_and_more", "a"}}}},
      {"pairs", {.options = {.stop_words = english_stop_words(), .ngram_max = 2}}},
      {"triples", {.options = {.ngram_min = 2, .ngram_max = 3}}},
      {"limits", {.min_df = 2, .max_df = 3}},
  };
  return all;
}

const std::map<std::string, TfidfWeighting>& weightings() {
  using Norm = TfidfWeighting::Norm;
  static const std::map<std::string, TfidfWeighting> all = {
      {"default", {}},
      {"sublinear", {.sublinear_tf = true}},
      {"rough", {.smooth_idf = false, .norm = Norm::l1}},
      {"counts", {.use_idf = false, .sublinear_tf = true}},
      {"plain", {.norm = Norm::none}},
  };
  return all;
}

struct Golden {
  Words texts;
  std::map<std::string, std::vector<Words>> sections;  // "configuration default" → its lines
};

const Golden& golden_counts() {
  static const Golden golden = [] {
    Golden result;
    std::vector<Words>* section = nullptr;
    for (const Words& line : read_golden("text_counts.txt")) {
      if (line[0] == "text") {
        result.texts.push_back(text_of(line[1]));
      } else if (line[0] == "configuration" || line[0] == "weighting") {
        section = &result.sections[line[0] + " " + line[1]];
      } else {
        section->push_back(line);
      }
    }
    return result;
  }();
  return golden;
}

TermCounts fit(const Configuration& configuration) {
  TermCounter counter(configuration.options, true);
  counter.update(text_column(golden_counts().texts), RunContext{});
  return counter.finish(configuration.min_df, configuration.max_df, 0, RunContext{});
}

TEST(TextGolden, CountsAreThoseOfCountVectorizer) {
  for (const auto& [name, configuration] : configurations()) {
    SCOPED_TRACE(name);
    const TermCounts counts = fit(configuration);
    CsrBlock again;
    count_terms(*counts.vocabulary, WordAnalyzer(configuration.options), text_column(golden_counts().texts),
                RunContext{}, again);
    std::size_t term = 0;
    std::size_t row = 0;
    ASSERT_EQ(counts.counts.size(), 1u);
    const CsrBlock& block = counts.counts[0];
    for (const Words& line : golden_counts().sections.at("configuration " + name)) {
      if (line[0] == "term") {
        ASSERT_LT(term, counts.vocabulary->size());
        EXPECT_EQ(counts.vocabulary->term(term), text_of(line[1]));
        EXPECT_EQ(counts.document_frequencies[term], std::stoll(line[2]));
        ++term;
      } else {
        std::vector<std::uint32_t> columns;
        std::vector<float> values;
        for (std::size_t i = 1; i < line.size(); i += 2) {
          columns.push_back(static_cast<std::uint32_t>(std::stoul(line[i])));
          values.push_back(std::stof(line[i + 1]));
        }
        const auto begin = block.offsets[row];
        const auto end = block.offsets[row + 1];
        EXPECT_EQ(std::vector(block.indices.begin() + begin, block.indices.begin() + end), columns) << row;
        EXPECT_EQ(std::vector(block.values.begin() + begin, block.values.begin() + end), values) << row;
        ++row;
      }
    }
    EXPECT_EQ(term, counts.vocabulary->size());
    EXPECT_EQ(row, golden_counts().texts.size());
    EXPECT_EQ(again.offsets, block.offsets);
    EXPECT_EQ(again.indices, block.indices);
    EXPECT_EQ(again.values, block.values);
  }
}

TEST(TextGolden, WeightsAreThoseOfTfidfVectorizer) {
  for (const auto& [name, weighting] : weightings()) {
    SCOPED_TRACE(name);
    TermCounts counts = fit({});
    const std::vector<double> idf =
        inverse_document_frequencies(counts.document_frequencies, counts.document_count, weighting.smooth_idf);
    CsrBlock& block = counts.counts[0];
    apply_tfidf(block, idf.data(), weighting);
    std::vector<float> values;
    for (const Words& line : golden_counts().sections.at("weighting " + name)) {
      if (line[0] == "idf") {
        ASSERT_EQ(line.size(), idf.size() + 1);
        for (std::size_t i = 0; i < idf.size(); ++i) {
          EXPECT_EQ(idf[i], std::strtod(line[i + 1].c_str(), nullptr)) << counts.vocabulary->term(i);
        }
      } else {
        for (std::size_t i = 1; i < line.size(); ++i) values.push_back(std::strtof(line[i].c_str(), nullptr));
      }
    }
    EXPECT_EQ(block.values, values);
  }
}

TEST(TextGolden, LogarithmsAreCorrectlyRounded) {
  const std::vector<Words> lines = read_golden("text_logarithms.txt");
  ASSERT_GT(lines.size(), 500u);
  for (const Words& line : lines) {
    EXPECT_EQ(natural_log(std::strtod(line[0].c_str(), nullptr)), std::strtod(line[1].c_str(), nullptr)) << line[0];
  }
}

}  // namespace
}  // namespace millrace
