#include "trees/model/forest_scan.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "simd/kernels.h"
#include "trees/model/category_classes.h"

namespace millrace::trees {

namespace {

constexpr std::uint32_t kNoClass = 128;  // of a plane of sets: class / 8 is in none of its bytes
constexpr std::uint32_t kMostClasses = 4096;

// What a block of rows costs either way, in cycles a row, as measured: ranking a value, comparing a split, and the
// step of a walk.
constexpr double kRankCost = 8, kSplitCost = 0.03, kStepCost = 4;

bool worth_scanning(const Forest& forest, const SplitColumns& columns) {
  double steps = 0;
  double splits = 0;
  std::vector<std::int32_t> depth;
  for (std::size_t tree = 0; tree < forest.tree_count(); ++tree) {
    const std::size_t begin = forest.tree_begins[tree], size = forest.tree_begins[tree + 1] - begin;
    depth.assign(size, 0);
    double leaves = 0, depths = 0;
    for (std::size_t node = 0; node < size; ++node) {
      if (forest.feature[begin + node] < 0) {
        leaves += 1;
        depths += depth[node];
        continue;
      }
      for (const std::int32_t child : {forest.left[begin + node], forest.right[begin + node]}) {
        depth[static_cast<std::size_t>(child)] = depth[node] + 1;
      }
    }
    if (leaves > kScanLeaves) return false;
    splits += leaves - 1;
    steps += depths / leaves;
  }
  return static_cast<double>(columns.columns.size()) * kRankCost + splits * kSplitCost < steps * kStepCost;
}

}  // namespace

// Gives the results of splits their places: a place is free again once the split above has been decided.
struct ForestScan::Layout {
  Layout(const Forest& of, ForestScan& into) : forest(of), scan(into) {}

  const Forest& forest;
  ForestScan& scan;
  std::size_t root = 0;
  std::vector<std::int32_t> leaf_of_node, need;
  std::vector<std::uint32_t> free;
  std::uint32_t used = 0;

  // Fills in split: its plane and comparison. One for each node of the forest that splits.
  std::vector<ScanSplit> comparisons;

  ScanChoice place(std::size_t node) {
    if (forest.feature[root + node] < 0) {
      return {static_cast<std::uint32_t>(leaf_of_node[node]) * static_cast<std::uint32_t>(kScanChunk), 0};
    }
    const auto left = static_cast<std::size_t>(forest.left[root + node]);
    const auto right = static_cast<std::size_t>(forest.right[root + node]);
    ScanSplit split = comparisons[root + node];
    // The subtree that needs more places goes first: fewer wait for the other.
    if (need[left] >= need[right]) {
      split.left = place(left);
      split.right = place(right);
    } else {
      split.right = place(right);
      split.left = place(left);
    }
    std::uint32_t slot = used;
    if (free.empty()) {
      ++used;
    } else {
      slot = free.back();
      free.pop_back();
    }
    split.out = static_cast<std::uint32_t>(kScanResults + slot * kScanRows);
    for (const ScanChoice& child : {split.left, split.right}) {
      if (child.step > 0) free.push_back(static_cast<std::uint32_t>((child.at - kScanResults) / kScanRows));
    }
    scan.splits_.push_back(split);
    return {split.out, static_cast<std::uint32_t>(kScanChunk)};
  }

