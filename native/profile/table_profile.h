// The profile of a table, folded batch by batch: one state a column, and what concerns whole rows. Memory does not grow
// with the rows, and is shared out among the columns: about 256 MiB for values, 128 MiB for sampled rows, 160 MiB for
// repeated rows.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/column.h"
#include "parallel/pool.h"
#include "profile/column_profile.h"
#include "profile/missing_patterns.h"
#include "profile/repeated_rows.h"
#include "profile/sampled_rows.h"

namespace millrace {

struct TableProfileOptions {
  std::vector<Type> types;
  std::ptrdiff_t target = -1;  // its texts are kept whole
  bool count_repeated = true;  // rows that repeat others
};

class TableProfile {
 public:
  explicit TableProfile(TableProfileOptions options);

  // row_ids: [length]; columns in the order of the types
  void add(const double* row_ids, const std::vector<ColumnPtr>& columns, std::int64_t length,
           const RunContext& context);
  std::shared_ptr<TableProfile> fork() const { return std::make_shared<TableProfile>(options_); }
  void merge(TableProfile& next);

  const TableProfileOptions& options() const { return options_; }
  std::int64_t row_count() const { return row_count_; }
  std::vector<ColumnProfile>& columns() { return columns_; }
  const RepeatedRows& repeated() const { return repeated_; }
  const MissingPatterns& patterns() const { return patterns_; }
  const SampledRows& sample() const { return sample_; }

 private:
  void thin_sample();

  TableProfileOptions options_;
  std::int64_t row_count_ = 0;
  std::vector<ColumnProfile> columns_;
  RepeatedRows repeated_;
  MissingPatterns patterns_;
  SampledRows sample_;
};

}  // namespace millrace
