import { isNumericType } from '../../src/core/column.ts';
import type { Field } from '../../src/core/schema.ts';
import { parseExpression } from '../../src/expression/index.ts';
import { read } from '../../src/source/read.ts';
import type { Source } from '../../src/source/source.ts';
import { BenchError } from '../harness/result.ts';

/** The documents of a text column, the only one of the file when none is named. Missing text is empty. */
export async function readTextColumn(
  file: string,
  name: string | undefined,
  most: number | undefined,
): Promise<string[]> {
  const source = await read(file);
  const column = name === undefined ? onlyText(source, source.schema.fields) : source.schema.field(name);
  return toTexts((await readColumns(source, [column.name], most)).get(column.name)!);
}

/** A file as the columns that the logistic task learns from. */
export interface LabelledColumns {
  /** Its only text column, if it has one. */
  readonly texts: string[] | undefined;
  /** Its numeric columns: missing values are the mean, then mean 0 and variance 1. */
  readonly columns: readonly Float32Array[];
  /** 0 or 1 for each row: the target's two values in ascending order. */
  readonly labels: Float64Array;
}

/** `target` is a column or an expression of two values. */
export async function readLabelled(
  file: string,
  target: string | undefined,
  most: number | undefined,
): Promise<LabelledColumns> {
  if (target === undefined) throw new BenchError('--data needs --target: the column to learn');
  const plain = await read(file);
  const source = plain.schema.has(target) ? plain : plain.derive(() => ({ [target]: parseExpression(target) }));
  const features = source.schema.fields.filter(({ name }) => name !== target);
  const text = features.some(({ role }) => role === 'text') ? onlyText(source, features).name : undefined;
  const numeric = features
    .filter(({ role, type }) => role === 'numeric' && isNumericType(type))
    .map(({ name }) => name);
  const wanted = [target, ...numeric, ...(text === undefined ? [] : [text])];
  const values = await readColumns(source, wanted, most);
  const classes = [...new Set(values.get(target)!.map(String))].sort();
  if (classes.length !== 2) {
    throw new BenchError(`'${target}' has ${classes.length} values, and logistic takes two: ${classes.slice(0, 9)}`);
  }
  return {
    texts: text === undefined ? undefined : toTexts(values.get(text)!),
    columns: numeric.map((name) => standardised(values.get(name)!)),
    labels: Float64Array.from(values.get(target)!, (value) => classes.indexOf(String(value))),
  };
}

function onlyText(source: Source, fields: readonly Field[]): Field {
  const [first, ...others] = fields.filter(({ role }) => role === 'text');
  if (first !== undefined && others.length === 0) return first;
  throw new BenchError(`'${source.name}' does not have exactly one text column: name one with --target`);
}

async function readColumns(
  source: Source,
  names: readonly string[],
  most = Number.POSITIVE_INFINITY,
): Promise<Map<string, unknown[]>> {
  const columns = new Map(names.map((name) => [name, [] as unknown[]]));
  let rows = 0;
  for await (const batch of source.toArrow({ columns: names })) {
    const taken = Math.min(batch.numRows, most - rows);
    for (const [name, values] of columns) {
      const vector = batch.getChild(name)!;
      for (let row = 0; row < taken; row++) values.push(vector.get(row));
    }
    rows += taken;
    if (rows >= most) break;
  }
  return columns;
}

function toTexts(values: readonly unknown[]): string[] {
  return values.map((value) => (value === null ? '' : String(value)));
}

function standardised(values: readonly unknown[]): Float32Array {
  const present = values.filter((value) => value !== null).map(Number);
  const mean = present.reduce((sum, value) => sum + value, 0) / present.length;
  const variance = present.reduce((sum, value) => sum + (value - mean) ** 2, 0) / present.length;
  const scale = Math.sqrt(variance) || 1;
  return Float32Array.from(values, (value) => (value === null ? 0 : (Number(value) - mean) / scale));
}
