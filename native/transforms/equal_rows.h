// Which rows repeat others, by 128-bit hashes of their values: 16 bytes a row while rows pass, 24 when they end.
#pragma once

#include <memory>
#include <vector>

#include "core/row_hash.h"
#include "transforms/program.h"

namespace millrace {

class EqualRows {
 public:
  enum class Keep { first, last, none };

  // Hashes of the rows that follow those already here.
  void add(const std::vector<ColumnPtr>& columns, std::int64_t length);

  // The positions, ascending from 0, of the rows that go where of equal ones the first, the last or none stays.
  // Empties.
  std::vector<double> repeated(Keep keep, const RunContext& context);

  std::shared_ptr<EqualRows> fork() const { return std::make_shared<EqualRows>(); }
  void merge(EqualRows& next) { hashes_.insert(hashes_.end(), next.hashes_.begin(), next.hashes_.end()); }

 private:
  std::vector<RowHash> hashes_;  // by position
};

class EqualRowsFold : public Operation {
 public:
  EqualRowsFold(std::vector<Slot> columns, std::shared_ptr<EqualRows> state)
      : columns_(std::move(columns)), state_(std::move(state)) {}
  void run(Run& run) override;

 private:
  std::vector<Slot> columns_;
  std::shared_ptr<EqualRows> state_;
};

}  // namespace millrace
