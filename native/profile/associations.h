// How strongly columns go together, two by two, on the sampled rows in which both have a value.
#pragma once

#include <vector>

#include "profile/sampled_column.h"

namespace millrace {

struct AssociationColumn {
  std::size_t index;
  bool is_number;
};

// [columns][columns], row-major and symmetric; NaN where undefined.
struct Associations {
  // Two numbers: Pearson's correlation. Two categories: Cramér's V with Bergsma's correction of bias (2013). One of
  // each: the correlation ratio η of the number given the category.
  std::vector<double> strength;
  // Two numbers: Spearman's rank correlation. NaN elsewhere.
  std::vector<double> rank;
  // Missing in one and in the other: the correlation of the two indicators.
  std::vector<double> missing;
  std::size_t rows = 0;
};

Associations associate(TableProfile& profile, const std::vector<AssociationColumn>& columns, const RunContext& context);

// The parts, for rules about targets. NaN when either is constant or fewer than two rows have both.
double pearson(const std::vector<double>& x, const std::vector<double>& y);
double spearman(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace millrace
