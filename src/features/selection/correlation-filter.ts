import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import { CoMomentsState } from '../../engine/reduction.ts';
import { featureNames } from '../../matrix/layout.ts';
import { partsOf } from '../../models/assembly.ts';
import type { SavedPartReader } from '../saved-part.ts';
import type { Stage, Transformer } from '../transformer.ts';
import { type FittedSelection, fittedSelection, keptColumns, loadKeptColumns } from './column-selection.ts';

const optionsSchema = z.strictObject({
  /** Of two columns whose correlation exceeds this in size, the later one goes. Default 0.95. */
  threshold: z.number().min(0).max(1).default(0.95),
});

export type CorrelationFilterOptions = z.input<typeof optionsSchema>;

/** Why a column went. */
export interface DroppedColumn {
  readonly name: string;
  /** The column before it, and kept, that says the same. */
  readonly becauseOf: string;
  readonly correlation: number;
}

/** What `correlationFilter` learnt. */
export interface FittedCorrelationFilter extends FittedSelection {
  readonly dropped: readonly DroppedColumn[];
}

/**
 * Drops matrix columns that nearly repeat one before them: those whose Pearson correlation with a column that is kept
 * exceeds the threshold, in either direction. A constant column correlates with nothing. Holds columns² numbers.
 *
 * Fitting throws COLUMN_TYPE for text and dates, and VALUE_MISSING.
 */
export function correlationFilter(given: CorrelationFilterOptions = {}): Transformer<FittedCorrelationFilter> {
  const { threshold } = parseOptions(optionsSchema, given, 'correlationFilter');
  return {
    kind: 'transformer',
    name: 'correlationFilter',
    async fit(stage: Stage) {
      const state = new CoMomentsState();
      await stage.pass((program, layout) => state.addTo(program, partsOf(program, layout, 'correlationFilter')));
      const { products } = await state.finish(stage.run);
      const names = featureNames(stage.layout);
      const dropped: DroppedColumn[] = [];
      const kept: number[] = [];
      const width = names.length;
      for (let column = 0; column < width; column++) {
        const correlationWith = (other: number) => {
          const scale = Math.sqrt(products[other * width + other]!) * Math.sqrt(products[column * width + column]!);
          return scale > 0 ? products[other * width + column]! / scale : 0;
        };
        const other = kept.find((one) => Math.abs(correlationWith(one)) > threshold);
        if (other === undefined) kept.push(column);
        else dropped.push({ name: names[column]!, becauseOf: names[other]!, correlation: correlationWith(other) });
      }
      const stays = new Set(kept);
      const support = names.map((_, i) => stays.has(i));
      return fittedCorrelationFilter(keptColumns(stage.layout, support), dropped);
    },
  };
}

type Columns = Parameters<typeof fittedSelection>[1];

function fittedCorrelationFilter(columns: Columns, dropped: readonly DroppedColumn[]): FittedCorrelationFilter {
  const selection = fittedSelection('correlationFilter', columns, {
    droppedNames: dropped.map(({ name }) => name),
    becauseOf: dropped.map(({ becauseOf }) => becauseOf),
    correlations: Float64Array.from(dropped, ({ correlation }) => correlation),
  });
  return { ...selection, dropped };
}

export function loadCorrelationFilter(part: SavedPartReader): FittedCorrelationFilter {
  const names = part.texts('droppedNames');
  const becauseOf = part.texts('becauseOf', names.length);
  const correlations = part.float64('correlations', names.length);
  const dropped = names.map((name, i) => ({ name, becauseOf: becauseOf[i]!, correlation: correlations[i]! }));
  return fittedCorrelationFilter(loadKeptColumns(part), dropped);
}
