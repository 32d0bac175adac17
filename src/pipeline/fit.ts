import { MillraceError } from '../core/errors.ts';
import { CategoryCounter, FeatureMatrix, NumberList } from '../engine/states.ts';
import { column } from '../expression/index.ts';
import { type CategoryValues, categoryNames, categoryValues } from '../features/category-values.ts';
import type { FittedTransformer, Stage, Transformer } from '../features/transformer.ts';
import type { Layout } from '../matrix/layout.ts';
import { isSparse, partsOf } from '../models/assembly.ts';
import type { GatheredFeatures, Learner, Predictor } from '../models/learner.ts';
import { filterReader } from '../source/filtered.ts';
import { Source } from '../source/source.ts';
import type { FitOptions } from './fit-options.ts';
import { Passes } from './passes.ts';
import { type TrainingColumns, trainingColumns } from './training-columns.ts';

/** Everything a fit leaves behind. */
export interface Fitted {
  readonly columns: TrainingColumns;
  readonly steps: readonly FittedTransformer[];
  readonly predictor: Predictor;
  /** Empty for regression. */
  readonly classes: readonly string[];
  readonly classValues: CategoryValues | undefined;
  /** Index into `classes`; undefined unless there are two. */
  readonly positive: number | undefined;
  /** Class shares of the training rows, or the mean of their targets: the trivial baseline. */
  readonly prior: Float64Array;
  readonly training: TrainingSummary;
}

/** What training took. */
export interface TrainingSummary {
  readonly rows: number;
  /** Rows left out because their target is missing. */
  readonly droppedRows: number;
  /** Passes over the source. */
  readonly passes: number;
  readonly seconds: number;
  /** Columns of the feature matrix. */
  readonly featureCount: number;
  /** Stored values of the matrix: all when dense, the non-zeros when sparse. */
  readonly valueCount: number;
  readonly sparse: boolean;
}

/** Fits transformers one behind the other, gathers the matrix, and trains the learner on it. */
export async function fitPipeline(
  given: Source,
  steps: readonly Transformer[],
  learner: Learner<'classification' | 'regression'>,
  options: FitOptions,
): Promise<Fitted> {
  const started = performance.now();
  const all = trainingColumns(given, options);
  const complete =
    options.missingTarget === 'drop'
      ? filterReader(all.source.reader, column(all.target.name).isMissing().not())
      : undefined;
  const source = complete === undefined ? all.source : new Source(complete, all.source.derived);
  const columns = { ...all, source };
  const passes = new Passes(source, columns.features, columns.weight, [columns.target.name], {
    ...options,
    onRows: (pass, rows, total) => options.onProgress?.({ stage: 'read', pass, rows, total }),
  });
  const stage = passes.firstStage();
  const target = new TargetFold(passes, columns, learner.task);

  let features!: FittedSteps;
  await passes.together([
    async () => {
      features = await fitSteps(stage, steps, learner);
    },
    () => target.gather(stage),
  ]);
  try {
    const { values, classes, classValues } = await target.finish(options, passes.rowCount!);
    const data = { target: values, weight: target.weight, classCount: classes.length };
    const positive = classes.length === 2 ? positiveIndex(classes, options.positive) : undefined;
    const { columnCount, valueCount, sparse } = features.gathered;
    const predictor = await features.gathered.train(data, {
      signal: options.signal,
      threads: options.threads,
      onStep: (step) => options.onProgress?.({ stage: 'train', learner: learner.name, ...step }),
    });
    const prior =
      learner.task === 'classification'
        ? await values.shares(target.weight, classes.length, options)
        : Float64Array.of(await values.centre('mean', target.weight, options));
    return {
      columns,
      steps: features.fitted,
      predictor,
      classes,
      classValues,
      positive,
      prior,
      training: {
        rows: passes.rowCount!,
        droppedRows: complete?.dropped ?? 0,
        passes: passes.count,
        seconds: (performance.now() - started) / 1000,
        featureCount: columnCount,
        valueCount,
        sparse,
      },
    };
  } finally {
    features.gathered.release();
  }
}

interface FittedSteps {
  readonly fitted: readonly FittedTransformer[];
  readonly gathered: GatheredFeatures;
}

/** Fits the transformers and gathers what the last one gives in the form that the learner takes. */
async function fitSteps(
  first: Stage,
  steps: readonly Transformer[],
  learner: Learner<'classification' | 'regression'>,
): Promise<FittedSteps> {
  if (learner.gather === undefined) {
    const { fitted, matrix } = await fitFeatures(first, steps, learner);
    const gathered: GatheredFeatures = {
      ...matrix.info,
      train: (target, options) => learner.train({ ...target, matrix }, options),
      release: () => matrix.release(),
    };
    return { fitted, gathered };
  }
  const fitted: FittedTransformer[] = [];
  let stage = first;
  for (const step of steps) {
    const one = await step.fit(stage);
    fitted.push(one);
    stage = stage.after(one);
  }
  checkedLayout(stage.layout, learner.name);
  return { fitted, gathered: await learner.gather(stage, undefined) };
}

interface FittedFeatures {
  readonly fitted: readonly FittedTransformer[];
  readonly matrix: FeatureMatrix;
}

