import type { ColumnType } from '../core/column.ts';
import type { MatrixPart, PartDescription, Program } from '../engine/program.ts';
import { numbersOf } from '../features/numbers.ts';
import { type Layout, widthOf } from '../matrix/layout.ts';

/** Share of non-zeros below which a matrix with indicator columns is kept sparse (scikit-learn's bound). */
const SPARSE_BELOW = 0.3;

/** Types whose values are the numbers they stand for. */
const PLAIN_NUMBERS: ReadonlySet<ColumnType> = new Set([
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float32',
  'float64',
]);

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

/** As `partsOf`, for a matrix that is kept: it takes whole numbers and floats as their columns hold them. */
export function matrixPartsOf(program: Program, layout: Layout, taker: string): MatrixPart[] {
  return layout.flatMap((feature): MatrixPart[] => {
    if (feature.kind !== 'column' || !PLAIN_NUMBERS.has(feature.type)) return partsOf(program, [feature], taker);
    return [{ kind: 'column', slot: feature.slot, width: 1, name: feature.name }];
  });
}

/** Whether the matrix of these features is kept sparse: decided by the features, never by the rows. */
export function isSparse(parts: readonly MatrixPart[]): boolean {
  if (parts.some((part) => part.kind === 'sparse')) return true;
  const columns = parts.reduce((sum, part) => sum + part.width, 0);
  return parts.length < columns * SPARSE_BELOW;
}
