// What each column alone tells of the target, on the sampled rows that have one.
#pragma once

#include <cstdint>
#include <vector>

#include "profile/sampled_column.h"

namespace millrace {

struct TargetQuestion {
  std::size_t target;
  bool is_classes;                       // else it is a number
  std::vector<std::ptrdiff_t> features;  // columns; -1 stands for the row's id
  std::vector<bool> is_number;           // of each feature: grouped by size, not by value
};

// Rows of one value or range of a feature, and the target in them.
struct TargetGroup {
  enum class Kind : std::uint8_t { value, range, other, missing };
  Kind kind;
  std::uint64_t key = 0;     // of `value`
  double low = 0, high = 0;  // of `range`: the least and greatest number in it
  std::int64_t rows = 0;
  double mean = 0;                    // of a number
  std::vector<std::int64_t> classes;  // rows of each class
};

struct FeatureRule {
  // A rule from groups of the feature (50 of equal size, or each value) to the target, learned on two thirds of the
  // rows and scored on the others: ROC AUC (of several classes the mean of each against the rest), or R². NaN when
  // there are too few rows.
  double score;
  double accuracy, baseline;  // of classes: rows of the others that the rule tells, and those of the commonest class
  std::int64_t scored_rows;
  double linear, monotone;  // Pearson's and Spearman's correlation with a number
  // Shares of the rows in which the value of one is the commonest that goes with the other's.
  double decides, decided;
  std::int64_t values;  // different ones
  std::vector<TargetGroup> groups;
};

struct TargetRules {
  std::vector<std::uint64_t> classes;  // keys, by falling frequency; the most frequent ones
  std::vector<FeatureRule> features;
  std::int64_t rows = 0;
};

TargetRules learn_rules(TableProfile& profile, const TargetQuestion& question, const RunContext& context);

}  // namespace millrace
