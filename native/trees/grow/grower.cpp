#include "trees/grow/grower.h"

#include <algorithm>
#include <cstring>
#include <queue>

#include "core/error.h"
#include "trees/grow/node_features.h"
#include "trees/grow/split.h"

namespace millrace::trees {

namespace {

using Histogram = std::vector<BinSum>;

// A node that may still be split.
struct Candidate {
  std::int32_t node = 0;
  std::uint64_t key = kRootKey;
  std::vector<std::uint32_t> path;
  std::vector<WideEntry> outliers;
  BinSum total;
  Histogram histogram;
  Split split;
};

}  // namespace

struct Grower::State {
  const BinnedMatrix& matrix;
  GrowOptions options;
  std::vector<RowEntry> right;
  std::vector<BinSum> bins;

  void add(Histogram& histogram, std::uint32_t row, const BinSum& sum) const {
    for (std::uint32_t c = 0; c < matrix.narrow_count; ++c) {
      histogram[std::size_t{c} * kNarrowBins + matrix.narrow_rows[std::size_t{row} * matrix.narrow_stride + c]] += sum;
    }
    for (std::uint32_t c = 0; c < matrix.wide_count; ++c) {
      histogram[matrix.wide_begin[c] + matrix.wide_rows[std::size_t{row} * matrix.wide_stride + c]] += sum;
    }
    if (matrix.sparse_count == 0) return;
    for (std::uint64_t i = matrix.sparse_offsets[row]; i < matrix.sparse_offsets[row + 1]; ++i) {
      histogram[matrix.sparse_entries[i]] += sum;
    }
  }

  Histogram build(const QuantisedGradients& gradients, const GrownNode& node,
                  const std::vector<WideEntry>& outliers) const {
    Histogram histogram(matrix.histogram_size);
    for (std::uint32_t i = node.begin; i < node.end; ++i) {
      const RowEntry& entry = gradients.entries[i];
      add(histogram, entry.row, {entry.gradient, entry.hessian, 1});
    }
    for (const WideEntry& outlier : outliers) add(histogram, outlier.row, {outlier.gradient, outlier.hessian, 0});
    return histogram;
  }

