// HyperLogLog: how many different keys there were, from 2^precision bytes. (Flajolet, Fusy, Gandouet, Meunier,
// "HyperLogLog", 2007, with the estimator of Ertl, "New cardinality estimation algorithms for HyperLogLog sketches",
// 2017, which needs no correction for small or large counts.)
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace millrace {

class DistinctCount {
 public:
  explicit DistinctCount(int precision) : precision_(precision), registers_(std::size_t{1} << precision) {}

  // hash: uniform over 64 bits
  void add(std::uint64_t hash) {
    const std::size_t at = hash >> (64 - precision_);
    const std::uint64_t rest = hash << precision_ | std::uint64_t{1} << (precision_ - 1);
    const auto rank = static_cast<std::uint8_t>(std::countl_zero(rest) + 1);
    if (rank > registers_[at]) registers_[at] = rank;
  }

  void merge(const DistinctCount& next) {
    for (std::size_t i = 0; i < registers_.size(); ++i) {
      if (next.registers_[i] > registers_[i]) registers_[i] = next.registers_[i];
    }
  }

  // The standard error of `estimate`, relative to the count.
  double relative_error() const { return 1.04 / std::sqrt(static_cast<double>(registers_.size())); }

  double estimate() const {
    const int most = 64 - precision_;  // ranks are 0 … most + 1
    std::vector<double> counts(static_cast<std::size_t>(most) + 2);
    for (const std::uint8_t rank : registers_) ++counts[rank];
    const auto size = static_cast<double>(registers_.size());
    double sum = size * tau(1.0 - counts[static_cast<std::size_t>(most) + 1] / size);
    for (int rank = most; rank >= 1; --rank) sum = 0.5 * (sum + counts[static_cast<std::size_t>(rank)]);
    sum += size * sigma(counts[0] / size);
    return size * size * 0.72134752044448170368 / sum;  // 1 / (2 ln 2)
  }

 private:
  static double sigma(double x) {
    if (x == 1.0) return std::numeric_limits<double>::infinity();
    double y = 1, z = x, before;
    do {
      x *= x;
      before = z;
      z += x * y;
      y += y;
    } while (z != before);
    return z;
  }
  static double tau(double x) {
    if (x == 0.0 || x == 1.0) return 0.0;
    double y = 1, z = 1 - x, before;
    do {
      x = std::sqrt(x);
      before = z;
      y *= 0.5;
      z -= (1 - x) * (1 - x) * y;
    } while (z != before);
    return z / 3;
  }

  int precision_;
  std::vector<std::uint8_t> registers_;
};

}  // namespace millrace
