#include "profile/column_profile.h"

#include <bit>
#include <cmath>
#include <limits>

#include "core/row_hash.h"

namespace millrace {

namespace {

constexpr std::int64_t kDay = 86400000000;

template <typename T>
std::uint64_t key_of(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    return std::bit_cast<std::uint64_t>(static_cast<double>(value) + 0.0);  // one zero of the two
  } else {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
  }
}

template <typename T>
void read_keys(const Column& column, std::vector<std::uint64_t>& keys, std::vector<double>& numbers) {
  const T* values = column.data.as<T>();
  const bool whole = column.validity.empty();
  for (std::size_t row = 0; row < keys.size(); ++row) {
    const T value = values[row];
    bool is_valid = whole || column.is_valid(static_cast<std::int64_t>(row));
    if constexpr (std::is_floating_point_v<T>) is_valid = is_valid && !std::isnan(value);
    keys[row] = is_valid ? key_of(value) : kMissingKey;
    numbers[row] = is_valid ? static_cast<double>(value) : std::numeric_limits<double>::quiet_NaN();
  }
}

// Whether a row has a value. A key alone can't tell: an integer may have the bits of kMissingKey.
bool has_value(const Column& column, std::size_t row) { return !is_missing(column, static_cast<std::int64_t>(row)); }

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
  return type == Type::date32 ? value * static_cast<double>(kDay) : value;
}

void ColumnProfile::update(const Column& column, const std::vector<std::uint32_t>& sampled) {
  const auto length = static_cast<std::size_t>(column.length);
  std::vector<std::uint64_t> keys(length);
  const ValueKind kind = kind_of(type);
  if (kind == ValueKind::text) {
    std::vector<RowHash> hashes(length);
    hash_rows({std::shared_ptr<const Column>(std::shared_ptr<void>(), &column)}, column.length, hashes.data());
    for (std::size_t row = 0; row < length; ++row) {
      if (!column.is_valid(static_cast<std::int64_t>(row))) {
        keys[row] = kMissingKey;
        ++missing;
        continue;
      }
      keys[row] = hashes[row].low == kMissingKey ? 0 : hashes[row].low;
      const std::string_view text = column.text(static_cast<std::int64_t>(row));
      values.add_text(keys[row], text);
      texts.add(text);
    }
  } else if (kind == ValueKind::boolean) {
    for (std::size_t row = 0; row < length; ++row) {
      const auto at = static_cast<std::int64_t>(row);
      keys[row] = column.is_valid(at) ? static_cast<std::uint64_t>(column.bit(at)) : kMissingKey;
      if (keys[row] == kMissingKey) {
        ++missing;
      } else {
        values.add(keys[row]);
      }
    }
  } else {
    std::vector<double> floats(length);
    switch (type) {
      case Type::int8:
        read_keys<std::int8_t>(column, keys, floats);
        break;
      case Type::int16:
        read_keys<std::int16_t>(column, keys, floats);
        break;
      case Type::int32:
      case Type::date32:
        read_keys<std::int32_t>(column, keys, floats);
        break;
      case Type::uint8:
        read_keys<std::uint8_t>(column, keys, floats);
        break;
      case Type::uint16:
        read_keys<std::uint16_t>(column, keys, floats);
        break;
      case Type::uint32:
        read_keys<std::uint32_t>(column, keys, floats);
        break;
      case Type::uint64:
        read_keys<std::uint64_t>(column, keys, floats);
        break;
      case Type::float32:
        read_keys<float>(column, keys, floats);
        break;
      case Type::float64:
        read_keys<double>(column, keys, floats);
        break;
      default:
        read_keys<std::int64_t>(column, keys, floats);
    }
    for (std::size_t row = 0; row < length; ++row) {
      if (!has_value(column, row)) {
        ++missing;
        continue;
      }
      values.add(keys[row]);
      if (kind == ValueKind::time) {
        const auto value = static_cast<std::int64_t>(keys[row]);
        times.add(type == Type::date32 ? value * kDay : value);
      }
    }
    if (kind == ValueKind::number) numbers.update(floats.data(), length);
  }
  for (const std::uint32_t row : sampled) sample.push_back(keys[row]);
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
