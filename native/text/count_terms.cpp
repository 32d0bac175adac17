#include "text/count_terms.h"

#include "text/sort_entries.h"
#include "text/text_rows.h"

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
  end_row(out);
}

}  // namespace

void count_terms(const Vocabulary& vocabulary, const WordAnalyzer& analyzer, const Column& text,
                 const RunContext& context, CsrBlock& out) {
  fill_text_rows(text, context, out, [&](std::string_view document, TextScratch& scratch, CsrBlock& part) {
    count_text(vocabulary, analyzer, document, context, scratch, part);
  });
}

void count_terms(const Vocabulary& vocabulary, const WordAnalyzer& analyzer, std::string_view text, CsrBlock& out) {
  clear_rows(out);
  const ScratchLoan scratch;
  count_text(vocabulary, analyzer, text, RunContext{}, *scratch, out);
}

}  // namespace millrace
