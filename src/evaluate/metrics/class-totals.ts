/** Anything that holds one number a row. */
export type Numbers = ArrayLike<number>;

/**
 * What the metrics of a predicted class are made of, one entry a class: the summed weight of the rows of the class,
 * of the rows predicted to be of it, and of the rows where both hold. Without weights these are counts.
 */
export interface ClassTotals {
  readonly target: Float64Array;
  readonly predicted: Float64Array;
  readonly correct: Float64Array;
}

export function emptyClassTotals(classCount: number): ClassTotals {
  return {
    target: new Float64Array(classCount),
    predicted: new Float64Array(classCount),
    correct: new Float64Array(classCount),
  };
}

/**
 * Summed weights by class and predicted class: Float64Array[classCount][classCount], row-major, a row for each class.
 * `target` and `prediction` are class indices below `classCount`; `weight` defaults to 1.
 */
export function confusionMatrix(
  target: Numbers,
  prediction: Numbers,
  classCount: number,
  weight?: Numbers,
): Float64Array {
  const matrix = new Float64Array(classCount * classCount);
  addToConfusion(matrix, classCount, target, prediction, weight, 0, target.length);
  return matrix;
}

/** Adds the rows from `begin` to before `end`. */
export function addToConfusion(
  matrix: Float64Array,
  classCount: number,
  target: Numbers,
  prediction: Numbers,
  weight: Numbers | undefined,
  begin: number,
  end: number,
): void {
  for (let row = begin; row < end; ++row) {
    matrix[target[row]! * classCount + prediction[row]!]! += weight === undefined ? 1 : weight[row]!;
  }
}

/** Row sums, column sums and diagonal of a confusion matrix. */
export function classTotals(matrix: Float64Array, classCount: number): ClassTotals {
  const totals = emptyClassTotals(classCount);
  for (let actual = 0; actual < classCount; ++actual) {
    for (let predicted = 0; predicted < classCount; ++predicted) {
      totals.target[actual]! += matrix[actual * classCount + predicted]!;
      totals.predicted[predicted]! += matrix[actual * classCount + predicted]!;
    }
    totals.correct[actual] = matrix[actual * classCount + actual]!;
  }
  return totals;
}
