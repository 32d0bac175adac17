#include "profile/column_profile.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "core/row_hash.h"

namespace millrace {

namespace {

// What 64 bits of microseconds reach, 292,000 years. Dates of 32 bits go beyond, as DuckDB's infinite ones do.
constexpr std::int64_t kMostDays = std::numeric_limits<std::int64_t>::max() / kMicrosecondsPerDay;

template <typename T>
std::uint64_t key_of(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::bit_cast<std::uint64_t>(static_cast<double>(value) + 0.0);  // one zero of the two
  } else {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
  }
}

// A stretch of a column's rows, so short that what is made of it stays in the processor's second cache.
struct Stretch {
  const Column& column;
  std::int64_t first;
  std::vector<std::uint64_t> keys;
  std::vector<double> numbers;

  // Whether a row has a value. A key alone can't tell: an integer may have the bits of kMissingKey.
  bool has_value(std::size_t row) const {
    return keys[row] != kMissingKey || !is_missing(column, first + static_cast<std::int64_t>(row));
  }
};

constexpr std::int64_t kStretchRows = 4096;

template <typename T>
void read_keys(Stretch& rows) {
  const Column& column = rows.column;
  const T* values = column.data.as<T>() + rows.first;
  const bool whole = column.validity.empty();
  for (std::size_t row = 0; row < rows.keys.size(); ++row) {
    const T value = values[row];
    bool is_valid = whole || column.is_valid(rows.first + static_cast<std::int64_t>(row));
    if constexpr (std::is_floating_point_v<T>) is_valid = is_valid && !std::isnan(value);
    rows.keys[row] = is_valid ? key_of(value) : kMissingKey;
    rows.numbers[row] = is_valid ? static_cast<double>(value) : std::numeric_limits<double>::quiet_NaN();
  }
}

void read_numbers(Stretch& rows) {
  switch (rows.column.type) {
    case Type::int8:
      return read_keys<std::int8_t>(rows);
    case Type::int16:
      return read_keys<std::int16_t>(rows);
    case Type::int32:
    case Type::date32:
      return read_keys<std::int32_t>(rows);
    case Type::uint8:
      return read_keys<std::uint8_t>(rows);
    case Type::uint16:
      return read_keys<std::uint16_t>(rows);
    case Type::uint32:
      return read_keys<std::uint32_t>(rows);
    case Type::uint64:
      return read_keys<std::uint64_t>(rows);
    case Type::float32:
      return read_keys<float>(rows);
    case Type::float64:
      return read_keys<double>(rows);
    default:
      return read_keys<std::int64_t>(rows);
  }
}

}  // namespace

ValueKind kind_of(Type type) {
  switch (type) {
    case Type::boolean:
      return ValueKind::boolean;
    case Type::utf8:
      return ValueKind::text;
    case Type::date32:
    case Type::timestamp_us:
      return ValueKind::time;
    default:
      return ValueKind::number;
  }
}

double ColumnProfile::number_of(std::uint64_t key) const {
  if (key == kMissingKey) return std::numeric_limits<double>::quiet_NaN();
  if (type == Type::float32 || type == Type::float64) return std::bit_cast<double>(key);
  if (type == Type::uint64) return static_cast<double>(key);
  const auto value = static_cast<double>(static_cast<std::int64_t>(key));
  return type == Type::date32 ? value * static_cast<double>(kMicrosecondsPerDay) : value;
}

void ColumnProfile::update(const Column& column, const std::vector<std::uint32_t>& sampled) {
  std::vector<RowHash> hashes;
  auto next_sampled = sampled.begin();
  Stretch rows{column, 0, {}, {}};
  for (; rows.first < column.length; rows.first += kStretchRows) {
    const std::int64_t count = std::min(kStretchRows, column.length - rows.first);
    const auto size = static_cast<std::size_t>(count);
    rows.keys.resize(size);
    switch (kind_of(type)) {
      case ValueKind::text:
        hashes.resize(size);
        hash_rows({std::shared_ptr<const Column>(std::shared_ptr<void>(), &column)}, rows.first, count, hashes.data());
        for (std::size_t row = 0; row < size; ++row) {
          const std::int64_t at = rows.first + static_cast<std::int64_t>(row);
          rows.keys[row] = !column.is_valid(at) ? kMissingKey : hashes[row].low == kMissingKey ? 0 : hashes[row].low;
          if (rows.keys[row] == kMissingKey) {
            ++missing;
          } else {
            values.add_text(rows.keys[row], column.text(at));
            texts.add(column.text(at));
          }
        }
        break;
      case ValueKind::boolean:
        for (std::size_t row = 0; row < size; ++row) {
          const std::int64_t at = rows.first + static_cast<std::int64_t>(row);
          rows.keys[row] = column.is_valid(at) ? static_cast<std::uint64_t>(column.bit(at)) : kMissingKey;
          if (rows.keys[row] == kMissingKey) {
            ++missing;
          } else {
            values.add(rows.keys[row]);
          }
        }
        break;
      case ValueKind::time:
      case ValueKind::number:
        rows.numbers.resize(size);
        read_numbers(rows);
        for (std::size_t row = 0; row < size; ++row) {
          if (!rows.has_value(row)) {
            ++missing;
            continue;
          }
          values.add(rows.keys[row]);
          if (kind_of(type) == ValueKind::number) continue;
          const auto value = static_cast<std::int64_t>(rows.keys[row]);
          times.add(type == Type::date32 ? std::clamp(value, -kMostDays, kMostDays) * kMicrosecondsPerDay : value);
        }
        if (kind_of(type) == ValueKind::number) numbers.update(rows.numbers.data(), size);
    }
    for (; next_sampled != sampled.end() && *next_sampled < rows.first + count; ++next_sampled) {
      sample.push_back(rows.keys[*next_sampled - static_cast<std::size_t>(rows.first)]);
    }
  }
}

void ColumnProfile::keep_sampled(const std::vector<std::uint32_t>& places) {
  for (std::size_t at = 0; at < places.size(); ++at) sample[at] = sample[places[at]];
  sample.resize(places.size());
}

void ColumnProfile::merge(ColumnProfile& next) {
  missing += next.missing;
  values.merge(next.values);
  numbers.merge(next.numbers);
  texts.merge(next.texts);
  times.merge(next.times);
  sample.insert(sample.end(), next.sample.begin(), next.sample.end());
}

}  // namespace millrace
