// How ours hand a feature matrix to the judge: a dense one as one array, a sparse one as rows of entries.
import path from 'node:path';
import type { FeatureMatrix } from '../../src/engine/states.ts';
import { writeNpy } from '../data/npy.ts';

/** Writes `values.npy`, and `indices.npy` and `offsets.npy` of a sparse one, into the folder. */
export function saveMatrix(folder: string, matrix: FeatureMatrix): void {
  const rows = matrix.rows();
  writeNpy(path.join(folder, 'values.npy'), rows.values);
  if (!rows.sparse) return;
  writeNpy(path.join(folder, 'indices.npy'), rows.indices);
  writeNpy(path.join(folder, 'offsets.npy'), rows.offsets);
}
