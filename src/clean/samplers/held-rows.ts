import { isNumericType, type RowValue } from '../../core/column.ts';
import type { Field } from '../../core/schema.ts';
import { encodeColumn } from '../../engine/column-values.ts';
import { type RunOptions, throwIfAborted } from '../../engine/job.ts';
import { nearestRows } from '../../engine/reduction.ts';
import { releaseBatch } from '../../source/batch.ts';
import { nextTurn } from '../../source/reader.ts';
import { valueAt } from '../../source/row-values.ts';
import type { Source } from '../../source/source.ts';
import type { ClassRows } from './class-rows.ts';

/** What becomes of a column in a row made between two others. */
export type Blend = 'between' | 'mostFrequent' | 'asBase';

/** Rows of one class, held in memory: every column of theirs. */
export interface HeldRows {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, readonly RowValue[]>;
}

/** Numbers and times lie between; categories are counted; what is no feature, and free text, is taken over. */
export function blendOf(field: Field, features: ReadonlySet<string>): Blend {
  if (!features.has(field.name) || field.role === 'text' || field.role === 'identifier') return 'asBase';
  if (field.role === 'categorical' || field.type === 'utf8' || field.type === 'boolean') return 'mostFrequent';
  return 'between';
}

/** Reads the rows of some classes, in the order of their ids whatever the batches come in: one pass. */
export async function holdRows(
  source: Source,
  target: string,
  { categories }: ClassRows,
  wanted: ReadonlySet<number>,
  run: RunOptions,
): Promise<Map<number, HeldRows>> {
  const held = new Map(
    [...wanted].map((code) => [code, { ids: [] as number[], columns: new Map<string, RowValue[]>() }]),
  );
  const { names } = source.schema;
  for (const { columns } of held.values()) for (const name of names) columns.set(name, []);
  for await (const batch of source.scan({ signal: run.signal })) {
    throwIfAborted(run.signal);
    const codes = await encodeColumn(batch.columns.get(target)!, categories, run);
    for (const name of names) {
      const { data } = batch.columns.get(name)!;
      codes.forEach((code, row) => {
        held.get(code)?.columns.get(name)?.push(valueAt(data, row));
      });
    }
    codes.forEach((code, row) => {
      held.get(code)?.ids.push(batch.rowIds[row]!);
    });
    releaseBatch(batch);
    await nextTurn();
  }
  return new Map([...held].map(([code, { ids, columns }]) => [code, byId(ids, columns)]));
}

function byId(ids: readonly number[], columns: ReadonlyMap<string, readonly RowValue[]>): HeldRows {
  const rows = ids.length;
  if (ids.every((id, i) => i === 0 || ids[i - 1]! <= id)) return { rows, columns };
  const order = [...ids.keys()].sort((a, b) => ids[a]! - ids[b]!);
  return { rows, columns: new Map([...columns].map(([name, values]) => [name, order.map((row) => values[row]!)])) };
}

/** A number that arithmetic can be done on, NaN for a missing one. Times are milliseconds since 1970. */
export function numberOf(value: RowValue): number {
  if (value === null) return Number.NaN;
  return Number(value instanceof Date ? value.getTime() : value);
}

/**
 * The nearest rows of each: numbers standardised within the class, a missing one at its mean, and for each category
 * that differs what the median number differs by (Chawla and others 2002). float64 [rows][count]
 */
export function neighborsOf(
  { rows, columns }: HeldRows,
  fields: readonly Field[],
  features: ReadonlySet<string>,
  count: number,
  run: RunOptions,
): Promise<Float64Array> {
  const numeric = fields.filter((field) => blendOf(field, features) === 'between');
  const categorical = fields.filter((field) => blendOf(field, features) === 'mostFrequent');
  const numbers = new Float64Array(rows * numeric.length);
  numeric.forEach(({ name }, at) => {
    const values = Float64Array.from(columns.get(name)!, numberOf);
    standardise(values).forEach((value, row) => {
      numbers[row * numeric.length + at] = value;
    });
  });
  const codes = new Int32Array(rows * categorical.length);
  categorical.forEach(({ name }, at) => {
    const known = new Map<RowValue, number>();
    columns.get(name)!.forEach((value, row) => {
      if (!known.has(value)) known.set(value, known.size);
      codes[row * categorical.length + at] = known.get(value)!;
    });
  });
  // Standardised, every number that varies deviates by 1, and so does the median one.
  return nearestRows({ rows, numbers, codes, mismatch: 1 }, count, run);
}

/** Less their mean, by their deviation; 0 where missing and where nothing varies. */
function standardise(values: Float64Array): Float64Array {
  const present = values.filter((value) => !Number.isNaN(value));
  const mean = present.reduce((sum, value) => sum + value / present.length, 0);
  const variance = present.reduce((sum, value) => sum + (value - mean) ** 2 / present.length, 0);
  const scale = variance > 0 ? 1 / Math.sqrt(variance) : 0;
  return values.map((value) => (Number.isNaN(value) ? 0 : (value - mean) * scale));
}

/** A value between two, as the column's type holds it; the first where one is missing. */
export function between(base: RowValue, other: RowValue, gap: number, { type }: Field): RowValue {
  const [from, to] = [numberOf(base), numberOf(other)];
  if (Number.isNaN(from) || Number.isNaN(to)) return base;
  const value = from + gap * (to - from);
  if (base instanceof Date) {
    const day = 86_400_000;
    return new Date(type === 'date32' ? Math.round(value / day) * day : Math.round(value));
  }
  if (!isNumericType(type) || type === 'float64' || type === 'float32') return value;
  if (typeof base !== 'bigint') return Math.round(value);
  // A step from the base, so that large whole numbers keep their digits.
  return base + BigInt(Math.round(gap * Number((other as bigint) - base)));
}

/** The most frequent of some values; of equally frequent ones the first met. */
export function mostFrequent(values: readonly RowValue[]): RowValue {
  const counts = new Map<RowValue, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return [...counts].find(([, count]) => count === most)![0];
}
