/** Where a kernel can run. The reference is plain TypeScript that defines "correct"; it serves tests, not users. */
export const BACKENDS = ['reference', 'native', 'webgpu'] as const;
export type Backend = (typeof BACKENDS)[number];

/** Present, or the reason why not. */
type Support = true | { readonly unsupported: string };

export interface Kernel {
  /** What it computes, in one sentence. */
  readonly meaning: string;
  readonly reference: Support; // src/engine/reference/<id>.ts
  readonly native: Support; // native/kernels/<id>/body.h
  readonly webgpu: Support; // kernels/<id>.wgsl
  /** The test that holds every backend to the reference: tests/kernels/<id>.test.ts, or a GoogleTest that names the id. */
  readonly parity: 'tests/kernels' | { readonly googleTest: string };
  readonly benchmark: Support; // bench/kernels/<id>.ts
}

const notYetOnGpu: Support = { unsupported: 'no estimator trains on the GPU yet' };
const notYetTimed: Support = { unsupported: 'no benchmark of its own yet' };

const inForestTest = { googleTest: 'native/tests/compiled_forest_test.cpp' } as const;

/** A kernel with a reference, a C++ body and a parity test. */
function onCpu(meaning: string): Kernel {
  return {
    meaning,
    reference: true,
    native: true,
    webgpu: notYetOnGpu,
    parity: 'tests/kernels',
    benchmark: notYetTimed,
  };
}

/** The same with a WGSL file, and a benchmark of both. */
function onCpuAndGpu(meaning: string): Kernel {
  return { ...onCpu(meaning), webgpu: true, benchmark: true };
}

/**
 * Every kernel. Its id is the join key of its files: one search for it shows them all, and a test fails when one of
 * them is missing and not declared unsupported here.
 */
export const KERNELS = {
  bin_float32: onCpu('The bins of float32 values among at most 254 bounds.'),
  bin_float64: onCpu('The bins of float64 values among at most 254 bounds.'),
  build_histogram: onCpu('Sums of gradients, hessians and counts of rows by the bins of u8 columns.'),
  build_histogram_wide: onCpu('Sums of gradients, hessians and counts of rows by the bins of u16 columns.'),
  column_moments_csr: onCpu('The weighted sum and sum of squares of every column of sparse rows.'),
  column_moments_dense: onCpu('The weighted sum and sum of squares of every column of dense rows.'),
  exponentials: onCpu('exp of many numbers, each less a shift.'),
  find_split_packed: onCpu("The best threshold of a numeric feature from a small node's packed histogram."),
  find_split_wide: onCpu('The best threshold of a numeric feature from wide sums.'),
  gram_csr: onCpu('The weighted Gram matrix of the columns of sparse rows, its upper part, and their sums.'),
  gram_dense: onCpu('The weighted Gram matrix of the shifted columns of dense rows, its upper part, and their sums.'),
  hessian_product_csr: onCpu('The Hessian of a loss of one score, times a direction, for sparse rows.'),
  hessian_product_dense: onCpu('The Hessian of a loss of one score, times a direction, for dense rows.'),
  linear_scores_csr: onCpu('Scores of sparse rows: values · weights + intercepts, for one or more outputs.'),
  linear_scores_dense: onCpu('Scores of dense rows: values · weights + intercepts, for one or more outputs.'),
  logistic_gradient_csr: onCpu('The weighted logistic loss of sparse rows, its gradient and second derivatives.'),
  logistic_gradient_dense: onCpuAndGpu(
    'The weighted logistic loss of dense rows, its gradient and, on the CPU, second derivatives.',
  ),
  logistic_residuals: onCpu('First and second derivatives of the logistic loss of each row, from its score.'),
  round_gradients: onCpu(
    'Gradients and hessians as integers of their steps, rounded at random, packed with their rows.',
  ),
  rank_values: { ...onCpu('How many thresholds of a model lie below each value.'), parity: inForestTest },
  scan_trees: {
    ...onCpu('The leaf values of rows in trees of at most 256 leaves, by comparing every split.'),
    reference: { unsupported: 'the plain walk of native/trees/model/walk.cpp is the reference' },
    parity: inForestTest,
  },
  partition_rows: onCpu("A node's rows parted by a u8 column, each side in the order they came."),
  softmax_gradient_csr: onCpu('The weighted softmax loss of sparse rows, its gradient and the probabilities.'),
  softmax_gradient_dense: onCpu('The weighted softmax loss of dense rows, its gradient and the probabilities.'),
  softmax_hessian_product_csr: onCpu('The Hessian of the softmax loss, times a direction, for sparse rows.'),
  softmax_hessian_product_dense: onCpu('The Hessian of the softmax loss, times a direction, for dense rows.'),
  squared_gradient_csr: onCpu('The weighted squared loss of sparse rows and half its gradient.'),
  squared_gradient_dense: onCpu('The weighted squared loss of dense rows and half its gradient.'),
  subtract_product: onCpu('A matrix less the product of two: the update of a blocked Cholesky factorisation.'),
  widen_histogram: onCpu('Packed bins added to wide ones, and cleared.'),
} as const satisfies Readonly<Record<string, Kernel>>;

export type KernelId = keyof typeof KERNELS;
