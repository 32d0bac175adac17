import { compile } from './compile.ts';
import type { Step } from './program.ts';

/** Where a match and its groups begin and end, in UTF-16 units: two a group, −1 where a group took no part. */
export type Match = Int32Array;

/**
 * A regular expression that takes time in proportion to text times pattern, whatever both hold: all ways through the
 * pattern are followed side by side (Pike's machine, as in Russ Cox, "Regular Expression Matching: the Virtual Machine
 * Approach"). Finds what a backtracking engine finds: the leftmost match, the first alternative of it.
 */
export class LinearPattern {
  readonly groupCount: number;
  readonly #steps: readonly Step[];
  readonly #slots: number;
  /** The text position at which a step was last reached. */
  readonly #reached: Int32Array;

  /** @throws SyntaxError for what is no pattern; see `compile` */
  constructor(source: string) {
    const { steps, groupCount } = compile(source);
    this.#steps = steps;
    this.groupCount = groupCount;
    this.#slots = 2 * (groupCount + 1);
    this.#reached = new Int32Array(steps.length);
  }

  /** The leftmost match that begins at `from` or later. */
  find(text: string, from = 0): Match | undefined {
    this.#reached.fill(-1);
    let ways: Way[] = [];
    let found: Match | undefined;
    for (let at = from; ; ) {
      // A later start ranks behind all earlier ones.
      if (found === undefined) this.#follow(ways, { step: 0, saved: new Int32Array(this.#slots).fill(-1) }, text, at);
      if (ways.length === 0 && found !== undefined) return found;
      const codePoint = at < text.length ? text.codePointAt(at)! : -1;
      const width = codePoint > 0xffff ? 2 : 1;
      const next: Way[] = [];
      for (const { step, saved } of ways) {
        const here = this.#steps[step]!;
        if (here.kind === 'match') {
          found = saved;
          break; // the ways behind it rank lower
        }
        if (here.kind !== 'character' || codePoint < 0 || !here.holds(codePoint)) continue;
        this.#follow(next, { step: step + 1, saved }, text, at + width);
      }
      if (codePoint < 0) return found;
      ways = next;
      at += width;
    }
  }

  /** Adds the steps that a way comes to without reading on, the preferred ones first. */
  #follow(ways: Way[], start: Way, text: string, at: number): void {
    const stack: Way[] = [start];
    while (stack.length > 0) {
      const { step, saved } = stack.pop()!;
      if (this.#reached[step] === at) continue;
      this.#reached[step] = at;
      const here = this.#steps[step]!;
      switch (here.kind) {
        case 'jump':
          stack.push({ step: here.to, saved });
          break;
        case 'split':
          stack.push({ step: here.second, saved }, { step: here.first, saved });
          break;
        case 'save': {
          const changed = saved.slice();
          changed[here.slot] = at;
          stack.push({ step: step + 1, saved: changed });
          break;
        }
        case 'assert':
          if (holds(here.what, text, at)) stack.push({ step: step + 1, saved });
          break;
        default:
          ways.push({ step, saved });
      }
    }
  }
}

interface Way {
  readonly step: number;
  readonly saved: Int32Array;
}

function holds(what: '^' | '$' | 'b' | 'B', text: string, at: number): boolean {
  if (what === '^') return at === 0;
  if (what === '$') return at === text.length;
  const edge = isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at));
  return what === 'b' ? edge : !edge;
}

/** Of NaN, beyond an end, false. */
function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}
