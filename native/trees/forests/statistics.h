// What a split is decided by, per task: the entries that rows become, the sums of a bin or node ("cell", whole numbers,
// so that their order never matters), and how good a split of a node's sums is.
//
// A cell counts distinct rows too where kRows asks for it: only a bound on the rows of a side needs them. cell[0] is
// not 0 when the cell has rows.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/math.h"
#include "trees/forests/forest_options.h"

namespace millrace::trees {

// Two classes, every row of weight 1 times its draws: both sums in one word.
template <bool kRows>
struct BinaryCounts {
  struct Entry {
    std::uint32_t row;
    std::uint32_t draws;  // draws << 1 | class
  };
  static constexpr bool kIsOneWord = !kRows;
  static constexpr std::size_t width() { return kRows ? 2 : 1; }  // draws of class 1 << 32 | draws; rows
  static constexpr std::size_t value_width() { return 2; }
  double weight_step = 1;
  bool entropy = false;

  static void add(std::int64_t* cell, const Entry& entry) {
    const std::int64_t draws = entry.draws >> 1;
    cell[0] += draws + ((draws * (entry.draws & 1)) << 32);
    if constexpr (kRows) cell[1] += 1;
  }
  // The same where `mask` is all ones, nothing where it is 0.
  static void add_masked(std::int64_t* cell, const Entry& entry, std::int64_t mask) {
    const std::int64_t draws = entry.draws >> 1;
    cell[0] += (draws | ((entry.draws & 1) != 0 ? draws << 32 : 0)) & mask;
    if constexpr (kRows) cell[1] += 1 & mask;
  }
  static std::int64_t rows(const std::int64_t* cell) { return kRows ? cell[width() - 1] : 1; }
  static std::int64_t draws(const std::int64_t* cell) { return cell[0] & 0xffffffff; }
  static std::int64_t ones(const std::int64_t* cell) { return cell[0] >> 32; }
  static std::int64_t weight(const std::int64_t* cell) { return draws(cell); }
  static bool is_pure(const std::int64_t* total) { return ones(total) == 0 || ones(total) == draws(total); }

  // Gini's: (a N - A n)² / (n (N - n)), the decrease of impurity up to a factor that only the node decides.
  double score(const std::int64_t* left, const std::int64_t* total) const {
    const std::int64_t n = draws(left);
    const std::int64_t a = ones(left);
    const std::int64_t all_n = draws(total);
    const std::int64_t all_a = ones(total);
    if (!entropy) {
      const auto difference = static_cast<double>(a * all_n - all_a * n);
      return difference * difference / static_cast<double>(n * (all_n - n));
    }
    return -entropy_loss(static_cast<double>(a), static_cast<double>(n)) -
           entropy_loss(static_cast<double>(all_a - a), static_cast<double>(all_n - n));
  }
  // The score of a split into two pure sides: no other is better.
  double perfect_score(const std::int64_t* total) const {
    const auto all_n = static_cast<double>(draws(total));
    const auto all_a = static_cast<double>(ones(total));
    return entropy ? 0 : all_a * (all_n - all_a);
  }
  // The node's impurity times its weight.
  double loss(const std::int64_t* cell) const {
    const auto n = static_cast<double>(draws(cell));
    const auto a = static_cast<double>(ones(cell));
    return entropy ? entropy_loss(a, n) * 0x1.71547652b82fep0 : 2 * a * (n - a) / n;
  }
  // What categories are sorted by.
  static double key(const std::int64_t* cell, const std::int64_t*) {
    return static_cast<double>(ones(cell)) / static_cast<double>(draws(cell));
  }
  static void value(const std::int64_t* cell, double* out) {
    const auto n = static_cast<double>(draws(cell));
    const auto a = static_cast<double>(ones(cell));
    out[0] = (n - a) / n;
    out[1] = a / n;
  }

 private:
  static double entropy_loss(double a, double n) {
    double loss = 0;
    if (a > 0) loss -= a * math::log(a / n);
    if (a < n) loss -= (n - a) * math::log((n - a) / n);
    return loss;
  }
};

// Any number of classes, weights as multiples of weight_step whose sum stays below 2^53.
struct ClassSums {
  struct Entry {
    std::uint32_t row;
    std::uint32_t klass;
    std::int64_t weight;
  };
  static constexpr bool kIsOneWord = false;
  std::uint32_t classes = 2;
  double weight_step = 1;
  bool entropy = false;

  std::size_t width() const { return 1 + classes; }  // rows; the weight of each class
  static std::int64_t rows(const std::int64_t* cell) { return cell[0]; }
  std::size_t value_width() const { return classes; }

