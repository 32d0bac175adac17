import { neededOperations, type OperatedSource, operate } from '../clean/row-operation.ts';
import { encodeColumn, numbersOfColumn } from '../engine/column-values.ts';
import type { RunOptions } from '../engine/job.ts';
import type { CategoriesHandle } from '../engine/states.ts';
import { releaseBatch } from '../source/batch.ts';
import { FilteredReader } from '../source/filtered.ts';
import { valueAt } from '../source/row-values.ts';
import { Source } from '../source/source.ts';
import { type ExcludedRows, GrowingNumbers, withRules } from './evaluation-rows.ts';
import type { FittedRows } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { neededDerived } from './model.ts';
import { groupMissing, relevanceNegative, targetMissing, weightInvalid, weightsZero } from './target-fold.ts';
import { ancestorsOf, type TrainingColumns } from './training-columns.ts';

/** Rows that tell when to stop, and what they answer. */
export interface ValidationRows {
  /** The rows that can be measured. */
  readonly source: Source;
  /** One a row: the class index among those of training, or the value. */
  readonly target: Float64Array;
  readonly weight: Float64Array | undefined;
  /** One a row: the index of its group, from 0. */
  readonly group: Float64Array | undefined;
  readonly excluded: ExcludedRows;
}

/**
 * Reads the answers of the rows that tell when to stop. Rows of a class that the training rows do not have are left out
 * and counted: nothing can be said of them.
 *
 * Repairs run, and rows that break a rule are left out and counted, as in an evaluation.
 *
 * @param given any columns derived for the training rows are derived here too, unless they are there
 * @param categories the classes of training; undefined when a number is learnt
 * @throws MillraceError COLUMN_MISSING, TARGET_MISSING, TARGET_INVALID, WEIGHT_INVALID, VALUE_MISSING, ABORTED
 */
export async function readValidationRows(
  given: Source,
  columns: TrainingColumns,
  rows: Pick<FittedRows, 'before' | 'operations'>,
  categories: CategoriesHandle | undefined,
  options: FitOptions,
): Promise<ValidationRows> {
  const { target, weight, group, features } = columns;
  const { source, brokenRules } = withColumnsOfTraining(given, columns, rows);
  const read = [target.name, weight, group].filter((name) => name !== undefined);
  for (const name of [...read, ...features.map((field) => field.name)]) source.schema.field(name);

  const [targets, weights, groups] = [new GrowingNumbers(), new GrowingNumbers(), new GrowingNumbers()];
  const groupIndex = new Map<string, number>();
  const left = new Set<number>();
  const excluded = { targetMissing: 0, classUnknown: 0 };
  let groupsMissing = 0;
  for await (const batch of source.scan({ columns: [...new Set(read)], signal: options.signal })) {
    const column = (name: string) => batch.columns.get(name)!;
    const answers = await answersOf(column(target.name), target.name, categories, options);
    const rowWeights = weight === undefined ? undefined : await numbersOfColumn(column(weight), weight, options);
    for (let row = 0; row < batch.length; row++) {
      const answer = answers[row]!;
      if (categories === undefined ? Number.isNaN(answer) : answer === MISSING) excluded.targetMissing += 1;
      else if (categories !== undefined && answer === UNKNOWN) excluded.classUnknown += 1;
      else {
        if (group !== undefined && answer < 0) throw relevanceNegative(target.name, answer);
        targets.pushOne(answer);
        if (weight !== undefined) weights.pushOne(checkedWeight(rowWeights![row]!, weight, batch.rowIds[row]!));
        if (group !== undefined) {
          const value = valueAt(column(group).data, row);
          if (value === null) groupsMissing += 1;
          groups.pushOne(indexOf(groupIndex, String(value instanceof Date ? value.getTime() : value)));
        }
        continue;
      }
      left.add(batch.rowIds[row]!);
    }
    releaseBatch(batch);
  }
  const rowCount = targets.length + left.size;
  if (excluded.targetMissing > 0 && options.missingTarget !== 'drop') {
    throw targetMissing(target.name, excluded.targetMissing, rowCount);
  }
  if (groupsMissing > 0) throw groupMissing(group!, groupsMissing, rowCount);
  const weightValues = weight === undefined ? undefined : weights.finish();
  if (weightValues !== undefined && weightValues.length > 0 && weightValues.every((value) => value === 0)) {
    throw weightsZero(weight!);
  }
  return {
    source: withoutRows(source, left, targets.length),
    target: targets.finish(),
    weight: weightValues,
    group: group === undefined ? undefined : groups.finish(),
    excluded: withRules(excluded, brokenRules()),
  };
}

// What `encodeColumn` gives for values that are no class.
const MISSING = -1;
const UNKNOWN = -2;

async function answersOf(
  column: Parameters<typeof encodeColumn>[0],
  name: string,
  categories: CategoriesHandle | undefined,
  options: RunOptions,
): Promise<Float64Array | Int32Array> {
  if (categories !== undefined) return encodeColumn(column, categories, options);
  return numbersOfColumn(column, name, options);
}

function withColumnsOfTraining(
  given: Source,
  { target, weight, group, features }: TrainingColumns,
  { before, operations }: Pick<FittedRows, 'before' | 'operations'>,
): OperatedSource {
  const names = [target.name, ...features.map((field) => field.name)];
  for (const name of [weight, group]) if (name !== undefined) names.push(name);
  const needed = neededOperations(names, operations, { withRules: true });
  const lacking = neededDerived([...ancestorsOf(needed.reads, before.derived)], before.derived).filter(
    (column) => !given.schema.has(column.name),
  );
  return operate(given.withDerived(lacking), needed.operations);
}

function withoutRows(source: Source, left: ReadonlySet<number>, rowCount: number): Source {
  if (left.size === 0) return source;
  const keep = ({ length, rowIds }: { length: number; rowIds: Float64Array }) =>
    Uint32Array.from(Array.from({ length }, (_, row) => row).filter((row) => !left.has(rowIds[row]!)));
  return new Source(new FilteredReader(source.reader, [], keep, rowCount), source.derived);
}

function checkedWeight(weight: number, column: string, row: number): number {
  if (weight >= 0) return weight;
  throw weightInvalid(column, row, Number.isNaN(weight));
}

function indexOf(known: Map<string, number>, value: string): number {
  const index = known.get(value) ?? known.size;
  known.set(value, index);
  return index;
}
