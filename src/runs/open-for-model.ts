import type { ColumnType } from '../core/column.ts';
import { isNumericType } from '../core/column.ts';
import { columnsOf } from '../expression/index.ts';
import type { Source } from '../source/source.ts';
import type { FittedModel } from './measure.ts';
import { type OpenDataOptions, openData } from './open-data.ts';

/**
 * Opens data for a model. Categories and text that it learnt as text are read as text, whatever they look like here: a
 * file of few rows may hold nothing but digits in them.
 */
export async function openForModel(model: FittedModel, data: string, options: OpenDataOptions): Promise<Source> {
  const source = await openData(data, options);
  return reopen(source, data, options, (name) =>
    model.parts.rawFields.some((f) => f.name === name && f.type === 'utf8'),
  );
}

/**
 * Opens data for predictions. Numbers of text files come as text too, and are parsed row by row: one that is none then
 * costs its row alone. Not those that columns are computed from, nor those in `keep`.
 */
export async function openForPrediction(
  model: FittedModel,
  data: string,
  options: OpenDataOptions,
  keep: readonly string[],
): Promise<Source> {
  const source = await openForModel(model, data, options);
  if (options.sql !== undefined || !/\.(csv|tsv|tab)(\.gz|\.zst)?$/i.test(data)) return source;
  const { fields } = model.scoring;
  const { derived, operations = [] } = model.parts;
  const made = [...derived, ...operations.flatMap((operation) => operation.columns)];
  const computed = new Set(made.flatMap((column) => columnsOf(column.expression)));
  const isParsed = (name: string) =>
    fields.some((field) => field.name === name && isNumericType(field.type)) &&
    !computed.has(name) &&
    !keep.includes(name);
  const types = { ...textTypes(source), ...options.read.types };
  return reopen(source, data, { read: { ...options.read, types } }, isParsed);
}

/** Columns that were found to be text stay so. */
function textTypes(source: Source): Record<string, ColumnType> {
  const text = source.schema.fields.filter((field) => field.type === 'utf8');
  return Object.fromEntries(text.map((field) => [field.name, 'utf8']));
}

/** The source with some columns read as text, if there are any that are not. */
async function reopen(
  source: Source,
  data: string,
  options: OpenDataOptions,
  isText: (name: string) => boolean,
): Promise<Source> {
  const isArrow = options.sql === undefined && /\.(arrow|arrows|feather|ipc)$/i.test(data);
  if (isArrow) return source; // its types are its own
  const other = source.schema.fields.filter(({ name, type }) => type !== 'utf8' && isText(name));
  const types: Record<string, ColumnType> = Object.fromEntries(other.map(({ name }) => [name, 'utf8']));
  if (other.length === 0) return source;
  return openData(data, { ...options, read: { ...options.read, types: { ...types, ...options.read.types } } });
}
