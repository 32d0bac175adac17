#include "trees/bins/bin_folds.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace millrace::trees {

namespace {

constexpr std::size_t kLeastCapacity = 8'192;
constexpr std::size_t kLeastExact = 4'096;

// Sketches take at most about this much memory together.
constexpr std::size_t kSketchBytes = std::size_t{256} << 20;

template <typename Key>
void add_numbers(const NumberOf<Key>* values, std::int64_t count, QuantileSketch<Key>& sketch) {
  thread_local std::vector<Key> keys;
  keys.resize(static_cast<std::size_t>(count));
  std::size_t there = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    keys[there] = key_of(values[i]);
    there += values[i] == values[i];
  }
  sketch.update(keys.data(), there);
  sketch.add_missing(count - static_cast<std::int64_t>(there));
}

void add_codes(const Codes& codes, CodeCounts& to) {
  for (const std::int32_t value : codes) {
    const auto code = static_cast<std::size_t>(value);  // those below 0 are beyond every category
    if (code < to.counts.size()) {
      ++to.counts[code];
    } else {
      ++to.missing;
    }
  }
}

}  // namespace

void FeatureCounts::begin(const std::vector<InputPart>& parts, const Run& run) {
  const auto numbers = static_cast<std::size_t>(std::count_if(
      parts.begin(), parts.end(), [](const InputPart& part) { return part.kind == Part::Kind::numbers; }));
  // A sketch of ten million rows holds about twelve runs. With thousands of columns, runs are shorter.
  std::size_t capacity = std::max(kLeastCapacity, std::bit_ceil(std::size_t{4} * max_bins_));
  while (capacity > 1'024 &&
         capacity * numbers * 12 * sizeof(double) > kSketchBytes * (capacity > kLeastCapacity ? 8 : 1)) {
    capacity /= 2;
  }
  const std::size_t exact = std::max(kLeastExact, std::size_t{2} * max_bins_);
  for (const InputPart& part : parts) {
    if (part.kind == Part::Kind::codes) {
      inputs_.emplace_back(CodeCounts{std::vector<std::int64_t>(static_cast<std::size_t>(part.width)), 0});
    } else if (part.is_column && is_single(run.column(part.slot).type)) {
      inputs_.emplace_back(QuantileSketch<std::uint32_t>(capacity, exact));
    } else {
      inputs_.emplace_back(QuantileSketch<std::uint64_t>(capacity, exact));
    }
  }
}

void FeatureCounts::update(const std::vector<InputPart>& parts, const Run& run) {
  if (inputs_.empty()) begin(parts, run);
  parallel_for(run.context, parts.size(), [&](std::size_t i) {
    if (auto* counts = std::get_if<CodeCounts>(&inputs_[i])) {
      add_codes(run.get<Codes>(parts[i].slot), *counts);
      return;
    }
    for_numbers(parts[i], run, [&](const auto* values, std::int64_t, std::int64_t count) {
      using Key = KeyOf<std::remove_cvref_t<decltype(*values)>>;
      add_numbers(values, count, std::get<QuantileSketch<Key>>(inputs_[i]));
    });
  });
  row_count_ += run.row_count;
}

void FeatureCounts::merge(FeatureCounts& next) {
  row_count_ += next.row_count_;
  if (inputs_.empty()) {
    inputs_ = std::exchange(next.inputs_, {});
    return;
  }
  for (std::size_t i = 0; i < next.inputs_.size(); ++i) {
    std::visit(
        [&](auto& into) {
          auto& more = std::get<std::remove_cvref_t<decltype(into)>>(next.inputs_[i]);
          if constexpr (std::is_same_v<std::remove_cvref_t<decltype(into)>, CodeCounts>) {
            for (std::size_t code = 0; code < into.counts.size(); ++code) into.counts[code] += more.counts[code];
            into.missing += more.missing;
          } else {
            into.merge(std::move(more));
          }
        },
        inputs_[i]);
  }
  next.inputs_.clear();
}

std::vector<FeatureBins> FeatureCounts::finish(const std::vector<InputPart>& parts, const BinOptions& options,
                                               const RunContext& context) {
  std::vector<FeatureBins> bins(parts.size());
  parallel_for(context, inputs_.size(), [&](std::size_t i) {
    bins[i] = std::visit(
        [&](auto& counted) {
          if constexpr (std::is_same_v<std::remove_cvref_t<decltype(counted)>, CodeCounts>) {
            // A step gave these codes, and gives them for rows to come too: rare ones stay what they are.
            BinOptions every = options;
            every.min_samples_bin = 1;
            return category_bins(counted.counts, counted.missing, every);
          } else {
            return numeric_bins(counted.finish(), counted.missing_count(), options);
          }
        },
        inputs_[i]);
  });
  inputs_.clear();
  return bins;
}

}  // namespace millrace::trees
