#include "text/hash_terms.h"

#include "core/murmur3.h"
#include "text/sort_entries.h"
#include "text/text_rows.h"

namespace millrace {

namespace {

// Notes every term by its column, numbered so that no two entries are equal, the number's last bit being the sign.
struct HashedTerms {
  const TermHashing& hashing;
  std::vector<std::uint64_t>& entries;
  std::size_t count = 0;

  void prefetch(std::uint64_t) const {}
  void consume(const TermKey* keys, std::size_t key_count) {
    if (entries.size() < count + key_count) entries.resize(2 * (count + key_count));
    for (std::size_t i = 0; i < key_count; ++i) {
      const std::uint32_t hash = murmur3({keys[i].bytes, keys[i].size}, 0);
      const bool negative = hash >> 31;
      const std::uint32_t magnitude = negative ? 0u - hash : hash;
      const auto value = static_cast<std::uint32_t>(count << 1 | (negative && hashing.alternate_sign));
      entries[count++] = entry_of(magnitude % hashing.column_count, value);
    }
  }
};

}  // namespace

void hash_terms(const TermHashing& hashing, const WordAnalyzer& analyzer, const Column& text, const RunContext& context,
                CsrBlock& out) {
  fill_text_rows(text, context, out, [&](std::string_view document, TextScratch& scratch, CsrBlock& part) {
    HashedTerms found{hashing, scratch.entries};
    analyze(analyzer, document, context, scratch.analyzer, found);
    const std::uint64_t* entries = scratch.entries.data();
    sort_entries(scratch.entries.data(), found.count, hashing.column_count, scratch.sorting);
    for (std::size_t i = 0; i < found.count;) {
      const std::uint32_t column = column_of(entries[i]);
      std::int64_t sum = 0;
      for (; i < found.count && column_of(entries[i]) == column; ++i) sum += value_of(entries[i]) & 1 ? -1 : 1;
      if (hashing.binary) sum = 1;
      if (sum == 0) continue;
      part.indices.push_back(column);
      part.values.push_back(static_cast<float>(sum));
    }
    end_row(part);
  });
}

}  // namespace millrace
