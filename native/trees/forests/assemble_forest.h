// Averaged trees as a model, in real units.
#pragma once

#include <vector>

#include "trees/bins/binned_matrix.h"
#include "trees/forests/grown_tree.h"
#include "trees/model/forest.h"

namespace millrace::trees {

// Takes the trees apart as it goes, so that both forms are not in memory at once.
Forest assemble_forest(const BinnedMatrix& matrix, std::vector<AveragedTree>& trees, std::int32_t outputs);

}  // namespace millrace::trees
