import { MillraceError } from '../../core/errors.ts';
import type { PartDescription, Program } from '../../engine/program.ts';
import {
  ColumnMomentsState,
  CoMomentsState,
  GramProductState,
  Subspace,
  symmetricEigen,
} from '../../engine/reduction.ts';
import type { Layout } from '../../matrix/layout.ts';
import type { Stage } from '../transformer.ts';
import type { PcaSettings } from './pca.ts';

export interface PrincipalComponents {
  readonly components: Float64Array;
  readonly mean: Float64Array;
  readonly explainedVariance: Float64Array;
  readonly explainedVarianceRatio: Float64Array;
  readonly singularValues: Float64Array;
  readonly noiseVariance: number;
}

type PartsIn = (program: Program, layout: Layout) => PartDescription[];

/** By the eigenvectors of the covariance matrix: one pass. */
export async function exactComponents(
  stage: Stage,
  width: number,
  { nComponents }: PcaSettings,
  partsIn: PartsIn,
): Promise<PrincipalComponents> {
  const state = new CoMomentsState();
  await stage.pass((program, layout) => state.addTo(program, partsIn(program, layout)));
  const { classRows, centres, means, products } = await state.finish(stage.run);
  const rows = classRows[0] ?? 0;
  const most = checkedCount(rows, width, nComponents);
  const { values, vectors } = await symmetricEigen(products, width, stage.run);
  const spread = values.map((value) => Math.max(value, 0)); // rounding may leave less than nothing
  const total = spread.reduce((sum, value) => sum + value, 0);
  let count = nComponents ?? most;
  if (count < 1) {
    let explained = 0;
    const reached = spread.findIndex((value) => {
      explained += value / total;
      return explained > count;
    });
    count = Math.min(reached < 0 ? most : reached + 1, most);
  }
  return summarize(rows, spread.subarray(0, count), vectors.slice(0, count * width), total, most, sums(centres, means));
}

/** By randomised subspace iteration: a pass for the means, and one for each product with the covariance matrix. */
export async function randomizedComponents(
  stage: Stage,
  width: number,
  { nComponents, nOversamples, iteratedPower, randomState }: PcaSettings,
  partsIn: PartsIn,
): Promise<PrincipalComponents> {
  const moments = new ColumnMomentsState();
  await stage.pass((program, layout) => moments.addTo(program, partsIn(program, layout)));
  const { classRows, centres, means, squares } = moments.finish();
  const rows = classRows[0] ?? 0;
  const most = checkedCount(rows, width, nComponents);
  const count = nComponents ?? most;
  const mean = sums(centres, means);
  const powers = iteratedPower === 'auto' ? (count < 0.1 * most ? 7 : 4) : iteratedPower;
  let space = await Subspace.random(width, Math.min(count + nOversamples, width), randomState, stage.run);
  const productOf = async (of: Subspace) => {
    const product = new GramProductState(of, mean);
    await stage.pass((program, layout) => product.addTo(program, partsIn(program, layout)));
    return product.finish(stage.run);
  };
  for (let power = 0; power <= powers; power++) {
    space = await space.towards(await productOf(space), stage.run);
  }
  const { values, vectors } = await space.ritz(await productOf(space), stage.run);
  const total = squares.reduce((sum, value) => sum + value, 0);
  const spread = values.subarray(0, count).map((value) => Math.max(value, 0));
  return summarize(rows, spread, vectors.slice(0, count * width), total, most, mean);
}

/** The most components there can be. */
function checkedCount(rows: number, width: number, wanted: number | undefined): number {
  if (width === 0) {
    throw new MillraceError('COLUMN_MISSING', 'pca is given no column', {
      remedy: 'let the steps before it pick some',
    });
  }
  if (rows < 2) {
    throw new MillraceError('ROWS_TOO_FEW', `pca needs two rows, and there are ${rows}`, {
      remedy: 'check filters and the split',
    });
  }
  const most = Math.min(rows, width);
  if (wanted !== undefined && wanted > most) {
    throw new MillraceError(
      'OPTION_INVALID',
      `pca is to give ${wanted} components of ${width} columns in ${rows} rows`,
      {
        value: wanted,
        remedy: `give nComponents from 1 to ${most}, or a share of the variance`,
      },
    );
  }
  return most;
}

/** spread: sums of squares along the components. */
function summarize(
  rows: number,
  spread: Float64Array,
  components: Float64Array,
  total: number,
  most: number,
  mean: Float64Array,
): PrincipalComponents {
  const explained = spread.reduce((sum, value) => sum + value, 0);
  const left = most - spread.length;
  return {
    components,
    mean,
    explainedVariance: spread.map((value) => value / (rows - 1)),
    explainedVarianceRatio: spread.map((value) => (total > 0 ? value / total : 0)),
    singularValues: spread.map((value) => Math.sqrt(value)),
    noiseVariance: left > 0 ? Math.max(total - explained, 0) / (rows - 1) / left : 0,
  };
}

function sums(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, i) => value + right[i]!);
}
