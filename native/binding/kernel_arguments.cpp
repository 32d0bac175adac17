#include "binding/kernel_arguments.h"

#include "simd/kernels.h"

namespace millrace::binding {

std::int32_t KernelArguments::count(const char* name) const {
  const double value = number(name);
  if (!(value >= 0 && value <= INT32_MAX) || value != static_cast<std::int32_t>(value)) {
    throw Error("INTERNAL", std::string(name) + " is no count");
  }
  return static_cast<std::int32_t>(value);
}

double KernelArguments::number(const char* name) const {
  const Napi::Value value = inputs_.Get(name);
  if (!value.IsNumber()) throw Error("INTERNAL", std::string(name) + " is no number");
  return value.As<Napi::Number>().DoubleValue();
}

const double* KernelArguments::labels(const char* name, std::size_t length, std::size_t classes) const {
  const auto values = exact<double>(name, length);
  for (const double value : values) {
    if (!(value >= 0 && value < static_cast<double>(classes))) throw Error("INTERNAL", "a label beyond the classes");
  }
  return values.data();
}

DenseRows KernelArguments::dense() const {
  const std::int32_t row_count = count("rowCount");
  const std::int32_t stride = count("stride");
  if (stride % kLanes != 0) throw Error("INTERNAL", "the stride is not a multiple of 16");
  const auto values = exact<float>("values", static_cast<std::size_t>(row_count) * stride);
  return {values.data(), row_count, stride};
}

CsrRows KernelArguments::csr() const {
  const std::int32_t row_count = count("rowCount");
  const std::int32_t column_count = count("columnCount");
  const auto offsets = exact<std::uint32_t>("offsets", static_cast<std::size_t>(row_count) + 1);
  bool sound = offsets[0] == 0;
  for (std::int32_t row = 0; row < row_count; ++row) sound &= offsets[row] <= offsets[row + 1];
  if (!sound) throw Error("INTERNAL", "offsets do not ascend from 0");
  const auto indices = exact<std::uint32_t>("indices", offsets[row_count]);
  const auto values = exact<float>("values", offsets[row_count]);
  for (const std::uint32_t index : indices) sound &= index < static_cast<std::uint32_t>(column_count);
  if (!sound) throw Error("INTERNAL", "a column index beyond the last column");
  return {offsets.data(), indices.data(), values.data(), row_count, column_count};
}

}  // namespace millrace::binding
