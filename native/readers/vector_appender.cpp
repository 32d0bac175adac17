#include "readers/vector_appender.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "core/error.h"

namespace millrace::duckdb {

namespace {

bool is_set(const std::uint64_t* validity, std::int64_t row) {
  return !validity || (validity[row >> 6] >> (row & 63) & 1);
}

std::int64_t count_unset(const std::uint64_t* validity, std::int64_t begin, std::int64_t end) {
  std::int64_t count = 0;
  for (; begin < end && begin % 64 != 0; ++begin) count += !is_set(validity, begin);
  for (; begin + 64 <= end; begin += 64) count += std::popcount(~validity[begin >> 6]);
  for (; begin < end; ++begin) count += !is_set(validity, begin);
  return count;
}

std::uint8_t* bits_of(Bytes& bytes) { return reinterpret_cast<std::uint8_t*>(bytes.data()); }

void set_bit(Bytes& bytes, std::int64_t row) { bits_of(bytes)[row >> 3] |= static_cast<std::uint8_t>(1u << (row & 7)); }

// Rounds towards the past, as DuckDB's own cast to microseconds does not: 1 ns before 1970 is in 1969.
std::int64_t floor_divide(std::int64_t value, std::int64_t divisor) {
  const std::int64_t quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

}  // namespace

Type type_of(TypeId id, const std::string& column_name) {
  switch (id) {
    case TypeId::boolean:
      return Type::boolean;
    case TypeId::tinyint:
      return Type::int8;
    case TypeId::smallint:
      return Type::int16;
    case TypeId::integer:
      return Type::int32;
    case TypeId::bigint:
      return Type::int64;
    case TypeId::utinyint:
      return Type::uint8;
    case TypeId::usmallint:
      return Type::uint16;
    case TypeId::uinteger:
      return Type::uint32;
    case TypeId::ubigint:
      return Type::uint64;
    case TypeId::real:
      return Type::float32;
    case TypeId::double_precision:
      return Type::float64;
    case TypeId::date:
      return Type::date32;
    case TypeId::timestamp:
    case TypeId::timestamp_s:
    case TypeId::timestamp_ms:
    case TypeId::timestamp_ns:
    case TypeId::timestamp_tz:
      return Type::timestamp_us;
    case TypeId::varchar:
    case TypeId::sql_null:
      return Type::utf8;
  }
  throw Error("COLUMN_TYPE", "column '" + column_name + "' has a type that can't be read",
              "leave the column out, or cast it in SQL");
}

VectorAppender::VectorAppender(TypeId id, std::string column_name, std::int64_t capacity)
    : id_(id), type_(type_of(id, column_name)), column_name_(std::move(column_name)), capacity_(capacity) {
  start();
}

void VectorAppender::start() {
  length_ = 0;
  null_count_ = 0;
  validity_ = Bytes();
  const auto capacity = static_cast<std::size_t>(capacity_);
  if (type_ == Type::utf8) {
    offsets_ = Bytes((capacity + 1) * sizeof(std::int32_t));
    data_ = Bytes();
    data_.reserve(text_bytes_);
  } else if (type_ == Type::boolean) {
    data_ = Bytes((capacity + 7) / 8);
  } else if (type_ == Type::date32 || type_ == Type::timestamp_us) {
    data_ = Bytes(capacity * width_of(type_));
  } else {
    data_ = Bytes();  // grows by what is copied: clearing it first would write it twice
    data_.reserve(capacity * width_of(type_));
  }
}

void VectorAppender::append(const void* data, const std::uint64_t* validity, std::int64_t begin, std::int64_t end) {
  switch (type_) {
    case Type::boolean:
      append_bits(static_cast<const std::uint8_t*>(data), validity, begin, end);
      break;
    case Type::utf8: {
      static constexpr std::uint64_t kNone[kVectorRows / 64] = {};  // no row is valid
      if (id_ == TypeId::sql_null) validity = kNone;
      append_text(static_cast<const String*>(data), validity, begin, end);
      break;
    }
    case Type::date32:
      append_days(static_cast<const std::int32_t*>(data), validity, begin, end);
      break;
    case Type::timestamp_us:
      append_times(static_cast<const std::int64_t*>(data), validity, begin, end);
      break;
    default: {
      const std::size_t width = width_of(type_);
      const auto* values = static_cast<const std::byte*>(data);
      data_.insert(data_.end(), values + static_cast<std::size_t>(begin) * width,
                   values + static_cast<std::size_t>(end) * width);
    }
  }
  append_validity(validity, begin, end);
  length_ += end - begin;
}

void VectorAppender::append_validity(const std::uint64_t* validity, std::int64_t begin, std::int64_t end) {
  if (validity) null_count_ += count_unset(validity, begin, end);
  if (null_count_ == 0) return;
  if (validity_.empty()) {
    validity_ = Bytes((static_cast<std::size_t>(capacity_) + 7) / 8);
    for (std::int64_t row = 0; row < length_; ++row) set_bit(validity_, row);
  }
  for (std::int64_t row = begin; row < end; ++row) {
    if (is_set(validity, row)) set_bit(validity_, length_ + row - begin);
  }
}

void VectorAppender::append_bits(const std::uint8_t* flags, const std::uint64_t* validity, std::int64_t begin,
                                 std::int64_t end) {
  for (std::int64_t row = begin; row < end; ++row) {
    if (is_set(validity, row) && flags[row]) set_bit(data_, length_ + row - begin);
  }
}

void VectorAppender::append_text(const String* strings, const std::uint64_t* validity, std::int64_t begin,
                                 std::int64_t end) {
  auto* offsets = reinterpret_cast<std::int32_t*>(offsets_.data()) + length_;
  const std::size_t start = data_.size();
  std::size_t size = start;
  for (std::int64_t row = begin; row < end; ++row) {
    if (is_set(validity, row)) size += strings[row].length;
    if (size > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
      throw Error("BATCH_TOO_LARGE", "column '" + column_name_ + "' holds more than 2 GiB of text in one batch",
                  "read with smaller batches");
    }
    offsets[row - begin + 1] = static_cast<std::int32_t>(size);
  }
  if (size > data_.capacity()) data_.reserve(std::max(size, 2 * data_.capacity()));
  data_.resize(size);
  std::byte* out = data_.data() + start;
  for (std::int64_t row = begin; row < end; ++row) {
    if (!is_set(validity, row)) continue;
    const std::uint32_t length = strings[row].length;
    if (length > 0) std::memcpy(out, strings[row].data(), length);
    out += length;
  }
}

void VectorAppender::append_days(const std::int32_t* days, const std::uint64_t* validity, std::int64_t begin,
                                 std::int64_t end) {
  constexpr std::int32_t kInfinite = std::numeric_limits<std::int32_t>::max();
  auto* out = reinterpret_cast<std::int32_t*>(data_.data()) + length_;
  for (std::int64_t row = begin; row < end; ++row, ++out) {
    if (!is_set(validity, row)) continue;
    if (days[row] == kInfinite || days[row] == -kInfinite) refuse_infinite();
    *out = days[row];
  }
}

void VectorAppender::append_times(const std::int64_t* times, const std::uint64_t* validity, std::int64_t begin,
                                  std::int64_t end) {
  constexpr std::int64_t kInfinite = std::numeric_limits<std::int64_t>::max();
  auto* out = reinterpret_cast<std::int64_t*>(data_.data()) + length_;
  for (std::int64_t row = begin; row < end; ++row, ++out) {
    if (!is_set(validity, row)) continue;
    const std::int64_t time = times[row];
    if (time == kInfinite || time == -kInfinite) refuse_infinite();
    // Seconds and milliseconds within DuckDB's range of dates fit: it stops in the year 294247.
    *out = id_ == TypeId::timestamp_s    ? time * 1'000'000
           : id_ == TypeId::timestamp_ms ? time * 1'000
           : id_ == TypeId::timestamp_ns ? floor_divide(time, 1'000)
                                         : time;
  }
}

void VectorAppender::refuse_infinite() const {
  throw Error("VALUE_INFINITE", "column '" + column_name_ + "' holds an infinite date",
              "replace it by a missing value");
}

ColumnPtr VectorAppender::finish() {
  auto column = std::make_shared<Column>();
  column->type = type_;
  column->length = length_;
  column->null_count = null_count_;
  const auto length = static_cast<std::size_t>(length_);
  if (null_count_ > 0) {
    validity_.resize((length + 7) / 8);
    column->validity = Buffer(std::move(validity_));
  }
  if (type_ == Type::utf8) {
    offsets_.resize((length + 1) * sizeof(std::int32_t));
    column->offsets = Buffer(std::move(offsets_));
    text_bytes_ = data_.size();
    column->data = Buffer(std::move(data_));
  } else {
    data_.resize(type_ == Type::boolean ? (length + 7) / 8 : length * width_of(type_));
    column->data = Buffer(std::move(data_));
  }
  start();
  return column;
}

}  // namespace millrace::duckdb