  void place_tree(std::size_t tree, std::uint32_t leaf_begin) {
    root = forest.tree_begins[tree];
    const std::size_t size = forest.tree_begins[tree + 1] - root;
    leaf_of_node.assign(size, -1);
    need.assign(size, 0);
    std::int32_t leaves = 0;
    for (std::size_t node = 0; node < size; ++node) {
      if (forest.feature[root + node] < 0) leaf_of_node[node] = leaves++;
    }
    for (std::size_t node = size; node-- > 0;) {  // children first
      if (forest.feature[root + node] < 0) continue;
      const std::int32_t a = need[static_cast<std::size_t>(forest.left[root + node])];
      const std::int32_t b = need[static_cast<std::size_t>(forest.right[root + node])];
      need[node] = a == b ? a + 1 : std::max(a, b);
    }
    free.clear();
    used = 0;
    const auto begin = static_cast<std::uint32_t>(scan.splits_.size());
    const ScanChoice choice = place(0);
    scan.slot_count_ = std::max<std::size_t>(scan.slot_count_, used);
    scan.most_leaves_ = std::max<std::size_t>(scan.most_leaves_, static_cast<std::size_t>(leaves));
    scan.trees_.push_back({begin, static_cast<std::uint32_t>(scan.splits_.size()), choice, leaf_begin,
                           static_cast<std::uint32_t>(leaves), static_cast<std::uint32_t>(forest.tree_outputs[tree])});
  }
};

std::unique_ptr<ForestScan> ForestScan::of(const Forest& forest, const SplitColumns& columns,
                                           const AlignedVector<double>& leaf_values) {
  if (!worth_scanning(forest, columns)) return nullptr;
  std::unique_ptr<ForestScan> made(new ForestScan());
  Layout layout(forest, *made);
  layout.comparisons.resize(forest.node_count());

  std::vector<std::vector<std::size_t>> nodes(columns.columns.size());
  for (std::size_t node = 0; node < forest.node_count(); ++node) {
    if (forest.feature[node] >= 0) nodes[columns.of_node[node]].push_back(node);
  }
  std::uint32_t plane = 0;
  for (std::size_t c = 0; c < columns.columns.size(); ++c) {
    const auto [input, flags] = columns.columns[c];
    if (flags & kCategorical) {
      if (!measurable_sets(forest, nodes[c])) return nullptr;
      Classes classes{input, plane, 0, {}};
      std::uint32_t count = 0;
      classes.class_of_code = category_classes(forest, nodes[c], count);
      if (count > kMostClasses) return nullptr;
      classes.group_count = (count + 127) / 128;
      for (const std::size_t node : nodes[c]) {
        std::vector<ScanSet> sets(classes.group_count);
        for (std::uint32_t g = 0; g < classes.group_count; ++g) {
          sets[g].plane = (plane + 1 + g) * static_cast<std::uint32_t>(kScanRows);
        }
        const auto add = [&](std::uint32_t of) {
          sets[of / 128].bytes[of / 8 % 16] |= static_cast<std::uint8_t>(1u << (of % 8));
        };
        if (forest.flags[node] & kMissingLeft) add(0);
        for_members(forest, node, [&](std::size_t code) { add(classes.class_of_code[code]); });
        ScanSplit& split = layout.comparisons[node];
        split.plane = plane * static_cast<std::uint32_t>(kScanRows);
        split.set_begin = static_cast<std::uint32_t>(made->sets_.size());
        for (std::uint32_t g = 0; g < classes.group_count; ++g) {
          // Sets without members decide nothing, but one must be there to tell the split from an ordered one.
          const bool has_members = std::any_of(std::begin(sets[g].bytes), std::end(sets[g].bytes),
                                               [](std::uint8_t byte) { return byte != 0; });
          if (!has_members && !(g + 1 == classes.group_count && split.set_count == 0)) continue;
          made->sets_.push_back(sets[g]);
          ++split.set_count;
        }
      }
      plane += 1 + classes.group_count;
      made->classes_.push_back(std::move(classes));
      continue;
    }
    std::vector<double> thresholds;
    for (const std::size_t node : nodes[c]) thresholds.push_back(forest.threshold[node]);
    std::sort(thresholds.begin(), thresholds.end());
    thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
    const auto count = static_cast<std::uint32_t>(thresholds.size());
    for (const std::size_t node : nodes[c]) {
      const auto rank = static_cast<std::uint32_t>(
          std::lower_bound(thresholds.begin(), thresholds.end(), forest.threshold[node]) - thresholds.begin());
      layout.comparisons[node].plane = (plane + rank / 255) * static_cast<std::uint32_t>(kScanRows);
      layout.comparisons[node].threshold = static_cast<std::uint8_t>(rank % 255);
    }
    Ordered ordered{input, flags, plane, (count + 254) / 255, count, 0, {}};
    while ((std::size_t{1} << ordered.levels) - 1 < count) ++ordered.levels;
    ordered.thresholds.assign((std::size_t{1} << ordered.levels) - 1, std::numeric_limits<double>::infinity());
    std::copy(thresholds.begin(), thresholds.end(), ordered.thresholds.begin());
    plane += ordered.plane_count;
    made->ordered_.push_back(std::move(ordered));
  }
  if (std::uint64_t{plane} * kScanRows > std::numeric_limits<std::uint32_t>::max()) return nullptr;
  made->plane_count_ = plane;

  std::uint32_t leaf_begin = 0;
  for (std::size_t tree = 0; tree < forest.tree_count(); ++tree) {
    layout.place_tree(tree, leaf_begin);
    leaf_begin += made->trees_.back().leaf_count;
  }
  made->scan_ = {made->splits_.data(),
                 made->sets_.data(),
                 made->trees_.data(),
                 leaf_values.data(),
                 static_cast<std::uint32_t>(forest.value_width),
                 forest.float32_sums};
  return made;
}

void ForestScan::fill_planes(const double* const* inputs, std::size_t row_count, std::uint8_t* planes) const {
  // Rows that are not there are compared too.
  if (row_count % kScanChunk != 0) std::memset(planes, 0, plane_bytes());
  for (const Ordered& ordered : ordered_) fill_ordered(ordered, inputs[ordered.input], row_count, planes);
  for (const Classes& classes : classes_) fill_classes(classes, inputs[classes.input], row_count, planes);
}

void ForestScan::fill_ordered(const Ordered& ordered, const double* values, std::size_t row_count,
                              std::uint8_t* planes) const {
  double changed[kScanRows];
  if (ordered.flags & (kZeroIsMissing | kNanIsZero)) {
    for (std::size_t r = 0; r < row_count; ++r) changed[r] = split_value(values[r], ordered.flags);
    values = changed;
  }
  std::uint32_t ranks[kScanRows];
  kernels().rank_values(values, static_cast<std::int32_t>(row_count), ordered.thresholds.data(), ordered.levels,
                        ordered.flags & kMissingLeft ? 0 : ordered.threshold_count, ranks);
  for (std::uint32_t p = 0; p < ordered.plane_count; ++p) {
    std::uint8_t* const to = planes + (ordered.plane + p) * kScanRows;
    const auto first = static_cast<std::int32_t>(255 * p);
    for (std::size_t r = 0; r < row_count; ++r) {
      const std::int32_t above = static_cast<std::int32_t>(ranks[r]) - first;
      to[r] = static_cast<std::uint8_t>(above < 0 ? 0 : above > 255 ? 255 : above);
    }
  }
}

void ForestScan::fill_classes(const Classes& classes, const double* values, std::size_t row_count,
                              std::uint8_t* planes) const {
  std::uint8_t* const bits = planes + classes.plane * kScanRows;
  for (std::size_t r = 0; r < row_count; ++r) {
    const std::uint32_t of = class_of_value(classes.class_of_code, values[r]);
    bits[r] = static_cast<std::uint8_t>(1u << (of % 8));
    for (std::uint32_t g = 0; g < classes.group_count; ++g) {
      bits[(1 + g) * kScanRows + r] = static_cast<std::uint8_t>(of / 128 == g ? of / 8 % 16 : kNoClass);
    }
  }
}

void ForestScan::add(const std::uint8_t* planes, std::size_t row_count, std::size_t begin, std::size_t end,
                     std::uint8_t* scratch, double* sums) const {
  for (std::size_t leaf = 0; leaf < most_leaves_; ++leaf) {
    std::memset(scratch + leaf * kScanChunk, static_cast<int>(leaf), kScanChunk);
  }
  kernels().scan_trees(&scan_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), planes,
                       static_cast<std::uint32_t>((row_count + kScanChunk - 1) / kScanChunk), scratch, sums);
}

}  // namespace millrace::trees
