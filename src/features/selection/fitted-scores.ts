import type { SavedPartReader } from '../saved-part.ts';
import type { Stage } from '../transformer.ts';
import {
  type FittedSelection,
  fittedSelection,
  type KeptColumns,
  keptColumns,
  loadKeptColumns,
} from './column-selection.ts';
import type { ColumnScores, ScoreFunction } from './score-function.ts';

/** A fitted selection by scores of single columns. */
export interface FittedUnivariateSelection extends FittedSelection, ColumnScores {}

export async function fitByScores(
  name: string,
  stage: Stage,
  scoreFunction: ScoreFunction,
  choose: (scores: Float64Array) => readonly boolean[],
): Promise<FittedUnivariateSelection> {
  const found = await scoreFunction.score(stage);
  return fittedUnivariate(name, keptColumns(stage.layout, choose(found.scores)), found);
}

function fittedUnivariate(
  name: string,
  columns: readonly KeptColumns[],
  found: ColumnScores,
): FittedUnivariateSelection {
  const { scores, pValues } = found;
  const arrays = pValues === undefined ? { scores } : { scores, pValues };
  return {
    ...fittedSelection(name, columns, { ...arrays, hasPValues: Uint8Array.of(pValues === undefined ? 0 : 1) }),
    scores,
    pValues,
  };
}

export function loadUnivariate(part: SavedPartReader): FittedUnivariateSelection {
  const columns = loadKeptColumns(part);
  const width = columns.reduce((sum, one) => sum + one.width, 0);
  const pValues = part.uint8('hasPValues')[0] === 1 ? part.float64('pValues', width) : undefined;
  return fittedUnivariate(part.name, columns, { scores: part.float64('scores', width), pValues });
}
