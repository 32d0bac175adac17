// Any bytes through the text engine: what comes out must be valid, and the same whichever way the text goes in.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "tests/text_columns.h"
#include "text/count_terms.h"
#include "text/term_counter.h"
#include "text/tfidf.h"
#include "text/utf8.h"

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

bool same(const millrace::CsrBlock& a, const millrace::CsrBlock& b) {
  return a.offsets == b.offsets && a.indices == b.indices && a.values == b.values;
}

}  // namespace

// The first byte chooses the options; the rest are documents, a zero byte between two.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace millrace;
  if (size == 0) return 0;
  WordAnalyzerOptions options;
  options.lowercase = data[0] & 1;
  options.ngram_min = 1 + (data[0] >> 1 & 1);
  options.ngram_max = options.ngram_min + (data[0] >> 2 & 1);
  if (data[0] & 8) options.stop_words = english_stop_words();

  std::vector<std::string> texts(1);
  for (std::size_t i = 1; i < size; ++i) {
    if (data[i] == 0) {
      texts.emplace_back();
    } else {
      texts.back() += static_cast<char>(data[i]);
    }
  }
  const Column column = text_column(texts);
  valid_utf8(column.data.as<char>(), column.data.size());

  TermCounter counter(options, true);
  counter.update(column, RunContext{});
  TermCounts counts = counter.finish(1, 1e18, 0, RunContext{});
  const Vocabulary& vocabulary = *counts.vocabulary;
  // Loading checks everything that holds of a vocabulary.
  const Vocabulary loaded(vocabulary.offsets(), vocabulary.bytes());
  require(loaded.size() == vocabulary.size());

  const WordAnalyzer analyzer(options);
  CsrBlock block;
  count_terms(loaded, analyzer, column, RunContext{}, block);
  require(counts.counts.size() != 1 || same(block, counts.counts[0]));  // 1 unless there are more than kBlockRows

  apply_tfidf(block, inverse_document_frequencies(counts.document_frequencies, counts.document_count, true).data(), {});
  for (const float value : block.values) require(value > 0 && value <= 1.0001f);

  // The same bytes as a damaged vocabulary: refused or usable, never out of bounds.
  std::vector<std::int64_t> offsets(size / 16);
  if (!offsets.empty()) std::memcpy(offsets.data(), data, offsets.size() * sizeof(std::int64_t));
  try {
    const Vocabulary damaged(offsets, std::string_view(reinterpret_cast<const char*>(data), size));
    damaged.find("word");
  } catch (const std::exception&) {
  }
  return 0;
}
