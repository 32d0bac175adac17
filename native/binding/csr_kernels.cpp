// What the sparse kernels read and return; native/kernels/<id>/body.h says what each computes.
#include "binding/kernels.h"

namespace millrace::binding {

// Both storages have functions of these names.
namespace csr {
namespace {

using In = const KernelArguments&;
using Out = KernelResults&;

void linear_scores(const KernelTable& table, In in, Out out) {
  const auto [offsets, indices, values, rows, columns] = in.csr();
  const std::size_t outputs = in.count("outputs");
  table.linear_scores_csr(offsets, indices, values, rows, in.vector("weights", columns * outputs),
                          in.vector("intercepts", outputs), static_cast<std::int32_t>(outputs),
                          out.vector("scores", rows * outputs));
}

void logistic_gradient(const KernelTable& table, In in, Out out) {
  const auto [offsets, indices, values, rows, columns] = in.csr();
  table.logistic_gradient_csr(offsets, indices, values, rows, in.vector("labels", rows), in.optional("weights", rows),
                              in.vector("coefficients", columns), in.number("intercept"), out.vector("totals", 2),
                              out.vector("gradient", columns), out.vector("curvatures", rows));
}

void softmax_gradient(const KernelTable& table, In in, Out out) {
  const auto [offsets, indices, values, rows, columns] = in.csr();
  const std::size_t outputs = in.count("outputs");
  const double* labels = in.labels("labels", rows, outputs);
  std::vector<double> scratch(kTileRows * outputs);
  table.softmax_gradient_csr(offsets, indices, values, rows, labels, in.optional("weights", rows),
                             in.vector("coefficients", columns * outputs), in.vector("intercepts", outputs),
                             static_cast<std::int32_t>(outputs), scratch.data(), out.vector("totals", 1 + outputs),
                             out.vector("gradient", columns * outputs), out.vector("probabilities", rows * outputs));
}

void squared_gradient(const KernelTable& table, In in, Out out) {
  const auto [offsets, indices, values, rows, columns] = in.csr();
  table.squared_gradient_csr(offsets, indices, values, rows, in.vector("targets", rows), in.optional("weights", rows),
                             in.vector("coefficients", columns), in.number("intercept"), out.vector("totals", 2),
                             out.vector("gradient", columns));
}

void hessian_product(const KernelTable& table, In in, Out out) {
  const auto [offsets, indices, values, rows, columns] = in.csr();
  table.hessian_product_csr(offsets, indices, values, rows, in.vector("curvatures", rows),
                            in.vector("direction", columns), in.number("directionIntercept"), out.vector("totals", 1),
                            out.vector("product", columns));
}

void softmax_hessian_product(const KernelTable& table, In in, Out out) {
  const auto [offsets, indices, values, rows, columns] = in.csr();
  const std::size_t outputs = in.count("outputs");
  std::vector<double> scratch(kTileRows * outputs);
  table.softmax_hessian_product_csr(offsets, indices, values, rows, in.vector("probabilities", rows * outputs),
                                    in.optional("weights", rows), in.vector("direction", columns * outputs),
                                    in.vector("directionIntercepts", outputs), static_cast<std::int32_t>(outputs),
                                    scratch.data(), out.vector("totals", outputs),
                                    out.vector("product", columns * outputs));
}

void column_moments(const KernelTable& table, In in, Out out) {
  const auto [offsets, indices, values, rows, columns] = in.csr();
  table.column_moments_csr(offsets, indices, values, rows, in.optional("weights", rows), out.vector("sums", columns),
                           out.vector("squares", columns));
}

void gram(const KernelTable& table, In in, Out out) {
  const auto [offsets, indices, values, rows, columns] = in.csr();
  table.gram_csr(offsets, indices, values, rows, in.optional("factors", rows), columns,
                 out.vector("gram", static_cast<std::size_t>(columns) * columns), out.vector("sums", columns));
}

}  // namespace
}  // namespace csr

const std::map<std::string_view, KernelCall> csr_kernels = {
    {"linear_scores_csr", csr::linear_scores},       {"logistic_gradient_csr", csr::logistic_gradient},
    {"softmax_gradient_csr", csr::softmax_gradient}, {"squared_gradient_csr", csr::squared_gradient},
    {"hessian_product_csr", csr::hessian_product},   {"softmax_hessian_product_csr", csr::softmax_hessian_product},
    {"column_moments_csr", csr::column_moments},     {"gram_csr", csr::gram},
};

}  // namespace millrace::binding
