// Compiled once per instruction set, with MILLRACE_ISA its name and the set's flags. Everything here stays in that
// set's namespace: a template or inline function shared with other objects could be merged into the baseline by the
// linker and die there with an illegal instruction. So: no std headers but <cstddef> and <cstdint>, static functions.
#include "simd/kernels.h"

#include "core/math.h"

#if defined(__SSE2__)
#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 takes the undefined values inside its own intrinsics for ours (its bug 105593).
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#endif

namespace millrace::MILLRACE_ISA {

// What the bodies share comes first.
// clang-format off
#include "simd/lanes.h"
#include "simd/dense_rows.h"
#include "simd/sparse_rows.h"
#include "simd/logistic_rows.h"
#include "simd/softmax_rows.h"
#include "simd/product_tiles.h"
#include "simd/count_below.h"
#include "simd/packed_bins.h"
#include "simd/split_scan.h"

#include "kernels/linear_scores_dense/body.h"
#include "kernels/linear_scores_csr/body.h"
#include "kernels/logistic_gradient_dense/body.h"
#include "kernels/logistic_gradient_csr/body.h"
#include "kernels/softmax_gradient_dense/body.h"
#include "kernels/softmax_gradient_csr/body.h"
#include "kernels/squared_gradient_dense/body.h"
#include "kernels/squared_gradient_csr/body.h"
#include "kernels/hessian_product_dense/body.h"
#include "kernels/hessian_product_csr/body.h"
#include "kernels/softmax_hessian_product_dense/body.h"
#include "kernels/softmax_hessian_product_csr/body.h"
#include "kernels/column_moments_dense/body.h"
#include "kernels/column_moments_csr/body.h"
#include "kernels/gram_dense/body.h"
#include "kernels/gram_csr/body.h"
#include "kernels/subtract_product/body.h"
#include "kernels/logistic_residuals/body.h"
#include "kernels/exponentials/body.h"
#include "kernels/round_gradients/body.h"
#include "kernels/rank_values/body.h"
#include "kernels/scan_trees/body.h"
#include "kernels/bin_float32/body.h"
#include "kernels/bin_float64/body.h"
#include "kernels/build_histogram/body.h"
#include "kernels/build_histogram_wide/body.h"
#include "kernels/widen_histogram/body.h"
#include "kernels/find_split_packed/body.h"
#include "kernels/find_split_wide/body.h"
#include "kernels/partition_rows/body.h"
// clang-format on

#define MILLRACE_TEXT_OF(name) #name
#define MILLRACE_TEXT(name) MILLRACE_TEXT_OF(name)

extern const KernelTable table;
const KernelTable table = {
    .isa = MILLRACE_TEXT(MILLRACE_ISA),
    .linear_scores_dense = linear_scores_dense,
    .linear_scores_csr = linear_scores_csr,
    .logistic_gradient_dense = logistic_gradient_dense,
    .logistic_gradient_csr = logistic_gradient_csr,
    .softmax_gradient_dense = softmax_gradient_dense,
    .softmax_gradient_csr = softmax_gradient_csr,
    .squared_gradient_dense = squared_gradient_dense,
    .squared_gradient_csr = squared_gradient_csr,
    .hessian_product_dense = hessian_product_dense,
    .hessian_product_csr = hessian_product_csr,
    .softmax_hessian_product_dense = softmax_hessian_product_dense,
    .softmax_hessian_product_csr = softmax_hessian_product_csr,
    .column_moments_dense = column_moments_dense,
    .column_moments_csr = column_moments_csr,
    .gram_dense = gram_dense,
    .gram_csr = gram_csr,
    .logistic_residuals = logistic_residuals,
    .exponentials = exponentials,
    .round_gradients = round_gradients,
    .subtract_product = subtract_product,
    .rank_values = rank_values,
    .scan_trees = scan_trees,
    .bin_float32 = bin_float32,
    .bin_float64 = bin_float64,
    .build_histogram = build_histogram,
    .build_histogram_wide = build_histogram_wide,
    .widen_histogram = widen_histogram,
    .find_split_packed = find_split_packed,
    .find_split_wide = find_split_wide,
    .partition_rows = partition_rows,
};

}  // namespace millrace::MILLRACE_ISA
