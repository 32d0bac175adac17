// Minimal cost-complexity pruning (Breiman, Friedman, Olshen and Stone 1984, chapter 3).
#pragma once

#include "trees/forests/grown_tree.h"

namespace millrace::trees {

// Cuts the weakest link while what a branch gains for each leaf beyond its first is at most `alpha`, in units of
// impurity times weight.
void prune(AveragedTree& tree, std::size_t value_width, double alpha);

}  // namespace millrace::trees
