import type { ForestArrays } from '../matrix/forest.ts';
import { inEngine } from './fault.ts';
import type { ForestHandle, PartDescription } from './native/addon.ts';
import { addon } from './native/load.ts';
import type { Program, Slot } from './program.ts';

/**
 * What the slot of `addForest` holds, row-major: `prediction` one probability for each class or one number, `score`
 * one number for each output before the link, `leaves` for each tree the leaf that the row reaches, counted in the
 * order of the tree's nodes, `inputs` the row as the trees see it: the features that splits read.
 */
export type ForestOutput = 'prediction' | 'score' | 'leaves' | 'inputs';

/** Trees in engine memory, laid out for scoring. */
export class Forest {
  readonly handle: ForestHandle;

  /** Copies the trees. @throws MillraceError MODEL_CORRUPT when they do not fit together */
  constructor(trees: ForestArrays) {
    this.handle = inEngine(() => addon().forestCreate(trees));
  }
}

/**
 * Adds the scoring of features by trees to a program. A part of numbers or codes is one feature, a sparse one `width`
 * of them; NaN and codes below 0 are missing.
 *
 * @param every the predictions of the first `every` trees, twice as many, … and all, side by side: stages
 * @throws MillraceError MODEL_CORRUPT when the trees have another number of features
 */
export function addForest(
  program: Program,
  forest: Forest,
  parts: readonly PartDescription[],
  output: ForestOutput = 'prediction',
  every?: number,
): Slot {
  return program.operation('forest', [], { parts, sparse: false, forest: forest.handle, output, every });
}
