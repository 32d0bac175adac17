#include "trees/bins/bin_folds.h"

#include <algorithm>
#include <bit>

namespace millrace::trees {

namespace {

constexpr std::size_t kLeastCapacity = 8'192;
constexpr std::size_t kLeastExact = 4'096;

}  // namespace

void FeatureCounts::update(const std::vector<Part>& parts, const Run& run) {
  if (inputs_.empty()) {
    const std::size_t capacity = std::max(kLeastCapacity, std::bit_ceil(std::size_t{4} * max_bins_));
    for (const Part& part : parts) {
      inputs_.emplace_back(capacity, std::max(kLeastExact, std::size_t{2} * max_bins_));
      if (part.kind == Part::Kind::codes) inputs_.back().codes.resize(static_cast<std::size_t>(part.width));
    }
  }
  const auto rows = static_cast<std::size_t>(run.row_count);
  parallel_for(run.context, parts.size(), [&](std::size_t i) {
    InputCounts& counts = inputs_[i];
    if (parts[i].kind == Part::Kind::numbers) {
      counts.sketch.update(run.get<Numbers>(parts[i].slot).data(), rows);
      return;
    }
    const Codes& codes = run.get<Codes>(parts[i].slot);
    for (std::size_t row = 0; row < rows; ++row) {
      const auto code = static_cast<std::size_t>(codes[row]);
      if (code < counts.codes.size()) {
        ++counts.codes[code];
      } else {
        ++counts.missing_codes;
      }
    }
  });
  row_count_ += run.row_count;
}

std::vector<FeatureBins> FeatureCounts::finish(const std::vector<Part>& parts, const BinOptions& options,
                                               const RunContext& context) {
  std::vector<FeatureBins> bins(parts.size());
  parallel_for(context, inputs_.size(), [&](std::size_t i) {
    InputCounts& counts = inputs_[i];
    bins[i] = parts[i].kind == Part::Kind::numbers
                  ? numeric_bins(counts.sketch.finish(), counts.sketch.missing_count(), options)
                  : category_bins(counts.codes, counts.missing_codes, options);
  });
  inputs_.clear();
  return bins;
}

std::int64_t FeatureCounts::byte_count() const {
  std::int64_t bytes = 0;
  for (const InputCounts& counts : inputs_) {
    bytes += counts.sketch.byte_count() + 8 * static_cast<std::int64_t>(counts.codes.size());
  }
  return bytes;
}

}  // namespace millrace::trees
