import { MillraceError } from '../../core/errors.ts';
import { decode } from '../kernels/text.ts';
import { TextWriter } from '../kernels/text-writer.ts';
import type { WindowName } from '../operations.ts';
import { isMissingAt, type NumberVector, UNKNOWN, type Vector } from '../vector.ts';
import { type History, historyOf, type WindowValue } from './history.ts';

export interface WindowOptions {
  readonly operation: WindowName;
  /** Rows, or microseconds where `isSpan`. */
  readonly size: number;
  readonly isSpan: boolean;
  /** Whether the row itself is in its window. */
  readonly includeCurrent: boolean;
}

/** One window over all entities, from batch to batch of one scan. Holds each entity's window and nothing else. */
export class WindowState {
  readonly #options: WindowOptions;
  readonly #entities = new Map<string | number, { readonly history: History; time: number }>();

  constructor(options: WindowOptions) {
    this.#options = options;
  }

  /**
   * The values of the rows that follow those so far. Rows without an entity have no history, and leave none.
   * @param time must ascend within an entity where it is given
   */
  run(operand: Vector, entity: Vector, time: NumberVector | undefined, rowIds: Float64Array, rowCount: number): Vector {
    const results: WindowValue[] = new Array(rowCount);
    const { includeCurrent } = this.#options;
    for (let i = 0; i < rowCount; i++) {
      const key = valueAt(entity, i);
      if (key === undefined) continue;
      const at = time === undefined ? Number.NaN : time.values[i * time.stride]!;
      const { history } = this.#entityAt(key, at, rowIds[i]!);
      const value = valueAt(operand, i);
      if (includeCurrent) history.push(value, at);
      results[i] = history.value(value, at);
      if (!includeCurrent) history.push(value, at);
    }
    return vectorOf(this.#options.operation === 'lag' ? operand.type : 'number', results);
  }

  #entityAt(key: string | number, time: number, rowId: number) {
    let entity = this.#entities.get(key);
    if (entity === undefined) {
      entity = { history: historyOf(this.#options), time };
      this.#entities.set(key, entity);
    }
    if (time < entity.time) {
      throw new MillraceError(
        'VALUE_INVALID',
        `the time of row ${rowId} is before that of an earlier row of '${key}'`,
        {
          row: rowId,
          value: key,
          remedy: 'sort the source by time, or leave the time out to take rows in the order of the source',
        },
      );
    }
    if (!Number.isNaN(time)) entity.time = time;
    return entity;
  }
}

/** The states of an expression's windows in one scan, in the order in which its parts are evaluated. */
export class WindowStates {
  readonly #states: WindowState[] = [];
  #at = 0;

  /** Call before each batch. */
  begin(): void {
    this.#at = 0;
  }

  next(options: WindowOptions): WindowState {
    const at = this.#at++;
    this.#states[at] ??= new WindowState(options);
    return this.#states[at];
  }
}

/** What a window gives a row that stands alone: nothing is known of the rows before it. */
export function withoutHistory(type: Vector['type'], rowCount: number): Vector {
  return vectorOf(type, new Array<WindowValue>(rowCount));
}

function valueAt(vector: Vector, row: number): WindowValue {
  if (isMissingAt(vector, row)) return undefined;
  const at = row * vector.stride;
  return vector.type === 'text'
    ? decode(vector.bytes, vector.offsets[at]!, vector.offsets[at + 1]!)
    : vector.values[at]!;
}

function vectorOf(type: Vector['type'], values: readonly WindowValue[]): Vector {
  if (type === 'text') {
    const writer = new TextWriter(values.length);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value === undefined) writer.appendMissing();
      else {
        writer.appendString(String(value));
        writer.endRow();
      }
    }
    return writer.finish();
  }
  const missing = type === 'boolean' ? UNKNOWN : Number.NaN;
  const out = type === 'boolean' ? new Uint8Array(values.length) : new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number | undefined;
    out[i] = value === undefined || !Number.isFinite(value) ? missing : value;
  }
  return { type, values: out, stride: 1, nonFinite: undefined } as Vector;
}
