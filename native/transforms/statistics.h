// Folds over number slots: moments for scaling, values for medians and modes.
#pragma once

#include <vector>

#include "transforms/program.h"

namespace millrace {

// Weighted count, mean and sum of squared deviations of a stream of numbers; missing ones are left out. Numbers are
// taken in blocks of kBlockRows rows of the stream whatever batches they come in, each in 16 lanes, and blocks are
// merged in order (Chan, Golub, LeVeque 1983), so the result has the same bits for any batching.
class Moments {
 public:
  // weights: one a number, or nullptr for 1 each.
  void update(const double* numbers, const double* weights, std::size_t count);
  struct Result {
    double weight, mean, variance;  // variance divides by the weight (scikit-learn's StandardScaler)
  };
  Result finish();
  std::shared_ptr<Moments> fork() const { return std::make_shared<Moments>(); }
  void merge(Moments& next);

 private:
  void close_block();
  void add(double weight, double mean, double squares);

  // [kBlockRows], the first `pending_` of them taken; no weights where all are 1.
  std::vector<double> pending_numbers_, pending_weights_;
  std::size_t pending_ = 0, rows_in_block_ = 0;
  double weight_ = 0, mean_ = 0, squares_ = 0;
};

struct MomentsFold : Operation {
  MomentsFold(Slot in, Slot weight, std::shared_ptr<Moments> state) : in(in), weight(weight), state(std::move(state)) {}
  void run(Run& run) override;
  bool independent() const override { return true; }
  Slot in, weight;  // weight: a number slot, or -1
  std::shared_ptr<Moments> state;
};

// All numbers that are not missing: 8 bytes each. For exact medians and modes.
struct NumberValues {
  std::vector<double> values;
  // The middle value, or the mean of the two middle ones; NaN when there is none. Reorders `values`.
  double median();
  // The most frequent value, the smallest of several; NaN when there is none. Reorders `values`.
  double mode();
  std::shared_ptr<NumberValues> fork() const { return std::make_shared<NumberValues>(); }
  void merge(NumberValues& next) { values.insert(values.end(), next.values.begin(), next.values.end()); }
};

struct ValuesFold : Operation {
  ValuesFold(Slot in, std::shared_ptr<NumberValues> state) : in(in), state(std::move(state)) {}
  void run(Run& run) override;
  bool independent() const override { return true; }
  Slot in;
  std::shared_ptr<NumberValues> state;
};

// Every row's number, in order: a target or a weight.
struct NumberList {
  std::string name;
  std::vector<double> values;
  std::shared_ptr<NumberList> fork() const { return std::make_shared<NumberList>(NumberList{name, {}}); }
  void merge(NumberList& next) { values.insert(values.end(), next.values.begin(), next.values.end()); }
};

// What a list of targets or weights holds.
struct ListSummary {
  std::int64_t missing = 0;
  std::int64_t first_missing = -1;   // row
  std::int64_t first_negative = -1;  // row
  double min = 0, max = 0;           // of those not missing
  double sum = 0;
};
ListSummary summarize(const std::vector<double>& values);

// The weighted mean of the values. weights: one a value, or nullptr for 1 each.
double weighted_mean(const std::vector<double>& values, const std::vector<double>* weights);

// The smallest value with half of the weight at or below it, or the mean of it and the next one where the half is met
// exactly; with equal weights the median. weights: one a value, or nullptr for 1 each.
double weighted_median(const std::vector<double>& values, const std::vector<double>* weights);

// shares[class_count], summing to 1: the weight of each class among codes 0 … class_count - 1.
std::vector<double> class_shares(const std::vector<double>& codes, const std::vector<double>* weights,
                                 std::size_t class_count);

// One a row: the factor of its class, times its own weight. weights: one a code, or nullptr for 1 each.
std::vector<double> weights_by_class(const std::vector<double>& codes, const std::vector<double>* weights,
                                     const std::vector<double>& factors);

struct AppendNumbers : Operation {
  AppendNumbers(Slot in, std::shared_ptr<NumberList> state) : in(in), state(std::move(state)) {}
  void run(Run& run) override;
  bool independent() const override { return true; }
  Slot in;
  std::shared_ptr<NumberList> state;
};

}  // namespace millrace
