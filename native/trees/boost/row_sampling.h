// Which rows a tree is grown on, and by how much the gradients of those drawn stand for those that were not.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "trees/boost/labels.h"

namespace millrace::trees {

struct RowSamplingOptions {
  // all; uniform; goss: all rows of large gradients and some of the others (Ke et al., NeurIPS 2017); mvs: rows in
  // proportion to sqrt(g² + lambda h²) (Ibragimov and Gusev, NeurIPS 2019).
  enum class Kind : std::uint8_t { all, uniform, goss, mvs };
  Kind kind = Kind::all;
  double share = 1;            // uniform, mvs: of the rows, in (0, 1]
  std::int32_t frequency = 1;  // uniform: iterations that share a sample
  double top_rate = 0.2;       // goss
  double other_rate = 0.1;     // goss
  double lambda = 0.1;         // mvs
  std::int32_t warm_up = 0;    // goss: iterations that take all rows
};

struct RowSample {
  bool is_full = true;              // every training row, once
  std::vector<std::uint8_t> is_in;  // [training_end], empty when full
  std::vector<float> factor;        // [training_end], of rows that are in; empty when all are 1
};

// Rows that are not trained on (weight 0 by `held`) are never drawn.
class RowSampler {
 public:
  RowSampler(RowSamplingOptions options, std::uint64_t seed, std::size_t training_end,
             const std::vector<std::uint8_t>& held);

  // Whether draw() needs the magnitudes of gradients in this iteration.
  bool needs_magnitudes(std::int64_t iteration) const;
  // Adds one output's part to magnitudes f32[training_end].
  void add_magnitudes(const float* gradients, const float* hessians, float* magnitudes,
                      const RunContext& context) const;
  // Draws the sample of an iteration. A row's lot depends on seed, iteration and row, and on the magnitudes.
  void draw(std::int64_t iteration, const float* magnitudes, RowSample& sample, const RunContext& context) const;

 private:
  void draw_uniform(std::int64_t iteration, RowSample& sample, const RunContext& context) const;
  void draw_goss(std::int64_t iteration, const float* magnitudes, RowSample& sample, const RunContext& context) const;
  void draw_mvs(std::int64_t iteration, const float* magnitudes, RowSample& sample, const RunContext& context) const;
  bool is_held(std::size_t row) const { return !held_.empty() && held_[row] != 0; }

  RowSamplingOptions options_;
  std::uint64_t seed_;
  std::size_t training_end_;
  const std::vector<std::uint8_t>& held_;
};

// The features that a tree may use: so many of them, at least one, drawn without replacement; ascending.
std::vector<std::uint32_t> draw_features(std::uint64_t seed, std::int64_t tree, std::uint32_t feature_count,
                                         double share);

}  // namespace millrace::trees
