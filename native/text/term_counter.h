// Learns a vocabulary: which terms the texts hold, in how many of them each stands, and how often in each.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "core/column.h"
#include "core/matrix.h"
#include "parallel/pool.h"
#include "text/term_segment.h"
#include "text/term_table.h"
#include "text/vocabulary.h"
#include "text/word_analyzer.h"

namespace millrace {

struct TermCounts {
  std::shared_ptr<const Vocabulary> vocabulary;    // may be empty
  std::vector<std::int64_t> document_frequencies;  // [vocabulary size]
  std::int64_t document_count = 0;
  // When retained: all rows in order, kBlockRows to a block; columns are those of the vocabulary, values are counts.
  std::vector<CsrBlock> counts;
};

// A fold over batches of text. Neither threads nor batches nor the way counters are merged change its result.
// After an exception (Cancelled included) a counter can only be destroyed.
class TermCounter {
 public:
  // retain: keep each row's counts too, so that a fit needs no second pass over the text (8 bytes per row and term).
  // stamp_limit: after how many documents a lane numbers them anew; only a test has a reason to change it.
  explicit TermCounter(const WordAnalyzerOptions& options, bool retain = false,
                       std::uint32_t stamp_limit = std::numeric_limits<std::uint32_t>::max());

  // Adds one document per row; a null is an empty one. `text` must be utf8.
  void update(const Column& text, const RunContext& context);

  // Adds what `other` counted, behind the rows counted here. Both must have been made with the same arguments.
  void merge(TermCounter&& other);
  void merge(TermCounter& other) { merge(std::move(other)); }

  // An empty counter made with the same arguments.
  std::shared_ptr<TermCounter> fork() const;

  // Keeps the terms that stand in at least min_df_count and at most max_df_count documents; of these, when
  // max_features is not 0, that many with the highest total counts (of equal ones the first in sorted order).
  // by_documents: with the highest document counts. The counter is empty afterwards.
  TermCounts finish(double min_df_count, double max_df_count, std::int64_t max_features, const RunContext& context,
                    bool by_documents = false);

  std::int64_t document_count() const { return document_count_; }

 private:
  TermCounter(std::shared_ptr<const WordAnalyzer> analyzer, bool retain, std::uint32_t stamp_limit)
      : analyzer_(std::move(analyzer)), retain_(retain), stamp_limit_(stamp_limit) {}

  // One thread's terms.
  struct Lane {
    TermTable terms;
    std::uint32_t document = 0;                // stamp of the last document, from 1
    std::vector<std::int64_t> totals;          // by id; only when rows are not retained
    std::vector<std::int64_t> earlier_counts;  // by id: document counts from before the stamps last began anew
  };
  // All lanes in one table.
  struct Union;

  void count_rows(const Column& text, std::int64_t begin, std::int64_t end, Lane& lane, TermSegment* segment,
                  const RunContext& context) const;
  static void renew_stamps(Lane& lane);
  Union unite(const RunContext& context);
  std::vector<std::int64_t> total_counts(const Union& all, const RunContext& context) const;

  std::shared_ptr<const WordAnalyzer> analyzer_;
  bool retain_;
  std::uint32_t stamp_limit_;
  std::int64_t document_count_ = 0;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<TermSegment> segments_;
};

}  // namespace millrace
