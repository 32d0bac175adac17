#include "transforms/sorted_numbers.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace millrace {

QuantileMethod quantile_method(const std::string& name) {
  if (name == "linear") return QuantileMethod::linear;
  if (name == "invertedCdf") return QuantileMethod::inverted_cdf;
  if (name == "averagedInvertedCdf") return QuantileMethod::averaged_inverted_cdf;
  if (name == "interpolatedInvertedCdf") return QuantileMethod::interpolated_inverted_cdf;
  if (name == "hazen") return QuantileMethod::hazen;
  if (name == "weibull") return QuantileMethod::weibull;
  if (name == "medianUnbiased") return QuantileMethod::median_unbiased;
  if (name == "normalUnbiased") return QuantileMethod::normal_unbiased;
  throw Error("INTERNAL", "no quantile method '" + name + "'");
}

double SortedNumbers::at(std::int64_t rank) const {
  if (ends.empty()) return values[static_cast<std::size_t>(rank)];
  const auto end = std::upper_bound(ends.begin(), ends.end(), rank);
  return values[static_cast<std::size_t>(end - ends.begin())];
}

namespace {

// Where the quantile stands among ranks 0 … n - 1, by the two numbers that tell the continuous methods apart.
double position(double n, double q, double alpha, double beta) { return n * q + (alpha + q * (1 - alpha - beta)) - 1; }

double position(double n, double q, QuantileMethod method) {
  switch (method) {
    case QuantileMethod::linear:
      return (n - 1) * q;
    case QuantileMethod::inverted_cdf:
    case QuantileMethod::averaged_inverted_cdf:
      return n * q - 1;
    case QuantileMethod::interpolated_inverted_cdf:
      return position(n, q, 0, 1);
    case QuantileMethod::hazen:
      return position(n, q, 0.5, 0.5);
    case QuantileMethod::weibull:
      return position(n, q, 0, 0);
    case QuantileMethod::median_unbiased:
      return position(n, q, 1.0 / 3, 1.0 / 3);
    case QuantileMethod::normal_unbiased:
      return position(n, q, 3.0 / 8, 3.0 / 8);
  }
  throw Error("INTERNAL", "no such quantile method");
}

}  // namespace

double SortedNumbers::quantile(double q, QuantileMethod method) const {
  const std::int64_t n = count();
  if (n == 0) return std::numeric_limits<double>::quiet_NaN();
  const double where = position(static_cast<double>(n), q, method);
  const double floor = std::floor(where);
  const auto rank = [n](double place) { return std::clamp(static_cast<std::int64_t>(place), std::int64_t{0}, n - 1); };
  double share = where - floor;
  if (method == QuantileMethod::inverted_cdf) share = share > 0 ? 1 : 0;
  if (method == QuantileMethod::averaged_inverted_cdf) share = share > 0 ? 1 : 0.5;
  const double below = at(rank(floor)), above = at(rank(floor + 1));
  // From the nearer end, so that a quantile never leaves the two.
  const double step = above - below;
  return share >= 0.5 ? above - step * (1 - share) : below + step * share;
}

}  // namespace millrace
