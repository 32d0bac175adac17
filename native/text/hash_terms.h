// Counts terms without a vocabulary, by their hashes.
#pragma once

#include "core/column.h"
#include "core/matrix.h"
#include "parallel/pool.h"
#include "text/word_analyzer.h"

namespace millrace {

struct TermHashing {
  std::uint32_t column_count = 1u << 20;  // 1 … 2^31 - 1
  bool alternate_sign = true;
  bool binary = false;
};

// out: one row per row of `text` (utf8; a null is an empty document), columns ascending. A term adds 1 or, where signs
// alternate and its hash is negative, -1 to column |hash| mod column_count, the hash being MurmurHash3_x86_32 of its
// UTF-8 bytes with seed 0 (Weinberger et al., ICML 2009). Sums of 0 are left out. binary: every column that a term fell
// in is 1. What `out` held is dropped, its memory used again.
// Throws Error(BATCH_TOO_LARGE) when the batch has 2^32 entries or more.
void hash_terms(const TermHashing& hashing, const WordAnalyzer& analyzer, const Column& text, const RunContext& context,
                CsrBlock& out);

}  // namespace millrace
