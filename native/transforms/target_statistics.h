// What target encoding learns: the target's moments for each category of a column, apart for each fold of the rows,
// so that a row can be encoded from the rows of the other folds alone.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/random.h"
#include "transforms/program.h"
#include "transforms/value_ids.h"

namespace millrace {

// Which fold a row is in follows from its id and the seed, and from nothing else.
class RowFolds {
 public:
  RowFolds(std::uint64_t seed, std::uint32_t count) : random_(seed, "target encoder folds"), count_(count) {}
  std::uint32_t count() const { return count_; }
  std::uint32_t fold_of(double row_id) const {
    const std::uint64_t draw = random_.uint32(static_cast<std::uint64_t>(row_id));
    return static_cast<std::uint32_t>(draw * count_ >> 32);
  }

 private:
  RandomStream random_;
  std::uint32_t count_;
};

// Count, mean and sum of squared deviations.
struct TargetMoments {
  double count = 0, mean = 0, squares = 0;
  void add(double value);
  void add(const TargetMoments& next);  // Chan, Golub and LeVeque 1983
};

class TargetStatistics {
 public:
  struct Options {
    std::string column, target;  // names, for messages
    bool is_class;               // the target's values are classes; numbers otherwise
    std::uint32_t folds;
    std::uint64_t seed;
  };
  explicit TargetStatistics(Options options);

  // row_ids: a float64 column. Rows without a target are counted and left out.
  void update(const Column& column, const Column& target, const Column& row_ids);
  std::shared_ptr<TargetStatistics> fork() const { return std::make_shared<TargetStatistics>(options_); }
  void merge(TargetStatistics& next);

  // outputs: 1 for numbers and for two classes (the share of the last one), else one a class. All arrays are row-major.
  struct Result {
    std::shared_ptr<const Categories> categories;
    std::shared_ptr<const Categories> classes;  // of class targets
    std::int64_t row_count = 0, missing_targets = 0;
    std::size_t outputs = 0;
    std::vector<double> means;           // [outputs]
    std::vector<double> encodings;       // [categories + 1][outputs], missing values last
    std::vector<double> fold_means;      // [folds][outputs]: of the rows in other folds; NaN when there are none
    std::vector<double> fold_encodings;  // [categories + 1][folds][outputs]
  };
  // smooth: the weight of the overall mean against a category's rows, or none for an empirical Bayes estimate of it, as
  // scikit-learn's TargetEncoder. one_output: whether two classes make one output.
  Result finish(std::optional<double> smooth, bool one_output);

  // More classes than this are no target to encode by.
  static constexpr std::size_t kMostClasses = 1000;

 private:
  // The moments of a group over all folds but one; over all when `but` is no fold.
  TargetMoments moments_without(std::size_t group, std::size_t but, std::size_t class_id) const;
  void make_room();

  Options options_;
  RowFolds folds_;
  ValueIds values_, classes_;
  std::int64_t row_count_ = 0, missing_targets_ = 0;
  // Group 0 is all rows, 1 those with a missing value, 2 + id those of a value; [group][fold].
  std::vector<TargetMoments> moments_;             // of number targets
  std::vector<std::vector<std::int64_t>> counts_;  // of class targets, by class id
  std::vector<std::int64_t> rows_;                 // of class targets: of all classes
  std::vector<std::int32_t> value_ids_, class_ids_;
  std::vector<double> numbers_;
};

struct TargetFold : Operation {
  TargetFold(Slot column, Slot target, Slot row_ids, std::shared_ptr<TargetStatistics> state)
      : column(column), target(target), row_ids(row_ids), state(std::move(state)) {}
  void run(Run& run) override { state->update(run.column(column), run.column(target), run.column(row_ids)); }
  Slot column, target, row_ids;
  std::shared_ptr<TargetStatistics> state;
};

// out[r] = output `output` of the row's category as the other folds' rows have it.
class CrossEncode : public Operation {
 public:
  struct Table {
    std::shared_ptr<const std::vector<double>> encodings;  // [categories + 1][folds][outputs], missing values last
    std::vector<double> means;                             // [folds][outputs]
    std::size_t outputs, output;
  };
  CrossEncode(Slot codes, Slot row_ids, Slot out, RowFolds folds, Table table)
      : codes_(codes), row_ids_(row_ids), out_(out), folds_(folds), table_(std::move(table)) {}
  void run(Run& run) override;

 private:
  Slot codes_, row_ids_, out_;
  RowFolds folds_;
  Table table_;
};

}  // namespace millrace
