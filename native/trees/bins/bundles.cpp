#include "trees/bins/bundles.h"

#include <algorithm>
#include <numeric>

namespace millrace::trees {

namespace {

// An entry of a row costs about four times what a value of a column costs: in memory (two indices and a bin), and in a
// histogram whose entries are all over the cache.
constexpr std::uint64_t kFullFrom = 4;

// Rarer features fill no column.
constexpr std::uint64_t kRarest = 2'000;

constexpr std::size_t kMostOpen = 256;
constexpr std::size_t kBitmapBytes = std::size_t{64} << 20;

// A bundle that may still grow, and the rows that it has taken.
struct OpenBundle {
  Bundle bundle;
  std::vector<std::uint64_t> taken;

  bool fits(const std::uint32_t* rows, std::uint64_t count) const {
    for (std::uint64_t i = 0; i < count; ++i) {
      if (taken[rows[i] >> 6] >> (rows[i] & 63) & 1) return false;
    }
    return true;
  }
};

}  // namespace

std::vector<Bundle> bundle_exclusive(const SparseColumns& columns, std::int64_t row_count, const RunContext& context) {
  const auto rows = static_cast<std::uint64_t>(row_count);
  std::vector<std::uint32_t> order;
  for (std::uint32_t f = 0; f < columns.feature_count(); ++f) {
    const std::uint64_t count = columns.entry_count(f);
    if (count > 0 && count * kRarest >= rows) order.push_back(f);
  }
  // The fullest first: what is left over finds room beside them.
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const std::uint64_t in_a = columns.entry_count(a), in_b = columns.entry_count(b);
    return in_a != in_b ? in_a > in_b : a < b;
  });
  const std::size_t words = (rows + 63) / 64;
  const std::size_t most = std::clamp(kBitmapBytes / (8 * std::max<std::size_t>(1, words)), std::size_t{8}, kMostOpen);
  std::vector<OpenBundle> open;
  for (const std::uint32_t feature : order) {
    context.check();
    const std::uint32_t* at = columns.rows.data() + columns.offsets[feature];
    const std::uint64_t count = columns.entry_count(feature);
    const std::uint32_t bins = columns.bins[feature].bin_count;
    auto found = std::find_if(open.begin(), open.end(), [&](const OpenBundle& one) {
      return one.bundle.entry_count + count <= rows && one.bundle.stored_values + bins <= kMostBins &&
             one.fits(at, count);
    });
    if (found == open.end()) {
      if (open.size() == most) continue;
      found = open.insert(open.end(), {{}, std::vector<std::uint64_t>(words)});
    }
    found->bundle.features.push_back(feature);
    found->bundle.stored_values += bins;
    found->bundle.entry_count += count;
    for (std::uint64_t i = 0; i < count; ++i) found->taken[at[i] >> 6] |= std::uint64_t{1} << (at[i] & 63);
  }
  std::vector<Bundle> full;
  for (OpenBundle& one : open) {
    if (one.bundle.entry_count * kFullFrom < rows) continue;
    std::sort(one.bundle.features.begin(), one.bundle.features.end());
    full.push_back(std::move(one.bundle));
  }
  return full;
}

}  // namespace millrace::trees
