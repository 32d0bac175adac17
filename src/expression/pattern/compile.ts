import { characterTest, MOST_STEPS, type Step } from './program.ts';

export interface Compiled {
  readonly steps: readonly Step[];
  readonly groupCount: number;
}

/**
 * Compiles a regular expression: characters, `.`, `[…]`, `\d \w \s \p{…}` and their opposites, `^ $ \b \B`, groups
 * `(…)` and `(?:…)`, `|`, and `* + ? {n,m}`, greedy or with a `?` behind them lazy; `(?i)` in front ignores case.
 * @throws SyntaxError for anything else, such as lookaround and backreferences, which no linear machine can do
 */
export function compile(source: string): Compiled {
  const ignoreCase = source.startsWith('(?i)');
  return new Compiler(ignoreCase ? source.slice(4) : source, ignoreCase).compile();
}

class Compiler {
  readonly #source: string;
  readonly #ignoreCase: boolean;
  readonly #steps: Step[] = [];
  #at = 0;
  #groups = 0;
  #depth = 0;

  constructor(source: string, ignoreCase: boolean) {
    this.#source = source;
    this.#ignoreCase = ignoreCase;
  }

  compile(): Compiled {
    this.#emit({ kind: 'save', slot: 0 });
    this.#alternatives();
    if (this.#at < this.#source.length) throw new SyntaxError(`the pattern has a ')' too many`);
    this.#emit({ kind: 'save', slot: 1 });
    this.#emit({ kind: 'match' });
    return { steps: this.#steps, groupCount: this.#groups };
  }

  #alternatives(): void {
    if (++this.#depth > 100) throw new SyntaxError('the pattern nests deeper than 100 levels');
    const start = this.#steps.length;
    const ends: (Step & { kind: 'jump' })[] = [];
    this.#sequence();
    while (this.#take('|')) {
      // The branches so far are tried first.
      this.#insert(start, { kind: 'split', first: start + 1, second: this.#steps.length + 2 });
      const end: Step & { kind: 'jump' } = { kind: 'jump', to: 0 };
      ends.push(end);
      this.#emit(end);
      this.#sequence();
    }
    for (const end of ends) end.to = this.#steps.length;
    this.#depth--;
  }

  #sequence(): void {
    while (this.#at < this.#source.length && this.#next !== '|' && this.#next !== ')') this.#repeated();
  }

  #repeated(): void {
    const start = this.#steps.length;
    const groupsBefore = this.#groups;
    const from = this.#at;
    this.#atom();
    const counts = this.#counts();
    if (counts === undefined) return;
    const [least, most] = counts;
    const lazy = this.#take('?');
    if ('*+?'.includes(this.#next) || /^\{\d/.test(this.#rest)) throw new SyntaxError('one quantifier follows another');
    const after = this.#at;
    const again = () => {
      // Copies of a group fill the same group.
      this.#at = from;
      const groups = this.#groups;
      this.#groups = groupsBefore;
      this.#atom();
      this.#groups = groups;
      this.#at = after;
    };
    this.#steps.length = start;
    for (let i = 0; i < least; i++) again();
    if (most === Number.POSITIVE_INFINITY) this.#option(lazy, again, true);
    else for (let i = least; i < most; i++) this.#option(lazy, again, false);
  }

  /** Steps that may be left out, once or as often as they go. */
  #option(lazy: boolean, body: () => void, loops: boolean): void {
    const start = this.#steps.length;
    const split: Step & { kind: 'split' } = { kind: 'split', first: start + 1, second: start + 1 };
    this.#emit(split);
    body();
    if (loops) this.#emit({ kind: 'jump', to: start });
    if (lazy) split.first = this.#steps.length;
    else split.second = this.#steps.length;
  }

  #atom(): void {
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at)!);
    const special = this.#special(character);
    if (special !== undefined) {
      special();
      return;
    }
    if ('*+?{'.includes(character)) throw new SyntaxError(`'${character}' has nothing before it to repeat`);
    this.#at += character.length;
    if (character === '^' || character === '$') this.#emit({ kind: 'assert', what: character });
    else if (character === ']' || character === '}' || character === '/') this.#character(`\\${character}`);
    else this.#character(character);
  }

  #special(character: string): (() => void) | undefined {
    if (character === '(') return () => this.#group();
    if (character === '[') return () => this.#class();
    return character === '\\' ? () => this.#escape() : undefined;
  }

  #group(): void {
    this.#at++;
    let group: number | undefined;
    if (this.#rest.startsWith('?:')) this.#at += 2;
    else if (this.#next === '?') {
      throw new SyntaxError('the only group with a question mark is (?:…): lookaround can take exponential time');
    } else group = ++this.#groups;
    if (group !== undefined) this.#emit({ kind: 'save', slot: 2 * group });
    this.#alternatives();
    if (!this.#take(')')) throw new SyntaxError(`the pattern lacks a ')'`);
    if (group !== undefined) this.#emit({ kind: 'save', slot: 2 * group + 1 });
  }

  #class(): void {
    const match = /^\[(?:[^\]\\]|\\.)*\]/su.exec(this.#rest);
    if (match === null) throw new SyntaxError(`the pattern lacks a ']'`);
    this.#at += match[0].length;
    this.#character(match[0]);
  }

  #escape(): void {
    const match = /^\\(?:[pP]\{[^}]*\}|u\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)/su.exec(this.#rest);
    if (match === null) throw new SyntaxError('the pattern ends in a backslash');
    const [escaped] = match;
    if (/[1-9k]/.test(escaped[1]!)) throw new SyntaxError('backreferences can take exponential time');
    this.#at += escaped.length;
    if (escaped[1] === 'b' || escaped[1] === 'B') this.#emit({ kind: 'assert', what: escaped[1] });
    else this.#character(/^\\[-"'#%&,:;<=>@_`~! ]$/.test(escaped) ? escaped[1]! : escaped);
  }

  #character(source: string): void {
    try {
      this.#emit({ kind: 'character', holds: characterTest(source, this.#ignoreCase) });
    } catch {
      throw new SyntaxError(`'${source}' has no meaning in a pattern`);
    }
  }

  /** The quantifier here: how often at least and at most. */
  #counts(): readonly [number, number] | undefined {
    if (this.#take('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#take('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#take('?')) return [0, 1];
    if (this.#next !== '{') return undefined;
    const match = /^\{(\d+)(,)?(\d+)?\}/.exec(this.#rest);
    if (match === null) throw new SyntaxError("a '{' that repeats nothing is written '\\{'");
    this.#at += match[0].length;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : Number(match[3] ?? Number.POSITIVE_INFINITY);
    if (most < least || least > 1000 || (most > 1000 && Number.isFinite(most))) {
      throw new SyntaxError(`'${match[0]}' is no range of counts up to 1000`);
    }
    return [least, most];
  }

  get #next(): string {
    return this.#source[this.#at] ?? '\0';
  }

  get #rest(): string {
    return this.#source.slice(this.#at);
  }

  #take(sign: string): boolean {
    if (this.#source[this.#at] !== sign) return false;
    this.#at++;
    return true;
  }

  #emit(step: Step): void {
    if (this.#steps.length >= MOST_STEPS) throw new SyntaxError('the pattern is too long, its counts written out');
    this.#steps.push(step);
  }

  /** Puts a step in front of others, whose places move by one. */
  #insert(at: number, step: Step): void {
    for (const other of this.#steps.slice(at)) {
      if (other.kind === 'jump' && other.to >= at) other.to++;
      if (other.kind === 'split') {
        if (other.first >= at) other.first++;
        if (other.second >= at) other.second++;
      }
    }
    this.#steps.splice(at, 0, step);
  }
}
