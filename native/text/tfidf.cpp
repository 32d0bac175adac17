#include "text/tfidf.h"

#include <array>
#include <cmath>

#include "text/natural_log.h"

namespace millrace {

namespace {

// Most terms are rare and most counts small, so most logarithms are asked for again.
constexpr std::size_t kKnownFrequencies = 1 << 14;
constexpr std::size_t kKnownCounts = 256;

double sublinear(double count) {
  static const std::array<double, kKnownCounts> known = [] {
    std::array<double, kKnownCounts> values{};
    for (std::size_t i = 1; i < kKnownCounts; ++i) values[i] = 1.0 + natural_log(static_cast<double>(i));
    return values;
  }();
  if (count < kKnownCounts) return known[static_cast<std::size_t>(count)];
  return 1.0 + natural_log(count);
}

// In the order of the columns, as scikit-learn sums a row.
double norm_of(const std::vector<double>& weights, TfidfWeighting::Norm norm) {
  double sum = 0.0;
  if (norm == TfidfWeighting::Norm::l1) {
    for (const double weight : weights) sum += std::abs(weight);
    return sum;
  }
  for (const double weight : weights) sum += weight * weight;
  return std::sqrt(sum);
}

}  // namespace

std::vector<double> inverse_document_frequencies(std::span<const std::int64_t> document_frequencies,
                                                 std::int64_t document_count, bool smooth) {
  const double extra = smooth ? 1.0 : 0.0;
  const double numerator = static_cast<double>(document_count) + extra;
  const auto idf_of = [&](std::int64_t frequency) {
    return natural_log(numerator / (static_cast<double>(frequency) + extra)) + 1.0;
  };
  std::vector<double> known(kKnownFrequencies, 0.0);  // 0: not asked for yet; an idf is 1 or more
  std::vector<double> idf;
  idf.reserve(document_frequencies.size());
  for (const std::int64_t frequency : document_frequencies) {
    if (frequency < 0 || frequency >= static_cast<std::int64_t>(kKnownFrequencies)) {
      idf.push_back(idf_of(frequency));
      continue;
    }
    double& value = known[static_cast<std::size_t>(frequency)];
    if (value == 0.0) value = idf_of(frequency);
    idf.push_back(value);
  }
  return idf;
}

void apply_tfidf(CsrBlock& block, const double* idf, const TfidfWeighting& weighting) {
  thread_local std::vector<double> weights;
  for (std::int32_t row = 0; row < block.row_count; ++row) {
    const std::size_t begin = block.offsets[static_cast<std::size_t>(row)];
    const std::size_t end = block.offsets[static_cast<std::size_t>(row) + 1];
    weights.resize(end - begin);
    for (std::size_t i = begin; i < end; ++i) {
      double weight = weighting.binary ? 1.0 : block.values[i];
      if (weighting.sublinear_tf) weight = sublinear(weight);
      if (weighting.use_idf && idf) weight *= idf[block.indices[i]];
      weights[i - begin] = weight;
    }
    const double norm = weighting.norm == TfidfWeighting::Norm::none ? 1.0 : norm_of(weights, weighting.norm);
    const double divisor = norm > 0.0 ? norm : 1.0;
    for (std::size_t i = begin; i < end; ++i) block.values[i] = static_cast<float>(weights[i - begin] / divisor);
  }
}

}  // namespace millrace
