import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { parseOptions } from '../../core/options.ts';
import { ClassMoments } from '../../engine/bayes.ts';
import { featureNames } from '../../matrix/layout.ts';
import type { Classifier, Predictor, TrainingTarget } from '../learner.ts';
import { passClassRows } from './class-rows.ts';
import { gaussianPredictor } from './gaussian-predictor.ts';
import { logPriorsOf } from './priors.ts';

const optionsSchema = z.strictObject({
  /** The share of each class by name, summing to 1, instead of what the rows say. */
  priors: z.record(z.string(), z.number().positive()).optional(),
  /** This share of the greatest variance of any column is added to all variances. Default 1e-9. */
  varSmoothing: z.number().nonnegative().default(1e-9),
});

export type GaussianNBOptions = z.input<typeof optionsSchema>;

/** Columns are laid out dense, a row at a time; sparse features of more columns than this are refused. */
const MOST_SPARSE_COLUMNS = 65_536;

/**
 * Naive Bayes for numbers: in each class every column is normal, with a mean and variance of its own. One pass, holding
 * classes · columns means and variances. As scikit-learn's GaussianNB, on float32 features.
 *
 * Fitting throws OPTION_INVALID for priors that are not of these classes and where a variance stays 0, and COLUMN_TYPE
 * for sparse features of more than 65,536 columns.
 */
export function gaussianNB(given: GaussianNBOptions = {}): Classifier {
  const name = 'gaussianNB';
  const options = parseOptions(optionsSchema, given, name);
  return {
    kind: 'learner',
    task: 'classification',
    name,
    options,
    streams: true,
    async train(data, run) {
      const { sparse, columnCount } = data.matrix.info;
      if (sparse) throw sparseFeatures(columnCount);
      const moments = new ClassMoments(data.classCount);
      await moments.use(data, run);
      return fitted(moments, data, options);
    },
    async gather(stage) {
      const columnCount = featureNames(stage.layout).length;
      let rowCount = 0;
      return {
        columnCount,
        sparse: false,
        get valueCount() {
          return rowCount * columnCount;
        },
        async train(target) {
          const moments = new ClassMoments(target.classCount);
          await passClassRows(stage, target, name, (program, rows) => {
            if (rows.sparse && columnCount > MOST_SPARSE_COLUMNS) throw sparseFeatures(columnCount);
            moments.addTo(program, { ...rows, sparse: false });
          });
          rowCount = moments.result().weights.at(-1)!;
          return fitted(moments, target, options);
        },
        release: () => undefined,
      };
    },
  };
}

function fitted(
  moments: ClassMoments,
  { classCount, classes = [] }: TrainingTarget,
  { priors, varSmoothing }: z.output<typeof optionsSchema>,
): Predictor {
  const { weights, means, squares } = moments.result();
  moments.release();
  const columns = means.length / (classCount + 1);
  const overall = squares.subarray(classCount * columns);
  const added = (varSmoothing * overall.reduce((most, one) => Math.max(most, one), 0)) / weights[classCount]!;
  const variances = squares.slice(0, classCount * columns).map((square, i) => {
    const weight = weights[Math.floor(i / columns)]!;
    return (weight > 0 ? square / weight : 0) + added;
  });
  if (variances.some((variance) => !(variance > 0))) throw nothingVaries(varSmoothing);
  return gaussianPredictor({
    logPriors: logPriorsOf('gaussianNB', 'priors', priors, true, classes, weights.subarray(0, classCount)),
    means: means.slice(0, classCount * columns),
    variances,
  });
}

function nothingVaries(varSmoothing: number): MillraceError {
  return new MillraceError('OPTION_INVALID', 'gaussianNB: a column does not vary within a class', {
    value: varSmoothing,
    remedy: varSmoothing > 0 ? 'leave out columns of one value' : 'give varSmoothing above 0, and columns that vary',
  });
}

function sparseFeatures(columns: number): MillraceError {
  return new MillraceError('COLUMN_TYPE', `gaussianNB takes dense features, and these are ${columns} sparse ones`, {
    value: columns,
    remedy: 'use multinomialNB or bernoulliNB, or a truncatedSvd before it',
  });
}
