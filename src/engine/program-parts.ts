import type { Program } from './program.ts';

/**
 * A program whose folds fill their states in parts, each for so many rows one behind the other, which are merged at the
 * end: as rows would be learnt from in several places.
 */
export class ProgramParts {
  readonly #program: Program;
  readonly #forks: readonly ReturnType<Program['fork']>[];
  readonly #rowCount: number | undefined;

  /**
   * @param parts 1 runs the program itself
   * @param rowCount of the source; must be known for several parts
   */
  constructor(program: Program, parts: number, rowCount: number | undefined) {
    this.#program = program;
    this.#forks = Array.from({ length: parts - 1 }, () => program.fork());
    this.#rowCount = rowCount;
  }

  /** What the batch that begins with this row runs through. */
  at(row: number): Program {
    const part = this.#forks.length === 0 ? 0 : Math.floor((row * (this.#forks.length + 1)) / this.#rowCount!);
    return part === 0 ? this.#program : this.#forks[part - 1]!.program;
  }

  /** Adds the states of all parts to the program's own, in the order of their rows. Call once. */
  merge(): void {
    for (const { merge } of this.#forks) merge();
  }
}
