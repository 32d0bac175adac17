#include "trees/boost/quantise.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstring>

#include "core/error.h"
#include "core/random.h"
#include "simd/kernels.h"

namespace millrace::trees {

namespace {

constexpr std::size_t kBlock = 1024;  // fits the first cache as entries; a multiple of the kernel's 128
constexpr double kOutliersGain = 4;   // two bits
constexpr std::size_t kMostOutlierShare = 256;
constexpr std::size_t kRefusedOutlierShare = 128;
constexpr std::size_t kLooked = 32'768;
constexpr std::size_t kLookedStretch = 256;
constexpr double kBeyondLooked = 1.125;  // the largest of all rows, by those looked at
constexpr double kMostWhole = 0x1p40;    // so that the sums of all rows there can be stay below 2^63

std::uint32_t magnitude_bits(float value) { return std::bit_cast<std::uint32_t>(value) & 0x7fffffffu; }

struct BlockOfDerivatives {
  const float* gradients;
  const float* hessians;
};

// Those of up to kBlock rows.
class DerivativesScratch {
 public:
  BlockOfDerivatives of(const RowDerivatives& from, std::size_t begin, std::size_t end) {
    if (!from.derive) {
      return {from.gradients + begin, from.has_hessians ? from.hessians + begin : nullptr};
    }
    float* hessians = from.has_hessians ? hessians_ : nullptr;
    from.derive(begin, end, gradients_, hessians);
    return {gradients_, hessians};
  }

 private:
  float gradients_[kBlock], hessians_[kBlock];
};

// How large the magnitudes of some rows are.
class Magnitudes {
 public:
  void add(float value) {
    const std::uint32_t bits = magnitude_bits(value);
    most_ = std::max(most_, bits);
    if (bits == 0) return;
    ++counts_[bits >> 19];  // the exponent and four bits of the mantissa
    ++looked_;
  }

  float most() const { return std::bit_cast<float>(most_); }

  // What those of all but one in 256 of the rows that have any do not exceed: the upper end of a bucket.
  float usual() const {
    std::size_t above = 0, bucket = counts_.size();
    while (bucket > 0 && (above + counts_[bucket - 1]) * kMostOutlierShare <= looked_) above += counts_[--bucket];
    return std::bit_cast<float>(static_cast<std::uint32_t>(bucket) << 19);
  }

