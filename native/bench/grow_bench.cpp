// Times the growth of trees alone, on rows like those of a physics table: classes that differ in products and ratios
// of some of the columns.
//   millrace_grow_bench [rows] [columns] [leaves] [trees] [threads] [bits]
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>
#include <random>
#include <vector>

#include "trees/grow/grower.h"

namespace {

using namespace millrace;
using namespace millrace::trees;

double seconds() {
  if (std::getenv("CPU_TIME")) return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Data {
  BinnedMatrix matrix;
  std::vector<float> labels;
};

Data make(std::int64_t rows, int columns) {
  Data data;
  std::mt19937_64 random(1);
  std::normal_distribution<float> normal;
  data.matrix.row_count = rows;
  data.matrix.bins.resize(static_cast<std::size_t>(columns));
  for (FeatureBins& bins : data.matrix.bins) {
    bins.bin_count = 256;
    bins.upper_bounds.resize(254);
  }
  place_dense(data.matrix);
  std::vector<float> x(static_cast<std::size_t>(columns));
  for (std::int64_t row = 0; row < rows; ++row) {
    for (int c = 0; c < columns; ++c) {
      const auto at = static_cast<std::size_t>(c);
      x[at] = normal(random);
      const double share = 0.5 * std::erfc(-x[at] / std::sqrt(2.0));
      set_bin(data.matrix, at, row, 1 + static_cast<std::uint32_t>(std::min(254.0, share * 255)));
    }
    const float score = x[0] * x[1] + 0.7f * x[2] * x[3] + std::sin(2 * x[4]) + 0.5f * x[5] * x[5] - 0.5f +
                        0.3f * x[6] + (x[7] > 0.5f ? x[8 % columns] : -x[9 % columns]) + 1.5f * normal(random);
    data.labels.push_back(score > 0 ? 1.0f : 0.0f);
  }
  return data;
}

int argument(int count, char** values, int at, int otherwise) { return count > at ? std::atoi(values[at]) : otherwise; }

}  // namespace

int main(int count, char** values) {
  const std::int64_t rows = argument(count, values, 1, 1'000'000);
  const int columns = std::max(argument(count, values, 2, 28), 8);
  const int leaves = argument(count, values, 3, 255);
  const int trees = argument(count, values, 4, 20);
  const int threads = argument(count, values, 5, 1);
  const int bits = argument(count, values, 6, 12);
  const Data data = make(rows, columns);
  GrowOptions options;
  options.max_leaf_nodes = leaves;
  Grower grower(data.matrix, options);
  std::vector<std::uint32_t> features(static_cast<std::size_t>(columns));
  std::iota(features.begin(), features.end(), 0u);
  std::vector<float> scores(static_cast<std::size_t>(rows), 0.0f);
  std::vector<std::uint16_t> leaf_of(static_cast<std::size_t>(rows));
  QuantisedGradients gradients;
  gradients.gradient_bits = gradients.hessian_bits = bits;
  std::vector<double> times;
  double built = 0, parted = 0;
  std::uint64_t sum = 0;
  for (int tree = 0; tree < trees; ++tree) {
    gradients.entries.resize(static_cast<std::size_t>(rows));
    gradients.gradient_step = 1.0 / ((1 << (bits - 1)) - 1);
    gradients.hessian_step = 0.25 / ((1 << bits) - 1);
    for (std::size_t row = 0; row < gradients.entries.size(); ++row) {
      const double share = 1 / (1 + std::exp(-static_cast<double>(scores[row])));
      gradients.entries[row] = {
          static_cast<std::uint32_t>(row),
          static_cast<std::int16_t>(std::lround((share - data.labels[row]) / gradients.gradient_step)),
          static_cast<std::uint16_t>(std::lround(share * (1 - share) / gradients.hessian_step))};
    }
    const double begin = seconds();
    const GrownTree grown = grower.grow(gradients, features, 1, leaf_of.data(), {threads, nullptr});
    times.push_back(seconds() - begin);
    built += static_cast<double>(rows);
    std::vector<float> leaf_values;
    for (const GrownNode& node : grown.nodes) {
      if (node.left < 0) {
        leaf_values.push_back(
            static_cast<float>(0.1 * leaf_value(node.gradient_sum, node.hessian_sum, node.lower, node.upper, options)));
        continue;
      }
      const auto rows_of = [&](std::int32_t child) {
        return static_cast<double>(grown.nodes[static_cast<std::size_t>(child)].row_count);
      };
      built += std::min(rows_of(node.left), rows_of(node.right));
      parted += static_cast<double>(node.row_count);
      sum = sum * 31 + node.feature * 256 + node.threshold_bin;
    }
    for (std::size_t row = 0; row < scores.size(); ++row) scores[row] += leaf_values[leaf_of[row]];
  }
  std::sort(times.begin(), times.end());
  const double all = std::accumulate(times.begin(), times.end(), 0.0);
  std::printf(
      "%d leaves, %d threads: %.1f ms a tree (median; least %.1f); rows built %.2f N, parted %.2f N; checksum %llx\n",
      leaves, threads, 1e3 * times[times.size() / 2], 1e3 * times[0], built / static_cast<double>(rows) / trees,
      parted / static_cast<double>(rows) / trees, static_cast<unsigned long long>(sum));
  std::printf("all of it: %.3f ns per (built row · feature)\n", 1e9 * all / built / columns);
  return 0;
}
