import { type RunOptions, runJob } from './job.ts';
import { addon } from './native/load.ts';
import type { PowerFit, PowerMethod } from './native/numeric-features-addon.ts';
import type { Program, Slot } from './program.ts';
import type { SortedNumbers } from './scaling.ts';

export function multiply(program: Program, a: Slot, b: Slot): Slot {
  return program.operation('multiply', [a, b], {});
}

/** The same number in every row. */
export function constant(program: Program, value: number): Slot {
  return program.operation('constantNumbers', [], { value });
}

export interface BinEdges {
  /** Ascending. */
  readonly edges: Float64Array;
  /** Whether the outer bins end at the first and last edge, or are open and all edges lie between bins. */
  readonly hasOuter: boolean;
  /** Whether a number on an edge belongs to the bin below it. */
  readonly rightClosed: boolean;
  /** Whether the outer edge that this leaves out belongs to its bin. */
  readonly includeEnds: boolean;
}

/** Codes: the bin of each number, −1 where it is missing or in no bin. */
export function bin(program: Program, numbers: Slot, bins: BinEdges): Slot {
  return program.operation('bin', [numbers], { ...bins });
}

/** Codes as numbers, missing where there is no code. */
export function codesAsNumbers(program: Program, codes: Slot): Slot {
  return program.operation('codesAsNumbers', [codes], {});
}

export type Extrapolation = 'error' | 'constant' | 'linear' | 'continue' | 'periodic';

export interface SplineBasis {
  /** Ascending, with `degree` more at either end than the base knots. */
  readonly knots: Float64Array;
  readonly degree: number;
  readonly extrapolation: Extrapolation;
  readonly includeBias: boolean;
  /** Whether all splines are 0 where a number is missing, and not missing. */
  readonly missingAsZeros: boolean;
}

/** How many numbers a row a basis gives. */
export function splineOutputs({ knots, degree, extrapolation, includeBias }: SplineBasis): number {
  const splines = knots.length - degree - 1 - (extrapolation === 'periodic' ? degree : 0);
  return splines - (includeBias ? 0 : 1);
}

/** The values of each spline of a basis, a slot each. `name` is for messages. */
export function splines(program: Program, numbers: Slot, basis: SplineBasis, name: string): Slot[] {
  const outputs = splineOutputs(basis);
  return program.operations('splines', [numbers], { ...basis, name, outputs }, outputs);
}

export interface PowerTransform {
  readonly method: PowerMethod;
  readonly lambda: number;
  /** Subtracted from the transformed number, and what the difference is divided by. */
  readonly shift: number;
  readonly scale: number;
}

/** A power transform; `name` is for messages. */
export function power(program: Program, numbers: Slot, transform: PowerTransform, name: string): Slot {
  return program.operation('power', [numbers], { ...transform, name });
}

/** The logarithms whose mean is part of a power transform's likelihood. */
export function powerLogarithms(program: Program, numbers: Slot, method: PowerMethod): Slot {
  return program.operation('powerLogarithms', [numbers], { method });
}

/** The power transform under which the numbers are most likely normal. */
export function fitPower(sorted: SortedNumbers, method: PowerMethod, options: RunOptions): Promise<PowerFit> {
  return runJob(options, (job) => addon().sortedPowerFit(sorted.handle, method, job));
}

/** The centres of clusters of numbers, ascending. There must be numbers of two values. */
export function clusterCentres(sorted: SortedNumbers, count: number, options: RunOptions): Promise<Float64Array> {
  return runJob(options, (job) => addon().sortedClusterCentres(sorted.handle, count, job));
}

export type { PowerFit, PowerMethod };
