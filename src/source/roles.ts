import { type ColumnData, type ColumnType, isValid } from '../core/column.ts';
import type { Field, Role } from '../core/schema.ts';
import { releaseBatch } from './batch.ts';
import type { BatchReader } from './reader.ts';

export const SAMPLE_ROWS = 20_000;
const SAMPLE_BATCH = 2048; // Strings are decoded here, on the main thread: a few milliseconds a batch.
const FEWEST_ROWS = 20; // Below, being unique says nothing.

/**
 * Infers what each column means from the first 20,000 rows at most. The first rule that fits decides:
 *
 * 1. `constant`: the sample is the whole source, has two rows or more, and all hold the same (missing is a value too).
 * 2. `boolean`: the type, or an integer column of nothing but 0 and 1, both there.
 * 3. `datetime`: a date or timestamp type.
 * 4. `numeric`: any floating-point column.
 * 5. `identifier`, integers: 20 rows or more, none missing, all different, and either counting up by one from 0 or 1,
 *    or under a name that ends in `id`. Other integers are `numeric`.
 * 6. `identifier`, text: 20 rows or more, none missing, all different, without a space and at most 64 characters long.
 * 7. `text`: four words or more on average and over 5 % of the values different (at least 20), or more than half of the
 *    values different, and more than 1.5 words on average.
 * 8. `categorical`: any other text.
 *
 * @param options.rescans a second scan costs little: columns that matter only to `constant` wait for it
 */
export async function inferRoles(
  reader: Pick<BatchReader, 'schema' | 'scan' | 'rowCount'>,
  options: { rescans?: boolean | undefined; signal?: AbortSignal | undefined } = {},
): Promise<Map<string, Role>> {
  const { rescans = false, signal } = options;
  const traits = new Map([...reader.schema].map((field) => [field.name, new ColumnTraits(field)]));
  // Of a part of the source the type tells most columns' role: they are read only where all rows are looked at.
  const isLong = reader.rowCount === undefined ? rescans : reader.rowCount > SAMPLE_ROWS;
  const first = [...traits.keys()].filter((name) => !isLong || !isSettled(reader.schema.field(name).type));
  const others = [...traits.keys()].filter((name) => !first.includes(name));
  const isWhole = await addSample(reader, first, traits, signal);
  if (isWhole && others.length > 0) await addSample(reader, others, traits, signal);
  return new Map([...traits].map(([name, trait]) => [name, trait.role(isWhole)]));
}

/** Whether a column of this type has the same role whatever its values, unless they are all the same. */
function isSettled(type: ColumnType): boolean {
  return type === 'boolean' || type === 'date32' || type === 'timestamp_us' || type === 'float32' || type === 'float64';
}

/** @returns whether these were all the rows */
async function addSample(
  reader: Pick<BatchReader, 'scan'>,
  columns: readonly string[],
  traits: ReadonlyMap<string, ColumnTraits>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  let rowCount = 0;
  for await (const batch of reader.scan({ columns, batchRows: SAMPLE_BATCH, signal })) {
    const take = Math.min(batch.length, SAMPLE_ROWS - rowCount);
    for (const name of columns) traits.get(name)!.add(batch.columns.get(name)!.data, take);
    const { length } = batch;
    releaseBatch(batch);
    rowCount += take;
    if (take < length || rowCount === SAMPLE_ROWS) return false;
  }
  return true;
}

class ColumnTraits {
  readonly #field: Omit<Field, 'role'>;
  readonly #distinct = new Set<string | number | bigint | boolean>();
  #rows = 0;
  #missing = 0;
  #words = 0;
  #hasSpaces = false;
  #longest = 0;
  #countsUp = true;
  #repeats = false;
  readonly #isFloat: boolean;

  constructor(field: Omit<Field, 'role'>) {
    this.#field = field;
    this.#isFloat = field.type === 'float32' || field.type === 'float64';
  }

  add(column: ColumnData, rowCount: number): void {
    const { values, offsets } = column;
    const text = offsets === undefined ? undefined : Buffer.from(values.buffer, values.byteOffset, values.byteLength);
    for (let row = 0; row < rowCount; row++) {
      const position = this.#rows++;
      if (!isValid(column, row)) {
        this.#missing++;
        continue;
      }
      if (text !== undefined) this.#addText(text.toString('utf8', offsets![row], offsets![row + 1]));
      else if (column.type === 'boolean') this.#distinct.add(((values[row >> 3] as number) >> (row & 7)) & 1);
      else this.#addNumber(values[row]!, position);
    }
  }

  #addText(value: string): void {
    this.#distinct.add(value);
    this.#longest = Math.max(this.#longest, value.length);
    const words = value.trim().split(/\s+/).length;
    this.#words += words;
    this.#hasSpaces ||= words > 1;
  }

  #addNumber(value: number | bigint, position: number): void {
    // Of floats and of numbers that repeat, no more is asked than whether there are several, and whether but 0 and 1.
    if (this.#repeats && this.#distinct.size > 2) return;
    const known = this.#distinct.size;
    this.#distinct.add(value);
    this.#repeats ||= this.#isFloat || this.#distinct.size === known;
    if (position === 0) this.#countsUp = value === 0 || value === 1 || value === 0n || value === 1n;
    const first = this.#distinct.has(typeof value === 'bigint' ? 0n : 0) ? 0 : 1;
    this.#countsUp &&= Number(value) === position + first;
  }

  role(isWhole: boolean): Role {
    const { name, type } = this.#field;
    const present = this.#rows - this.#missing;
    const isSame = present === 0 || (this.#distinct.size === 1 && this.#missing === 0);
    if (isWhole && this.#rows > 1 && isSame) return 'constant';
    if (type === 'boolean') return 'boolean';
    if (type === 'date32' || type === 'timestamp_us') return 'datetime';
    if (type === 'float32' || type === 'float64') return 'numeric';
    const isUnique =
      this.#rows >= FEWEST_ROWS && this.#missing === 0 && !this.#repeats && this.#distinct.size === this.#rows;
    if (type !== 'utf8') {
      if (this.#isZeroOne()) return 'boolean';
      return isUnique && (this.#countsUp || isIdName(name)) ? 'identifier' : 'numeric';
    }
    if (isUnique && !this.#hasSpaces && this.#longest <= 64) return 'identifier';
    const words = this.#words / Math.max(1, present);
    const variety = this.#distinct.size / Math.max(1, present);
    const isProse = words >= 4 && variety > 0.05 && this.#distinct.size >= FEWEST_ROWS;
    return isProse || (words > 1.5 && variety > 0.5 && present >= FEWEST_ROWS) ? 'text' : 'categorical';
  }

  #isZeroOne(): boolean {
    const values = [...this.#distinct].slice(0, 3).map(Number);
    return values.length === 2 && values.includes(0) && values.includes(1);
  }
}

function isIdName(name: string): boolean {
  return /(^|[^a-z])id$/i.test(name) || /[a-z](Id|ID)$/.test(name);
}
