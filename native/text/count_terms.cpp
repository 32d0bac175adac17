#include "text/count_terms.h"

#include <limits>

#include "core/error.h"
#include "text/sort_entries.h"
#include "text/text_chunks.h"
#include "text/text_scratch.h"

namespace millrace {

namespace {

// Notes every occurrence of a known term, with its number: entries that are sorted must differ.
struct Occurrences {
  const TermTable& terms;
  std::vector<std::uint64_t>& entries;
  std::size_t count = 0;

  void prefetch(std::uint64_t hash) const { terms.prefetch(hash); }
  void consume(const TermKey* keys, std::size_t key_count) {
    if (entries.size() < count + key_count) entries.resize(2 * (count + key_count));
    for (std::size_t i = 0; i < key_count; ++i) {
      const TermTable::Entry* entry = terms.find(keys[i]);
      if (!entry) continue;
      entries[count] = entry_of(entry->id, static_cast<std::uint32_t>(count));
      ++count;
    }
  }
};

void count_text(const Vocabulary& vocabulary, const WordAnalyzer& analyzer, std::string_view text,
                const RunContext& context, TextScratch& scratch, CsrBlock& out) {
  Occurrences found{vocabulary.table(), scratch.entries};
  analyze(analyzer, text, context, scratch.analyzer, found);
  const std::uint64_t* entries = scratch.entries.data();
  sort_entries(scratch.entries.data(), found.count, vocabulary.size(), scratch.sorting);
  for (std::size_t i = 0; i < found.count;) {
    const std::uint32_t column = column_of(entries[i]);
    std::size_t end = i + 1;
    while (end < found.count && column_of(entries[end]) == column) ++end;
    out.indices.push_back(column);
    out.values.push_back(static_cast<float>(end - i));
    i = end;
  }
  if (out.indices.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw Error("BATCH_TOO_LARGE", "a batch of text holds 2^32 counts or more", "read with smaller batches");
  }
  out.offsets.push_back(static_cast<std::uint32_t>(out.indices.size()));
  ++out.row_count;
}

void clear(CsrBlock& block) {
  block.row_count = 0;
  block.offsets.assign(1, 0);
  block.indices.clear();
  block.values.clear();
}

void append(const CsrBlock& part, CsrBlock& out) {
  const std::size_t base = out.indices.size();
  if (base + part.indices.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw Error("BATCH_TOO_LARGE", "a batch of text holds 2^32 counts or more", "read with smaller batches");
  }
  for (std::size_t row = 1; row < part.offsets.size(); ++row) {
    out.offsets.push_back(static_cast<std::uint32_t>(base) + part.offsets[row]);
  }
  out.indices.insert(out.indices.end(), part.indices.begin(), part.indices.end());
  out.values.insert(out.values.end(), part.values.begin(), part.values.end());
  out.row_count += part.row_count;
}

}  // namespace

void count_terms(const Vocabulary& vocabulary, const WordAnalyzer& analyzer, const Column& text,
                 const RunContext& context, CsrBlock& out) {
  clear(out);
  const auto count_rows = [&](std::int64_t begin, std::int64_t end, CsrBlock& part) {
    const ScratchLoan scratch;
    for (std::int64_t row = begin; row < end; ++row) {
      const std::string_view value = text.is_valid(row) ? text.text(row) : std::string_view();
      count_text(vocabulary, analyzer, value, context, *scratch, part);
    }
  };
  const std::vector<std::int64_t> chunks = text_chunks(text);
  if (chunks.size() <= 2) return count_rows(0, text.length, out);
  std::vector<CsrBlock> parts(chunks.size() - 1);
  parallel_for(context, parts.size(), [&](std::size_t i) { count_rows(chunks[i], chunks[i + 1], parts[i]); });
  for (CsrBlock& part : parts) {
    context.check();
    append(part, out);
    part = CsrBlock();
  }
}

void count_terms(const Vocabulary& vocabulary, const WordAnalyzer& analyzer, std::string_view text, CsrBlock& out) {
  clear(out);
  const ScratchLoan scratch;
  count_text(vocabulary, analyzer, text, RunContext{}, *scratch, out);
}

}  // namespace millrace
