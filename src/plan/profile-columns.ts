import { Schema } from '../core/schema.ts';
import { type ProfileOptions, profileSource } from '../profile/profile.ts';
import type { ProfileResult } from '../profile/profile-result.ts';
import { type Batch, releaseBatch } from '../source/batch.ts';
import type { Source } from '../source/source.ts';

/** Large: columns are folded side by side, and nothing of a batch comes to JavaScript. */
const BATCH_ROWS = 65_536;

export interface ProfileColumnsOptions {
  readonly target?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What is looked for; see `ProfileOptions`. */
  readonly detail?: ProfileOptions['detail'];
  readonly threads?: number | undefined;
  /** Called after each batch with the rows seen. */
  readonly onRows?: ((rows: number) => void) | undefined;
  /** Rows to look at. Default all. */
  readonly limit?: number | undefined;
}

/** The profile of some columns of a source. */
export function profileColumns(
  source: Source,
  columns: readonly string[],
  { target, detail, threads, signal, onRows, limit }: ProfileColumnsOptions,
): Promise<ProfileResult> {
  const schema = new Schema(columns.map((name) => source.schema.field(name)));
  return profileSource(passing(source.scan({ columns, batchRows: BATCH_ROWS, signal }), onRows, limit), schema, {
    target,
    detail,
    threads,
    signal,
  });
}

async function* passing(
  batches: AsyncIterable<Batch>,
  onRows: ((rows: number) => void) | undefined,
  limit = Number.POSITIVE_INFINITY,
): AsyncIterable<Batch> {
  let rows = 0;
  for await (const batch of batches) {
    yield batch;
    releaseBatch(batch);
    rows += batch.length;
    onRows?.(rows);
    if (rows >= limit) return;
  }
}
