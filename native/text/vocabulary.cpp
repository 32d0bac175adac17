#include "text/vocabulary.h"

#include <string>

#include "core/error.h"
#include "text/utf8.h"

namespace millrace {

namespace {

[[noreturn]] void fail(const std::string& what) {
  throw Error("MODEL_CORRUPT", "the vocabulary of the model is damaged: " + what,
              "train the model again or restore the file");
}

template <typename Offset>
TermTable checked_terms(std::span<const Offset> offsets, std::string_view bytes) {
  if (offsets.empty() || offsets[0] != 0) fail("its offsets do not begin with 0");
  const std::size_t count = offsets.size() - 1;
  if (count > TermTable::kMaxTerms) fail("it has too many terms");
  for (std::size_t i = 0; i < count; ++i) {
    if (offsets[i + 1] <= offsets[i]) fail("term " + std::to_string(i) + " is empty");
  }
  if (static_cast<std::uint64_t>(offsets[count]) != bytes.size()) fail("its offsets do not span its bytes");
  if (bytes.find('\0') != std::string_view::npos) fail("a term holds a zero byte");
  TermTable terms;
  terms.reserve(count, bytes.size());
  std::string_view last;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view term =
        bytes.substr(static_cast<std::size_t>(offsets[i]), static_cast<std::size_t>(offsets[i + 1] - offsets[i]));
    if (!valid_utf8(term.data(), term.size())) fail("term " + std::to_string(i) + " is not valid UTF-8");
    if (term <= last) fail("term " + std::to_string(i) + " is out of order");
    terms.find_or_add(key_of(term));
    last = term;
  }
  return terms;
}

}  // namespace

Vocabulary::Vocabulary(std::span<const std::int64_t> offsets, std::string_view bytes)
    : terms_(checked_terms(offsets, bytes)) {}

Vocabulary::Vocabulary(std::span<const std::int32_t> offsets, std::string_view bytes)
    : terms_(checked_terms(offsets, bytes)) {}

Vocabulary::Vocabulary(const TermTable& terms, std::span<const std::uint32_t> order, const RunContext& context) {
  std::size_t byte_count = 0;
  for (const std::uint32_t id : order) byte_count += terms.term(id).size();
  terms_.reserve(order.size(), byte_count);
  terms_.add_all(
      order.size(), context, [&](std::size_t i) { return terms.term(order[i]); }, [](std::size_t, std::uint32_t) {});
}

std::int64_t Vocabulary::find(std::string_view term) const {
  if (term.empty()) return -1;
  const TermTable::Entry* entry = terms_.find(key_of(term));
  // A string with zero bytes at its end has the key of a shorter term.
  if (!entry || terms_.term(entry->id).size() != term.size()) return -1;
  return entry->id;
}

}  // namespace millrace
