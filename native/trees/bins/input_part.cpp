#include "trees/bins/input_part.h"

#include <cstring>

namespace millrace::trees {

namespace {

template <typename T, typename Number>
void widen(const Column& column, std::int64_t begin, std::int64_t count, Number* out) {
  const T* data = column.data.as<T>() + begin;
  for (std::int64_t i = 0; i < count; ++i) out[i] = static_cast<Number>(data[i]);
}

}  // namespace

bool is_single(Type type) {
  switch (type) {
    case Type::boolean:
    case Type::int8:
    case Type::int16:
    case Type::uint8:
    case Type::uint16:
    case Type::float32:
      return true;
    default:
      return false;
  }
}

template <typename Number>
void read_numbers(const Column& column, std::int64_t begin, std::int64_t count, Number* out) {
  switch (column.type) {
    case Type::boolean:
      for (std::int64_t i = 0; i < count; ++i) out[i] = column.bit(begin + i) ? Number{1} : Number{0};
      break;
    case Type::int8:
      widen<std::int8_t>(column, begin, count, out);
      break;
    case Type::int16:
      widen<std::int16_t>(column, begin, count, out);
      break;
    case Type::int32:
      widen<std::int32_t>(column, begin, count, out);
      break;
    case Type::int64:
      widen<std::int64_t>(column, begin, count, out);
      break;
    case Type::uint8:
      widen<std::uint8_t>(column, begin, count, out);
      break;
    case Type::uint16:
      widen<std::uint16_t>(column, begin, count, out);
      break;
    case Type::uint32:
      widen<std::uint32_t>(column, begin, count, out);
      break;
    case Type::uint64:
      widen<std::uint64_t>(column, begin, count, out);
      break;
    case Type::float32:
      widen<float>(column, begin, count, out);
      break;
    case Type::float64:
      widen<double>(column, begin, count, out);
      break;
    default:
      throw Error("COLUMN_TYPE", std::string("a column of type ") + name_of(column.type) + " has no numbers");
  }
  if (column.validity.empty()) return;
  for (std::int64_t i = 0; i < count; ++i) {
    if (!column.is_valid(begin + i)) out[i] = std::numeric_limits<Number>::quiet_NaN();
  }
}

template void read_numbers(const Column&, std::int64_t, std::int64_t, float*);
template void read_numbers(const Column&, std::int64_t, std::int64_t, double*);

}  // namespace millrace::trees
