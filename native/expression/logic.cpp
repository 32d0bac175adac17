// Truth values, and choices among values. Choices take marks of non-finite results along with the values.
#include <algorithm>

#include "expression/kernels.h"

namespace millrace::expression {

namespace {

Vector invert(const Call& call) {
  Vector out = make_truths(call.rows);
  for (std::int64_t row = 0; row < call.rows; ++row) {
    out.truths[static_cast<std::size_t>(row)] = static_cast<std::uint8_t>(kTrue - call[0].truth(row));
  }
  return out;
}

template <bool is_and>
Vector join(const Call& call) {
  Vector out = make_truths(call.rows);
  for (std::int64_t row = 0; row < call.rows; ++row) {
    const std::uint8_t a = call[0].truth(row);
    const std::uint8_t b = call[1].truth(row);
    out.truths[static_cast<std::size_t>(row)] = is_and ? std::min(a, b) : std::max(a, b);
  }
  return out;
}

Vector is_missing(const Call& call) {
  Vector out = make_truths(call.rows);
  for (std::int64_t row = 0; row < call.rows; ++row) {
    out.truths[static_cast<std::size_t>(row)] = call[0].is_missing(row) ? kTrue : kFalse;
  }
  return out;
}

// The value of the operand that `choose` gives for each row; missing for nullptr.
template <typename Choose>
Vector pick(const Call& call, Choose choose) {
  const bool is_boolean = call.result == Kind::boolean;
  Vector out = is_boolean ? make_truths(call.rows) : make_numbers(call.rows, call.result);
  if (std::any_of(call.operands.begin(), call.operands.end(), [](const Vector* one) { return !one->marks.empty(); })) {
    out.marks.resize(static_cast<std::size_t>(call.rows));
  }
  for (std::int64_t row = 0; row < call.rows; ++row) {
    const auto at = static_cast<std::size_t>(row);
    const Vector* chosen = choose(row);
    if (is_boolean) {
      out.truths[at] = chosen ? chosen->truth(row) : kUnknown;
    } else {
      out.own_numbers[at] = chosen ? chosen->number(row) : kMissing;
    }
    if (chosen && chosen->marked(row)) out.marks[at] = 1;
  }
  return out;
}

Vector when(const Call& call) {
  const Vector& condition = call[0];
  Vector out = pick(call, [&](std::int64_t row) -> const Vector* {
    const std::uint8_t truth = condition.truth(row);
    return truth == kTrue ? &call[1] : truth == kFalse ? &call[2] : nullptr;
  });
  carry_marks(out, {&condition}, call.rows);
  return out;
}

Vector coalesce(const Call& call) {
  Vector out = pick(call, [&](std::int64_t row) -> const Vector* {
    for (const Vector* operand : call.operands) {
      if (!operand->is_missing(row)) return operand;
    }
    return nullptr;
  });
  carry_marks(out, call.operands, call.rows);
  return out;
}

// Truth values as 1 and 0.
Vector to_number(const Call& call) {
  Vector out = make_numbers(call.rows);
  for (std::int64_t row = 0; row < call.rows; ++row) {
    double& value = out.own_numbers[static_cast<std::size_t>(row)];
    if (call[0].kind == Kind::number) {
      value = call[0].number(row);
    } else {
      const std::uint8_t truth = call[0].truth(row);
      value = truth == kUnknown ? kMissing : truth == kTrue ? 1.0 : 0.0;
    }
  }
  return out;
}

}  // namespace

void add_logic(Kernels& kernels) {
  kernels.add("not", invert);
  kernels.add("and", join<true>);
  kernels.add("or", join<false>);
  kernels.add("isMissing", is_missing);
  kernels.add("when", when);
  kernels.add("coalesce", coalesce);
  kernels.add("toNumber", to_number);
}

}  // namespace millrace::expression
