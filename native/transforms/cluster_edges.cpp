#include "transforms/cluster_edges.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace millrace {

namespace {

constexpr int kMaxRounds = 300;
constexpr double kShareOfVariance = 1e-4;

// Numbers less their mean, with running sums.
struct Line {
  std::vector<double> x;
  std::vector<double> weights, sums;  // [x.size() + 1]: of all numbers before
  double mean = 0, variance = 0;

  explicit Line(const SortedNumbers& numbers) : x(numbers.values), weights{0}, sums{0} {
    double total = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
      const double weight = numbers.weight(k);
      mean += weight * x[k];
      total += weight;
    }
    mean /= total;
    for (std::size_t k = 0; k < x.size(); ++k) {
      const double weight = numbers.weight(k);
      x[k] -= mean;
      weights.push_back(weights.back() + weight);
      sums.push_back(sums.back() + weight * x[k]);
      variance += weight * (x[k] * x[k]);
    }
    variance /= total;
  }
};

// Which stretch of the line is whose: cluster order[j] has the numbers from begins[j] up to begins[j + 1].
struct Stretches {
  std::vector<std::size_t> order, begins;
  bool operator==(const Stretches&) const = default;
};

Stretches assign(const Line& line, const std::vector<double>& centres) {
  Stretches out;
  out.order.resize(centres.size());
  std::iota(out.order.begin(), out.order.end(), std::size_t{0});
  std::stable_sort(out.order.begin(), out.order.end(),
                   [&](std::size_t a, std::size_t b) { return centres[a] < centres[b]; });
  out.begins.push_back(0);
  for (std::size_t j = 1; j < centres.size(); ++j) {
    const std::size_t left = out.order[j - 1], right = out.order[j];
    const double middle = 0.5 * (centres[left] + centres[right]);
    // A number in the very middle goes to the cluster with the smaller index.
    const auto at = left < right ? std::upper_bound(line.x.begin(), line.x.end(), middle)
                                 : std::lower_bound(line.x.begin(), line.x.end(), middle);
    out.begins.push_back(std::max(out.begins.back(), static_cast<std::size_t>(at - line.x.begin())));
  }
  out.begins.push_back(line.x.size());
  return out;
}

// The numbers farthest from their own centres, each with its cluster; as many as asked for.
std::vector<std::pair<std::size_t, std::size_t>> farthest(const Line& line, const Stretches& stretches,
                                                          const std::vector<double>& centres, std::size_t count) {
  struct Far {
    double distance;
    std::size_t at, cluster;
  };
  std::vector<Far> all;
  for (std::size_t j = 0; j < centres.size(); ++j) {
    for (std::size_t k = stretches.begins[j]; k < stretches.begins[j + 1]; ++k) {
      all.push_back({std::fabs(line.x[k] - centres[stretches.order[j]]), k, stretches.order[j]});
    }
  }
  const std::size_t kept = std::min(count, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept), all.end(),
                    [](const Far& a, const Far& b) { return a.distance > b.distance; });
  std::vector<std::pair<std::size_t, std::size_t>> out;
  if (all.empty() || all.front().distance == 0) return out;
  for (std::size_t i = 0; i < kept; ++i) {
    const double copies = line.weights[all[i].at + 1] - line.weights[all[i].at];
    for (double copy = 0; copy < copies && out.size() < count; ++copy) out.emplace_back(all[i].at, all[i].cluster);
  }
  return out;
}

// The mean of each cluster.
std::vector<double> means(const Line& line, const Stretches& stretches, const std::vector<double>& old) {
  const std::size_t count = old.size();
  std::vector<double> weights(count), sums(count);
  for (std::size_t j = 0; j < count; ++j) {
    const std::size_t begin = stretches.begins[j], end = stretches.begins[j + 1];
    weights[stretches.order[j]] = line.weights[end] - line.weights[begin];
    sums[stretches.order[j]] = line.sums[end] - line.sums[begin];
  }
  std::vector<std::size_t> empty;
  for (std::size_t cluster = 0; cluster < count; ++cluster) {
    if (weights[cluster] == 0) empty.push_back(cluster);
  }
  if (!empty.empty()) {
    const auto far = farthest(line, stretches, old, empty.size());
    for (std::size_t i = 0; i < far.size(); ++i) {
      const auto [at, from] = far[i];
      sums[from] -= line.x[at];
      weights[from] -= 1;
      sums[empty[i]] = line.x[at];
      weights[empty[i]] = 1;
    }
  }
  const std::size_t biggest =
      static_cast<std::size_t>(std::max_element(weights.begin(), weights.end()) - weights.begin());
  std::vector<double> centres(count);
  for (std::size_t cluster = 0; cluster < count; ++cluster) {
    const std::size_t from = weights[cluster] > 0 ? cluster : biggest;
    centres[cluster] = sums[from] / weights[from];
  }
  return centres;
}

}  // namespace

std::vector<double> cluster_centres(const SortedNumbers& numbers, std::size_t count) {
  const Line line(numbers);
  const double low = numbers.values.front(), high = numbers.values.back();
  const double step = (high - low) / static_cast<double>(count);
  const auto edge = [&](std::size_t i) { return i == count ? high : static_cast<double>(i) * step + low; };
  std::vector<double> centres(count);
  for (std::size_t i = 0; i < count; ++i) centres[i] = (edge(i + 1) + edge(i)) * 0.5 - line.mean;
  const double tolerance = kShareOfVariance * line.variance;
  Stretches before;
  for (int round = 0; round < kMaxRounds; ++round) {
    Stretches stretches = assign(line, centres);
    std::vector<double> moved = means(line, stretches, centres);
    double shift = 0;
    for (std::size_t i = 0; i < count; ++i) shift += (moved[i] - centres[i]) * (moved[i] - centres[i]);
    centres = std::move(moved);
    if (stretches == before || shift <= tolerance) break;
    before = std::move(stretches);
  }
  for (double& centre : centres) centre += line.mean;
  std::sort(centres.begin(), centres.end());
  return centres;
}

}  // namespace millrace
