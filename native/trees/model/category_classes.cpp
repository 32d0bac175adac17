#include "trees/model/category_classes.h"

#include <algorithm>
#include <unordered_map>

namespace millrace::trees {

namespace {

constexpr std::size_t kMostCodes = 1u << 20;       // of one feature
constexpr std::size_t kMostMembers = 100'000'000;  // of its sets: what laying out may cost

}  // namespace

bool measurable_sets(const Forest& forest, const std::vector<std::size_t>& nodes) {
  std::size_t members = 0;
  return std::all_of(nodes.begin(), nodes.end(), [&](std::size_t node) {
    const std::size_t codes = 32 * std::size_t{forest.category_begins[node + 1] - forest.category_begins[node]};
    return codes <= kMostCodes && (members += codes) <= kMostMembers;
  });
}

std::vector<std::uint32_t> category_classes(const Forest& forest, const std::vector<std::size_t>& nodes,
                                            std::uint32_t& class_count) {
  std::size_t codes = 0;
  for (const std::size_t node : nodes) {
    codes = std::max<std::size_t>(codes, 32 * (forest.category_begins[node + 1] - forest.category_begins[node]));
  }
  std::vector<std::uint32_t> class_of_code(codes, 1);
  std::vector<std::size_t> sizes{0, codes + 1};  // the one more stands for the codes beyond
  for (const std::size_t node : nodes) {
    std::unordered_map<std::uint32_t, std::size_t> within;
    for_members(forest, node, [&](std::size_t code) { ++within[class_of_code[code]]; });
    std::unordered_map<std::uint32_t, std::uint32_t> apart;
    for_members(forest, node, [&](std::size_t code) {
      std::uint32_t& of = class_of_code[code];
      const auto found = within.find(of);
      // Classes that this set made are not among those it found.
      if (found == within.end() || found->second == sizes[of]) return;
      const auto [to, fresh] = apart.try_emplace(of, static_cast<std::uint32_t>(sizes.size()));
      if (fresh) sizes.push_back(found->second);
      of = to->second;
    });
    for (const auto& [from, to] : apart) sizes[from] -= sizes[to];
  }
  class_count = static_cast<std::uint32_t>(sizes.size());
  return class_of_code;
}

}  // namespace millrace::trees
