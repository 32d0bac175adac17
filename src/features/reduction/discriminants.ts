import { MillraceError } from '../../core/errors.ts';
import type { RunOptions } from '../../engine/job.ts';
import { type CoMomentsResult, symmetricEigen } from '../../engine/reduction.ts';
import { sharesByName } from '../class-shares.ts';

/** The directions in which classes lie apart, and the linear scores of the classes. */
export interface Discriminants {
  /** float64 [columns]: the mean of the classes' means, weighed by their priors. */
  readonly centre: Float64Array;
  /** float64 [directions][columns]: the entry of largest magnitude positive. */
  readonly scalings: Float64Array;
  readonly directions: number;
  /** float64 [directions]: shares of the variance between classes. */
  readonly explainedVarianceRatio: Float64Array;
  /** float64 [classes][columns] and [classes]: log posterior odds, up to a constant. */
  readonly weights: Float64Array;
  readonly intercepts: Float64Array;
}

/**
 * As scikit-learn's LinearDiscriminantAnalysis with solver svd: whitens what lies within classes, then takes the
 * principal directions of the classes' means. Its singular values are the roots of eigenvalues here.
 *
 * @param tol directions within classes whose deviation, columns scaled to 1, is not above this are left out
 * @throws MillraceError COLUMN_EMPTY when no direction is left, ROWS_TOO_FEW
 */
export async function discriminants(
  { classRows, centres, means, products }: CoMomentsResult,
  priors: Float64Array,
  tol: number,
  run: RunOptions,
): Promise<Discriminants> {
  const [classes, width] = [classRows.length, centres.length];
  const rows = classRows.reduce((sum, count) => sum + count, 0);
  if (rows <= classes) {
    throw new MillraceError('ROWS_TOO_FEW', `discriminants of ${classes} classes need more rows than ${rows}`, {
      remedy: 'train on more rows',
    });
  }
  const middle = new Float64Array(width);
  for (let c = 0; c < classes; c++) {
    for (let i = 0; i < width; i++) middle[i]! += priors[c]! * means[c * width + i]!;
  }
  const apart = means.map((mean, at) => mean - middle[at % width]!);

  const deviations = Float64Array.from({ length: width }, (_, i) => Math.sqrt(products[i * width + i]! / rows) || 1);
  const within = products.map(
    (product, at) => product / (deviations[Math.floor(at / width)]! * deviations[at % width]!) / rows,
  );
  const inner = await symmetricEigen(within, width, run);
  const roots = inner.values.map((value) => Math.sqrt(Math.max(value, 0)));
  const rank = roots.filter((root) => root > tol).length;
  if (rank === 0) throw nothingVaries();
  // whitening: [rank][columns]
  const whitening = new Float64Array(rank * width);
  for (let r = 0; r < rank; r++) {
    for (let i = 0; i < width; i++) {
      whitening[r * width + i] = inner.vectors[r * width + i]! / deviations[i]! / roots[r]!;
    }
  }
  // between: [classes][rank], the classes' means in white directions
  const between = productsOf(apart, whitening, classes, rank, width);
  for (let c = 0; c < classes; c++) {
    const factor = Math.sqrt((rows * priors[c]!) / (classes - 1));
    for (let r = 0; r < rank; r++) between[c * rank + r]! *= factor;
  }
  const outer = await symmetricEigen(productsOf(between, between, classes, classes, rank), classes, run);
  const lengths = outer.values.map((value) => Math.sqrt(Math.max(value, 0)));
  const total = lengths.reduce((sum, length) => sum + length * length, 0);
  const directions = Math.min(lengths.filter((length) => length > tol * lengths[0]!).length, rank);
  const scalings = new Float64Array(directions * width);
  for (let k = 0; k < directions; k++) {
    const white = new Float64Array(rank);
    for (let c = 0; c < classes; c++) {
      for (let r = 0; r < rank; r++)
        white[r]! += (outer.vectors[k * classes + c]! * between[c * rank + r]!) / lengths[k]!;
    }
    const scaling = scalings.subarray(k * width, (k + 1) * width);
    for (let r = 0; r < rank; r++) {
      for (let i = 0; i < width; i++) scaling[i]! += white[r]! * whitening[r * width + i]!;
    }
    const largest = scaling.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    if (largest < 0) for (let i = 0; i < width; i++) scaling[i] = -scaling[i]!;
  }

  const scores = productsOf(apart, scalings, classes, directions, width);
  const weights = new Float64Array(classes * width);
  const intercepts = new Float64Array(classes);
  const centre = middle.map((value, i) => centres[i]! + value);
  for (let c = 0; c < classes; c++) {
    let half = 0;
    for (let k = 0; k < directions; k++) {
      const score = scores[c * directions + k]!;
      half += score * score;
      for (let i = 0; i < width; i++) weights[c * width + i]! += score * scalings[k * width + i]!;
    }
    let along = 0;
    for (let i = 0; i < width; i++) along += centre[i]! * weights[c * width + i]!;
    intercepts[c] = Math.log(priors[c]!) - half / 2 - along;
  }
  const count = Math.min(classes - 1, width, directions);
  const explainedVarianceRatio = lengths.slice(0, count).map((length) => (length * length) / total);
  return { centre, scalings, directions, explainedVarianceRatio, weights, intercepts };
}

/** left [rows][width] · right [columns][width]ᵀ */
function productsOf(left: Float64Array, right: Float64Array, rows: number, columns: number, width: number) {
  const out = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += left[r * width + i]! * right[c * width + i]!;
      out[r * columns + c] = sum;
    }
  }
  return out;
}

function nothingVaries(): MillraceError {
  return new MillraceError('COLUMN_EMPTY', 'no column varies within the classes: there are no discriminants', {
    remedy: 'give columns that vary, or lower tol',
  });
}

/**
 * The classes' shares of the rows, or those given by name.
 *
 * @throws MillraceError OPTION_INVALID
 */
export function priorsOf(
  step: string,
  given: Readonly<Record<string, number>> | undefined,
  classes: readonly string[],
  classRows: Float64Array,
): Float64Array {
  if (given === undefined) {
    const rows = classRows.reduce((sum, count) => sum + count, 0);
    return classRows.map((count) => count / rows);
  }
  return sharesByName(step, 'priors', given, classes);
}
