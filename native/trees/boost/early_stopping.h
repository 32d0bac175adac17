// When training ends by a metric of rows that are not trained on.
#pragma once

#include <cstdint>

namespace millrace::trees {

class EarlyStopping {
 public:
  // A value is a new best when it is better by more than min_delta. patience 0: never stops, and nothing is best.
  EarlyStopping(std::int64_t patience, double min_delta, bool higher_is_better)
      : patience_(patience), min_delta_(min_delta), higher_is_better_(higher_is_better) {}

  // Takes the value after `iterations` of them; whether training is to go on. NaN is worse than everything.
  bool report(std::int64_t iterations, double value) {
    const double gained = higher_is_better_ ? value - best_value_ : best_value_ - value;
    if (value == value && (best_iterations_ == 0 || gained > min_delta_)) {
      best_value_ = value;
      best_iterations_ = iterations;
    }
    return patience_ == 0 || iterations - best_iterations_ < patience_;
  }

  bool is_on() const { return patience_ > 0; }
  std::int64_t best_iterations() const { return best_iterations_; }  // 0: none yet
  double best_value() const { return best_value_; }
  void restore(std::int64_t iterations, double value) {
    best_iterations_ = iterations;
    best_value_ = value;
  }

 private:
  std::int64_t patience_;
  double min_delta_;
  bool higher_is_better_;
  double best_value_ = 0;
  std::int64_t best_iterations_ = 0;
};

}  // namespace millrace::trees