  static void add(std::int64_t* cell, const Entry& entry) {
    cell[0] += 1;
    cell[1 + entry.klass] += entry.weight;
  }
  std::int64_t weight(const std::int64_t* cell) const {
    std::int64_t sum = 0;
    for (std::uint32_t k = 0; k < classes; ++k) sum += cell[1 + k];
    return sum;
  }
  bool is_pure(const std::int64_t* total) const {
    int present = 0;
    for (std::uint32_t k = 0; k < classes; ++k) present += total[1 + k] != 0;
    return present < 2;
  }
  double score(const std::int64_t* left, const std::int64_t* total) const {
    double left_weight = 0;
    double right_weight = 0;
    double left_sum = 0;
    double right_sum = 0;
    for (std::uint32_t k = 0; k < classes; ++k) {
      const auto l = static_cast<double>(left[1 + k]);
      const auto r = static_cast<double>(total[1 + k] - left[1 + k]);
      left_weight += l;
      right_weight += r;
      left_sum += entropy ? (l > 0 ? l * math::log(l) : 0) : l * l;
      right_sum += entropy ? (r > 0 ? r * math::log(r) : 0) : r * r;
    }
    if (!entropy) return left_sum / left_weight + right_sum / right_weight;
    return left_sum - left_weight * math::log(left_weight) + right_sum - right_weight * math::log(right_weight);
  }
  static double perfect_score(const std::int64_t*) { return __builtin_huge_val(); }  // not looked for
  double loss(const std::int64_t* cell) const {
    double weight = 0;
    double sum = 0;
    for (std::uint32_t k = 0; k < classes; ++k) {
      const auto w = static_cast<double>(cell[1 + k]);
      weight += w;
      sum += entropy ? (w > 0 ? w * math::log(w) : 0) : w * w;
    }
    return (entropy ? (weight * math::log(weight) - sum) * 0x1.71547652b82fep0 : weight - sum / weight) * weight_step;
  }
  // By the share of the class that leads in the node.
  double key(const std::int64_t* cell, const std::int64_t* total) const {
    std::uint32_t leading = 0;
    for (std::uint32_t k = 1; k < classes; ++k) {
      if (total[1 + k] > total[1 + leading]) leading = k;
    }
    return static_cast<double>(cell[1 + leading]) / static_cast<double>(weight(cell));
  }
  void value(const std::int64_t* cell, double* out) const {
    const auto all = static_cast<double>(weight(cell));
    for (std::uint32_t k = 0; k < classes; ++k) out[k] = static_cast<double>(cell[1 + k]) / all;
  }
};

// Regression: targets as multiples of a step from `centre`, times their weight.
template <bool kRows>
struct TargetSums {
  struct Entry {
    std::uint32_t row;
    std::uint32_t unused;
    std::int64_t weight;
    std::int64_t sum;
    double target;
  };
  double weight_step = 1;
  double sum_step = 1;
  double centre = 0;
  bool poisson = false;

  static constexpr bool kIsOneWord = false;
  static constexpr std::size_t width() { return kRows ? 3 : 2; }  // weight; sum of targets; rows
  static std::int64_t rows(const std::int64_t* cell) { return kRows ? cell[width() - 1] : 1; }
  static constexpr std::size_t value_width() { return 1; }

  static void add(std::int64_t* cell, const Entry& entry) {
    cell[0] += entry.weight;
    cell[1] += entry.sum;
    if constexpr (kRows) cell[2] += 1;
  }
  static void add_masked(std::int64_t* cell, const Entry& entry, std::int64_t mask) {
    cell[0] += entry.weight & mask;
    cell[1] += entry.sum & mask;
    if constexpr (kRows) cell[2] += 1 & mask;
  }
  static std::int64_t weight(const std::int64_t* cell) { return cell[0]; }
  // Purity is seen in the targets themselves.
  static bool is_pure(const std::int64_t*) { return false; }

  double score(const std::int64_t* left, const std::int64_t* total) const {
    const auto w = static_cast<double>(left[0]);
    const auto all_w = static_cast<double>(total[0]);
    if (poisson) {
      const std::int64_t right[3] = {total[0] - left[0], total[1] - left[1], 0};
      return -loss(left) - loss(right);
    }
    const double difference = static_cast<double>(left[1]) * all_w - static_cast<double>(total[1]) * w;
    return difference * difference / (w * (all_w - w));
  }
  static double perfect_score(const std::int64_t*) { return __builtin_huge_val(); }  // not looked for
  // Up to what splits do not change: the squared targets' sum, or that of y log y.
  double loss(const std::int64_t* cell) const {
    const double w = static_cast<double>(cell[0]) * weight_step;
    const double s = static_cast<double>(cell[1]) * sum_step;
    if (!poisson) return -s * s / w;
    const double y = s + centre * w;
    return y > 1e-10 * w ? -y * math::log(y / w) : __builtin_huge_val();
  }
  static double key(const std::int64_t* cell, const std::int64_t*) {
    return static_cast<double>(cell[1]) / static_cast<double>(cell[0]);
  }
  void value(const std::int64_t* cell, double* out) const {
    out[0] = centre + static_cast<double>(cell[1]) * sum_step / (static_cast<double>(cell[0]) * weight_step);
  }
};

}  // namespace millrace::trees
