import type { CleaningRecord } from '../clean/cleaning-record.ts';
import { type FittedRowSteps, fitRowSteps } from '../clean/fit-row-steps.ts';
import type { RowOperation } from '../clean/row-operation.ts';
import type { RowStep } from '../clean/row-step.ts';
import { MillraceError } from '../core/errors.ts';
import { FeatureMatrix } from '../engine/states.ts';
import { column } from '../expression/index.ts';
import type { CategoryValues } from '../features/category-values.ts';
import type { FittedTransformer, Stage, Transformer } from '../features/transformer.ts';
import type { Layout } from '../matrix/layout.ts';
import { isSparse, matrixPartsOf } from '../models/assembly.ts';
import type { GatheredFeatures, Learner, LearningTask, Predictor } from '../models/learner.ts';
import { filterReader } from '../source/filtered.ts';
import { Source } from '../source/source.ts';
import { openCheckpoint } from './checkpointing.ts';
import type { ExcludedRows } from './evaluation-rows.ts';
import type { FitOptions } from './fit-options.ts';
import { Passes } from './passes.ts';
import { TargetFold, type TrainingAnswers } from './target-fold.ts';
import { type TrainedRows, TrainedRowsFold } from './trained-rows.ts';
import { featuresOf, type TrainingColumns, trainingColumns, withTarget } from './training-columns.ts';
import { readValidationRows, type ValidationRows } from './validation-rows.ts';

/** Everything a fit leaves behind. */
export interface Fitted {
  readonly columns: TrainingColumns;
  /** The rows in front of the row steps, with the target where that is computed there. */
  readonly before: Source;
  readonly operations: readonly RowOperation[];
  readonly cleaning: CleaningRecord;
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
  /** Undefined where the source can't tell its rows apart from others'. */
  readonly trainedRows: TrainedRows | undefined;
}

/** What training took. */
export interface TrainingSummary {
  readonly rows: number;
  /** Rows left out because their target is missing. */
  readonly droppedRows: number;
  /** Rows that told when to stop, and those of them left out; undefined when none were given. */
  readonly validationRows?: number | undefined;
  readonly excludedValidationRows?: ExcludedRows | undefined;
  /** Passes over the source. */
  readonly passes: number;
  readonly seconds: number;
  /** Columns of the feature matrix. */
  readonly featureCount: number;
  /** Stored values of the matrix: all when dense, the non-zeros when sparse. */
  readonly valueCount: number;
  readonly sparse: boolean;
}

/** Fits transformers one behind the other, gathers what they give, and trains the learner on it. */
export async function fitPipeline(
  given: Source,
  rowSteps: readonly RowStep[],
  steps: readonly Transformer[],
  learner: Learner<LearningTask>,
  options: FitOptions,
): Promise<Fitted> {
  const started = performance.now();
  checkWhatGoesTogether(learner, options);
  const rows = await fitRows(given, rowSteps, learner, options);
  const all = trainingColumns(rows.source, { ...options, target: rows.target });
  const complete =
    options.missingTarget === 'drop'
      ? filterReader(all.source.reader, column(all.target.name).isMissing().not())
      : undefined;
  const source = complete === undefined ? all.source : new Source(complete, all.source.derived);
  // Other tasks know groups from the split alone.
  const columns = { ...all, source, group: learner.task === 'ranking' ? all.group : undefined };
  const others = columns.group === undefined ? [columns.target.name] : [columns.target.name, columns.group];
  const trained = new TrainedRowsFold();
  const passes = new Passes(source, columns.features, columns.weight, others, {
    ...options,
    onRowIds: (rowIds) => trained.add(rowIds),
    learns: { task: learner.task, target: columns.target },
    onRows: (pass, rows, total) => options.onProgress?.({ stage: 'read', pass, rows, total }),
  });
  const stage = passes.firstStage();
  const target = new TargetFold(passes, columns, learner);

  let answers!: Promise<TrainingAnswers>;
  let validation: ValidationRows | undefined;
  const openValidation = async () => {
    const { categories } = await answers;
    validation = await readValidationRows(options.valid!, columns, rows, categories, options);
    return validation.source;
  };
  const validStage =
    options.valid &&
    new Passes(openValidation, columns.features, undefined, [], {
      ...options,
      isTraining: false,
      onRows: (_, rows, total) => options.onProgress?.({ stage: 'valid', rows, total }),
    }).firstStage();

  let features: FittedSteps | undefined;
  try {
    await passes.together([
      async () => {
        features = await fitSteps(stage, validStage, steps, learner);
      },
      async () => {
        answers = target.gather(stage, options);
        await answers;
      },
    ]);
    const { values, weight, group, groupCount, classes, classValues, categories, classCounts } = await answers;
    const { fitted, gathered } = features!;
    const positive = classes.length === 2 ? positiveIndex(classes, options.positive) : undefined;
    const prior =
      learner.task !== 'classification'
        ? Float64Array.of(await values.centre('mean', weight, options))
        : learner.streams && weight === undefined
          ? classCounts!.map((count) => count / passes.rowCount!)
          : await values.shares(weight, classes.length, options);
    // From here on the lists hold the validation rows too, behind those of training.
    const added = validation;
    if (added !== undefined) {
      await values.append(added.target, options);
      if (added.weight !== undefined) await weight?.append(added.weight, options);
      await group?.append(
        added.group!.map((index) => index + groupCount),
        options,
      );
    }
    const data = {
      target: values,
      weight,
      group,
      classCount: classes.length,
      classes,
      categories,
      classCounts,
      validationRows: added?.target.length,
    };
    const identity = { learner, columns, steps: fitted, gathered, data, classes };
    const predictor = await gathered.train(data, {
      signal: options.signal,
      threads: options.threads,
      earlyStopping: options.earlyStopping,
      checkpoint: options.checkpoint && (await openCheckpoint(options.checkpoint, identity, options)),
      onStep: (step) => options.onProgress?.({ stage: 'train', learner: learner.name, ...step }),
    });
    // Of a learner that streams, only now are they known.
    const { columnCount, valueCount, sparse } = gathered;
    return {
      columns,
      before: rows.before,
      operations: rows.operations,
      cleaning: rows.record(),
      steps: fitted,
      predictor,
      classes,
      classValues,
      positive,
      prior,
      trainedRows: source.reader.origin === undefined ? undefined : trained.finish(source.reader.origin),
      training: {
        rows: passes.rowCount!,
        droppedRows: complete?.dropped ?? 0,
        ...(added === undefined ? {} : { validationRows: added.target.length, excludedValidationRows: added.excluded }),
        passes: passes.count,
        seconds: (performance.now() - started) / 1000,
        featureCount: columnCount,
        valueCount,
        sparse,
      },
    };
  } finally {
    features?.gathered.release();
  }
}

