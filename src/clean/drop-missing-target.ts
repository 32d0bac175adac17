import { column } from '../expression/index.ts';
import { fittedCondition } from './filter.ts';
import type { RowStep } from './row-step.ts';

/**
 * Drops training rows without a target, and keeps a record of them. Evaluations leave such rows out and count them
 * anyway (`targetMissing`); predictions do not look at the target. As `missingTarget: 'drop'` of `fit`, at a place among
 * the other row steps.
 */
export function dropMissingTarget(): RowStep {
  return {
    kind: 'filter',
    name: 'dropMissingTarget',
    async fit(source, { target }) {
      source.schema.field(target);
      return fittedCondition('dropMissingTarget', 'without a target', column(target).isMissing().not(), undefined);
    },
  };
}
