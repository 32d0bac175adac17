#include "trees/boost/row_sampling.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "core/random.h"

namespace millrace::trees {

namespace {

// Magnitudes by their upper 16 bits: sign, exponent and 7 bits of mantissa. Counting is free of order.
constexpr std::size_t kBuckets = 1 << 15;

std::size_t bucket_of(float magnitude) { return std::bit_cast<std::uint32_t>(magnitude) >> 16; }
double middle_of(std::size_t bucket) {
  return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bucket) << 16 | 0x8000u));
}

// Calls body(row, random 32 bits) for the rows of [0, count).
template <typename Body>
void for_random(const RandomStream& random, std::size_t count, const RunContext& context, Body body) {
  for_blocks(context, count, [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; row += 4) {  // blocks begin at multiples of 4
      const PhiloxBlock words = random.block(row / 4);
      for (std::size_t i = 0; i < 4 && row + i < end; ++i) body(row + i, words[i]);
    }
  });
}

// Whether a number drawn from [0, 2^32) is below the share of it.
bool hits(std::uint32_t drawn, double share) { return static_cast<double>(drawn) < share * 4294967296.0; }

}  // namespace

RowSampler::RowSampler(RowSamplingOptions options, std::uint64_t seed, std::size_t training_end,
                       const std::vector<std::uint8_t>& held)
    : options_(options), seed_(seed), training_end_(training_end), held_(held) {}

bool RowSampler::needs_magnitudes(std::int64_t iteration) const {
  if (options_.kind == RowSamplingOptions::Kind::goss) return iteration >= options_.warm_up;
  return options_.kind == RowSamplingOptions::Kind::mvs && options_.share < 1;
}

void RowSampler::add_magnitudes(const float* gradients, const float* hessians, float* magnitudes,
                                const RunContext& context) const {
  const bool is_goss = options_.kind == RowSamplingOptions::Kind::goss;
  const auto lambda = static_cast<float>(options_.lambda);
  for_blocks(context, training_end_, [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {
      const float g = gradients[row], h = hessians ? hessians[row] : 1.0f;
      magnitudes[row] += is_goss ? std::abs(g * h) : g * g + lambda * h * h;
    }
  });
}

void RowSampler::draw(std::int64_t iteration, const float* magnitudes, RowSample& sample,
                      const RunContext& context) const {
  using Kind = RowSamplingOptions::Kind;
  const bool takes_all = options_.kind == Kind::all || (options_.kind != Kind::goss && options_.share >= 1) ||
                         (options_.kind == Kind::goss && iteration < options_.warm_up);
  sample.factor.clear();
  if (takes_all) {
    sample.is_full = held_.empty();
    sample.is_in.clear();
    if (sample.is_full) return;
    sample.is_in.resize(training_end_);
    for (std::size_t row = 0; row < training_end_; ++row) sample.is_in[row] = held_[row] ? 0 : 1;
    return;
  }
  sample.is_full = false;
  sample.is_in.resize(training_end_);
  if (options_.kind == Kind::uniform) draw_uniform(iteration, sample, context);
  if (options_.kind == Kind::goss) draw_goss(iteration, magnitudes, sample, context);
  if (options_.kind == Kind::mvs) draw_mvs(iteration, magnitudes, sample, context);
  // Chance may leave none of a few rows.
  if (std::find(sample.is_in.begin(), sample.is_in.end(), 1) != sample.is_in.end()) return;
  for (std::size_t row = 0; row < training_end_; ++row) sample.is_in[row] = is_held(row) ? 0 : 1;
  if (!sample.factor.empty()) std::fill(sample.factor.begin(), sample.factor.end(), 1.0f);
}

void RowSampler::draw_uniform(std::int64_t iteration, RowSample& sample, const RunContext& context) const {
  const RandomStream random(seed_, "row sample", static_cast<std::uint64_t>(iteration / options_.frequency));
  for_random(random, training_end_, context, [&](std::size_t row, std::uint32_t drawn) {
    sample.is_in[row] = hits(drawn, options_.share) && !is_held(row) ? 1 : 0;
  });
}

