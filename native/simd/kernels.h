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
  // scores[row_count] = values[row_count][stride] · weights[stride] + intercept
  void (*linear_scores_dense)(const float* values, std::int32_t row_count, std::int32_t stride, const double* weights,
                              double intercept, double* scores);
};

// The table in use: the best set this CPU has, or the one MILLRACE_ISA names. Throws Error(OPTION_INVALID) when that
// one is unknown or the CPU lacks it.
const KernelTable& kernels();

}  // namespace millrace
