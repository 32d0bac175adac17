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

/**
 * Every kernel. Its id is the join key of its files: one search for it shows them all, and a test fails when one of
 * them is missing and not declared unsupported here.
 */
export const KERNELS = {
  linear_scores_dense: {
    meaning: 'Scores of dense rows: values · weights + intercepts, for one or more outputs.',
    reference: true,
    native: true,
    webgpu: notYetOnGpu,
    parity: 'tests/kernels',
    benchmark: notYetTimed,
  },
  logistic_gradient_dense: {
    meaning: 'The weighted logistic loss of dense rows, its gradient by the coefficients and by the intercept.',
    reference: true,
    native: true,
    webgpu: true,
    parity: 'tests/kernels',
    benchmark: notYetTimed,
  },
} as const satisfies Readonly<Record<string, Kernel>>;

export type KernelId = keyof typeof KERNELS;
