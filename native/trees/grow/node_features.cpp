#include "trees/grow/node_features.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/random.h"

namespace millrace::trees {

namespace {

// Features of the groups that hold the whole path.
std::vector<std::uint32_t> that_may_meet(const GrowOptions& options, const std::vector<std::uint32_t>& features,
                                         const std::vector<std::uint32_t>& path) {
  std::vector<std::uint32_t> allowed;
  for (const auto& group : options.interaction_groups) {
    const auto holds = [&](std::uint32_t feature) {
      return std::find(group.begin(), group.end(), feature) != group.end();
    };
    if (std::all_of(path.begin(), path.end(), holds)) allowed.insert(allowed.end(), group.begin(), group.end());
  }
  std::sort(allowed.begin(), allowed.end());
  allowed.erase(std::unique(allowed.begin(), allowed.end()), allowed.end());
  std::vector<std::uint32_t> kept;
  std::set_intersection(features.begin(), features.end(), allowed.begin(), allowed.end(), std::back_inserter(kept));
  return kept;
}

}  // namespace

std::uint64_t child_key(std::uint64_t key, bool is_right) {
  // SplitMix64's finaliser (Steele, Lea and Flood, 2014): paths may be longer than 64 turns.
  std::uint64_t mixed = 2 * key + (is_right ? 1 : 0) + 0x9e3779b97f4a7c15;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

std::vector<std::uint32_t> NodeFeatures::of(std::uint64_t key, const std::vector<std::uint32_t>& path) const {
  std::vector<std::uint32_t> kept =
      options_.interaction_groups.empty() ? features_ : that_may_meet(options_, features_, path);
  if (options_.column_sample_by_node >= 1 || kept.empty()) return kept;
  const auto share = std::llround(options_.column_sample_by_node * static_cast<double>(kept.size()));
  const auto count = static_cast<std::size_t>(std::clamp<long long>(share, 1, static_cast<long long>(kept.size())));
  const RandomStream random(seed_, "columns of a node", key);
  std::vector<std::pair<std::uint64_t, std::uint32_t>> drawn;
  drawn.reserve(kept.size());
  for (const std::uint32_t feature : kept) drawn.emplace_back(random.uint64(feature), feature);
  const auto middle = drawn.begin() + static_cast<std::ptrdiff_t>(count);
  if (middle != drawn.end()) std::nth_element(drawn.begin(), middle, drawn.end());
  kept.clear();
  for (auto at = drawn.begin(); at != middle; ++at) kept.push_back(at->second);
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace millrace::trees
