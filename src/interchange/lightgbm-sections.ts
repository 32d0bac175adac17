import { damaged, notThisKind } from './model-text.ts';

/** `key=value` lines of a LightGBM text model, with the line each stands on. */
export class Section {
  readonly #path: string;
  readonly #name: string;
  readonly #values = new Map<string, { text: string; line: number }>();

  constructor(path: string, name: string) {
    this.#path = path;
    this.#name = name;
  }

  add(line: string, number: number): void {
    const at = line.indexOf('=');
    // A line without a value is a flag (average_output).
    const [key, text] = at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
    this.#values.set(key, { text, line: number });
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  text(key: string): string {
    const value = this.#values.get(key);
    if (value === undefined) throw damaged(this.#path, this.#name, `it has no '${key}'`);
    return value.text;
  }

  words(key: string): string[] {
    return this.text(key).split(' ').filter(Boolean);
  }

  integer(key: string): number {
    const [value] = this.numbers(key, 1);
    if (!Number.isInteger(value)) throw this.wrong(key, 'a whole number was expected');
    return value!;
  }

  /** Exactly `count` numbers. */
  numbers(key: string, count: number): Float64Array {
    const words = this.words(key);
    if (words.length !== count) throw this.wrong(key, `it holds ${words.length} numbers, not ${count}`);
    const values = Float64Array.from(words, numberOf);
    const bad = values.findIndex((value, i) => Number.isNaN(value) && !/^-?nan$/i.test(words[i]!));
    if (bad >= 0) throw this.wrong(key, `'${words[bad]}' is no number`);
    return values;
  }

  /** The same, or zeros where the key is not there: older versions wrote less. */
  numbersOrZeros(key: string, count: number): Float64Array {
    return this.has(key) ? this.numbers(key, count) : new Float64Array(count);
  }

  wrong(key: string, what: string): Error {
    const line = this.#values.get(key)?.line;
    return damaged(this.#path, `${line === undefined ? '' : `line ${line}, `}${this.#name}, '${key}'`, what);
  }
}

function numberOf(word: string): number {
  if (/^[+-]?inf(inity)?$/i.test(word)) return word.startsWith('-') ? -Infinity : Infinity;
  return Number(word);
}

export interface LightGBMSections {
  readonly header: Section;
  readonly trees: readonly Section[];
}

/** Cuts the text into its header and its trees. @throws MillraceError MODEL_INVALID, MODEL_CORRUPT */
export function sectionsOf(text: string, path: string): LightGBMSections {
  const lines = text.split(/\r?\n/);
  if (lines[0]?.trim() !== 'tree') {
    throw notThisKind(path, 'LightGBM text model', 'write one with `booster.save_model(path)`');
  }
  const header = new Section(path, 'the header');
  const trees: Section[] = [];
  let current = header;
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i]!.trim();
    if (line === 'end of trees') return { header, trees };
    if (line === '') continue;
    if (line.startsWith('Tree=')) {
      if (line !== `Tree=${trees.length}`) throw damaged(path, `line ${i + 1}`, `'${line}' is out of order`);
      current = new Section(path, `tree ${trees.length}`);
      trees.push(current);
    } else {
      current.add(line, i + 1);
    }
  }
  throw damaged(path, `line ${lines.length}`, "it ends before 'end of trees'");
}
