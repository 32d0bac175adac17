#include "transforms/extrema.h"

namespace millrace {

void Extrema::update(const double* numbers, std::size_t count) {
  double min[kWidth], max[kWidth];
  for (std::size_t lane = 0; lane < kWidth; ++lane) {
    min[lane] = min_[lane];
    max[lane] = max_[lane];
  }
  // No comparison with NaN holds, so missing numbers change nothing.
  std::size_t i = 0;
  for (; i + kWidth <= count; i += kWidth) {
    for (std::size_t lane = 0; lane < kWidth; ++lane) {
      const double x = numbers[i + lane];
      min[lane] = x < min[lane] ? x : min[lane];
      max[lane] = x > max[lane] ? x : max[lane];
    }
  }
  for (; i < count; ++i) {
    min[0] = numbers[i] < min[0] ? numbers[i] : min[0];
    max[0] = numbers[i] > max[0] ? numbers[i] : max[0];
  }
  for (std::size_t lane = 0; lane < kWidth; ++lane) {
    min_[lane] = min[lane];
    max_[lane] = max[lane];
  }
}

void Extrema::merge(Extrema& next) {
  for (std::size_t lane = 0; lane < kWidth; ++lane) {
    min_[lane] = next.min_[lane] < min_[lane] ? next.min_[lane] : min_[lane];
    max_[lane] = next.max_[lane] > max_[lane] ? next.max_[lane] : max_[lane];
  }
}

Extrema::Result Extrema::finish() const {
  double min = kNothing, max = -kNothing;
  for (std::size_t lane = 0; lane < kWidth; ++lane) {
    min = min_[lane] < min ? min_[lane] : min;
    max = max_[lane] > max ? max_[lane] : max;
  }
  if (min > max) return {false, 0, 0};
  return {true, min + 0.0, max + 0.0};
}

void ExtremaFold::run(Run& run) {
  const Numbers& numbers = run.get<Numbers>(in);
  state->update(numbers.data(), numbers.size());
}

}  // namespace millrace
