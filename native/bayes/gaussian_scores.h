// Log-likelihoods of rows under a normal distribution a class and column, columns independent.
#pragma once

#include <cstdint>
#include <vector>

#include "core/matrix.h"

namespace millrace {

class GaussianScores {
 public:
  // log_priors[classes]; means and variances: [classes][columns], variances above 0
  GaussianScores(std::vector<double> log_priors, std::vector<double> means, const std::vector<double>& variances);

  std::int32_t columns() const { return columns_; }
  std::int32_t classes() const { return static_cast<std::int32_t>(constants_.size()); }

  // scores[row_count][classes]: the logarithm of prior times likelihood
  void score(const DenseBlock& block, double* scores) const;

 private:
  std::int32_t columns_;
  std::vector<double> constants_;  // [classes]: all that does not depend on the row
  std::vector<double> means_;      // [classes][columns]
  std::vector<double> halves_;     // [classes][columns]: 1 / (2 variance)
};

}  // namespace millrace
