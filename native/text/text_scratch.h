// The buffers one thread counts with.
#pragma once

#include <cstdint>
#include <vector>

#include "text/analyze.h"

namespace millrace {

struct TextScratch {
  AnalyzerScratch analyzer;
  std::vector<std::uint32_t> ids;
  std::vector<std::uint32_t> counts;
  std::vector<std::uint64_t> entries;
  std::vector<std::uint64_t> sorting;
};

// This thread's buffers for as long as the loan lives. They are kept for the next one, so that a single prediction
// allocates nothing; what a giant text made of them is given back.
class ScratchLoan {
 public:
  ScratchLoan();
  ~ScratchLoan();
  ScratchLoan(const ScratchLoan&) = delete;
  ScratchLoan& operator=(const ScratchLoan&) = delete;
  TextScratch& operator*() const { return *scratch_; }
  TextScratch* operator->() const { return scratch_; }

 private:
  TextScratch* scratch_;
};

}  // namespace millrace