  // The feature's bins of a node, that of the rows of which nothing is stored included.
  const BinSum* bins_of(std::uint32_t feature, const Histogram& histogram, const BinSum& total) {
    const FeaturePlace& place = matrix.places[feature];
    const std::uint32_t bin_count = matrix.bins[feature].bin_count;
    if (place.implicit_bin < 0) return histogram.data() + place.histogram_begin;
    const auto implicit = static_cast<std::uint32_t>(place.implicit_bin);
    bins.assign(histogram.begin() + static_cast<std::ptrdiff_t>(place.histogram_begin),
                histogram.begin() + static_cast<std::ptrdiff_t>(place.histogram_begin + bin_count));
    bins[implicit] = total;
    for (std::uint32_t bin = 0; bin < bin_count; ++bin) {
      if (bin != implicit) bins[implicit] -= bins[bin];
    }
    return bins.data();
  }
};

Grower::Grower(const BinnedMatrix& matrix, GrowOptions options)
    : state_(new State{matrix, std::move(options), {}, {}}) {}

Grower::~Grower() = default;

GrownTree Grower::grow(QuantisedGradients& gradients, const std::vector<std::uint32_t>& features, std::uint64_t seed,
                       const RunContext& context) {
  State& state = *state_;
  const BinnedMatrix& matrix = state.matrix;
  const GrowOptions& options = state.options;
  const NodeFeatures node_features(options, features, seed);
  SplitSearch search(options, gradients.gradient_step, gradients.hessian_step);
  GrownTree tree;
  std::vector<Candidate> candidates;

  const auto set_totals = [&](GrownNode& node, const BinSum& total) {
    node.gradient_sum = static_cast<double>(total.gradient) * gradients.gradient_step;
    node.hessian_sum = static_cast<double>(total.hessian) * gradients.hessian_step;
    node.row_count = total.count;
  };
  const auto find = [&](Candidate& candidate) {
    context.check();
    const GrownNode& node = tree.nodes[static_cast<std::size_t>(candidate.node)];
    if (options.max_depth > 0 && node.depth >= options.max_depth) return;
    search.begin({candidate.total, node.lower, node.upper});
    for (const std::uint32_t feature : node_features.of(candidate.key, candidate.path)) {
      const BinSum* bins = state.bins_of(feature, candidate.histogram, candidate.total);
      const FeatureBins& of = matrix.bins[feature];
      if (of.kind == FeatureBins::Kind::categorical) {
        search.categorical(feature, bins, of.bin_count, candidate.split);
      } else {
        search.numeric(feature, bins, of.bin_count, candidate.split);
      }
    }
    if (candidate.split.found) candidates.push_back(std::move(candidate));
  };

  Candidate root;
  GrownNode first;
  first.end = static_cast<std::uint32_t>(gradients.entries.size());
  for (const RowEntry& entry : gradients.entries) root.total += {entry.gradient, entry.hessian, 1};
  for (const WideEntry& outlier : gradients.outliers) root.total += {outlier.gradient, outlier.hessian, 0};
  root.outliers = gradients.outliers;
  root.histogram = state.build(gradients, first, root.outliers);
  set_totals(first, root.total);
  tree.nodes.push_back(first);
  find(root);

  for (std::int32_t leaves = 1; leaves < options.max_leaf_nodes && !candidates.empty(); ++leaves) {
    // Best first; of equal gains the node that was made first.
    const auto worse = [](const Candidate& a, const Candidate& b) {
      return a.split.gain < b.split.gain || (a.split.gain == b.split.gain && a.node > b.node);
    };
    const auto at = std::max_element(candidates.begin(), candidates.end(), worse);
    Candidate parent = std::move(*at);
    candidates.erase(at);
    const Split& split = parent.split;
    const auto goes_left = [&](std::uint32_t row) {
      const std::uint32_t bin = matrix.bin_of(split.feature, row);
      if (bin == kMissingBin) return split.missing_left;
      if (!split.is_categorical) return bin <= split.threshold_bin;
      return std::binary_search(split.left_bins.begin(), split.left_bins.end(), bin);
    };

    GrownNode node = tree.nodes[static_cast<std::size_t>(parent.node)];
    node.left = static_cast<std::int32_t>(tree.nodes.size());
    node.right = node.left + 1;
    node.feature = split.feature;
    node.is_categorical = split.is_categorical;
    node.missing_left = split.missing_left;
    node.threshold_bin = split.threshold_bin;
    node.left_bins = split.left_bins;
    node.gain = split.gain;
    tree.nodes[static_cast<std::size_t>(parent.node)] = node;

    state.right.clear();
    std::uint32_t middle = node.begin;
    for (std::uint32_t i = node.begin; i < node.end; ++i) {
      const RowEntry entry = gradients.entries[i];
      if (goes_left(entry.row)) {
        gradients.entries[middle++] = entry;
      } else {
        state.right.push_back(entry);
      }
    }
    std::copy(state.right.begin(), state.right.end(), gradients.entries.begin() + middle);

    Candidate sides[2];
    for (const WideEntry& outlier : parent.outliers) {
      sides[goes_left(outlier.row) ? 0 : 1].outliers.push_back(outlier);
    }
    sides[0].total = split.left;
    sides[1].total = parent.total - split.left;
    search.begin({parent.total, node.lower, node.upper});
    // Missing values alone on one side have no place in the order.
    const bool is_ordered = !node.is_categorical && node.threshold_bin + 1 < matrix.bins[node.feature].bin_count;
    const int direction = options.monotone.empty() || !is_ordered ? 0 : options.monotone[node.feature];
    const double between = (search.value(sides[0].total) + search.value(sides[1].total)) / 2;
    for (const int side : {0, 1}) {
      Candidate& child = sides[side];
      child.node = side == 0 ? node.left : node.right;
      child.key = child_key(parent.key, side == 1);
      child.path = parent.path;
      child.path.push_back(node.feature);
      GrownNode grown;
      grown.parent = parent.node;
      grown.depth = node.depth + 1;
      grown.begin = side == 0 ? node.begin : middle;
      grown.end = side == 0 ? middle : node.end;
      grown.lower = node.lower;
      grown.upper = node.upper;
      if (direction != 0) ((direction > 0) == (side == 0) ? grown.upper : grown.lower) = between;
      set_totals(grown, child.total);
      tree.nodes.push_back(grown);
    }
    const int small = sides[0].total.count <= sides[1].total.count ? 0 : 1;
    Candidate& smaller = sides[small];
    Candidate& larger = sides[1 - small];
    smaller.histogram = state.build(gradients, tree.nodes[static_cast<std::size_t>(smaller.node)], smaller.outliers);
    larger.histogram = std::move(parent.histogram);
    for (std::size_t i = 0; i < larger.histogram.size(); ++i) larger.histogram[i] -= smaller.histogram[i];
    find(sides[0]);
    find(sides[1]);
  }
  return tree;
}

}  // namespace millrace::trees
