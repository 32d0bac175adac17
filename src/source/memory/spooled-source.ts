import { type Role, Schema } from '../../core/schema.ts';
import { throwIfAborted } from '../../engine/job.ts';
import { DEFAULT_BATCH_ROWS } from '../../engine/query.ts';
import { Source } from '../source.ts';
import { withInferredRoles } from './from-rows.ts';
import type { Fields } from './intake.ts';
import { expectColumns, type RowsOptions } from './options.ts';
import { Spool } from './spool.ts';
import { SpoolReader } from './spool-reader.ts';

/** A source whose rows lie in a temporary file, which goes when it is disposed of, collected, or the process ends. */
export class SpooledSource extends Source {
  readonly #spool: Spool;

  constructor(reader: SpoolReader, spool: Spool) {
    super(reader);
    this.#spool = spool;
  }

  /** Frees the disk. Scans of this source, and of all that were made from it, throw CLOSED afterwards. */
  override [Symbol.dispose](): void {
    void this.#spool.close();
  }
}

/**
 * A source of what `fill` spools. Nothing stays on disk when it throws.
 *
 * @param options roles and batch rows, and types to look for among the columns
 * @param where what takes the options, for messages
 * @param fill spools all rows, and gives the columns that they have in the end
 */
export async function spoolSource(
  name: string,
  options: RowsOptions,
  where: string,
  fill: (spool: Spool) => Promise<Fields>,
): Promise<SpooledSource> {
  const { batchRows = DEFAULT_BATCH_ROWS, signal } = options;
  throwIfAborted(signal);
  const spool = await Spool.open();
  try {
    const fields = await fill(spool);
    if (spool.rowCount > 0) {
      const names = fields.map((field) => field.name);
      expectColumns(names, options, where);
    }
    const readerOf = (roles: ReadonlyMap<string, Role>) => {
      const schema = new Schema(fields.map((field) => ({ ...field, role: roles.get(field.name) ?? 'numeric' })));
      return new SpoolReader(name, schema, spool, batchRows);
    };
    return new SpooledSource(await withInferredRoles(readerOf, options), spool);
  } catch (error) {
    await spool.close();
    throw error;
  }
}
