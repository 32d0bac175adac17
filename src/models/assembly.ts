import type { PartDescription, Program } from '../engine/program.ts';
import { numbersOf } from '../features/numbers.ts';
import { type Layout, widthOf } from '../matrix/layout.ts';

/** Share of non-zeros below which a matrix with indicator columns is kept sparse (scikit-learn's bound). */
const SPARSE_BELOW = 0.3;

/** The features as parts of a matrix. Source columns become numbers. @throws MillraceError COLUMN_TYPE */
export function partsOf(program: Program, layout: Layout, learner: string): PartDescription[] {
  return layout.map((feature) => {
    const { name } = feature;
    const width = widthOf(feature);
    if (feature.kind === 'column') {
      return { kind: 'numbers', slot: numbersOf(program, feature, learner), width, name };
    }
    return { kind: feature.kind, slot: feature.slot, width, name };
  });
}

/** Whether the matrix of these features is kept sparse: decided by the features, never by the rows. */
export function isSparse(parts: readonly PartDescription[]): boolean {
  if (parts.some((part) => part.kind === 'sparse')) return true;
  const columns = parts.reduce((sum, part) => sum + part.width, 0);
  return parts.length < columns * SPARSE_BELOW;
}
