// What is known of the finite numbers of a column while they pass: four moments, extremes, and what is odd.
#pragma once

#include <cstdint>
#include <vector>

namespace millrace {

// Central moments up to the fourth. Numbers are taken in blocks of kBlockRows rows of the stream whatever batches they
// come in, and blocks are merged in order (Pébay, "Formulas for robust, one-pass parallel computation of covariances
// and arbitrary-order statistical moments", 2008), so the result has the same bits for any batching.
class CentralMoments {
 public:
  // numbers: [count], NaN and infinities are left out
  void update(const double* numbers, std::size_t count);
  void close();
  void merge(CentralMoments& next);
  double count = 0, mean = 0, m2 = 0, m3 = 0, m4 = 0;

 private:
  void add(double other, double other_mean, double b2, double b3, double b4);
  std::vector<double> pending_;
  std::size_t rows_in_block_ = 0;
};

struct NumberFacts {
  static constexpr std::size_t kExtremes = 5;

  CentralMoments moments;
  std::int64_t zeros = 0, negatives = 0, positive_infinities = 0, negative_infinities = 0, fractions = 0;
  std::vector<double> lowest, highest;  // the five most extreme different finite numbers, most extreme first

  void update(const double* numbers, std::size_t count);
  void merge(NumberFacts& next);

 private:
  bool is_extreme(double number) const;
  void take_extremes(double number);
};

}  // namespace millrace
