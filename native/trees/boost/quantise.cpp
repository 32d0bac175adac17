#include "trees/boost/quantise.h"

#include <algorithm>
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
constexpr std::size_t kLooked = 65'536;

std::uint32_t magnitude_bits(float value) { return std::bit_cast<std::uint32_t>(value) & 0x7fffffffu; }

// The largest magnitude of the sample's rows.
float largest(const float* values, std::size_t row_count, const RowSample& sample, const RunContext& context) {
  std::vector<std::uint32_t> most((row_count + kBlock - 1) / kBlock);
  parallel_for(context, most.size(), [&](std::size_t block) {
    const std::size_t begin = block * kBlock, end = std::min(row_count, begin + kBlock);
    std::uint32_t at = 0;
    if (sample.is_full) {
      for (std::size_t row = begin; row < end; ++row) at = std::max(at, magnitude_bits(values[row]));
    } else {
      for (std::size_t row = begin; row < end; ++row) {
        at = std::max(at, magnitude_bits(values[row]) & (0u - sample.is_in[row]));
      }
    }
    most[block] = at;
  });
  return std::bit_cast<float>(most.empty() ? 0u : *std::max_element(most.begin(), most.end()));
}

// What the magnitudes of all but one in 256 of the rows that have any do not exceed, from up to 65,536 of them, evenly
// spaced: counts of their exponents and four bits of mantissa.
float usual(const float* values, std::size_t row_count, const RowSample& sample) {
  std::vector<std::uint32_t> counts(1 << 12);
  const std::size_t stride = std::max<std::size_t>(1, row_count / kLooked);
  std::size_t looked = 0;
  for (std::size_t row = 0; row < row_count; row += stride) {
    if (!sample.is_full && !sample.is_in[row]) continue;
    const std::uint32_t bits = magnitude_bits(values[row]);
    if (bits == 0) continue;
    ++counts[bits >> 19];
    ++looked;
  }
  std::size_t above = 0, bucket = counts.size();
  while (bucket > 0 && (above + counts[bucket - 1]) * kMostOutlierShare <= looked) above += counts[--bucket];
  return std::bit_cast<float>(static_cast<std::uint32_t>(bucket) << 19);  // the upper end of the last bucket within
}

double step_of(const float* values, std::size_t row_count, const RowSample& sample, std::int32_t limit,
               const RunContext& context) {
  const float most = largest(values, row_count, sample, context);
  if (!std::isfinite(most)) {
    throw Error("VALUE_INFINITE", "the loss has no finite gradient any more: the scores have run away",
                "lower learningRate, raise l2Regularization, or scale the target");
  }
  if (most == 0) return 1;
  const float common = usual(values, row_count, sample);
  const double reach = common > 0 && most > kOutliersGain * common ? common : most;
  // A little wider, so that rounding puts no largest value beyond; and outliers stay below 2^40, so that the sums of
  // all rows there can be stay below 2^63. The kernel multiplies by a float32: the step is exactly its inverse.
  const double step = std::max(reach / limit * (1 + 0x1p-20), static_cast<double>(most) * 0x1p-40);
  return 1 / static_cast<double>(static_cast<float>(std::min(1 / step, 1e37)));
}

// The integer of an outlier's value; rounded up or down as the kernel does.
std::int64_t whole_of(float value, double step, std::uint32_t bits) {
  const double scaled = static_cast<double>(value) / step;
  return static_cast<std::int64_t>(std::floor(scaled + (static_cast<double>(bits) + 0.5) / 65536));
}

}  // namespace

void quantise(const float* gradients, const float* hessians, std::size_t row_count, const RowSample& sample, int bits,
              std::uint64_t seed, std::uint64_t index, QuantisedGradients& out, const RunContext& context) {
  const std::int32_t gradient_limit = (1 << (bits - 1)) - 1;
  const std::int32_t hessian_limit = hessians ? (1 << bits) - 1 : 1;
  out.gradient_bits = out.hessian_bits = bits;
  out.constant_hessian = hessians == nullptr;
  out.gradient_step = step_of(gradients, row_count, sample, gradient_limit, context);
  out.hessian_step = hessians ? step_of(hessians, row_count, sample, hessian_limit, context) : 1;

  const std::size_t blocks = (row_count + kBlock - 1) / kBlock;
  std::vector<std::size_t> begins(blocks + 1);
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
  static_assert(sizeof(RowEntry) == sizeof(std::uint64_t));

  const KernelTable& table = kernels();
  const RandomStream random(seed, "round gradients", index);
  const auto gradient_scale = static_cast<float>(1 / out.gradient_step);
  const auto hessian_scale = static_cast<float>(1 / out.hessian_step);
  std::vector<std::vector<WideEntry>> wide(blocks);
  parallel_for(context, blocks, [&](std::size_t block) {
    const std::size_t begin = block * kBlock, count = std::min(row_count, begin + kBlock) - begin;
    RowEntry* to = out.entries.data() + begins[block];
    std::uint64_t drawn[kBlock];
    // Of a sample of all rows entries are written where they stay.
    auto* packed = sample.is_full ? reinterpret_cast<std::uint64_t*>(to) : drawn;
    const std::int32_t beyond = table.round_gradients(
        gradients + begin, hessians ? hessians + begin : nullptr, static_cast<std::int32_t>(count),
        static_cast<std::uint32_t>(begin), gradient_scale, hessian_scale, gradient_limit, hessian_limit, random.key0(),
        random.key1(), random.index(), packed);
    if (!sample.is_full) {
      std::size_t kept = 0;
      for (std::size_t i = 0; i < count; ++i) {
        if (sample.is_in[begin + i]) std::memcpy(static_cast<void*>(to + kept++), packed + i, sizeof(RowEntry));
      }
    }
    if (beyond == 0) return;
    for (std::size_t i = 0; i < count; ++i) {
      if (!sample.is_full && !sample.is_in[begin + i]) continue;
      const float g = gradients[begin + i], h = hessians ? hessians[begin + i] : 1.0f;
      const float scaled_g = g * gradient_scale, scaled_h = hessians ? h * hessian_scale : 1.0f;
      if (std::abs(scaled_g) <= static_cast<float>(gradient_limit) && scaled_h <= static_cast<float>(hessian_limit)) {
        continue;
      }
      const std::size_t row = begin + i;
      const std::uint32_t word = random.block(row / 128 * 32 + row % 32)[row / 32 % 4];
      wide[block].push_back({static_cast<std::uint32_t>(row), whole_of(g, out.gradient_step, word & 0xffff),
                             hessians ? whole_of(h, out.hessian_step, word >> 16) : 0});
    }
  });
  out.outliers.clear();
  for (const auto& rows : wide) out.outliers.insert(out.outliers.end(), rows.begin(), rows.end());
}

}  // namespace millrace::trees