void RowSampler::draw_goss(std::int64_t iteration, const float* magnitudes, RowSample& sample,
                           const RunContext& context) const {
  std::vector<std::uint32_t> counts(kBuckets);
  std::size_t rows = 0;
  for (std::size_t row = 0; row < training_end_; ++row) {
    if (is_held(row)) continue;
    ++counts[bucket_of(magnitudes[row])];
    ++rows;
  }
  const double wanted = options_.top_rate * static_cast<double>(rows);
  std::size_t above = 0, threshold = kBuckets;
  while (threshold > 1 && static_cast<double>(above) < wanted) above += counts[--threshold];
  // Of the others so many that other_rate of all rows are expected.
  const auto others = static_cast<double>(rows - above);
  const double share = others > 0 ? std::min(1.0, options_.other_rate * static_cast<double>(rows) / others) : 0;
  const auto stands_for = share > 0 ? static_cast<float>(1 / share) : 1.0f;
  sample.factor.resize(training_end_);
  const RandomStream random(seed_, "row sample", static_cast<std::uint64_t>(iteration));
  for_random(random, training_end_, context, [&](std::size_t row, std::uint32_t drawn) {
    const bool is_top = bucket_of(magnitudes[row]) >= threshold;
    sample.is_in[row] = (is_top || hits(drawn, share)) && !is_held(row) ? 1 : 0;
    sample.factor[row] = is_top ? 1.0f : stands_for;
  });
}

void RowSampler::draw_mvs(std::int64_t iteration, const float* magnitudes, RowSample& sample,
                          const RunContext& context) const {
  // p = min(1, size / scale), with the scale for which the probabilities sum to the wanted number of rows.
  std::vector<std::uint32_t> counts(kBuckets);
  std::size_t rows = 0;
  for (std::size_t row = 0; row < training_end_; ++row) {
    if (is_held(row)) continue;
    ++counts[bucket_of(std::sqrt(magnitudes[row]))];
    ++rows;
  }
  const double wanted = options_.share * static_cast<double>(rows);
  double below = 0;  // the sum of sizes of the rows whose p is under 1
  for (std::size_t b = 1; b < kBuckets; ++b) {
    if (counts[b]) below += counts[b] * middle_of(b);
  }
  double certain = 0, scale = below / wanted;
  for (std::size_t b = kBuckets - 1; b > 0 && certain < wanted; --b) {
    if (!counts[b]) continue;
    scale = below / (wanted - certain);
    if (middle_of(b) <= scale) break;
    below -= counts[b] * middle_of(b);
    certain += counts[b];
  }
  sample.factor.resize(training_end_);
  const RandomStream random(seed_, "row sample", static_cast<std::uint64_t>(iteration));
  for_random(random, training_end_, context, [&](std::size_t row, std::uint32_t drawn) {
    const double size = std::sqrt(static_cast<double>(magnitudes[row]));
    const double p = scale > 0 ? std::min(1.0, size / scale) : options_.share;
    sample.is_in[row] = hits(drawn, p) && !is_held(row) ? 1 : 0;
    // A row of next to no gradient is hardly ever drawn: it must not outweigh all others when it is.
    sample.factor[row] = p > 0 ? static_cast<float>(std::min(1 / p, 1e6)) : 1.0f;
  });
}

std::vector<std::uint32_t> draw_features(std::uint64_t seed, std::int64_t tree, std::uint32_t feature_count,
                                         double share) {
  std::vector<std::uint32_t> features(feature_count);
  std::iota(features.begin(), features.end(), 0u);
  if (share >= 1) return features;
  const auto wanted = std::max<std::int64_t>(1, std::llround(share * feature_count));
  const RandomStream random(seed, "tree columns", static_cast<std::uint64_t>(tree));
  std::vector<std::pair<std::uint32_t, std::uint32_t>> lots(feature_count);
  for (std::uint32_t f = 0; f < feature_count; ++f) lots[f] = {random.uint32(f), f};
  std::nth_element(lots.begin(), lots.begin() + std::min<std::ptrdiff_t>(wanted, feature_count) - 1, lots.end());
  features.resize(static_cast<std::size_t>(wanted));
  for (std::size_t i = 0; i < features.size(); ++i) features[i] = lots[i].second;
  std::sort(features.begin(), features.end());
  return features;
}

}  // namespace millrace::trees
