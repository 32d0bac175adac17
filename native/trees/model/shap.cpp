#include "trees/model/shap.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/error.h"
#include "trees/model/walk.h"

namespace millrace::trees {

namespace {

// Rows that are walked side by side, in neighbouring lanes.
constexpr std::size_t kValueLanes = 32;
constexpr std::size_t kInteractionLanes = 8;
// Lanes whose sums are kept in registers.
constexpr std::size_t kChunk = 8;

// What an edge of a path multiplies by, point by point: at + o · slope for o of 0 or 1.
struct Table {
  double* product_at;  // of 1 over the feature's factor
  double* product_slope;
  double* gain_at;  // of (o - z) over the factor
  double* gain_slope;
};

// The walk of some trees by W rows: what is kept for each depth of the path.
template <std::size_t W>
class Walk {
 public:
  Walk(std::int32_t depth, std::size_t points, std::size_t path)
      : points_(points),
        products_((static_cast<std::size_t>(depth) + 1) * points * W),
        sums_((static_cast<std::size_t>(depth) + 1) * points * W),
        on_((static_cast<std::size_t>(depth) + 1) * W),
        left_((static_cast<std::size_t>(depth) + 1) * W),
        tables_((static_cast<std::size_t>(depth) + 1) * points * 4),
        gains_(path * points * W),
        path(static_cast<std::size_t>(depth) + 1) {}

  double* products(std::int32_t depth) { return products_.data() + at(depth) * points_ * W; }
  double* sums(std::int32_t depth) { return sums_.data() + at(depth) * points_ * W; }
  // 1 where a row follows the edges of the edge's feature down to it, else 0.
  double* on(std::int32_t depth) { return on_.data() + at(depth) * W; }
  // 1 where a row goes left at the split at this depth.
  double* left(std::int32_t depth) { return left_.data() + at(depth) * W; }
  Table table(std::int32_t depth) {
    double* const begin = tables_.data() + at(depth) * points_ * 4;
    return {begin, begin + points_, begin + 2 * points_, begin + 3 * points_};
  }
  // Of the i-th feature of a path.
  double* gains(std::size_t i) { return gains_.data() + i * points_ * W; }

 private:
  static std::size_t at(std::int32_t depth) { return static_cast<std::size_t>(depth); }

  std::size_t points_;
  std::vector<double> products_;
  std::vector<double> sums_;
  std::vector<double> on_;
  std::vector<double> left_;
  std::vector<double> tables_;
  std::vector<double> gains_;

