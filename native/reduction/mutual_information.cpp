#include "reduction/mutual_information.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace millrace {

namespace {

// psi(n) for whole n from 1: harmonic numbers less Euler's constant, summed with what rounding loses.
class Digamma {
 public:
  explicit Digamma(std::size_t most) : values_(most + 1) {
    double sum = -0.57721566490153286061, lost = 0;
    for (std::size_t n = 1; n <= most; ++n) {
      values_[n] = sum;
      const double step = 1.0 / static_cast<double>(n) - lost;
      const double next = sum + step;
      lost = (next - sum) - step;
      sum = next;
    }
  }
  double operator()(std::size_t n) const { return values_[n]; }

 private:
  std::vector<double> values_;
};

// How many of the ascending values lie within a distance of one of them, itself included.
std::size_t count_within(const std::vector<double>& ascending, double from, double distance) {
  const auto below = std::partition_point(ascending.begin(), ascending.end(),
                                          [&](double value) { return value < from && from - value > distance; });
  const auto above = std::partition_point(below, ascending.end(),
                                          [&](double value) { return value <= from || value - from <= distance; });
  return static_cast<std::size_t>(above - below);
}

// The distance to the k-th nearest of the other values, for each of the ascending values.
std::vector<double> neighbor_distances(const std::vector<double>& ascending, std::size_t k) {
  const std::size_t n = ascending.size();
  std::vector<double> distances(n);
  // The nearest k others are a window around the value: [begin, begin + k], the value left out.
  std::size_t begin = 0;
  for (std::size_t i = 0; i < n; ++i) {
    if (begin + k < i) begin = i - k;
    while (begin + k + 1 < n && begin < i &&
           ascending[begin + k + 1] - ascending[i] < ascending[i] - ascending[begin]) {
      ++begin;
    }
    distances[i] = std::max(ascending[i] - ascending[begin], ascending[begin + k] - ascending[i]);
  }
  return distances;
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

double information_of_classes(const std::vector<double>& numbers, const std::vector<std::int32_t>& labels,
                              std::size_t neighbors) {
  std::vector<std::size_t> order(numbers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (labels[a] != labels[b]) return labels[a] < labels[b];
    return numbers[a] < numbers[b];
  });
  std::vector<double> values, radii;
  std::vector<std::size_t> neighbor_counts, label_counts;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && labels[order[end]] == labels[order[begin]]) ++end;
    const std::size_t count = end - begin;
    if (count < 2) continue;
    std::vector<double> own;
    for (std::size_t i = begin; i < end; ++i) own.push_back(numbers[order[i]]);
    const std::size_t k = std::min(neighbors, count - 1);
    for (const double distance : neighbor_distances(own, k)) {
      radii.push_back(std::nextafter(distance, 0.0));  // exact on every processor: it steps to the next double
      neighbor_counts.push_back(k);
      label_counts.push_back(count);
    }
    values.insert(values.end(), own.begin(), own.end());
  }
  if (values.empty()) return 0;
  const Digamma digamma(values.size());
  std::vector<double> ascending = values;
  std::sort(ascending.begin(), ascending.end());
  std::vector<double> near, own, within;
  for (std::size_t i = 0; i < values.size(); ++i) {
    near.push_back(digamma(neighbor_counts[i]));
    own.push_back(digamma(label_counts[i]));
    within.push_back(digamma(count_within(ascending, values[i], radii[i])));
  }
  return std::max(0.0, digamma(values.size()) + mean(near) - mean(own) - mean(within));
}

double information_of_numbers(const std::vector<double>& left, const std::vector<double>& right,
                              std::size_t neighbors) {
  const std::size_t n = left.size();
  if (n < 2) return 0;
  const std::size_t k = std::min(neighbors, n - 1);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return left[a] < left[b]; });
  std::vector<double> x(n), y(n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = left[order[i]];
    y[i] = right[order[i]];
  }
  std::vector<double> ascending = y;
  std::sort(ascending.begin(), ascending.end());
  const Digamma digamma(n + 1);
  std::vector<double> of_x, of_y, nearest;
  for (std::size_t i = 0; i < n; ++i) {
    // Outwards along x until no row on either side can be nearer, by the greater of the two differences.
    nearest.clear();
    std::size_t below = i, above = i + 1;
    const auto offer = [&](std::size_t at) {
      const double distance = std::max(std::fabs(x[at] - x[i]), std::fabs(y[at] - y[i]));
      if (nearest.size() == k && distance >= nearest.back()) return;
      if (nearest.size() == k) nearest.pop_back();
      nearest.insert(std::upper_bound(nearest.begin(), nearest.end(), distance), distance);
    };
    for (;;) {
      const bool has_below = below > 0 && (nearest.size() < k || x[i] - x[below - 1] < nearest.back());
      const bool has_above = above < n && (nearest.size() < k || x[above] - x[i] < nearest.back());
      if (!has_below && !has_above) break;
      if (has_below) offer(--below);
      if (has_above) offer(above++);
    }
    const double radius = std::nextafter(nearest.back(), 0.0);
    of_x.push_back(digamma(count_within(x, x[i], radius)));
    of_y.push_back(digamma(count_within(ascending, y[i], radius)));
  }
  return std::max(0.0, digamma(n) + digamma(k) - mean(of_x) - mean(of_y));
}

}  // namespace millrace
