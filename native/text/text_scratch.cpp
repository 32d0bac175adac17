#include "text/text_scratch.h"

#include <memory>

namespace millrace {

namespace {

constexpr std::size_t kKeptBytes = 1 << 23;

thread_local std::unique_ptr<TextScratch> kept;

std::size_t byte_count(const TextScratch& scratch) {
  return scratch.analyzer.text.bytes.capacity() + scratch.analyzer.text.word_marks.capacity() * 8 +
         scratch.analyzer.tokens.capacity() * sizeof(Token) + scratch.ids.capacity() * 4 +
         scratch.counts.capacity() * 4 + scratch.entries.capacity() * 8 + scratch.sorting.capacity() * 8;
}

}  // namespace

ScratchLoan::ScratchLoan() {
  if (!kept) kept = std::make_unique<TextScratch>();
  scratch_ = kept.get();
}

ScratchLoan::~ScratchLoan() {
  if (byte_count(*kept) > kKeptBytes) kept.reset();
}

}  // namespace millrace
