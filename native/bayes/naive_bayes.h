// Naive Bayes models for counts, as linear scores: their logarithms are linear in a row's values.
#pragma once

#include <string>
#include <vector>

#include "bayes/class_sums.h"

namespace millrace {

struct LinearBayes {
  std::vector<double> weights;  // [outputs][columns]; one output when there are two classes: class 1's less class 0's
  std::vector<double> intercepts;  // [outputs]
};

// All take log_priors[classes] and alpha, what is added to every count (Lidstone). Each throws Error(OPTION_INVALID)
// where alpha leaves a count of 0, whose logarithm no score holds.

// McCallum and Nigam, 1998: log of each column's share of its class's sum.
LinearBayes multinomial_bayes(const ClassSums& sums, double alpha, const std::vector<double>& log_priors);

// The same paper's model of presence: columns that are absent count too.
LinearBayes bernoulli_bayes(const ClassSums& sums, double alpha, const std::vector<double>& log_priors);

// Rennie, Shih, Teevan and Karger, 2003: from the counts of all classes but one's own. Priors count only where there is
// a single class, as in scikit-learn. norm: weights of a class are divided by their sum.
LinearBayes complement_bayes(const ClassSums& sums, double alpha, bool norm, const std::vector<double>& log_priors);

}  // namespace millrace
