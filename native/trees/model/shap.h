// SHAP values of forests, exact, by the paths' covers (path-dependent TreeSHAP).
//
// At a leaf of value v let a row follow feature j of its path (o_j = 1) or not (o_j = 0), and let z_j be the share of
// training rows that do among those that got there. Shapley values of the game "v · the product of o_j over the known
// features, and of z_j over the others" are integrals (Owen 1972, the multilinear extension):
//   φ_i = v (o_i - z_i) ∫₀¹ Π_{j≠i} (t o_j + (1 - t) z_j) dt,
// and so are their interactions. The integrand is a polynomial, which few Gauss points integrate exactly; at one point
// all paths of a tree share their products, so that a row takes a walk down and up every tree.
// Lundberg et al. 2020 ("From local explanations to global understanding with explainable AI for trees") define the
// values; Yu et al. 2022 ("Linear TreeSHAP") share products over paths with other polynomials.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "parallel/pool.h"
#include "trees/model/compiled_forest.h"
#include "trees/model/gauss_legendre.h"

namespace millrace::trees {

class ShapForest {
 public:
  // Throws Error(MODEL_UNSUPPORTED) when a tree has no covers.
  explicit ShapForest(std::shared_ptr<const CompiledForest> forest);

  // The features that any split reads; all others have values of 0.
  std::size_t feature_count() const { return forest_->features().size(); }
  std::size_t output_count() const { return static_cast<std::size_t>(forest_->forest().output_count); }

  // [output_count]: the scores where no feature is known. With a row's values they add up to its scores.
  const std::vector<double>& base() const { return base_; }

  // rows[row_count][feature_count], as in walk.h → values[row_count][output_count][feature_count] of the scores.
  void values(const RunContext& context, const double* rows, std::size_t row_count, double* values) const;

  // The same → interactions[row_count][output_count][feature_count][feature_count], symmetric; the sum of a line is
  // the feature's value. Halves of an interaction stand at (i, j) and at (j, i), as in the shap package.
  void interactions(const RunContext& context, const double* rows, std::size_t row_count, double* interactions) const;

  // An edge of a tree, above the node it leads to, in the order of a walk that goes down left first.
  struct Edge {
    std::uint32_t node;     // among the forest's nodes; a leaf, or a split
    std::uint32_t feature;  // that the edge's split reads, among those that splits read
    std::int32_t depth;     // 1 below the root
    std::int32_t before;    // depth of the nearest edge above of the same feature, or -1
    double share;           // z of the feature down to here
    bool is_left;
    bool is_leaf;
  };
  struct Tree {
    std::uint32_t root;
    std::int32_t output;
    std::int32_t depth;  // of the deepest edge
    std::size_t points;  // of the quadrature
    std::vector<Edge> edges;
  };

 private:
  void add_tree(std::size_t tree);

  std::shared_ptr<const CompiledForest> forest_;
  std::vector<std::uint32_t> used_;  // of a feature its index among those that splits read
  std::vector<Tree> trees_;
  std::vector<Quadrature> quadratures_;  // by the number of points; empty where none has so many
  std::vector<double> base_;
};

}  // namespace millrace::trees
