import { z } from 'zod';
import { parseOptions } from '../../core/options.ts';
import { widthOf } from '../../matrix/layout.ts';
import type { Classifier, Regressor } from '../../models/learner.ts';
import type { SavedPartReader } from '../saved-part.ts';
import type { Transformer } from '../transformer.ts';
import {
  type FittedSelection,
  fittedSelection,
  type KeptColumns,
  keptColumns,
  loadKeptColumns,
} from './column-selection.ts';
import { refuseWithoutImportance } from './select-from-model.ts';
import { importancesOf } from './train-inside.ts';

const optionsSchema = z.strictObject({
  /** How many columns stay; below 1, a share of them. Default half of them. */
  nFeaturesToSelect: z.union([z.int().min(1), z.number().gt(0).lt(1)]).default(0.5),
  /** How many go in each round; below 1, a share of all. Default 1. */
  step: z.union([z.int().min(1), z.number().gt(0).lt(1)]).default(1),
});

export type RfeOptions = z.input<typeof optionsSchema>;

/** What `rfe` learnt. */
export interface FittedRfe extends FittedSelection {
  /** [matrix columns]: 1 for those that stay, 2 for those that went last, and so on. */
  readonly ranking: Uint32Array;
}

/**
 * Recursive feature elimination: trains a learner, drops the columns that it makes least of, and again on those that are
 * left. Trees take a category as one, so its indicators count and go together. Row weights count. A round takes as many
 * passes as the learner does. As scikit-learn's RFE.
 *
 * Fitting throws OPTION_INVALID without a target of the learner's kind, and what the learner throws.
 */
export function rfe(learner: Classifier | Regressor, given: RfeOptions = {}): Transformer<FittedRfe> {
  const { nFeaturesToSelect, step } = parseOptions(optionsSchema, given, 'rfe');
  refuseWithoutImportance('rfe', learner);
  return {
    kind: 'transformer',
    name: 'rfe',
    async fit(stage) {
      const width = stage.layout.reduce((sum, feature) => sum + widthOf(feature), 0);
      const ranking = new Uint32Array(width).fill(1);
      let left = Array.from({ length: width }, (_, column) => column);
      let wanted: number | undefined;
      let atOnce = 1;
      for (;;) {
        const stays = new Set(left);
        const support = Array.from({ length: width }, (_, column) => stays.has(column));
        const columns = keptColumns(stage.layout, support);
        const at = left.length === width ? stage : stage.after(fittedSelection('rfe', columns));
        if (wanted !== undefined && left.length <= wanted) return fittedRfe(columns, ranking);
        const found = await importancesOf(at, learner, 'rfe');
        wanted ??=
          nFeaturesToSelect < 1 ? Math.max(1, Math.floor(found.length * nFeaturesToSelect)) : nFeaturesToSelect;
        if (left.length === width) atOnce = step < 1 ? Math.max(1, Math.floor(step * found.length)) : step;
        if (found.length <= wanted) return fittedRfe(columns, ranking);
        const squares = found.map(({ values }) => values.reduce((sum, value) => sum + value * value, 0));
        const order = found.map((_, i) => i).sort((a, b) => squares[a]! - squares[b]! || a - b);
        const go = new Set(order.slice(0, Math.min(atOnce, found.length - wanted)));
        const next = found.flatMap(({ columns: own }, i) => (go.has(i) ? [] : own.map((column) => left[column]!)));
        const kept = new Set(next);
        ranking.forEach((rank, column) => {
          if (!kept.has(column)) ranking[column] = rank + 1;
        });
        left = next.sort((a, b) => a - b);
        if (found.length - go.size <= wanted) {
          const last = Array.from({ length: width }, (_, column) => kept.has(column));
          return fittedRfe(keptColumns(stage.layout, last), ranking);
        }
      }
    },
  };
}

function fittedRfe(columns: readonly KeptColumns[], ranking: Uint32Array): FittedRfe {
  return { ...fittedSelection('rfe', columns, { ranking }), ranking };
}

export function loadRfe(part: SavedPartReader): FittedRfe {
  return fittedRfe(loadKeptColumns(part), part.uint32('ranking'));
}
