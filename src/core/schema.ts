import type { ColumnType } from './column.ts';
import { MillraceError } from './errors.ts';

/** What a column means for learning. Inferred from a sample of rows, and overridable in every reader. */
export type Role = 'numeric' | 'categorical' | 'text' | 'datetime' | 'boolean' | 'identifier' | 'constant';

export const ROLES: readonly Role[] = [
  'numeric',
  'categorical',
  'text',
  'datetime',
  'boolean',
  'identifier',
  'constant',
];

export interface Field {
  readonly name: string;
  readonly type: ColumnType;
  readonly role: Role;
}

/** The columns of a source, in order. Names are unique. */
export class Schema implements Iterable<Field> {
  readonly fields: readonly Field[];
  readonly #byName: ReadonlyMap<string, Field>;

  /** @throws MillraceError COLUMN_DUPLICATE when two fields share a name. */
  constructor(fields: readonly Field[]) {
    const byName = new Map<string, Field>();
    for (const field of fields) {
      if (byName.has(field.name)) {
        throw new MillraceError('COLUMN_DUPLICATE', `two columns are named '${field.name}'`, {
          column: field.name,
          remedy: 'rename one of them, or give names with `columns`',
        });
      }
      byName.set(field.name, field);
    }
    this.fields = fields;
    this.#byName = byName;
  }

  get names(): string[] {
    return this.fields.map((field) => field.name);
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** @throws MillraceError COLUMN_MISSING, with the names there are. */
  field(name: string): Field {
    const field = this.#byName.get(name);
    if (field === undefined) {
      throw new MillraceError('COLUMN_MISSING', `there is no column '${name}'`, {
        column: name,
        remedy: `use one of: ${listNames(this.names)}`,
      });
    }
    return field;
  }

  [Symbol.iterator](): Iterator<Field> {
    return this.fields[Symbol.iterator]();
  }
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, 20).join(', ');
  return names.length > 20 ? `${shown}, and ${names.length - 20} more` : shown;
}