/** Fits the transformers and gathers what the last one gives as a matrix. `taker` is for messages: who takes it. */
export async function fitFeatures(
  first: Stage,
  steps: readonly Transformer[],
  taker: Pick<Learner<'classification'>, 'name' | 'ignoresFeatures'>,
): Promise<FittedFeatures> {
  const fitted: FittedTransformer[] = [];
  let stage = first;
  for (const [i, step] of steps.entries()) {
    const kept = i === steps.length - 1 ? step.fitKeeping?.(stage) : undefined;
    if (kept !== undefined) {
      const last = await kept;
      return { fitted: [...fitted, last.fitted], matrix: last.matrix };
    }
    const one = await step.fit(stage);
    fitted.push(one);
    stage = stage.after(one);
  }
  const matrix = new FeatureMatrix();
  await stage.pass((program, layout) => {
    const parts = taker.ignoresFeatures ? [] : partsOf(program, checkedLayout(layout, taker.name), taker.name);
    program.foldMatrix(parts, isSparse(parts), matrix.handle);
  });
  return { fitted, matrix };
}

function checkedLayout(layout: Layout, learner: string): Layout {
  if (layout.length > 0) return layout;
  throw new MillraceError('COLUMN_MISSING', `no feature is left for ${learner}`, {
    remedy: 'let the steps before it pick columns that are there',
  });
}

/** The target and the weights, gathered in the first pass. */
class TargetFold {
  readonly weight: NumberList | undefined;
  readonly #passes: Passes;
  readonly #columns: TrainingColumns;
  readonly #counter: CategoryCounter | undefined;
  readonly #numbers = new NumberList();

  constructor(passes: Passes, columns: TrainingColumns, task: 'classification' | 'regression') {
    this.#passes = passes;
    this.#columns = columns;
    this.weight = columns.weight === undefined ? undefined : new NumberList();
    this.#counter =
      task === 'classification' ? new CategoryCounter(columns.target.name, { keepCodes: true }) : undefined;
    const { type, name } = columns.target;
    if (task === 'regression' && (type === 'utf8' || type === 'boolean')) {
      throw new MillraceError('TARGET_INVALID', `regression needs a number to learn, and '${name}' is ${type}`, {
        column: name,
        remedy: type === 'utf8' ? 'read the column as a number, or use a classifier' : 'use a classifier',
      });
    }
  }

  gather(stage: Stage): Promise<void> {
    return stage.pass((program, _layout, weight) => {
      const { name } = this.#columns.target;
      const slot = this.#passes.columnSlot(name);
      if (this.#counter) this.#counter.addTo(program, slot);
      else this.#numbers.addTo(program, program.numbers(slot, name));
      if (weight !== undefined) this.weight?.addTo(program, weight);
    });
  }

  async finish(
    options: FitOptions,
    rowCount: number,
  ): Promise<{ values: NumberList; classes: string[]; classValues: CategoryValues | undefined }> {
    const { target } = this.#columns;
    await this.#checkWeights(options);
    if (!this.#counter) {
      await this.#checkNumbers(options, rowCount);
      return { values: this.#numbers, classes: [], classValues: undefined };
    }
    const counts = await this.#counter.finish(options);
    if (counts.missingCount > 0) throw targetMissing(target.name, counts.missingCount, rowCount);
    const classValues = categoryValues(counts.values, target.type);
    const classes = categoryNames(classValues);
    if (classes.length < 2) {
      throw new MillraceError('TARGET_CONSTANT', `'${target.name}' is '${classes[0]}' in all ${rowCount} rows`, {
        column: target.name,
        value: classes[0],
        remedy: 'train on rows of two classes or more',
      });
    }
    if (classes.length > rowCount / 2 && classes.length > 20) {
      throw new MillraceError(
        'TARGET_INVALID',
        `'${target.name}' has ${classes.length} different values in ${rowCount} rows: too many for classes`,
        { column: target.name, remedy: 'learn a number with a regressor, or group the values' },
      );
    }
    return { values: new NumberList(counts.codes), classes, classValues };
  }

  async #checkWeights(options: FitOptions): Promise<void> {
    const column = this.#columns.weight;
    if (this.weight === undefined || column === undefined) return;
    const { firstMissing, firstNegative, sum } = await this.weight.summary(options);
    if (firstMissing >= 0 || firstNegative >= 0) {
      const isMissing = firstMissing >= 0 && (firstNegative < 0 || firstMissing < firstNegative);
      const row = await this.#passes.rowIdAt(isMissing ? firstMissing : firstNegative);
      const what = isMissing ? 'missing' : 'negative';
      throw new MillraceError('WEIGHT_INVALID', `row ${row}: weight '${column}' is ${what}`, {
        column,
        row,
        remedy: 'weights are 0 or more, and none is missing',
      });
    }
    if (sum === 0) {
      throw new MillraceError('WEIGHT_INVALID', `all weights in '${column}' are 0`, {
        column,
        remedy: 'give some rows a weight above 0',
      });
    }
  }

  async #checkNumbers(options: FitOptions, rowCount: number): Promise<void> {
    const { name } = this.#columns.target;
    const { missing, min, max } = await this.#numbers.summary(options);
    if (missing > 0) throw targetMissing(name, missing, rowCount);
    if (min === max && rowCount > 1) {
      throw new MillraceError('TARGET_CONSTANT', `'${name}' is ${min} in all ${rowCount} rows`, {
        column: name,
        value: min,
        remedy: 'train on rows whose targets differ',
      });
    }
  }
}

function targetMissing(column: string, missing: number, rows: number): MillraceError {
  return new MillraceError('TARGET_MISSING', `target '${column}' is missing in ${missing} of ${rows} rows`, {
    column,
    remedy: "fill it in, filter those rows out, or fit with missingTarget: 'drop'",
  });
}

function positiveIndex(classes: readonly string[], positive: FitOptions['positive']): number {
  if (positive === undefined) return 1;
  const index = classes.indexOf(String(positive));
  if (index >= 0) return index;
  throw new MillraceError('OPTION_INVALID', `positive class '${positive}' is not among the classes`, {
    value: positive,
    remedy: `use one of: ${classes.join(', ')}`,
  });
}
