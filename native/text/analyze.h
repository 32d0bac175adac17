// Runs a word analyzer over one text. Terms come out as keys into the scratch buffers, in batches, so that whoever
// counts them can fetch all probes of a batch before the first one waits.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>
#include <vector>

#include "parallel/pool.h"
#include "text/marked_text.h"
#include "text/word_analyzer.h"

namespace millrace {

// bytes [begin, end) of the marked text
struct Token {
  std::uint32_t begin;
  std::uint32_t end;
};

// What an analysis writes to. Keep one per thread and use it again.
struct AnalyzerScratch {
  static constexpr std::size_t kBatch = 64;
  // Marks are read this many words at a time; each bit can begin or end a token, and one may be left from before.
  static constexpr std::size_t kMarkWords = 32;

  MarkedText text;
  std::uint32_t edges[kMarkWords * 64 + 16];
  std::vector<Token> tokens;
  TermKey batch[kBatch];
};

// Calls visit(token) for every run of two or more word characters.
template <typename Visit>
void for_each_token(AnalyzerScratch& scratch, const RunContext& context, Visit visit) {
  const MarkedText& text = scratch.text;
  const char* bytes = text.bytes.data();
  const std::size_t word_count = text.size / 64 + 1;  // ends with a zero bit, so that the last token ends
  std::uint64_t carry = 0;
  std::size_t edge_count = 0;
  for (std::size_t from = 0; from < word_count; from += AnalyzerScratch::kMarkWords) {
    context.check();
    const std::size_t to =
        from + AnalyzerScratch::kMarkWords < word_count ? from + AnalyzerScratch::kMarkWords : word_count;
    for (std::size_t word = from; word < to; ++word) {
      const std::uint64_t marks = text.word_marks[word];
      std::uint64_t changes = marks ^ (marks << 1 | carry);
      carry = marks >> 63;
      const auto base = static_cast<std::uint32_t>(word * 64);
      const auto change_count = static_cast<std::size_t>(std::popcount(changes));
      // Four at a time without asking: fewer branches to guess wrong. What is written too much is
      // overwritten; the last bit is set so that no count of zeros has to look out for an empty word.
      for (std::size_t i = 0; i < change_count; i += 4) {
        for (std::size_t k = 0; k < 4; ++k) {
          scratch.edges[edge_count + i + k] =
              base + static_cast<std::uint32_t>(std::countr_zero(changes | std::uint64_t{1} << 63));
          changes &= changes - 1;
        }
      }
      edge_count += change_count;
    }
    for (std::size_t i = 0; i + 1 < edge_count; i += 2) {
      const Token token{scratch.edges[i], scratch.edges[i + 1]};
      const std::uint32_t size = token.end - token.begin;
      const auto first = static_cast<std::uint8_t>(bytes[token.begin]);
      const std::uint32_t first_size = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
      if (size > first_size) visit(token);
    }
    if (edge_count % 2 == 1) {
      scratch.edges[0] = scratch.edges[edge_count - 1];
      edge_count = 1;
    } else {
      edge_count = 0;
    }
  }
}

// Collects keys for a sink.
template <typename Sink>
class TermBatch {
 public:
  TermBatch(AnalyzerScratch& scratch, Sink& sink) : keys_(scratch.batch), sink_(sink) {}

  void add(const TermKey& key) {
    sink_.prefetch(key.hash);
    keys_[count_++] = key;
    if (count_ == AnalyzerScratch::kBatch) flush();
  }

  void flush() {
    sink_.consume(keys_, count_);
    count_ = 0;
  }

 private:
  TermKey* keys_;
  Sink& sink_;
  std::size_t count_ = 0;
};

// Moves the tokens that are no stop words to the front, one space between two, so that an n-gram is a piece of it.
inline void join_tokens(const WordAnalyzer& analyzer, const RunContext& context, AnalyzerScratch& scratch) {
  const HashSeed seed = hash_seed();
  char* bytes = scratch.text.bytes.data();
  std::uint32_t at = 0;
  scratch.tokens.clear();
  for_each_token(scratch, context, [&](Token token) {
    const std::uint32_t size = token.end - token.begin;
    if (analyzer.has_stop_words() && analyzer.is_stop_word(padded_key(bytes + token.begin, size, seed))) return;
    // at <= token.begin: tokens have a gap of a byte or more between them.
    std::memmove(bytes + at, bytes + token.begin, size);
    bytes[at + size] = ' ';
    scratch.tokens.push_back({at, at + size});
    at += size + 1;
  });
}

// Calls sink.prefetch(hash) for every term and sink.consume(keys, count) with up to kBatch of them, which are valid
// during that call.
template <typename Sink>
void analyze(const WordAnalyzer& analyzer, std::string_view text, const RunContext& context, AnalyzerScratch& scratch,
             Sink& sink) {
  mark_words(text, analyzer.lowercase(), context, scratch.text);
  const HashSeed seed = hash_seed();
  const char* bytes = scratch.text.bytes.data();
  TermBatch<Sink> batch(scratch, sink);
  if (analyzer.ngram_max() == 1) {
    const bool has_stop_words = analyzer.has_stop_words();
    for_each_token(scratch, context, [&](Token token) {
      const TermKey key = padded_key(bytes + token.begin, token.end - token.begin, seed);
      if (!has_stop_words || !analyzer.is_stop_word(key)) batch.add(key);
    });
  } else {
    join_tokens(analyzer, context, scratch);
    const std::vector<Token>& tokens = scratch.tokens;
    for (std::size_t i = 0; i + analyzer.ngram_min() <= tokens.size(); ++i) {
      if (i % 1024 == 0) context.check();
      for (std::size_t last = i + analyzer.ngram_min() - 1; last < tokens.size() && last < i + analyzer.ngram_max();
           ++last) {
        batch.add(padded_key(bytes + tokens[i].begin, tokens[last].end - tokens[i].begin, seed));
      }
    }
  }
  batch.flush();
}

}  // namespace millrace
