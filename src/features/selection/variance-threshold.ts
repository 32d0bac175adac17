import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import { ColumnMomentsState } from '../../engine/reduction.ts';
import { partsOf } from '../../models/assembly.ts';
import type { SavedPartReader } from '../saved-part.ts';
import type { Stage, Transformer } from '../transformer.ts';
import { type FittedSelection, fittedSelection, keptColumns, loadKeptColumns } from './column-selection.ts';

const optionsSchema = z.strictObject({
  /** Columns whose variance is not above this go. Default 0: constant columns. */
  threshold: z.number().min(0).default(0),
});

export type VarianceThresholdOptions = z.input<typeof optionsSchema>;

/** What `varianceThreshold` learnt. */
export interface FittedVarianceThreshold extends FittedSelection {
  /** float64 [matrix columns]: dividing by n; exactly 0 for a constant, NaN where every value is missing. */
  readonly variances: Float64Array;
}

/**
 * Drops the matrix columns whose variance is not above a threshold: numbers, single indicators of categories, single
 * terms. Missing numbers are left out of the variance. Looks at everything that reaches it; to look at some columns
 * only, put it in a branch of `columns`. As scikit-learn's VarianceThreshold.
 *
 * Fitting throws COLUMN_TYPE for text and dates, and COLUMN_MISSING when no column is left.
 */
export function varianceThreshold(given: VarianceThresholdOptions = {}): Transformer<FittedVarianceThreshold> {
  const { threshold } = parseOptions(optionsSchema, given, 'varianceThreshold');
  return {
    kind: 'transformer',
    name: 'varianceThreshold',
    async fit(stage: Stage) {
      const state = new ColumnMomentsState({ skipMissing: true });
      await stage.pass((program, layout) => state.addTo(program, partsOf(program, layout, 'varianceThreshold')));
      const { counts, squares, min, max } = state.finish();
      const variances = counts.map((count, i) => {
        if (count === 0) return Number.NaN;
        // Of a constant rounding may leave a variance.
        return max[i] === min[i] ? 0 : squares[i]! / count;
      });
      const support = Array.from(variances, (variance) => variance > threshold);
      if (!support.includes(true)) {
        throw new MillraceError('COLUMN_MISSING', `no column's variance is above ${threshold}`, {
          value: threshold,
          remedy: 'lower the threshold, or scale the columns first',
        });
      }
      return { ...fittedSelection('varianceThreshold', keptColumns(stage.layout, support), { variances }), variances };
    },
  };
}

export function loadVarianceThreshold(part: SavedPartReader): FittedVarianceThreshold {
  const columns = loadKeptColumns(part);
  const variances = part.float64(
    'variances',
    columns.reduce((sum, { width }) => sum + width, 0),
  );
  return { ...fittedSelection(part.name, columns, { variances }), variances };
}
