// What a split is decided by, per task: the entries that rows become, the sums of a bin or node ("cell", whole numbers,
// so that their order never matters), and how good a split of a node's sums is.
//
// cell[0] counts distinct rows in all of them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/math.h"
#include "trees/forests/forest_options.h"

namespace millrace::trees {

// Two classes, every row of weight 1 times its draws: both sums in one word.
struct BinaryCounts {
  struct Entry {
    std::uint32_t row;
    std::uint32_t draws;  // draws << 1 | class
  };
  static constexpr std::size_t width() { return 2; }  // rows; draws of class 1 << 32 | draws
  static constexpr std::size_t value_width() { return 2; }
  double weight_step = 1;
  bool entropy = false;

  static void add(std::int64_t* cell, const Entry& entry) {
    const std::int64_t draws = entry.draws >> 1;
    cell[0] += 1;
    cell[1] += draws + ((draws * (entry.draws & 1)) << 32);
  }
  static std::int64_t draws(const std::int64_t* cell) { return cell[1] & 0xffffffff; }
  static std::int64_t ones(const std::int64_t* cell) { return cell[1] >> 32; }
  static std::int64_t weight(const std::int64_t* cell) { return draws(cell); }
  static bool is_pure(const std::int64_t* total) { return ones(total) == 0 || ones(total) == draws(total); }

  // n² times (p - P)² · N / (n (N - n)) …: the decrease of Gini's impurity up to a factor that only the node decides.
  static double gini_score(double n, double a, double all_n, double all_a) {
    const double difference = a * all_n - all_a * n;
    return difference * difference / (n * (all_n - n));
  }
  double score(const std::int64_t* left, const std::int64_t* total) const {
    const auto n = static_cast<double>(draws(left));
    const auto a = static_cast<double>(ones(left));
    const auto all_n = static_cast<double>(draws(total));
    const auto all_a = static_cast<double>(ones(total));
    if (!entropy) return gini_score(n, a, all_n, all_a);
    return -entropy_loss(a, n) - entropy_loss(all_a - a, all_n - n);
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
  std::size_t classes = 2;
  double weight_step = 1;
  bool entropy = false;

  std::size_t width() const { return 1 + classes; }
  std::size_t value_width() const { return classes; }

  static void add(std::int64_t* cell, const Entry& entry) {
    cell[0] += 1;
    cell[1 + entry.klass] += entry.weight;
  }
  std::int64_t weight(const std::int64_t* cell) const {
    std::int64_t sum = 0;
    for (std::size_t k = 1; k <= classes; ++k) sum += cell[k];
    return sum;
  }
  bool is_pure(const std::int64_t* total) const {
    int present = 0;
    for (std::size_t k = 1; k <= classes; ++k) present += total[k] != 0;
    return present < 2;
  }
  double score(const std::int64_t* left, const std::int64_t* total) const {
    double left_weight = 0;
    double right_weight = 0;
    double left_sum = 0;
    double right_sum = 0;
    for (std::size_t k = 1; k <= classes; ++k) {
      const auto l = static_cast<double>(left[k]);
      const auto r = static_cast<double>(total[k] - left[k]);
      left_weight += l;
      right_weight += r;
      left_sum += entropy ? (l > 0 ? l * math::log(l) : 0) : l * l;
      right_sum += entropy ? (r > 0 ? r * math::log(r) : 0) : r * r;
    }
    if (!entropy) return left_sum / left_weight + right_sum / right_weight;
    return left_sum - left_weight * math::log(left_weight) + right_sum - right_weight * math::log(right_weight);
  }
  double loss(const std::int64_t* cell) const {
    double weight = 0;
    double sum = 0;
    for (std::size_t k = 1; k <= classes; ++k) {
      const auto w = static_cast<double>(cell[k]);
      weight += w;
      sum += entropy ? (w > 0 ? w * math::log(w) : 0) : w * w;
    }
    return (entropy ? (weight * math::log(weight) - sum) * 0x1.71547652b82fep0 : weight - sum / weight) * weight_step;
  }
  // By the share of the class that leads in the node.
  double key(const std::int64_t* cell, const std::int64_t* total) const {
    std::size_t leading = 1;
    for (std::size_t k = 2; k <= classes; ++k) {
      if (total[k] > total[leading]) leading = k;
    }
    return static_cast<double>(cell[leading]) / static_cast<double>(weight(cell));
  }
  void value(const std::int64_t* cell, double* out) const {
    const auto all = static_cast<double>(weight(cell));
    for (std::size_t k = 1; k <= classes; ++k) out[k - 1] = static_cast<double>(cell[k]) / all;
  }
};

// Regression: targets as multiples of a step from `centre`, times their weight.
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

  static constexpr std::size_t width() { return 3; }
  static constexpr std::size_t value_width() { return 1; }

  static void add(std::int64_t* cell, const Entry& entry) {
    cell[0] += 1;
    cell[1] += entry.weight;
    cell[2] += entry.sum;
  }
  static std::int64_t weight(const std::int64_t* cell) { return cell[1]; }
  // Purity is seen in the targets themselves.
  static bool is_pure(const std::int64_t*) { return false; }

  double score(const std::int64_t* left, const std::int64_t* total) const {
    const auto w = static_cast<double>(left[1]);
    const auto all_w = static_cast<double>(total[1]);
    if (poisson) {
      const std::int64_t right[3] = {total[0] - left[0], total[1] - left[1], total[2] - left[2]};
      return -loss(left) - loss(right);
    }
    const double difference = static_cast<double>(left[2]) * all_w - static_cast<double>(total[2]) * w;
    return difference * difference / (w * (all_w - w));
  }
  // Up to what splits do not change: the squared targets' sum, or that of y log y.
  double loss(const std::int64_t* cell) const {
    const double w = static_cast<double>(cell[1]) * weight_step;
    const double s = static_cast<double>(cell[2]) * sum_step;
    if (!poisson) return -s * s / w;
    const double y = s + centre * w;
    return y > 1e-10 * w ? -y * math::log(y / w) : __builtin_huge_val();
  }
  static double key(const std::int64_t* cell, const std::int64_t*) {
    return static_cast<double>(cell[2]) / static_cast<double>(cell[1]);
  }
  void value(const std::int64_t* cell, double* out) const {
    out[0] = centre + static_cast<double>(cell[2]) * sum_step / (static_cast<double>(cell[1]) * weight_step);
  }
};

}  // namespace millrace::trees
