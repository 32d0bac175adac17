import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type { LinearFitResult, PartDescription } from './native/addon.ts';
import { addon } from './native/load.ts';
import type { Program, Slot } from './program.ts';
import type { FeatureMatrix, NumberList } from './states.ts';

/**
 * How linear scores become output: probabilities of two classes, of many, of each against the others, those that the
 * modified Huber loss estimates, or the score itself.
 */
export const LINEAR_OUTPUTS = ['sigmoid', 'softmax', 'oneVsRest', 'modifiedHuber', 'identity'] as const;
export type LinearOutput = (typeof LINEAR_OUTPUTS)[number];

interface LinearData {
  readonly matrix: FeatureMatrix;
  readonly target: NumberList;
  readonly weight: NumberList | undefined;
}

/** One step of a solver; `dualityGap` of those that know how far above the optimum they are at most. */
export interface LinearStep {
  readonly step: number;
  readonly loss: number;
  readonly gradientNorm: number;
  readonly dualityGap?: number | undefined;
}

interface StepOptions extends RunOptions {
  readonly onStep?: ((step: LinearStep) => void) | undefined;
}

export interface TrainedLinear {
  readonly weights: Float64Array;
  readonly intercepts: Float64Array;
  readonly history: readonly LinearStep[];
  readonly converged: boolean;
  readonly solver: string;
}

export interface LogisticParameters {
  readonly C: number;
  readonly fitIntercept: boolean;
  readonly maxIter: number;
  readonly tol: number;
  readonly solver: string;
  readonly learningRate: number;
}

export interface SquaredParameters {
  readonly alpha?: number;
  readonly fitIntercept: boolean;
  readonly maxIter: number;
  readonly tol: number;
  readonly solver: string;
  readonly learningRate: number;
}

/** L2-penalised logistic regression; see `logisticRegression`. */
export function trainLogistic(
  data: LinearData & { readonly classCount: number },
  parameters: LogisticParameters,
  options: StepOptions,
): Promise<TrainedLinear> {
  return train('logistic', data, { ...parameters, classCount: data.classCount }, options);
}

/** Ridge regression; see `ridge`. */
export function trainRidge(
  data: LinearData,
  parameters: SquaredParameters,
  options: StepOptions,
): Promise<TrainedLinear> {
  return train('ridge', data, parameters, options);
}

/** Ordinary least squares; see `linearRegression`. */
export function trainLeastSquares(
  data: LinearData,
  parameters: SquaredParameters,
  options: StepOptions,
): Promise<TrainedLinear> {
  return train('leastSquares', data, parameters, options);
}

export interface ElasticNetParameters {
  readonly alpha: number;
  readonly l1Ratio: number;
  readonly fitIntercept: boolean;
  readonly positive: boolean;
  readonly maxIter: number;
  readonly tol: number;
  readonly solver: string;
}

/** Least squares with an elastic-net penalty; see `elasticNet`. */
export function trainElasticNet(
  data: LinearData,
  parameters: ElasticNetParameters,
  options: StepOptions,
): Promise<TrainedLinear> {
  return train('elasticNet', data, parameters, options);
}

async function train(
  kind: 'logistic' | 'ridge' | 'leastSquares' | 'elasticNet',
  { matrix, target, weight }: LinearData,
  parameters: object,
  options: StepOptions,
): Promise<TrainedLinear> {
  const { onStep } = options;
  const result: LinearFitResult = await runJob(options, (job) =>
    addon().linearFit(kind, matrix.handle, target.handle, weight?.handle, { ...parameters }, job, (...step) =>
      onStep?.(stepOf(step)),
    ),
  );
  const { weights, intercepts, converged, solver } = result;
  const history: LinearStep[] = [];
  for (let i = 0; i < result.history.length; i += 4) history.push(stepOf(result.history.subarray(i, i + 4)));
  return { weights, intercepts, history, converged, solver };
}

function stepOf([step, loss, gradientNorm, gap]: ArrayLike<number> & Iterable<number>): LinearStep {
  const known = { step: step!, loss: loss!, gradientNorm: gradientNorm! };
  return Number.isNaN(gap!) ? known : { ...known, dualityGap: gap! };
}

/** Adds the scoring of assembled features by linear weights to a program: of 1 and 0, as they are above `binarize`. */
export function addLinearScores(
  program: Program,
  linear: { readonly weights: Float64Array; readonly intercepts: Float64Array },
  output: LinearOutput,
  parts: readonly PartDescription[],
  sparse: boolean,
  binarize?: number,
): Slot {
  const weights = inEngine(() => addon().linearWeights(linear.weights, linear.intercepts));
  return program.operation('linear', [], { parts, sparse, weights, output, binarize });
}

/** The same values for every row, row-major. */
export function addConstant(program: Program, values: Float64Array): Slot {
  return program.operation('constant', [], { values });
}
