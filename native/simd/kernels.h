// The kernels of one instruction set, as a table of functions. The bodies are in native/kernels/<id>/body.h.
//
// Every set gives the same bits: sums run over kLanes virtual lanes that are folded in a fixed order, nothing is
// fused, and no libm function is called.
#pragma once

#include <cstddef>
#include <cstdint>

namespace millrace {

// Virtual lanes of every floating-point sum; row strides are padded to this many values.
inline constexpr int kLanes = 16;

struct KernelTable {
  const char* isa;

  // scores[row_count][outputs] = values[row_count][stride] · weights[outputs][stride] + intercepts[outputs]
  void (*linear_scores_dense)(const float* values, std::int32_t row_count, std::int32_t stride, const double* weights,
                              const double* intercepts, std::int32_t outputs, double* scores);

  // Adds the logistic loss and the intercept's gradient to totals[2] and the gradient to gradient[stride]; writes
  // curvatures[row_count] unless it is null. weights may be null.
  void (*logistic_gradient_dense)(const float* values, std::int32_t row_count, std::int32_t stride,
                                  const double* labels, const double* weights, const double* coefficients,
                                  double intercept, double* totals, double* gradient, double* curvatures);
};

// The table in use: the best set this CPU has, or the one MILLRACE_ISA names. Throws Error(OPTION_INVALID) when that
// one is unknown or the CPU lacks it.
const KernelTable& kernels();

// The table of the set named `isa` (baseline, avx2, avx512), or null when this build or CPU lacks it.
const KernelTable* kernel_table(const char* isa);

}  // namespace millrace
