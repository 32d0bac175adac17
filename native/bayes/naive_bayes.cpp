#include "bayes/naive_bayes.h"

#include <cmath>

#include "core/error.h"

namespace millrace {

namespace {

using Weights = std::vector<double>;

double log_of(double count) {
  if (count > 0) return std::log(count);
  throw Error("OPTION_INVALID", "a class never has one of the features, and alpha adds nothing to its count of 0",
              "give an alpha above 0, 1e-10 for one");
}

// Of each class to each column what `fill` says, then as scores: of two classes, the second's less the first's.
template <typename Fill>
LinearBayes scores_of(const ClassSums& sums, const Fill& fill) {
  const std::int32_t classes = sums.classes();
  const auto columns = static_cast<std::size_t>(sums.columns());
  LinearBayes out;
  out.weights.resize(static_cast<std::size_t>(classes) * columns);
  out.intercepts.resize(static_cast<std::size_t>(classes));
  for (std::int32_t of = 0; of < classes; ++of) {
    fill(of, &out.weights[static_cast<std::size_t>(of) * columns], out.intercepts[static_cast<std::size_t>(of)]);
  }
  if (classes != 2) return out;
  for (std::size_t i = 0; i < columns; ++i) out.weights[i] = out.weights[columns + i] - out.weights[i];
  out.weights.resize(columns);
  out.intercepts = {out.intercepts[1] - out.intercepts[0]};
  return out;
}

}  // namespace

LinearBayes multinomial_bayes(const ClassSums& sums, double alpha, const std::vector<double>& log_priors) {
  return scores_of(sums, [&](std::int32_t of, double* weights, double& intercept) {
    const double* counts = sums.sums(of);
    double total = 0;
    for (std::int32_t i = 0; i < sums.columns(); ++i) total += counts[i] + alpha;
    const double log_total = log_of(total);
    for (std::int32_t i = 0; i < sums.columns(); ++i) weights[i] = log_of(counts[i] + alpha) - log_total;
    intercept = log_priors[static_cast<std::size_t>(of)];
  });
}

LinearBayes bernoulli_bayes(const ClassSums& sums, double alpha, const std::vector<double>& log_priors) {
  return scores_of(sums, [&](std::int32_t of, double* weights, double& intercept) {
    const double* counts = sums.sums(of);
    const double weight = sums.weights()[static_cast<std::size_t>(of)];
    const double log_rows = log_of(weight + 2 * alpha);
    intercept = log_priors[static_cast<std::size_t>(of)];
    for (std::int32_t i = 0; i < sums.columns(); ++i) {
      const double present = log_of(counts[i] + alpha) - log_rows;
      const double absent = log_of(weight - counts[i] + alpha) - log_rows;
      weights[i] = present - absent;
      intercept += absent;
    }
  });
}

LinearBayes complement_bayes(const ClassSums& sums, double alpha, bool norm, const std::vector<double>& log_priors) {
  const auto columns = static_cast<std::size_t>(sums.columns());
  Weights all(columns);
  for (std::int32_t of = 0; of < sums.classes(); ++of) {
    for (std::size_t i = 0; i < columns; ++i) all[i] += sums.sums(of)[i];
  }
  return scores_of(sums, [&](std::int32_t of, double* weights, double& intercept) {
    const double* counts = sums.sums(of);
    double total = 0;
    for (std::size_t i = 0; i < columns; ++i) total += all[i] + alpha - counts[i];
    double logs = 0;
    for (std::size_t i = 0; i < columns; ++i) {
      weights[i] = log_of((all[i] + alpha - counts[i]) / total);
      logs += weights[i];
    }
    // Of a single column every class has the share 1: it tells nothing, and its logarithm is 0.
    if (logs == 0) logs = 1;
    for (std::size_t i = 0; i < columns; ++i) weights[i] = norm ? weights[i] / logs : -weights[i];
    intercept = sums.classes() == 1 ? log_priors[0] : 0;
  });
}

}  // namespace millrace
