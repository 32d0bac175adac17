#include "trees/grow/node_search.h"

#include <algorithm>

namespace millrace::trees {

NodeSearch::NodeSearch(const BinnedMatrix& matrix, const HistogramLayout& layout, const GrowOptions& options,
                       const QuantisedGradients& gradients)
    : matrix_(matrix), layout_(layout), search_(options, gradients.gradient_step, gradients.hessian_step) {
  std::size_t most = kNarrowBins;
  for (const FeatureBins& bins : matrix.bins) most = std::max<std::size_t>(most, bins.bin_count);
  for (auto& sums : sums_) sums.resize(most + kLanes);
  packed_.resize(most + kLanes);
  terms_.gradient_step = gradients.gradient_step;
  terms_.hessian_step = gradients.hessian_step;
  terms_.l1 = options.l1;
  terms_.l2 = options.l2;
  terms_.least_count = static_cast<double>(std::max<std::int64_t>(options.min_samples_leaf, 1));
  terms_.least_hessian = options.min_child_weight;
}

SplitScratch NodeSearch::scratch() { return {sums_[0].data(), sums_[1].data(), sums_[2].data(), packed_.data()}; }

// Whether enough rows lie outside the implicit bin to make a side. Of many thousands of sparse features few have them,
// so those are told from their counts alone.
bool NodeSearch::can_split(std::uint32_t feature, const Histogram& histogram) const {
  const auto implicit = static_cast<std::size_t>(matrix_.places[feature].implicit_bin);
  const std::size_t begin = layout_.begin_of(feature), bin_count = matrix_.bins[feature].bin_count;
  std::uint64_t rows = 0;
  if (histogram.is_packed()) {
    const PackedBins at = layout_.packed();
    const int bits = at.hessian_shift == 0 ? at.gradient_shift : at.hessian_shift;
    for (std::size_t bin = 0; bin < bin_count; ++bin) rows += bin == implicit ? 0 : histogram.packed[begin + bin];
    rows &= (std::uint64_t{1} << bits) - 1;
  } else {
    for (std::size_t bin = 0; bin < bin_count; ++bin) rows += bin == implicit ? 0 : histogram.counts[begin + bin];
  }
  return static_cast<double>(rows) >= terms_.least_count;
}

// The feature's bins of a node, that of the rows of which nothing is stored included.
const BinSum* NodeSearch::bins_of(std::uint32_t feature, const Histogram& histogram, const BinSum& total) {
  const FeaturePlace& place = matrix_.places[feature];
  const std::uint32_t bin_count = matrix_.bins[feature].bin_count;
  if (bins_.size() < bin_count) bins_.resize(bin_count);
  read_bins(layout_, histogram, layout_.begin_of(feature), bin_count, bins_.data());
  if (place.implicit_bin < 0) return bins_.data();
  const auto implicit = static_cast<std::uint32_t>(place.implicit_bin);
  bins_[implicit] = total;
  for (std::uint32_t bin = 0; bin < bin_count; ++bin) {
    if (bin != implicit) bins_[implicit] -= bins_[bin];
  }
  return bins_.data();
}

void NodeSearch::take(std::uint32_t feature, std::int32_t code, double gain, Split& best) const {
  if (code < 0) return;
  best.found = true;
  best.is_categorical = false;
  best.feature = feature;
  best.threshold_bin = static_cast<std::uint32_t>(code / 2);
  best.missing_left = code % 2 == 1;
  best.left_bins.clear();
  best.gain = gain;
}

void NodeSearch::scan_stored(std::uint32_t feature, const Histogram& histogram, Split& best) {
  const std::size_t begin = layout_.begin_of(feature);
  const auto bin_count = static_cast<std::int32_t>(matrix_.bins[feature].bin_count);
  const KernelTable& table = kernels();
  double gain = 0;
  std::int32_t code;
  if (histogram.is_packed()) {
    code = table.find_split_packed(histogram.packed.data() + begin, bin_count, layout_.packed(), &terms_, floor(best),
                                   scratch(), &gain);
  } else {
    const std::int64_t* hessians = layout_.has_hessians() ? histogram.hessians.data() + begin : nullptr;
    code = table.find_split_wide(histogram.gradients.data() + begin, hessians, histogram.counts.data() + begin,
                                 bin_count, &terms_, floor(best), scratch(), &gain);
  }
  take(feature, code, gain, best);
}

void NodeSearch::scan(std::uint32_t feature, const BinSum* bins, Split& best) {
  const std::uint32_t bin_count = matrix_.bins[feature].bin_count;
  if (counts_.size() < bin_count) {
    gradients_.resize(bin_count);
    hessians_.resize(bin_count);
    counts_.resize(bin_count);
  }
  for (std::uint32_t bin = 0; bin < bin_count; ++bin) {
    gradients_[bin] = bins[bin].gradient;
    hessians_[bin] = bins[bin].hessian;
    counts_[bin] = static_cast<std::uint32_t>(bins[bin].count);
  }
  double gain = 0;
  const std::int32_t code =
      kernels().find_split_wide(gradients_.data(), hessians_.data(), counts_.data(),
                                static_cast<std::int32_t>(bin_count), &terms_, floor(best), scratch(), &gain);
  take(feature, code, gain, best);
}

Split NodeSearch::find(const SplitNode& node, const Histogram& histogram, const std::vector<std::uint32_t>& features,
                       std::vector<std::uint32_t>& splittable) {
  search_.begin(node);
  terms_.gradient = static_cast<double>(node.total.gradient);
  terms_.hessian = static_cast<double>(node.total.hessian);
  terms_.count = static_cast<double>(node.total.count);
  terms_.node_gain = search_.node_gain();
  Split best;
  for (const std::uint32_t feature : features) {
    const FeatureBins& of = matrix_.bins[feature];
    const FeaturePlace& place = matrix_.places[feature];
    const bool is_numeric = of.kind == FeatureBins::Kind::numeric;
    if (place.implicit_bin >= 0 && !can_split(feature, histogram)) continue;
    splittable.push_back(feature);
    if (is_numeric && search_.is_plain() && place.implicit_bin < 0) {
      scan_stored(feature, histogram, best);
      continue;
    }
    const BinSum* bins = bins_of(feature, histogram, node.total);
    if (!is_numeric) {
      search_.categorical(feature, bins, of.bin_count, best);
    } else if (search_.is_plain()) {
      scan(feature, bins, best);
    } else {
      search_.numeric(feature, bins, of.bin_count, best);
    }
  }
  if (!best.found) return best;

  // What a scan leaves out: the sums of the left side, and where missing values go that the node has not seen.
  if (!best.is_categorical && search_.is_plain()) {
    const BinSum* bins = bins_of(best.feature, histogram, node.total);
    best.left = best.missing_left ? bins[kMissingBin] : BinSum{};
    for (std::uint32_t bin = 1; bin <= best.threshold_bin; ++bin) best.left += bins[bin];
    if (bins[kMissingBin].count == 0) best.missing_left = 2 * best.left.count > node.total.count;
  }
  return best;
}

}  // namespace millrace::trees
