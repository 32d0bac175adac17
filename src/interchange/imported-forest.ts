import type { ForestArrays } from '../matrix/forest.ts';

/** A model of another library as read. */
export interface ImportedForest {
  readonly trees: ForestArrays;
  readonly featureNames: readonly string[];
  /** For each feature whether it holds category codes. */
  readonly isCategorical: readonly boolean[];
  readonly task: 'classification' | 'regression';
  /** As the library calls it. */
  readonly objective: string;
  /** Rows that the first tree was trained on; 0 where the file does not say. */
  readonly trainingRows: number;
}