 private:
  std::vector<std::uint32_t> counts_ = std::vector<std::uint32_t>(1 << 12);
  std::uint32_t most_ = 0;
  std::size_t looked_ = 0;
};

double step_of(const Magnitudes& magnitudes, std::int32_t limit, bool are_all) {
  const auto most = static_cast<double>(magnitudes.most());
  if (!std::isfinite(most)) {
    throw Error("VALUE_INFINITE", "the loss has no finite gradient any more: the scores have run away",
                "lower learningRate, raise l2Regularization, or scale the target");
  }
  if (most == 0) return 1;
  const auto common = static_cast<double>(magnitudes.usual());
  const double largest = are_all ? most : most * kBeyondLooked;
  const double reach = common > 0 && most > kOutliersGain * common ? common : largest;
  // A little wider, so that rounding puts no largest value beyond. The kernel multiplies by a float32: the step is
  // exactly its inverse.
  const double step = std::max(reach / limit * (1 + 0x1p-20), most / kMostWhole * (1 + 0x1p-20));
  return 1 / static_cast<double>(static_cast<float>(std::min(1 / step, 1e37)));
}

// Sets the steps by some of the rows, or all. Returns whether some said nothing.
bool set_steps(const RowDerivatives& derivatives, const RowSample& sample, bool looks_at_all,
               std::int32_t gradient_limit, std::int32_t hessian_limit, QuantisedGradients& out,
               const RunContext& context) {
  const std::size_t row_count = derivatives.row_count;
  Magnitudes gradients, hessians;
  DerivativesScratch scratch;
  const std::size_t stretch = looks_at_all ? kBlock : kLookedStretch;
  const std::size_t stretches = looks_at_all ? (row_count + kBlock - 1) / kBlock : kLooked / kLookedStretch;
  for (std::size_t s = 0; s < stretches; ++s) {
    if (s % 64 == 0) context.check();
    const std::size_t begin = looks_at_all ? s * stretch : (row_count - stretch) * s / (stretches - 1);
    const std::size_t end = std::min(row_count, begin + stretch);
    const BlockOfDerivatives block = scratch.of(derivatives, begin, end);
    for (std::size_t row = begin; row < end; ++row) {
      if (!sample.is_full && !sample.is_in[row]) continue;
      gradients.add(block.gradients[row - begin]);
      if (block.hessians) hessians.add(block.hessians[row - begin]);
    }
  }
  out.gradient_step = step_of(gradients, gradient_limit, looks_at_all);
  out.hessian_step = derivatives.has_hessians ? step_of(hessians, hessian_limit, looks_at_all) : 1;
  return gradients.most() == 0 || (derivatives.has_hessians && hessians.most() == 0);
}

// The integer of an outlier's value; rounded up or down as the kernel does.
std::int64_t whole_of(float value, double step, std::uint32_t bits) {
  const double scaled = static_cast<double>(value) / step;
  return static_cast<std::int64_t>(std::floor(scaled + (static_cast<double>(bits) + 0.5) / 65536));
}

// Rounds all rows by the steps that are set; false where these leave out too many rows, or reach too little far.
bool round_rows(const RowDerivatives& derivatives, const RowSample& sample, std::int32_t gradient_limit,
                std::int32_t hessian_limit, const RandomStream& random, const std::vector<std::size_t>& begins,
                QuantisedGradients& out, const RunContext& context) {
  const std::size_t row_count = derivatives.row_count;
  const KernelTable& table = kernels();
  const auto gradient_scale = static_cast<float>(1 / out.gradient_step);
  const auto hessian_scale = static_cast<float>(1 / out.hessian_step);
  std::vector<std::vector<WideEntry>> wide(begins.size() - 1);
  std::atomic<bool> fits{true};
  parallel_for(context, wide.size(), [&](std::size_t at) {
    const std::size_t begin = at * kBlock, end = std::min(row_count, begin + kBlock), count = end - begin;
    DerivativesScratch scratch;
    const auto [gradients, hessians] = scratch.of(derivatives, begin, end);
    RowEntry* to = out.entries.data() + begins[at];
    std::uint64_t drawn[kBlock];
    // Of a sample of all rows entries are written where they stay.
    auto* packed = sample.is_full ? reinterpret_cast<std::uint64_t*>(to) : drawn;
    const std::int32_t beyond = table.round_gradients(
        gradients, hessians, static_cast<std::int32_t>(count), static_cast<std::uint32_t>(begin), gradient_scale,
        hessian_scale, gradient_limit, hessian_limit, random.key0(), random.key1(), random.index(), packed);
    if (!sample.is_full) {
      std::size_t kept = 0;
      for (std::size_t i = 0; i < count; ++i) {
        if (sample.is_in[begin + i]) std::memcpy(static_cast<void*>(to + kept++), packed + i, sizeof(RowEntry));
      }
    }
    if (beyond == 0) return;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t row = begin + i;
      if (!sample.is_full && !sample.is_in[row]) continue;
      const float g = gradients[i], h = hessians ? hessians[i] : 1.0f;
      const float scaled_g = g * gradient_scale, scaled_h = hessians ? h * hessian_scale : 1.0f;
      if (std::abs(scaled_g) <= static_cast<float>(gradient_limit) && scaled_h <= static_cast<float>(hessian_limit)) {
        continue;
      }
      if (!(std::abs(scaled_g) < kMostWhole && scaled_h < kMostWhole)) {
        fits.store(false, std::memory_order_relaxed);
        return;
      }
      const std::uint32_t word = random.block(row / 128 * 32 + row % 32)[row / 32 % 4];
      wide[at].push_back({static_cast<std::uint32_t>(row), whole_of(g, out.gradient_step, word & 0xffff),
                          hessians ? whole_of(h, out.hessian_step, word >> 16) : 0});
    }
  });
  out.outliers.clear();
  for (const auto& rows : wide) out.outliers.insert(out.outliers.end(), rows.begin(), rows.end());
  return fits.load() && out.outliers.size() * kRefusedOutlierShare <= out.entries.size() + kRefusedOutlierShare;
}

}  // namespace

void quantise(const RowDerivatives& derivatives, const RowSample& sample, int bits, std::uint64_t seed,
              std::uint64_t index, QuantisedGradients& out, const RunContext& context) {
  static_assert(sizeof(RowEntry) == sizeof(std::uint64_t));
  const std::size_t row_count = derivatives.row_count;
  const std::int32_t gradient_limit = (1 << (bits - 1)) - 1;
  const std::int32_t hessian_limit = derivatives.has_hessians ? (1 << bits) - 1 : 1;
  out.gradient_bits = out.hessian_bits = bits;
  out.constant_hessian = !derivatives.has_hessians;

  // Where each block's entries go.
  const std::size_t blocks = (row_count + kBlock - 1) / kBlock;
  std::vector<std::size_t> begins(blocks + 1, 0);
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::size_t begin = block * kBlock, end = std::min(row_count, begin + kBlock);
    std::size_t count = end - begin;
    if (!sample.is_full) {
      count = 0;
      for (std::size_t row = begin; row < end; ++row) count += sample.is_in[row];
    }
    begins[block + 1] = begins[block] + count;
  }
  out.entries.resize(begins.back());

  const RandomStream random(seed, "round gradients", index);
  bool looks_at_all = row_count <= kLooked;
  if (!looks_at_all) {
    looks_at_all = set_steps(derivatives, sample, false, gradient_limit, hessian_limit, out, context) ||
                   !round_rows(derivatives, sample, gradient_limit, hessian_limit, random, begins, out, context);
  }
  if (!looks_at_all) return;
  set_steps(derivatives, sample, true, gradient_limit, hessian_limit, out, context);
  round_rows(derivatives, sample, gradient_limit, hessian_limit, random, begins, out, context);
}

}  // namespace millrace::trees
