#include "trees/forests/out_of_bag.h"

#include <algorithm>
#include <cmath>

namespace millrace::trees {

namespace {

std::size_t leaf_of(const BinnedMatrix& matrix, const AveragedTree& tree, std::int64_t row) {
  std::size_t at = 0;
  while (tree.nodes[at].left >= 0) {
    const AveragedNode& node = tree.nodes[at];
    const std::uint32_t bin = matrix.bin_of(node.feature, row);
    bool left = node.missing_left;
    if (node.is_categorical && bin != kMissingBin) {
      left = std::binary_search(tree.left_bins.begin() + node.left_bins_begin,
                                tree.left_bins.begin() + node.threshold_bin, bin);
    } else if (bin != kMissingBin) {
      left = bin <= node.threshold_bin;
    }
    at = static_cast<std::size_t>(left ? node.left : node.right);
  }
  return at;
}

double accuracy(const ForestRows& rows, const std::vector<double>& predictions, std::size_t outputs) {
  std::int64_t right = 0;
  std::int64_t all = 0;
  for (std::size_t r = 0; r < static_cast<std::size_t>(rows.row_count); ++r) {
    const double* row = predictions.data() + r * outputs;
    if (std::isnan(row[0])) continue;
    right += std::max_element(row, row + outputs) - row == static_cast<std::ptrdiff_t>(rows.target[r]);
    all += 1;
  }
  return static_cast<double>(right) / static_cast<double>(all);
}

double r_squared(const ForestRows& rows, const std::vector<double>& predictions) {
  double sum = 0;
  std::int64_t all = 0;
  const auto count = static_cast<std::size_t>(rows.row_count);
  for (std::size_t r = 0; r < count; ++r) {
    if (std::isnan(predictions[r])) continue;
    sum += rows.target[r];
    all += 1;
  }
  const double mean = sum / static_cast<double>(all);
  double residual = 0;
  double total = 0;
  for (std::size_t r = 0; r < count; ++r) {
    if (std::isnan(predictions[r])) continue;
    residual += (rows.target[r] - predictions[r]) * (rows.target[r] - predictions[r]);
    total += (rows.target[r] - mean) * (rows.target[r] - mean);
  }
  return 1 - residual / total;
}

}  // namespace

void score_out_of_bag(const BinnedMatrix& matrix, const ForestRows& rows, const std::vector<AveragedTree>& trees,
                      const std::vector<RowSet>& seen, std::int32_t outputs, bool is_regression,
                      const RunContext& context, TrainedForest& trained) {
  constexpr std::size_t kBlock = 4096;
  const auto count = static_cast<std::size_t>(rows.row_count);
  const auto width = static_cast<std::size_t>(outputs);
  trained.oob_predictions.assign(count * width, 0);
  parallel_for(context, (count + kBlock - 1) / kBlock, [&](std::size_t block) {
    for (std::size_t r = block * kBlock; r < std::min(count, (block + 1) * kBlock); ++r) {
      double* const out = trained.oob_predictions.data() + r * width;
      std::int32_t voters = 0;
      for (std::size_t t = 0; t < trees.size(); ++t) {
        if (seen[t].has(r)) continue;
        const double* values = trees[t].values.data() + leaf_of(matrix, trees[t], static_cast<std::int64_t>(r)) * width;
        for (std::size_t k = 0; k < width; ++k) out[k] += values[k];
        voters += 1;
      }
      for (std::size_t k = 0; k < width; ++k) out[k] = voters == 0 ? __builtin_nan("") : out[k] / voters;
    }
  });
  trained.oob_score =
      is_regression ? r_squared(rows, trained.oob_predictions) : accuracy(rows, trained.oob_predictions, width);
}

}  // namespace millrace::trees
