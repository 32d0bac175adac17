import { requirePlainBuffer } from '../buffers.ts';
import { inEngine } from '../fault.ts';
import type { KernelId } from '../kernels.ts';
import type { LogisticGradient } from '../reference/logistic_gradient_dense.ts';
import type { KernelInputs } from './addon.ts';
import { addon } from './load.ts';

/** The instruction sets a build may have. */
export const INSTRUCTION_SETS = ['baseline', 'avx2', 'avx512'] as const;
export type InstructionSet = (typeof INSTRUCTION_SETS)[number];

/**
 * Runs one C++ kernel, synchronously, for parity tests and benchmarks: training runs jobs on engine memory. Inputs
 * and results go by name, as `native/binding/dense_kernels.cpp` and `csr_kernels.cpp` read and return them.
 *
 * @param isa the instruction set to use; default: the best the processor has.
 * @throws MillraceError BUFFER_REFUSED for shared, resizable and detached buffers, KERNEL_UNSUPPORTED for a set that
 *   the processor lacks, INTERNAL for inputs of a wrong length.
 */
export function runKernel(
  id: KernelId,
  inputs: KernelInputs,
  isa?: InstructionSet,
): Readonly<Record<string, Float64Array>> {
  for (const [name, input] of Object.entries(inputs)) {
    if (typeof input === 'object' && input !== null) requirePlainBuffer(input, name);
  }
  return inEngine(() => addon().runKernel(id, inputs, isa));
}

/** `runKernel` for `logistic_gradient_dense`, with the parameters of its reference. */
export function logisticGradientDense(
  values: Float32Array,
  rowCount: number,
  stride: number,
  labels: Float64Array,
  weights: Float64Array | null,
  coefficients: Float64Array,
  intercept: number,
  isa?: InstructionSet,
): LogisticGradient {
  const { totals, gradient, curvatures } = runKernel(
    'logistic_gradient_dense',
    { values, rowCount, stride, labels, weights, coefficients, intercept },
    isa,
  );
  return { loss: totals![0]!, gradient: gradient!, interceptGradient: totals![1]!, curvatures: curvatures! };
}
