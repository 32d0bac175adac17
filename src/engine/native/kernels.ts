import { requirePlainBuffer } from '../buffers.ts';
import { inEngine } from '../fault.ts';
import type { LogisticGradient } from '../reference/logistic_gradient_dense.ts';
import { addon } from './load.ts';

// Single C++ kernels, called synchronously, for parity tests and benchmarks: training runs jobs on engine memory.
// Each takes what its reference takes (src/engine/reference/<id>.ts), and the instruction set to use; default: the
// best the processor has. Wrong lengths are INTERNAL, a set this processor lacks is KERNEL_UNSUPPORTED.

/** The instruction sets a build may have. */
export const INSTRUCTION_SETS = ['baseline', 'avx2', 'avx512'] as const;
export type InstructionSet = (typeof INSTRUCTION_SETS)[number];

/** @throws MillraceError BUFFER_REFUSED for shared, resizable and detached buffers. */
export function linearScoresDense(
  values: Float32Array,
  rowCount: number,
  stride: number,
  weights: Float64Array,
  intercepts: Float64Array,
  isa?: InstructionSet,
): Float64Array {
  requirePlainBuffer(values, 'values');
  requirePlainBuffer(weights, 'weights');
  requirePlainBuffer(intercepts, 'intercepts');
  return inEngine(() => addon().kernelLinearScoresDense(values, rowCount, stride, weights, intercepts, isa));
}

/** @throws MillraceError BUFFER_REFUSED for shared, resizable and detached buffers. */
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
  requirePlainBuffer(values, 'values');
  requirePlainBuffer(labels, 'labels');
  if (weights) requirePlainBuffer(weights, 'weights');
  requirePlainBuffer(coefficients, 'coefficients');
  return inEngine(() =>
    addon().kernelLogisticGradientDense(values, rowCount, stride, labels, weights, coefficients, intercept, isa),
  );
}
