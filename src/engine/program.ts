import type { Column } from './column.ts';
import { inEngine } from './fault.ts';
import { type RunOptions, runJob } from './job.ts';
import type {
  CategoriesHandle,
  Handle,
  MatrixPart,
  PartDescription,
  ProgramHandle,
  RowProblem,
  RunResult,
} from './native/addon.ts';
import { addon } from './native/load.ts';
import { RowRunner } from './row-runner.ts';

/** A place in a program that holds one value for each row of the batch under way. */
export type Slot = number;

/**
 * A native program: operations on slots, run on a batch as a job or on one row at once. See ARCHITECTURE.md.
 * Methods that write return the slot they write; folds return nothing and feed the state they are given.
 */
export class Program {
  readonly #handle: ProgramHandle = addon().programCreate();
  readonly #inputs: Slot[] = [];
  readonly #reads = new Map<Slot, readonly Slot[]>();
  readonly #readSlots = new Set<Slot>();
  readonly #operations: { name: string; slots: readonly Slot[]; parameters: Record<string, unknown> }[] = [];

  /** A slot for a column of the batch. All inputs come before the first operation. */
  input(): Slot {
    const slot = addon().programInput(this.#handle);
    this.#inputs.push(slot);
    return slot;
  }

  /** The column's values as float64, NaN where missing. `name` is for messages. */
  numbers(column: Slot, name: string): Slot {
    return this.#add('numbers', [column], { name });
  }

  /** Missing numbers replaced by `value`. */
  fill(numbers: Slot, value: number): Slot {
    return this.#add('fill', [numbers], { value });
  }

  /** 1 where the number is missing, else 0. */
  missing(numbers: Slot): Slot {
    return this.#add('missing', [numbers], {});
  }

  /** (number − shift) / scale. */
  scale(numbers: Slot, shift: number, scale: number): Slot {
    return this.#add('scale', [numbers], { shift, scale });
  }

  /** The index of each value among the categories; −1 where missing, −2 where it is none of them. */
  encode(column: Slot, categories: CategoriesHandle): Slot {
    return this.#add('encode', [column], { categories });
  }

  /** Codes with −1 (missing) replaced by `code`. */
  fillCodes(codes: Slot, code: number): Slot {
    return this.#add('fillCodes', [codes], { code });
  }

  /** Missing text replaced by `value`; a column of another type as it is. */
  fillText(column: Slot, value: string): Slot {
    return this.#add('fillText', [column], { value });
  }

  /** Any other operation of the addon, by name: families with states of their own wrap this. */
  operation(name: string, slots: readonly Slot[], parameters: Record<string, unknown>): Slot {
    return this.#add(name, slots, parameters);
  }

  /** An operation that writes `count` slots, at least one, each behind the other. */
  operations(name: string, slots: readonly Slot[], parameters: Record<string, unknown>, count: number): Slot[] {
    const first = this.#add(name, slots, parameters);
    const all = Array.from({ length: count }, (_, i) => first + i);
    for (const slot of all) this.#reads.set(slot, slots);
    return all;
  }

  /** Feeds a fold's state. */
  fold(name: string, slots: readonly Slot[], state: Handle<string>, parameters: Record<string, unknown> = {}): void {
    this.#add(name, slots, { ...parameters, state });
  }

  foldMatrix(parts: readonly MatrixPart[], sparse: boolean, state: Handle<string>): void {
    this.#add('foldMatrix', [], { parts, sparse, state });
  }

  /**
   * The same program with an empty state behind each fold, for a part of the rows; and what adds those states to this
   * program's. Parts are merged in the order of their rows, each once.
   */
  fork(): { readonly program: Program; readonly merge: () => void } {
    const program = new Program();
    for (const _ of this.#inputs) program.input();
    const states = new Map<Handle<string>, Handle<string>>();
    const forked = (state: Handle<string>) => {
      if (!states.has(state))
        states.set(
          state,
          inEngine(() => addon().stateFork(state)),
        );
      return states.get(state)!;
    };
    for (const { name, slots, parameters } of this.#operations) {
      const own = { ...parameters };
      if (parameters.state !== undefined) own.state = forked(parameters.state as Handle<string>);
      if (parameters.states !== undefined) own.states = (parameters.states as Handle<string>[]).map(forked);
      program.#add(name, slots, own);
    }
    const merge = () => {
      for (const [into, next] of states) inEngine(() => addon().stateMerge(into, next));
    };
    return { program, merge };
  }

  /** Whether any operation reads the slot. */
  reads(slot: Slot): boolean {
    return this.#readSlots.has(slot);
  }

  /** The inputs that a slot is computed from. */
  inputsOf(slot: Slot): ReadonlySet<Slot> {
    const seen = new Set<Slot>();
    const visit = (at: Slot): void => {
      if (seen.has(at)) return;
      seen.add(at);
      for (const read of this.#reads.get(at) ?? []) visit(read);
    };
    visit(slot);
    return new Set(this.#inputs.filter((input) => seen.has(input)));
  }

  /**
   * Runs the program on a batch.
   *
   * @param columns one for each input, in the order of the inputs, of equal length
   * @param lenient note what is wrong with a row and go on (prediction), instead of throwing (training)
   */
  run(
    columns: readonly Column[],
    rowCount: number,
    lenient: boolean,
    outputs: readonly Slot[],
    options: RunOptions,
  ): Promise<RunResult> {
    const handles = columns.map((column) => column.handle);
    return runJob(options, (job) => addon().programRun(this.#handle, handles, rowCount, lenient, outputs, job));
  }

  /** Runs the program row by row, synchronously. `output`: a slot of `width` numbers a row. */
  rowRunner(output: Slot, width: number): RowRunner {
    return new RowRunner(
      inEngine(() => addon().programRow(this.#handle, output)),
      this.#inputs.length,
      width,
    );
  }

  #add(name: string, slots: readonly Slot[], parameters: Record<string, unknown>): Slot {
    const out = inEngine(() => addon().programAdd(this.#handle, name, slots, parameters));
    this.#operations.push({ name, slots, parameters });
    const parts = (parameters.parts ?? []) as readonly MatrixPart[];
    const read = [...slots, ...parts.map((part) => part.slot)];
    this.#reads.set(out, read);
    for (const slot of read) this.#readSlots.add(slot);
    return out;
  }
}

export type { MatrixPart, PartDescription, RowProblem, RunResult };
