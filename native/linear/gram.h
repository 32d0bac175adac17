// The weighted Gram matrix of all rows of a design.
#pragma once

#include <functional>

#include "linear/block_fold.h"
#include "linear/design.h"

namespace millrace {

class GramFold {
 public:
  explicit GramFold(const Design& design);

  // Writes gram[columns][columns] (both triangles) = Σ f_i x_i x_iᵀ and sums[columns] = Σ f_i x_i, where x_i is the
  // row less shift[columns] (null: nothing; dense rows only). factors_of(block, scratch) gives the block's f, or null
  // for ones; scratch[kBlockRows] is its own to fill.
  void run(const std::function<const double*(std::size_t block, double* scratch)>& factors_of, const double* shift,
           Vector& gram, Vector& sums);

 private:
  const Design& design_;
  BlockFold fold_;
  Vector scratch_;  // [lanes][kBlockRows]
  Vector shift_;    // [stride]
};

}  // namespace millrace
