// Aggregates of columns by key, as a fold.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "transforms/key_ids.h"
#include "transforms/key_sums.h"
#include "transforms/program.h"

namespace millrace {

// What an aggregate came to, by key.
struct KeyAggregateResult {
  std::vector<double> numbers;              // NaN = missing; of texts their codes, -1 = missing
  std::shared_ptr<const Categories> texts;  // of texts
  std::shared_ptr<const KeySums> sums;      // of statistics that a row can be taken out of
};

// The rows of a batch as an aggregate sees them.
struct KeyedRows {
  std::size_t key_count;     // up to now
  const std::int32_t* keys;  // of each row; below 0 where missing
  std::size_t count;
  const double* numbers;  // the aggregated column's: numbers, or nullptr
  const Column* texts;    // or text
  const double* order;    // what first and last go by, then by row id; missing comes first
  const double* row_ids;
};

class KeyAggregate {
 public:
  virtual ~KeyAggregate() = default;
  virtual void add(const KeyedRows& rows) = 0;
  virtual std::unique_ptr<KeyAggregate> fork() const = 0;
  // keys[i]: the key here of next's key i.
  virtual void merge(KeyAggregate& next, const std::vector<std::int32_t>& keys, std::size_t key_count) = 0;
  // ids: those of the keys in the order of the result.
  virtual KeyAggregateResult finish(const std::vector<std::int32_t>& ids) = 0;
};

// statistic: count, sum, mean, std, min, max, distinct, first or last; is_text: of the aggregated column, whose name is
// for messages. A count of rows has no column.
std::unique_ptr<KeyAggregate> make_key_aggregate(const std::string& statistic, bool is_text, const std::string& column);

class KeyAggregates {
 public:
  struct Spec {
    std::string statistic, column;
    bool is_text;
  };
  KeyAggregates(std::vector<std::string> key, const std::vector<Spec>& specs);
  KeyAggregates(std::vector<std::string> key, std::vector<std::unique_ptr<KeyAggregate>> aggregates);

  struct Batch {
    std::vector<const Column*> key;
    std::vector<const double*> numbers;  // one an aggregate, or nullptr
    std::vector<const Column*> texts;    // one an aggregate, or nullptr
    const double* order;                 // or nullptr: by row id
    const double* row_ids;
    std::size_t count;
  };
  void update(const Batch& batch);
  std::shared_ptr<KeyAggregates> fork() const;
  void merge(KeyAggregates& next);

  struct Result {
    KeyIds::Sorted key;
    std::vector<KeyAggregateResult> aggregates;
  };
  Result finish();

 private:
  std::vector<std::string> names_;
  KeyIds keys_;
  std::vector<std::unique_ptr<KeyAggregate>> aggregates_;
  std::vector<std::int32_t> ids_;
  std::vector<double> no_order_;
};

struct KeyAggregatesFold : Operation {
  struct Inputs {
    std::vector<Slot> key;
    std::vector<Slot> values;     // one an aggregate: a number slot, a text column, or -1 for none
    std::vector<bool> are_texts;  // one an aggregate
    Slot order;                   // a number slot, or -1
    Slot row_ids;                 // a float64 column
  };
  KeyAggregatesFold(Inputs inputs, std::shared_ptr<KeyAggregates> state)
      : inputs(std::move(inputs)), state(std::move(state)) {}
  void run(Run& run) override;
  Inputs inputs;
  std::shared_ptr<KeyAggregates> state;
};

}  // namespace millrace
