// Counts the terms of a known vocabulary.
#pragma once

#include "core/column.h"
#include "core/matrix.h"
#include "parallel/pool.h"
#include "text/vocabulary.h"
#include "text/word_analyzer.h"

namespace millrace {

// out: one row per row of `text` (utf8; a null is an empty document), columns ascending, values are counts. Terms
// outside the vocabulary are left out. What `out` held is dropped, its memory used again.
// Throws Error(BATCH_TOO_LARGE) when the batch has 2^32 entries or more.
void count_terms(const Vocabulary& vocabulary, const WordAnalyzer& analyzer, const Column& text,
                 const RunContext& context, CsrBlock& out);

// The same for one text.
void count_terms(const Vocabulary& vocabulary, const WordAnalyzer& analyzer, std::string_view text, CsrBlock& out);

}  // namespace millrace
