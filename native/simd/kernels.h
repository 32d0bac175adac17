// The kernels of one instruction set, as a table of functions. The bodies are in native/kernels/<id>/body.h.
//
// Every set gives the same bits: sums run over kLanes virtual lanes that are folded in a fixed order, nothing is
// fused, and no libm function is called.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/tree_terms.h"
#include "trees/model/tree_scan.h"

namespace millrace {

// Virtual lanes of every floating-point sum; row strides are padded to this many values.
inline constexpr int kLanes = 16;

// Rows that a kernel handles at a time: small enough for the stack and the first cache, a multiple of kLanes.
inline constexpr std::int32_t kTileRows = 64;

// What each kernel computes is in the header of its body. Of a sparse block, offsets[row_count + 1] index into indices
// and values.
struct KernelTable {
  const char* isa;

  // scores[row_count][outputs] = values[row_count][stride] · weights[outputs][stride] + intercepts[outputs].
  void (*linear_scores_dense)(const float* values, std::int32_t row_count, std::int32_t stride, const double* weights,
                              const double* intercepts, std::int32_t outputs, double* scores);
  // The same on a sparse block, with weights[columns][outputs].
  void (*linear_scores_csr)(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                            std::int32_t row_count, const double* weights, const double* intercepts,
                            std::int32_t outputs, double* scores);
  // Adds the logistic loss and the intercept's gradient to totals[2] and the gradient to gradient[stride]; writes
  // curvatures[row_count] unless it is null. weights may be null.
  void (*logistic_gradient_dense)(const float* values, std::int32_t row_count, std::int32_t stride,
                                  const double* labels, const double* weights, const double* coefficients,
                                  double intercept, double* totals, double* gradient, double* curvatures);
  void (*logistic_gradient_csr)(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                                std::int32_t row_count, const double* labels, const double* weights,
                                const double* coefficients, double intercept, double* totals, double* gradient,
                                double* curvatures);
  // Adds the softmax loss and the intercepts' gradients to totals[1 + outputs] and the gradient to
  // gradient[outputs][stride]; writes probabilities[row_count][outputs]. scratch[kTileRows][outputs].
  void (*softmax_gradient_dense)(const float* values, std::int32_t row_count, std::int32_t stride, const double* labels,
                                 const double* weights, const double* coefficients, const double* intercepts,
                                 std::int32_t outputs, double* scratch, double* totals, double* gradient,
                                 double* probabilities);
  // The same on a sparse block, with coefficients and gradient [columns][outputs].
  void (*softmax_gradient_csr)(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                               std::int32_t row_count, const double* labels, const double* weights,
                               const double* coefficients, const double* intercepts, std::int32_t outputs,
                               double* scratch, double* totals, double* gradient, double* probabilities);
  // Adds the squared loss and half the intercept's gradient to totals[2] and half the gradient to gradient[stride].
  void (*squared_gradient_dense)(const float* values, std::int32_t row_count, std::int32_t stride,
                                 const double* targets, const double* weights, const double* coefficients,
                                 double intercept, double* totals, double* gradient);
  void (*squared_gradient_csr)(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                               std::int32_t row_count, const double* targets, const double* weights,
                               const double* coefficients, double intercept, double* totals, double* gradient);
  // Adds the product of the Hessian and a direction: the intercept's to totals[1], the rest to product[stride].
  void (*hessian_product_dense)(const float* values, std::int32_t row_count, std::int32_t stride,
                                const double* curvatures, const double* direction, double direction_intercept,
                                double* totals, double* product);
  void (*hessian_product_csr)(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                              std::int32_t row_count, const double* curvatures, const double* direction,
                              double direction_intercept, double* totals, double* product);
  void (*softmax_hessian_product_dense)(const float* values, std::int32_t row_count, std::int32_t stride,
                                        const double* probabilities, const double* weights, const double* direction,
                                        const double* direction_intercepts, std::int32_t outputs, double* scratch,
                                        double* totals, double* product);
  void (*softmax_hessian_product_csr)(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                                      std::int32_t row_count, const double* probabilities, const double* weights,
                                      const double* direction, const double* direction_intercepts, std::int32_t outputs,
                                      double* scratch, double* totals, double* product);
  // Adds each column's weighted sum and sum of squares.
  void (*column_moments_dense)(const float* values, std::int32_t row_count, std::int32_t stride, const double* weights,
                               double* sums, double* squares);
  void (*column_moments_csr)(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                             std::int32_t row_count, const double* weights, double* sums, double* squares);
  // Adds the weighted Gram matrix of the columns, upper part, to gram[stride][stride] and their sums to sums[stride].
  void (*gram_dense)(const float* values, std::int32_t row_count, std::int32_t stride, const double* factors,
                     const double* shift, double* gram, double* sums);
  void (*gram_csr)(const std::uint32_t* offsets, const std::uint32_t* indices, const float* values,
                   std::int32_t row_count, const double* factors, std::int32_t columns, double* gram, double* sums);
  // Derivatives of the logistic loss of each row: gradients and hessians f32[row_count]. weights may be null.
  void (*logistic_residuals)(const double* scores, const std::uint8_t* labels, const float* weights,
                             std::int32_t row_count, float* gradients, float* hessians);
  // results[i] = exp(values[i] - shifts[i]). shifts may be null.
  void (*exponentials)(const double* values, const double* shifts, std::int32_t count, double* results);
  // Gradients and hessians as integers of their steps, rounded at random and packed with their rows into
  // entries[row_count]; returns how many rows exceed a limit. hessians may be null: all 1.
  std::int32_t (*round_gradients)(const float* gradients, const float* hessians, std::int32_t row_count,
                                  std::uint32_t first_row, float gradient_scale, float hessian_scale,
                                  std::int32_t gradient_limit, std::int32_t hessian_limit, std::uint32_t key0,
                                  std::uint32_t key1, std::uint64_t index, std::uint64_t* entries);
  // c[rows][columns] -= a[rows][depth] · b[depth][columns].
  void (*subtract_product)(const double* a, std::int32_t a_stride, const double* b, std::int32_t b_stride,
                           std::int32_t rows, std::int32_t columns, std::int32_t depth, double* c,
                           std::int32_t c_stride);
  // ranks[row_count] = how many of thresholds[2^levels - 1], ascending, are below each value; missing_rank for NaN.
  void (*rank_values)(const double* values, std::int32_t row_count, const double* thresholds, std::int32_t levels,
                      std::uint32_t missing_rank, std::uint32_t* ranks);
  // sums[output][trees::kScanRows] += the values of the leaves that rows reach in the trees [begin, end).
  void (*scan_trees)(const trees::TreeScan* scan, std::uint32_t begin, std::uint32_t end, const std::uint8_t* planes,
                     std::uint32_t chunks, std::uint8_t* scratch, double* sums);
  // bins[count]: 0 for NaN, else 1 + the number of bounds below the value. bounds[272]: every sixteenth of at most 254
  // bounds, then all of them, each filled up with infinity.
  void (*bin_float32)(const float* values, std::int64_t count, const float* bounds, std::uint8_t* bins);
  void (*bin_float64)(const double* values, std::int64_t count, const double* bounds, std::uint8_t* bins);

