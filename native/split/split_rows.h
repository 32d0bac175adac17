// What a split must know of every row, folded in batch by batch, and the sides drawn from it.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "core/column.h"
#include "core/row_hash.h"
#include "parallel/pool.h"

namespace millrace {

enum class Side : std::uint8_t { none, train, valid, test };

struct Shares {
  double test = 0;
  double valid = 0;
};

struct SplitSides {
  std::vector<Side> by_row_id;             // [greatest row id + 1]; none where no row has the id
  std::int64_t counts[4] = {};             // rows by side
  std::vector<std::int64_t> class_counts;  // [classes][4], when there are classes
  std::int64_t unit_count = 0;             // groups of rows that stayed together; rows where there are none
  std::int64_t repeated_count = 0;         // rows that share their unit with another
  double valid_begin = 0;                  // by time: the first instant of each side
  double test_begin = 0;
};

// Memory: 4 bytes a row for its id, 16 for the hash of its unit, 4 for its class, 8 for its time, each only when asked
// for. Drawing takes another 13 to group the rows, then frees the hashes, and 29 a unit.
class SplitRows {
 public:
  static constexpr std::size_t kMostClasses = 10'000;

  // row_ids: [length], ascending over all calls. unit: the columns whose rows stay together when equal; none: each row
  // is a unit. class_column and time may be null. Returns the rows of this batch that are the first of their class.
  std::vector<std::uint32_t> add(const double* row_ids, std::int64_t length, const std::vector<ColumnPtr>& unit,
                                 const Column* class_column, const Column* time);

  // Draws units in the order of random keys (of the seed and the unit's first row id) into test, then valid; a unit
  // that would overshoot what is asked of a class is passed over. Where the exact count can't be had because units are
  // too large, the nearest that one more unit gives. Frees what it grouped by: call once.
  SplitSides draw(const Shares& shares, std::uint64_t seed, const RunContext& context);

  // The last rows by time are test, those before them valid. Rows of one instant stay together, on the side that brings
  // the count nearest to the share.
  SplitSides by_time(const Shares& shares, const RunContext& context) const;

  std::int64_t row_count() const { return static_cast<std::int64_t>(ids_.size()); }

 private:
  struct HashOfHash {
    std::size_t operator()(const RowHash& hash) const { return static_cast<std::size_t>(hash.low); }
  };

  std::vector<std::uint32_t> ids_;
  std::vector<std::vector<RowHash>> hashes_;  // blocks of kBlockRows
  std::vector<std::uint32_t> classes_;
  std::vector<double> times_;
  std::unordered_map<RowHash, std::uint32_t, HashOfHash> class_of_;
};

// Rows of each class for one side: in all the rounded share of all rows, each class within one of its share, no more
// than it has left. The largest remainders are rounded up, ties to the class met first.
std::vector<std::int64_t> apportion(const std::vector<std::int64_t>& class_rows, const std::vector<std::int64_t>& left,
                                    double share);

}  // namespace millrace
