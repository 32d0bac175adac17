// Numbers in ascending order, and the quantiles read off them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace millrace {

// How a quantile between two numbers is made of them, by the names of Hyndman and Fan (1996) as NumPy spells them.
enum class QuantileMethod {
  linear,
  inverted_cdf,
  averaged_inverted_cdf,
  interpolated_inverted_cdf,
  hazen,
  weibull,
  median_unbiased,
  normal_unbiased,
};
QuantileMethod quantile_method(const std::string& name);

// values[k] stands for the ranks below ends[k] that no value before it stands for; without `ends` each has one.
struct SortedNumbers {
  std::vector<double> values;
  std::vector<std::int64_t> ends;
  bool is_exact = true;  // whether these are the numbers themselves, and not a sketch of them

  std::int64_t count() const { return ends.empty() ? static_cast<std::int64_t>(values.size()) : ends.back(); }
  // How many numbers values[k] stands for.
  double weight(std::size_t k) const {
    return ends.empty() ? 1.0 : static_cast<double>(ends[k] - (k == 0 ? 0 : ends[k - 1]));
  }
  double at(std::int64_t rank) const;
  // q in [0, 1]. NaN where there is no number.
  double quantile(double q, QuantileMethod method) const;
};

}  // namespace millrace
