// What LambdaRank and NDCG share: the rows of each group, gains of grades and discounts of places.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "core/math.h"

namespace millrace::trees {

// The rows of each group, in their order: those of group g are rows[offsets[g]] up to rows[offsets[g + 1]].
struct GroupRows {
  std::vector<std::size_t> offsets{0};
  std::vector<std::uint32_t> rows;

  std::size_t group_count() const { return offsets.size() - 1; }
  std::span<const std::uint32_t> of(std::size_t group) const {
    return {rows.data() + offsets[group], offsets[group + 1] - offsets[group]};
  }
};

// Of the rows that are picked; groups without any are left out.
template <typename Picked>
GroupRows group_rows(const double* group, std::size_t begin, std::size_t end, Picked picked) {
  std::size_t most = 0;
  for (std::size_t row = begin; row < end; ++row) most = std::max(most, static_cast<std::size_t>(group[row]) + 1);
  std::vector<std::size_t> starts(most + 1);
  for (std::size_t row = begin; row < end; ++row) {
    if (picked(row)) ++starts[static_cast<std::size_t>(group[row]) + 1];
  }
  for (std::size_t g = 0; g < most; ++g) starts[g + 1] += starts[g];
  GroupRows out;
  out.rows.resize(starts.back());
  std::vector<std::size_t> next = starts;
  for (std::size_t row = begin; row < end; ++row) {
    if (picked(row)) out.rows[next[static_cast<std::size_t>(group[row])]++] = static_cast<std::uint32_t>(row);
  }
  for (std::size_t g = 0; g < most; ++g) {
    if (starts[g + 1] > starts[g]) out.offsets.push_back(starts[g + 1]);
  }
  return out;
}

// Of a grade 0 … 31.
inline double rank_gain(double grade) { return static_cast<double>((std::uint64_t{1} << static_cast<int>(grade)) - 1); }
// Of a place, counted from 0.
inline double rank_discount(std::size_t place) { return math::log(2.0) / math::log(static_cast<double>(place) + 2.0); }

// The best discounted cumulative gain that the grades allow in the first `places` places.
double best_gain(std::vector<double> grades, std::size_t places);

}  // namespace millrace::trees