  // Adds rows to the packed histograms of at most kHistogramColumns u8 columns.
  void (*build_histogram)(const std::uint8_t* rows, std::int32_t stride, const std::uint32_t* columns,
                          std::int32_t column_count, const std::uint64_t* entries, std::int64_t row_count,
                          PackedBins at, std::uint64_t* histogram);
  // The same for u16 columns, each histogram at its place.
  void (*build_histogram_wide)(const std::uint16_t* rows, std::int32_t stride, const std::uint32_t* columns,
                               const std::uint64_t* begins, std::int32_t column_count, const std::uint64_t* entries,
                               std::int64_t row_count, PackedBins at, std::uint64_t* histogram);
  // Adds packed bins to wide ones and clears them.
  void (*widen_histogram)(std::uint64_t* packed, std::int64_t size, PackedBins at, std::int64_t* gradients,
                          std::int64_t* hessians, std::uint32_t* counts);
  // The best threshold of a numeric feature: twice its bin, plus 1 with missing values on the left, or -1; and its
  // gain.
  std::int32_t (*find_split_packed)(const std::uint64_t* packed, std::int32_t bin_count, PackedBins at,
                                    const SplitTerms* terms, double floor, SplitScratch sums, double* gain);
  std::int32_t (*find_split_wide)(const std::int64_t* gradients, const std::int64_t* hessians,
                                  const std::uint32_t* counts, std::int32_t bin_count, const SplitTerms* terms,
                                  double floor, SplitScratch sums, double* gain);
  // Parts entries by a u8 column into both sides, filled from their beginnings up or from their ends down; returns how
  // many went left.
  std::int64_t (*partition_rows)(const std::uint64_t* entries, std::int64_t row_count, const std::uint8_t* column,
                                 const std::uint8_t* goes_left, bool is_scattered, bool from_back, std::uint64_t* left,
                                 std::uint64_t* right);
};

// The table in use: the best set this CPU has, or the one MILLRACE_ISA names. Throws Error(OPTION_INVALID) when that
// one is unknown or the CPU lacks it.
const KernelTable& kernels();

// The table of the set named `isa` (baseline, avx2, avx512), or null when this build or CPU lacks it.
const KernelTable* kernel_table(const char* isa);

}  // namespace millrace