/** The training rows behind the row steps, and what later rows go through. */
export interface FittedRows extends Pick<FittedRowSteps, 'source' | 'operations' | 'record'> {
  /** The rows in front of the row steps. */
  readonly before: Source;
  readonly target: FitOptions['target'];
}

async function fitRows(
  given: Source,
  steps: readonly RowStep[],
  learner: Learner<LearningTask>,
  options: FitOptions,
): Promise<FittedRows> {
  if (steps.length === 0) {
    const { source, name } = withTarget(given, options.target);
    return { before: source, source, target: name, operations: [], record: () => ({ steps: [] }) };
  }
  const { target, weight, group, signal, threads } = options;
  const fitted = await fitRowSteps(steps, given, {
    run: { signal, threads },
    task: learner.task,
    target,
    weight,
    group,
    features: (source, name) => options.features ?? featuresOf(source, name, options),
  });
  return { ...fitted, before: given };
}

/** @throws MillraceError OPTION_INVALID */
function checkWhatGoesTogether(learner: Learner<LearningTask>, options: FitOptions): void {
  const { valid, earlyStopping, group, checkpoint } = options;
  if (checkpoint !== undefined && !learner.iterative) {
    throw new MillraceError('OPTION_INVALID', `fit: ${learner.name} keeps no checkpoints: it has no rounds`, {
      remedy: "leave 'checkpoint' out",
    });
  }
  if (valid !== undefined && !learner.iterative) {
    throw new MillraceError('OPTION_INVALID', `fit: ${learner.name} has no use for 'valid': it never stops early`, {
      remedy: "leave 'valid' out, or evaluate the model on those rows",
    });
  }
  if (earlyStopping !== undefined && valid === undefined) {
    throw new MillraceError('OPTION_INVALID', "fit: 'earlyStopping' needs rows to stop by: the option 'valid'", {
      remedy: 'hold some out: const { train, valid, test } = await source.split({ valid: 0.1, test: 0.2 })',
    });
  }
  if (earlyStopping !== undefined && learner.options?.earlyStopping) {
    throw new MillraceError('OPTION_INVALID', `fit: 'earlyStopping' is said twice, here and to ${learner.name}`, {
      remedy: "say it in one place: here with rows of your own ('valid'), there for a share of the training rows",
    });
  }
  if (learner.task === 'ranking' && group === undefined) {
    throw new MillraceError(
      'OPTION_INVALID',
      `fit: ${learner.name} ranks within groups: name their column as 'group'`,
      {
        remedy: "as in fit(train, { target: 'relevance', group: 'query' })",
      },
    );
  }
}

interface FittedSteps {
  readonly fitted: readonly FittedTransformer[];
  readonly gathered: GatheredFeatures;
}

/** Fits the transformers and gathers what the last one gives in the form that the learner takes. */
async function fitSteps(
  first: Stage,
  valid: Stage | undefined,
  steps: readonly Transformer[],
  learner: Learner<LearningTask>,
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
  let validStage = valid;
  for (const step of steps) {
    const one = await step.fit(stage);
    fitted.push(one);
    stage = stage.after(one);
    validStage = validStage?.after(one);
  }
  checkedLayout(stage.layout, learner.name);
  return { fitted, gathered: await learner.gather(stage, validStage) };
}

interface FittedFeatures {
  readonly fitted: readonly FittedTransformer[];
  readonly matrix: FeatureMatrix;
}

/** Fits the transformers and gathers what the last one gives as a matrix. `taker` is for messages: who takes it. */
export async function fitFeatures(
  first: Stage,
  steps: readonly Transformer[],
  taker: Pick<Learner<LearningTask>, 'name' | 'ignoresFeatures'>,
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
    const parts = taker.ignoresFeatures ? [] : matrixPartsOf(program, checkedLayout(layout, taker.name), taker.name);
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

function positiveIndex(classes: readonly string[], positive: FitOptions['positive']): number {
  if (positive === undefined) return 1;
  const index = classes.indexOf(String(positive));
  if (index >= 0) return index;
  throw new MillraceError('OPTION_INVALID', `positive class '${positive}' is not among the classes`, {
    value: positive,
    remedy: `use one of: ${classes.join(', ')}`,
  });
}
