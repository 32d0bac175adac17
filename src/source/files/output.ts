import { MillraceError } from '../../core/errors.ts';
import type { QueryField } from '../../engine/query.ts';
import type { Batch } from '../batch.ts';

/** The batches, and the fields of the first where none are stated. */
export async function withFields(
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  stated: readonly QueryField[] | undefined,
) {
  if (stated !== undefined) return { fields: stated, rows: batches };
  const iterator = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  const first = await iterator.next();
  if (first.done) {
    throw new MillraceError('ROWS_TOO_FEW', 'there are no rows to write, nor columns to name', {
      remedy: "state the columns with 'fields' to write a file without rows",
    });
  }
  const fields = [...first.value.columns].map(([name, { type }]) => ({ name, type }));
  async function* rows(): AsyncGenerator<Batch> {
    try {
      yield first.value as Batch;
      for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  return { fields, rows: rows() };
}

/** A batch's columns in the order of the fields. @throws MillraceError COLUMN_MISSING, COLUMN_TYPE. */
export function columnsOf(batch: Batch, fields: readonly QueryField[]) {
  return fields.map(({ name, type }) => {
    const column = batch.columns.get(name);
    if (column === undefined) {
      throw new MillraceError('COLUMN_MISSING', `a batch has no column '${name}'`, {
        column: name,
        remedy: 'give every batch the same columns',
      });
    }
    if (column.type !== type) {
      throw new MillraceError('COLUMN_TYPE', `column '${name}' is ${column.type} in a batch, not ${type}`, {
        column: name,
        value: column.type,
        remedy: 'give every batch the same columns',
      });
    }
    return column;
  });
}
