// What the dense kernels read and return; native/kernels/<id>/body.h says what each computes.
#include <limits>

#include "binding/kernels.h"

namespace millrace::binding {

// Both storages have functions of these names.
namespace dense {
namespace {

using In = const KernelArguments&;
using Out = KernelResults&;

void linear_scores(const KernelTable& table, In in, Out out) {
  const auto [values, rows, stride] = in.dense();
  const std::size_t outputs = in.count("outputs");
  table.linear_scores_dense(values, rows, stride, in.vector("weights", outputs * stride),
                            in.vector("intercepts", outputs), static_cast<std::int32_t>(outputs),
                            out.vector("scores", rows * outputs));
}

void logistic_gradient(const KernelTable& table, In in, Out out) {
  const auto [values, rows, stride] = in.dense();
  table.logistic_gradient_dense(values, rows, stride, in.vector("labels", rows), in.optional("weights", rows),
                                in.vector("coefficients", stride), in.number("intercept"), out.vector("totals", 2),
                                out.vector("gradient", stride), out.vector("curvatures", rows));
}

void softmax_gradient(const KernelTable& table, In in, Out out) {
  const auto [values, rows, stride] = in.dense();
  const std::size_t outputs = in.count("outputs");
  const double* labels = in.labels("labels", rows, outputs);
  std::vector<double> scratch(kTileRows * outputs);
  table.softmax_gradient_dense(values, rows, stride, labels, in.optional("weights", rows),
                               in.vector("coefficients", outputs * stride), in.vector("intercepts", outputs),
                               static_cast<std::int32_t>(outputs), scratch.data(), out.vector("totals", 1 + outputs),
                               out.vector("gradient", outputs * stride), out.vector("probabilities", rows * outputs));
}

void squared_gradient(const KernelTable& table, In in, Out out) {
  const auto [values, rows, stride] = in.dense();
  table.squared_gradient_dense(values, rows, stride, in.vector("targets", rows), in.optional("weights", rows),
                               in.vector("coefficients", stride), in.number("intercept"), out.vector("totals", 2),
                               out.vector("gradient", stride));
}

void hessian_product(const KernelTable& table, In in, Out out) {
  const auto [values, rows, stride] = in.dense();
  table.hessian_product_dense(values, rows, stride, in.vector("curvatures", rows), in.vector("direction", stride),
                              in.number("directionIntercept"), out.vector("totals", 1), out.vector("product", stride));
}

void softmax_hessian_product(const KernelTable& table, In in, Out out) {
  const auto [values, rows, stride] = in.dense();
  const std::size_t outputs = in.count("outputs");
  std::vector<double> scratch(kTileRows * outputs);
  table.softmax_hessian_product_dense(values, rows, stride, in.vector("probabilities", rows * outputs),
                                      in.optional("weights", rows), in.vector("direction", outputs * stride),
                                      in.vector("directionIntercepts", outputs), static_cast<std::int32_t>(outputs),
                                      scratch.data(), out.vector("totals", outputs),
                                      out.vector("product", outputs * stride));
}

void column_moments(const KernelTable& table, In in, Out out) {
  const auto [values, rows, stride] = in.dense();
  table.column_moments_dense(values, rows, stride, in.optional("weights", rows), out.vector("sums", stride),
                             out.vector("squares", stride));
}

void gram(const KernelTable& table, In in, Out out) {
  const auto [values, rows, stride] = in.dense();
  const std::size_t columns = stride;
  table.gram_dense(values, rows, stride, in.optional("factors", rows), in.optional("shift", columns),
                   out.vector("gram", columns * columns), out.vector("sums", columns));
}

void subtract_product(const KernelTable& table, In in, Out out) {
  const std::size_t rows = in.count("rows"), columns = in.count("columns"), depth = in.count("depth");
  const double* a = in.vector("a", rows * depth);
  const double* b = in.vector("b", depth * columns);
  const double* before = in.vector("c", rows * columns);
  double* c = out.vector("c", rows * columns);
  std::copy(before, before + rows * columns, c);
  table.subtract_product(a, static_cast<std::int32_t>(depth), b, static_cast<std::int32_t>(columns),
                         static_cast<std::int32_t>(rows), static_cast<std::int32_t>(columns),
                         static_cast<std::int32_t>(depth), c, static_cast<std::int32_t>(columns));
}

// float32 results as the float64 arrays that results are.
void widened(const std::vector<float>& values, double* out) { std::copy(values.begin(), values.end(), out); }

void logistic_residuals(const KernelTable& table, In in, Out out) {
  const std::size_t rows = in.count("rowCount");
  std::vector<float> gradients(rows), hessians(rows);
  const double* given = in.vector("labels", rows);
  const std::vector<std::uint8_t> labels(given, given + rows);
  table.logistic_residuals(in.vector("scores", rows), labels.data(), in.optional_floats("weights", rows),
                           static_cast<std::int32_t>(rows), gradients.data(), hessians.data());
  widened(gradients, out.vector("gradients", rows));
  widened(hessians, out.vector("hessians", rows));
}

void exponentials(const KernelTable& table, In in, Out out) {
  const std::size_t count = in.count("count");
  table.exponentials(in.vector("values", count), in.optional("shifts", count), static_cast<std::int32_t>(count),
                     out.vector("results", count));
}

void round_gradients(const KernelTable& table, In in, Out out) {
  const std::size_t rows = in.count("rowCount");
  std::vector<std::uint64_t> entries(rows);
  const std::int32_t beyond = table.round_gradients(
      in.floats("gradients", rows), in.optional_floats("hessians", rows), static_cast<std::int32_t>(rows),
      static_cast<std::uint32_t>(in.count("firstRow")), static_cast<float>(in.number("gradientScale")),
      static_cast<float>(in.number("hessianScale")), in.count("gradientLimit"), in.count("hessianLimit"),
      static_cast<std::uint32_t>(in.number("key0")), static_cast<std::uint32_t>(in.number("key1")),
      static_cast<std::uint64_t>(in.number("index")), entries.data());
  *out.vector("beyond", 1) = beyond;
  double* row = out.vector("rows", rows);
  double* gradient = out.vector("gradients", rows);
  double* hessian = out.vector("hessians", rows);
  for (std::size_t i = 0; i < rows; ++i) {
    row[i] = static_cast<std::uint32_t>(entries[i]);
    gradient[i] = static_cast<std::int16_t>(entries[i] >> 32);
    hessian[i] = static_cast<std::uint16_t>(entries[i] >> 48);
  }
}

// Each sixteenth of the bounds, then all of them, filled up with infinity.
template <typename Number>
std::vector<Number> laid_out(In in) {
  const std::size_t count = in.count("boundCount");
  if (count > 254) throw Error("INTERNAL", "more than 254 bounds");
  std::vector<Number> out(272, std::numeric_limits<Number>::infinity());
  const double* bounds = in.vector("bounds", count);
  for (std::size_t i = 0; i < count; ++i) out[16 + i] = static_cast<Number>(bounds[i]);
  for (std::size_t i = 0; i < 16; ++i) out[i] = out[16 + 16 * i + 15];
  return out;
}

template <typename Number>
void bin_values(void (*kernel)(const Number*, std::int64_t, const Number*, std::uint8_t*), In in, Out out) {
  const auto values = in.values<Number>("values");
  std::vector<std::uint8_t> bins(values.size());
  kernel(values.data(), static_cast<std::int64_t>(values.size()), laid_out<Number>(in).data(), bins.data());
  std::copy(bins.begin(), bins.end(), out.vector("bins", bins.size()));
}

void bin_float32(const KernelTable& table, In in, Out out) { bin_values(table.bin_float32, in, out); }
void bin_float64(const KernelTable& table, In in, Out out) { bin_values(table.bin_float64, in, out); }

}  // namespace
}  // namespace dense

const std::map<std::string_view, KernelCall> dense_kernels = {
    {"linear_scores_dense", dense::linear_scores},
    {"logistic_gradient_dense", dense::logistic_gradient},
    {"softmax_gradient_dense", dense::softmax_gradient},
    {"squared_gradient_dense", dense::squared_gradient},
    {"hessian_product_dense", dense::hessian_product},
    {"softmax_hessian_product_dense", dense::softmax_hessian_product},
    {"column_moments_dense", dense::column_moments},
    {"gram_dense", dense::gram},
    {"subtract_product", dense::subtract_product},
    {"logistic_residuals", dense::logistic_residuals},
    {"exponentials", dense::exponentials},
    {"round_gradients", dense::round_gradients},
    {"bin_float32", dense::bin_float32},
    {"bin_float64", dense::bin_float64},
};

}  // namespace millrace::binding
