#include "reduction/sparse_value_counts.h"

#include <algorithm>
#include <bit>
#include <string>

#include "core/math.h"

namespace millrace {

std::int64_t* SparseValueCounts::counts_of(std::uint64_t key) {
  const auto [at, is_new] = places_.try_emplace(key, places_.size());
  if (is_new) {
    if (counts_.size() + class_count_ > kMostCounts) {
      throw Error("MEMORY_EXHAUSTED",
                  "sparse columns hold more than " + std::to_string(places_.size()) + " different values",
                  "score them with chi2 or fClassif, or count terms without weights");
    }
    counts_.resize(counts_.size() + class_count_);
  }
  return counts_.data() + at->second * class_count_;
}

void SparseValueCounts::update(const CsrBlock& rows, const Codes& classes) {
  for (std::size_t row = 0; row < static_cast<std::size_t>(rows.row_count); ++row) {
    const auto label = static_cast<std::size_t>(classes[row]);
    if (classes[row] < 0 || label >= class_count_) throw Error("INTERNAL", "no such class");
    ++class_rows_[label];
    for (std::uint32_t i = rows.offsets[row]; i < rows.offsets[row + 1]; ++i) {
      if (rows.indices[i] >= width_) throw Error("MODEL_CORRUPT", "a sparse row has a value beyond its columns");
      if (rows.values[i] == 0) continue;  // as one that is not there
      ++counts_of(std::uint64_t{rows.indices[i]} << 32 | std::bit_cast<std::uint32_t>(rows.values[i]))[label];
    }
  }
}

void SparseValueCounts::merge(SparseValueCounts& next) {
  for (std::size_t label = 0; label < class_count_; ++label) class_rows_[label] += next.class_rows_[label];
  for (const auto& [key, place] : next.places_) {
    std::int64_t* counts = counts_of(key);
    for (std::size_t label = 0; label < class_count_; ++label) {
      counts[label] += next.counts_[place * class_count_ + label];
    }
  }
}

std::vector<double> SparseValueCounts::information() const {
  std::vector<std::pair<std::uint64_t, std::size_t>> places(places_.begin(), places_.end());
  std::sort(places.begin(), places.end());  // so that sums have one order
  double total = 0;
  for (const std::int64_t rows : class_rows_) total += static_cast<double>(rows);
  std::vector<double> result(width_);
  std::vector<std::int64_t> zeros;
  // What one value of a column adds.
  const auto add = [&](double& sum, const std::int64_t* counts) {
    std::int64_t rows = 0;
    for (std::size_t label = 0; label < class_count_; ++label) rows += counts[label];
    for (std::size_t label = 0; label < class_count_; ++label) {
      if (counts[label] == 0) continue;
      const auto count = static_cast<double>(counts[label]);
      const double expected = static_cast<double>(rows) * static_cast<double>(class_rows_[label]);
      sum += count / total * math::log(count * total / expected);
    }
  };
  std::size_t at = 0;
  for (std::size_t column = 0; column < width_; ++column) {
    zeros = class_rows_;
    double sum = 0;
    for (; at < places.size() && places[at].first >> 32 == column; ++at) {
      const std::int64_t* counts = counts_.data() + places[at].second * class_count_;
      add(sum, counts);
      for (std::size_t label = 0; label < class_count_; ++label) zeros[label] -= counts[label];
    }
    add(sum, zeros.data());
    result[column] = std::max(sum, 0.0);
  }
  return result;
}

}  // namespace millrace