 public:
  std::vector<std::size_t> path;  // the edges down to here, by depth
};

template <std::size_t W>
void split_lanes(const Forest& forest, std::size_t node, const double* column, double* left) {
  const std::uint8_t flags = forest.flags[node];
  const double threshold = forest.threshold[node];
  if (flags == 0) {
    for (std::size_t l = 0; l < W; ++l) left[l] = column[l] <= threshold ? 1 : 0;
  } else if (flags == kMissingLeft) {
    for (std::size_t l = 0; l < W; ++l) left[l] = column[l] > threshold ? 0 : 1;
  } else {
    for (std::size_t l = 0; l < W; ++l) left[l] = goes_left(forest, node, column[l]) ? 1 : 0;
  }
}

// Goes down an edge: the products of the path that ends with it.
template <std::size_t W>
void enter(Walk<W>& walk, const ShapForest::Edge& edge, const Quadrature& quadrature) {
  const std::size_t points = quadrature.points.size();
  const Table own = walk.table(edge.depth);
  const double z = edge.share;
  double* const on = walk.on(edge.depth);
  const double* const left = walk.left(edge.depth - 1);
  const double* const on_before = edge.before < 0 ? nullptr : walk.on(edge.before);
  for (std::size_t l = 0; l < W; ++l) on[l] = edge.is_left ? left[l] : 1 - left[l];
  if (on_before) {
    for (std::size_t l = 0; l < W; ++l) on[l] *= on_before[l];
  }
  const double* above = walk.products(edge.depth - 1);
  double* products = walk.products(edge.depth);
  const Table before = edge.before < 0 ? own : walk.table(edge.before);
  for (std::size_t q = 0; q < points; ++q, above += W, products += W) {
    const double t = quadrature.points[q];
    const double off = (1 - t) * z;
    const double over_on = 1 / (t + off);
    // Where no training row goes, products without the feature are 0, and whatever they are divided by.
    const double over_off = z > 0 ? 1 / off : 0;
    own.product_at[q] = over_off;
    own.product_slope[q] = over_on - over_off;
    own.gain_at[q] = -z * over_off;
    own.gain_slope[q] = (1 - z) * over_on + z * over_off;
    if (on_before) {
      const double at = before.product_at[q];
      const double slope = before.product_slope[q];
      for (std::size_t l = 0; l < W; ++l) products[l] = above[l] * (off + on[l] * t) * (at + on_before[l] * slope);
    } else {
      for (std::size_t l = 0; l < W; ++l) products[l] = above[l] * (off + on[l] * t);
    }
  }
}

// Goes up an edge: what the leaves below it say of its feature, over what they said of the feature's edge above.
template <std::size_t W>
void leave(Walk<W>& walk, const ShapForest::Edge& edge, std::size_t points, double* feature_values) {
  const double* const sums = walk.sums(edge.depth);
  const Table own = walk.table(edge.depth);
  const double* const on = walk.on(edge.depth);
  for (std::size_t chunk = 0; chunk < W; chunk += kChunk) {
    double total[kChunk] = {};
    for (std::size_t q = 0; q < points; ++q) {
      const double* const below = sums + q * W + chunk;
      for (std::size_t l = 0; l < kChunk; ++l) {
        total[l] += below[l] * (own.gain_at[q] + on[chunk + l] * own.gain_slope[q]);
      }
    }
    if (edge.before >= 0) {
      const Table before = walk.table(edge.before);
      const double* const on_before = walk.on(edge.before);
      for (std::size_t q = 0; q < points; ++q) {
        const double* const below = sums + q * W + chunk;
        for (std::size_t l = 0; l < kChunk; ++l) {
          total[l] -= below[l] * (before.gain_at[q] + on_before[chunk + l] * before.gain_slope[q]);
        }
      }
    }
    for (std::size_t l = 0; l < kChunk; ++l) feature_values[chunk + l] += total[l];
  }
  if (edge.depth > 1) {
    double* const above = walk.sums(edge.depth - 1);
    for (std::size_t i = 0; i < points * W; ++i) above[i] += sums[i];
  }
}

// Adds one tree's SHAP values: values[features][W] += …, of the tree's leaf values at `value`. Calls at_leaf(walk,
// edge, index of the edge) at every leaf, its sums in place.
template <std::size_t W, typename AtLeaf>
void walk_tree(const Forest& forest, const ShapForest::Tree& tree, const Quadrature& quadrature, std::size_t value,
               const double* columns, Walk<W>& walk, double* values, const AtLeaf& at_leaf) {
  const std::size_t points = tree.points;
  const auto width = static_cast<std::size_t>(forest.value_width);
  std::fill_n(walk.products(0), points * W, 1.0);
  const auto go = [&](std::size_t node, std::uint32_t feature, std::int32_t depth) {
    split_lanes<W>(forest, node, columns + feature * W, walk.left(depth));
  };
  if (!tree.edges.empty()) go(tree.root, tree.edges[0].feature, 0);
  for (std::size_t i = 0; i < tree.edges.size(); ++i) {
    const ShapForest::Edge& edge = tree.edges[i];
    walk.path[static_cast<std::size_t>(edge.depth)] = i;
    enter<W>(walk, edge, quadrature);
    if (!edge.is_leaf) {
      std::fill_n(walk.sums(edge.depth), points * W, 0.0);
      // The next edge is this node's left one.
      go(edge.node, tree.edges[i + 1].feature, edge.depth);
      continue;
    }
    const double leaf = forest.values[edge.node * width + value];
    const double* products = walk.products(edge.depth);
    double* sums = walk.sums(edge.depth);
    for (std::size_t q = 0; q < points; ++q, products += W, sums += W) {
      const double weighted = leaf * quadrature.weights[q];
      for (std::size_t l = 0; l < W; ++l) sums[l] = products[l] * weighted;
    }
    at_leaf(i);
    // Up to where the next edge leaves the path.
    const std::int32_t next = i + 1 < tree.edges.size() ? tree.edges[i + 1].depth : 1;
    for (std::int32_t depth = edge.depth; depth >= next; --depth) {
      const ShapForest::Edge& left_edge = tree.edges[walk.path[static_cast<std::size_t>(depth)]];
      leave<W>(walk, left_edge, points, values + left_edge.feature * W);
    }
  }
}

// rows[count][features] as columns[features][W]; lanes without a row repeat the first.
template <std::size_t W>
void to_lanes(const double* rows, std::size_t count, std::size_t features, double* columns) {
  for (std::size_t l = 0; l < W; ++l) {
    const double* const row = rows + (l < count ? l : 0) * features;
    for (std::size_t f = 0; f < features; ++f) columns[f * W + l] = row[f];
  }
}

std::int32_t depth_of(const std::vector<ShapForest::Tree>& trees) {
  std::int32_t depth = 0;
  for (const auto& tree : trees) depth = std::max(depth, tree.depth);
  return depth;
}

std::size_t points_of(const std::vector<ShapForest::Tree>& trees) {
  std::size_t points = 1;
  for (const auto& tree : trees) points = std::max(points, tree.points);
  return points;
}

}  // namespace

ShapForest::ShapForest(std::shared_ptr<const CompiledForest> compiled) : forest_(std::move(compiled)) {
  const Forest& forest = forest_->forest();
  used_.resize(static_cast<std::size_t>(forest.feature_count));
  const auto& features = forest_->features();
  for (std::size_t i = 0; i < features.size(); ++i) used_[features[i]] = static_cast<std::uint32_t>(i);
  base_.resize(output_count());
  for (std::size_t tree = 0; tree < forest.tree_count(); ++tree) add_tree(tree);
  for (std::size_t k = 0; k < base_.size(); ++k) base_[k] = forest.base_scores[k] + forest.scale * base_[k];
}

void ShapForest::add_tree(std::size_t index) {
  const Forest& forest = forest_->forest();
  const std::size_t root = forest.tree_begins[index];
  const auto width = static_cast<std::size_t>(forest.value_width);
  Tree tree{static_cast<std::uint32_t>(root), forest.tree_outputs[index], 0, 1, {}};
  const auto add_base = [&](std::size_t leaf, double share) {
    for (std::size_t k = 0; k < width; ++k) {
      base_[width == 1 ? static_cast<std::size_t>(tree.output) : k] += share * forest.values[leaf * width + k];
    }
  };
  if (forest.feature[root] < 0) {
    add_base(root, 1);
    trees_.push_back(std::move(tree));
    return;
  }
  if (!(forest.cover[root] > 0)) {
    throw Error("MODEL_UNSUPPORTED", "tree " + std::to_string(index) + " does not say how many rows trained its nodes",
                "explain a model that keeps them: LightGBM's since 2.2.2 do");
  }
  struct Waiting {
    std::size_t parent;
    std::int32_t depth;
    bool is_left;
  };
  std::vector<Waiting> waiting{{root, 1, false}, {root, 1, true}};
  std::vector<Edge> path;         // edges above, by depth - 1
  std::vector<double> shares{1};  // of all rows, by depth
  std::size_t most_features = 0;
  std::vector<std::size_t> distinct{0};  // features on the path, by depth
  while (!waiting.empty()) {
    const Waiting next = waiting.back();
    waiting.pop_back();
    const auto depth = static_cast<std::size_t>(next.depth);
    path.resize(depth - 1);
    shares.resize(depth);
    distinct.resize(depth);
    const std::size_t parent = next.parent;
    const std::size_t node = root + static_cast<std::size_t>(next.is_left ? forest.left[parent] : forest.right[parent]);
    const double reached = forest.cover[parent];
    // Where no row trained the parent, either side is as likely.
    const double share = reached > 0 ? std::max(forest.cover[node], 0.0) / reached : 0.5;
    const std::uint32_t feature = used_[static_cast<std::size_t>(forest.feature[parent])];
    std::int32_t before = -1;
    for (std::size_t d = path.size(); d-- > 0 && before < 0;) {
      if (path[d].feature == feature) before = path[d].depth;
    }
    const double above = before < 0 ? 1 : path[static_cast<std::size_t>(before) - 1].share;
    const bool is_leaf = forest.feature[node] < 0;
    const Edge edge{
        static_cast<std::uint32_t>(node), feature, next.depth, before, above * share, next.is_left, is_leaf};
    path.push_back(edge);
    shares.push_back(shares.back() * share);
    distinct.push_back(distinct.back() + (before < 0 ? 1 : 0));
    tree.edges.push_back(edge);
    tree.depth = std::max(tree.depth, next.depth);
    if (is_leaf) {
      most_features = std::max(most_features, distinct.back());
      add_base(node, shares.back());
    } else {
      waiting.push_back({node, next.depth + 1, false});
      waiting.push_back({node, next.depth + 1, true});
    }
  }
  // The integrand's degree is one less than the path has features.
  tree.points = std::max<std::size_t>((most_features + 1) / 2, 1);
  if (quadratures_.size() <= tree.points) quadratures_.resize(tree.points + 1);
  if (quadratures_[tree.points].points.empty()) quadratures_[tree.points] = gauss_legendre(tree.points);
  trees_.push_back(std::move(tree));
}

void ShapForest::values(const RunContext& context, const double* rows, std::size_t row_count, double* values) const {
  constexpr std::size_t W = kValueLanes;
  const Forest& forest = forest_->forest();
  const std::size_t features = feature_count();
  const std::size_t outputs = output_count();
  const std::size_t stride = outputs * features;
  parallel_for(context, (row_count + W - 1) / W, [&](std::size_t block) {
    const std::size_t begin = block * W;
    const std::size_t count = std::min(W, row_count - begin);
    std::vector<double> columns(features * W);
    std::vector<double> found(stride * W);
    Walk<W> walk(depth_of(trees_), points_of(trees_), 0);
    to_lanes<W>(rows + begin * features, count, features, columns.data());
    for (const Tree& tree : trees_) {
      if (tree.edges.empty()) continue;
      context.check();
      const bool own = forest.value_width == 1;
      for (std::size_t k = own ? static_cast<std::size_t>(tree.output) : 0; k < outputs; ++k) {
        walk_tree<W>(forest, tree, quadratures_[tree.points], own ? 0 : k, columns.data(), walk,
                     found.data() + k * features * W, [](std::size_t) {});
        if (own) break;
      }
    }
    for (std::size_t l = 0; l < count; ++l) {
      double* const out = values + (begin + l) * stride;
      for (std::size_t i = 0; i < stride; ++i) out[i] = forest.scale * found[i * W + l];
    }
  });
}

void ShapForest::interactions(const RunContext& context, const double* rows, std::size_t row_count,
                              double* interactions) const {
  constexpr std::size_t W = kInteractionLanes;
  const Forest& forest = forest_->forest();
  const std::size_t features = feature_count();
  const std::size_t outputs = output_count();
  const std::size_t square = features * features;
  parallel_for(context, (row_count + W - 1) / W, [&](std::size_t block) {
    const std::size_t begin = block * W;
    const std::size_t count = std::min(W, row_count - begin);
    std::vector<double> columns(features * W);
    std::vector<double> values(outputs * features * W);
    std::vector<double> pairs(outputs * square * W);  // (i, j) with i < j
    Walk<W> walk(depth_of(trees_), points_of(trees_), 2 * points_of(trees_));
    std::vector<std::size_t> path;  // the deepest edge of each feature above a leaf
    to_lanes<W>(rows + begin * features, count, features, columns.data());
    const auto add_pairs = [&](const Tree& tree, std::size_t leaf, double* of_output) {
      path.clear();
      for (std::int32_t depth = tree.edges[leaf].depth; depth >= 1; --depth) {
        const std::size_t at = walk.path[static_cast<std::size_t>(depth)];
        const std::uint32_t feature = tree.edges[at].feature;
        const bool is_there =
            std::any_of(path.begin(), path.end(), [&](std::size_t e) { return tree.edges[e].feature == feature; });
        if (!is_there) path.push_back(at);
      }
      const std::size_t points = tree.points;
      const double* const sums = walk.sums(tree.edges[leaf].depth);
      for (std::size_t i = 0; i < path.size(); ++i) {
        const Edge& edge = tree.edges[path[i]];
        const Table table = walk.table(edge.depth);
        const double* const on = walk.on(edge.depth);
        double* const gains = walk.gains(i);
        for (std::size_t q = 0; q < points; ++q) {
          for (std::size_t l = 0; l < W; ++l) gains[q * W + l] = table.gain_at[q] + on[l] * table.gain_slope[q];
        }
      }
      for (std::size_t i = 0; i < path.size(); ++i) {
        for (std::size_t j = i + 1; j < path.size(); ++j) {
          double total[W] = {};
          const double* const of_i = walk.gains(i);
          const double* const of_j = walk.gains(j);
          for (std::size_t q = 0; q < points; ++q) {
            for (std::size_t l = 0; l < W; ++l) {
              total[l] += sums[q * W + l] * of_i[q * W + l] * of_j[q * W + l];
            }
          }
          const std::size_t a = tree.edges[path[i]].feature;
          const std::size_t b = tree.edges[path[j]].feature;
          double* const out = of_output + (std::min(a, b) * features + std::max(a, b)) * W;
          for (std::size_t l = 0; l < W; ++l) out[l] += total[l];
        }
      }
    };
    for (const Tree& tree : trees_) {
      if (tree.edges.empty()) continue;
      context.check();
      const bool own = forest.value_width == 1;
      for (std::size_t k = own ? static_cast<std::size_t>(tree.output) : 0; k < outputs; ++k) {
        walk_tree<W>(forest, tree, quadratures_[tree.points], own ? 0 : k, columns.data(), walk,
                     values.data() + k * features * W,
                     [&](std::size_t leaf) { add_pairs(tree, leaf, pairs.data() + k * square * W); });
        if (own) break;
      }
    }
    for (std::size_t l = 0; l < count; ++l) {
      for (std::size_t k = 0; k < outputs; ++k) {
        double* const out = interactions + ((begin + l) * outputs + k) * square;
        for (std::size_t i = 0; i < features; ++i) {
          out[i * features + i] = forest.scale * values[(k * features + i) * W + l];
        }
        for (std::size_t i = 0; i < features; ++i) {
          for (std::size_t j = i + 1; j < features; ++j) {
            const double half = 0.5 * forest.scale * pairs[(k * square + i * features + j) * W + l];
            out[i * features + j] = out[j * features + i] = half;
            out[i * features + i] -= half;
            out[j * features + j] -= half;
          }
        }
      }
    }
  });
}

}  // namespace millrace::trees
