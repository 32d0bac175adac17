import { MillraceError } from '../core/errors.ts';
import type { RunOptions } from '../engine/job.ts';
import { type CategoriesHandle, CategoryCounter, NumberList } from '../engine/states.ts';
import { type CategoryValues, categoryNames, categoryValues } from '../features/category-values.ts';
import type { Stage } from '../features/transformer.ts';
import type { Learner, LearningTask } from '../models/learner.ts';
import type { Passes } from './passes.ts';
import type { TrainingColumns } from './training-columns.ts';

/** What the training rows answer, in engine memory. */
export interface TrainingAnswers {
  /** One a row: the class index, or the value. Empty for a learner of classes that streams, without weights. */
  readonly values: NumberList;
  readonly weight: NumberList | undefined;
  /** One a row, when the task ranks: the index of its group. */
  readonly group: NumberList | undefined;
  readonly groupCount: number;
  /** Empty but for classification. */
  readonly classes: readonly string[];
  readonly classValues: CategoryValues | undefined;
  readonly categories: CategoriesHandle | undefined;
  /** Rows of each class, weights left aside. */
  readonly classCounts: Float64Array | undefined;
}

/** The target, the weights and the groups, gathered in the first pass. */
export class TargetFold {
  readonly #passes: Passes;
  readonly #columns: TrainingColumns;
  readonly #task: LearningTask;
  readonly #classes: CategoryCounter | undefined;
  readonly #groups: CategoryCounter | undefined;
  readonly #numbers = new NumberList();
  readonly #weight: NumberList | undefined;

  /** @throws MillraceError TARGET_INVALID when the target's column is not of the kind that the task learns */
  constructor(passes: Passes, columns: TrainingColumns, { task, streams }: Learner<LearningTask>) {
    this.#passes = passes;
    this.#columns = columns;
    this.#task = task;
    this.#weight = columns.weight === undefined ? undefined : new NumberList();
    const { type, name } = columns.target;
    const keepCodes = !streams || columns.weight !== undefined;
    this.#classes = task === 'classification' ? new CategoryCounter(name, { keepCodes }) : undefined;
    this.#groups = columns.group === undefined ? undefined : new CategoryCounter(columns.group, { keepCodes: true });
    if (task !== 'classification' && (type === 'utf8' || type === 'boolean')) {
      throw new MillraceError('TARGET_INVALID', `${task} needs a number to learn, and '${name}' is ${type}`, {
        column: name,
        remedy: type === 'utf8' ? 'read the column as a number, or use a classifier' : 'use a classifier',
      });
    }
  }

  async gather(stage: Stage, options: RunOptions): Promise<TrainingAnswers> {
    await stage.pass((program, _layout, weight) => {
      const { target, group } = this.#columns;
      const slot = this.#passes.columnSlot(target.name);
      if (this.#classes) this.#classes.addTo(program, slot);
      else this.#numbers.addTo(program, program.numbers(slot, target.name));
      if (weight !== undefined) this.#weight?.addTo(program, weight);
      if (group !== undefined) this.#groups?.addTo(program, this.#passes.columnSlot(group));
    });
    await this.#checkWeights(options);
    const shared = { weight: this.#weight, ...(await this.#finishGroups(options)) };
    if (this.#classes === undefined) {
      await this.#checkNumbers(options);
      return {
        ...shared,
        values: this.#numbers,
        classes: [],
        classValues: undefined,
        categories: undefined,
        classCounts: undefined,
      };
    }
    return { ...shared, ...(await this.#finishClasses(this.#classes, options)) };
  }

  async #finishClasses(counter: CategoryCounter, options: RunOptions) {
    const { target } = this.#columns;
    const rowCount = this.#passes.rowCount!;
    const counts = await counter.finish(options);
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
    return {
      values: new NumberList(counts.codes),
      classes,
      classValues,
      categories: counts.categories,
      classCounts: counts.counts,
    };
  }

  async #finishGroups(options: RunOptions) {
    if (this.#groups === undefined) return { group: undefined, groupCount: 0 };
    const { codes, counts, missingCount } = await this.#groups.finish(options);
    if (missingCount > 0) throw groupMissing(this.#columns.group!, missingCount, this.#passes.rowCount!);
    return { group: new NumberList(codes), groupCount: counts.length };
  }

  async #checkWeights(options: RunOptions): Promise<void> {
    const column = this.#columns.weight;
    if (this.#weight === undefined || column === undefined) return;
    const { firstMissing, firstNegative, sum } = await this.#weight.summary(options);
    if (firstMissing >= 0 || firstNegative >= 0) {
      const isMissing = firstMissing >= 0 && (firstNegative < 0 || firstMissing < firstNegative);
      const row = await this.#passes.rowIdAt(isMissing ? firstMissing : firstNegative);
      throw weightInvalid(column, row, isMissing);
    }
    if (sum === 0) throw weightsZero(column);
  }

  async #checkNumbers(options: RunOptions): Promise<void> {
    const { name } = this.#columns.target;
    const rowCount = this.#passes.rowCount!;
    const { missing, min, max } = await this.#numbers.summary(options);
    if (missing > 0) throw targetMissing(name, missing, rowCount);
    if (this.#task === 'ranking' && min < 0) throw relevanceNegative(name, min);
    if (min === max && rowCount > 1) {
      throw new MillraceError('TARGET_CONSTANT', `'${name}' is ${min} in all ${rowCount} rows`, {
        column: name,
        value: min,
        remedy: 'train on rows whose targets differ',
      });
    }
  }
}

export function targetMissing(column: string, missing: number, rows: number): MillraceError {
  return new MillraceError('TARGET_MISSING', `target '${column}' is missing in ${missing} of ${rows} rows`, {
    column,
    remedy: "fill it in, filter those rows out, or fit with missingTarget: 'drop'",
  });
}

export function relevanceNegative(column: string, value: number): MillraceError {
  return new MillraceError(
    'TARGET_INVALID',
    `ranking learns relevance from 0 upwards, and '${column}' holds ${value}`,
    {
      column,
      value,
      remedy: 'grade relevance 0, 1, 2, …: 0 for none',
    },
  );
}

export function groupMissing(column: string, missing: number, rows: number): MillraceError {
  return new MillraceError('VALUE_MISSING', `group '${column}' is missing in ${missing} of ${rows} rows`, {
    column,
    remedy: 'fill it in, or filter those rows out',
  });
}

export function weightInvalid(column: string, row: number, isMissing: boolean): MillraceError {
  const what = isMissing ? 'missing' : 'negative';
  return new MillraceError('WEIGHT_INVALID', `row ${row}: weight '${column}' is ${what}`, {
    column,
    row,
    remedy: 'weights are 0 or more, and none is missing',
  });
}

export function weightsZero(column: string): MillraceError {
  return new MillraceError('WEIGHT_INVALID', `all weights in '${column}' are 0`, {
    column,
    remedy: 'give some rows a weight above 0',
  });
}
