#include "profile/table_profile.h"

#include <algorithm>
#include <bit>

namespace millrace {

namespace {

constexpr std::size_t kMostSampledCells = std::size_t{1} << 24;
constexpr std::size_t kMostSampledRows = 100000;
constexpr std::size_t kFewestSampledRows = 1000;
constexpr std::size_t kMostEntries = std::size_t{1} << 23;  // of all columns' tables
constexpr std::uint32_t kMostEntriesEach = 131072;
constexpr std::uint32_t kFewestEntriesEach = 1024;
constexpr std::size_t kManyColumns = 1000;
constexpr std::uint32_t kTargetTextBytes = 4096;

std::size_t sample_capacity(std::size_t columns) {
  return std::clamp(kMostSampledCells / std::max<std::size_t>(columns, 1), kFewestSampledRows, kMostSampledRows);
}

ValueCounts::Options value_options(std::size_t columns, bool is_target) {
  ValueCounts::Options options;
  const auto fair = static_cast<std::uint32_t>(std::bit_floor(kMostEntries / std::max<std::size_t>(columns, 1)));
  options.capacity = std::clamp(fair, kFewestEntriesEach, kMostEntriesEach);
  options.precision = columns > kManyColumns ? 12 : 14;
  if (is_target) options.text_bytes = kTargetTextBytes;
  return options;
}

}  // namespace

TableProfile::TableProfile(TableProfileOptions options)
    : options_(std::move(options)), patterns_(options_.types.size()), sample_(sample_capacity(options_.types.size())) {
  const auto& types = options_.types;
  columns_.reserve(types.size());
  for (std::size_t c = 0; c < types.size(); ++c) {
    columns_.emplace_back(types[c], value_options(types.size(), static_cast<std::ptrdiff_t>(c) == options_.target));
  }
}

void TableProfile::add(const double* row_ids, const std::vector<ColumnPtr>& columns, std::int64_t length,
                       const RunContext& context) {
  const auto rows = static_cast<std::size_t>(length);
  const std::vector<std::uint32_t> sampled = sample_.take(row_ids, rows);
  // What concerns whole rows comes first: it takes longest.
  parallel_for(context, columns.size() + 2, [&](std::size_t task) {
    if (task == 0) {
      if (!options_.count_repeated || columns.empty()) return;
      std::vector<RowHash> hashes(rows);
      hash_rows(columns, length, hashes.data());
      repeated_.add(hashes.data(), rows);
    } else if (task == 1) {
      patterns_.add(row_ids, columns, length);
    } else {
      columns_[task - 2].update(*columns[task - 2], sampled);
    }
  });
  row_count_ += length;
  if (sample_.is_full()) thin_sample();
}

void TableProfile::thin_sample() {
  const std::vector<std::uint32_t> keep = sample_.thin();
  for (ColumnProfile& column : columns_) column.keep_sampled(keep);
}

void TableProfile::merge(TableProfile& next) {
  for (std::size_t c = 0; c < columns_.size(); ++c) columns_[c].merge(next.columns_[c]);
  repeated_.merge(next.repeated_);
  patterns_.merge(next.patterns_);
  sample_.append(next.sample_);
  row_count_ += next.row_count_;
  if (sample_.is_full()) thin_sample();
}

}  // namespace millrace
