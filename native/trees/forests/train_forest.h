// Random forests (Breiman 2001), extremely randomised trees (Geurts, Ernst and Wehenkel 2006) and single trees: trees
// grown apart from each other on samples of the rows, whose leaves' probabilities or means are averaged.
#pragma once

#include <functional>
#include <vector>

#include "parallel/pool.h"
#include "trees/bins/binned_matrix.h"
#include "trees/forests/forest_options.h"
#include "trees/forests/sample.h"
#include "trees/model/forest.h"

namespace millrace::trees {

struct TrainedForest {
  Forest forest;
  // With oob_score: accuracy, or R², weights left aside, of the rows that some tree did not see; NaN without such rows.
  double oob_score = 0;
  // [row_count][outputs]: what the trees that did not see a row say of it; NaN where all did.
  std::vector<double> oob_predictions;
};

// A worker grows a tree at a time. The forest depends on seed and data, not on threads. `on_tree` is called from
// workers with the number of trees that are done.
TrainedForest train_forest(const BinnedMatrix& matrix, const ForestRows& rows, const ForestOptions& options,
                           const RunContext& context, const std::function<void(std::int32_t)>& on_tree);

}  // namespace millrace::trees
