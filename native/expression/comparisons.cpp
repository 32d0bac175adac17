// Comparisons, three-valued: missing where either side is. Text orders by its bytes, which is by code point.
#include <algorithm>
#include <vector>

#include "expression/kernels.h"

namespace millrace::expression {

namespace {

enum class Relation : std::uint8_t { equal, unequal, less, at_most, more, at_least };

template <Relation relation, typename T>
bool holds(const T& a, const T& b) {
  switch (relation) {
    case Relation::equal:
      return a == b;
    case Relation::unequal:
      return !(a == b);
    case Relation::less:
      return a < b;
    case Relation::at_most:
      return !(b < a);
    case Relation::more:
      return b < a;
    case Relation::at_least:
      return !(a < b);
  }
  return false;
}

template <Relation relation>
Vector compare(const Vector& left, const Vector& right, std::int64_t rows) {
  Vector out = make_truths(rows);
  std::uint8_t* truths = out.truths.data();
  const auto write = [&](auto value_at) {
    for (std::int64_t row = 0; row < rows; ++row) {
      if (left.is_missing(row) || right.is_missing(row)) {
        truths[row] = kUnknown;
      } else {
        truths[row] = holds<relation>(value_at(left, row), value_at(right, row)) ? kTrue : kFalse;
      }
    }
  };
  switch (left.kind) {
    case Kind::text:
      write([](const Vector& vector, std::int64_t row) { return vector.text(row); });
      break;
    case Kind::boolean:
      write([](const Vector& vector, std::int64_t row) { return vector.truth(row); });
      break;
    default:
      for (std::int64_t row = 0; row < rows; ++row) {
        const double a = left.number(row);
        const double b = right.number(row);
        truths[row] = a != a || b != b ? kUnknown : holds<relation>(a, b) ? kTrue : kFalse;
      }
  }
  return out;
}

template <Relation relation>
Vector compared(const Call& call) {
  return compare<relation>(call[0], call[1], call.rows);
}

Vector between(const Call& call) {
  Vector out = compare<Relation::at_least>(call[0], call[1], call.rows);
  const Vector below = compare<Relation::at_most>(call[0], call[2], call.rows);
  for (std::size_t row = 0; row < out.truths.size(); ++row)
    out.truths[row] = std::min(out.truths[row], below.truths[row]);
  return out;
}

template <typename T, typename ValueAt>
Vector is_among(const Call& call, ValueAt value_at) {
  std::vector<T> members;
  for (std::size_t i = 1; i < call.operands.size(); ++i) {
    if (!call[i].is_missing(0)) members.push_back(value_at(call[i], 0));
  }
  // As in SQL, a missing literal makes `false` missing.
  const std::uint8_t absent = members.size() + 1 < call.operands.size() ? kUnknown : kFalse;
  std::sort(members.begin(), members.end());
  Vector out = make_truths(call.rows);
  for (std::int64_t row = 0; row < call.rows; ++row) {
    std::uint8_t& truth = out.truths[static_cast<std::size_t>(row)];
    if (call[0].is_missing(row)) {
      truth = kUnknown;
    } else {
      truth = std::binary_search(members.begin(), members.end(), value_at(call[0], row)) ? kTrue : absent;
    }
  }
  return out;
}

Vector is_in(const Call& call) {
  if (call[0].kind == Kind::text) {
    return is_among<std::string_view>(call, [](const Vector& vector, std::int64_t row) { return vector.text(row); });
  }
  if (call[0].kind == Kind::boolean) {
    return is_among<std::uint8_t>(call, [](const Vector& vector, std::int64_t row) { return vector.truth(row); });
  }
  return is_among<double>(call, [](const Vector& vector, std::int64_t row) { return vector.number(row); });
}

}  // namespace

void add_comparisons(Kernels& kernels) {
  kernels.add("eq", compared<Relation::equal>);
  kernels.add("ne", compared<Relation::unequal>);
  kernels.add("lt", compared<Relation::less>);
  kernels.add("le", compared<Relation::at_most>);
  kernels.add("gt", compared<Relation::more>);
  kernels.add("ge", compared<Relation::at_least>);
  kernels.add("between", between);
  kernels.add("isIn", is_in);
}

}  // namespace millrace::expression
