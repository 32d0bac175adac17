import { randomStream } from '../../../src/core/random.ts';
import { categoryColumn, encoded, type Generator, normals, numberColumn, sigmoid, unit } from './generator.ts';

const NUMBERS = 10;
/** How many values each category column has. */
const CATEGORIES = [2, 3, 5, 8, 12, 16, 24, 32, 50, 80];
/** Random words of a row: two for each number, one for whether it is missing, one for each category, one for the class. */
const WORDS = 44;

const names = CATEGORIES.map((count, c) =>
  encoded(Array.from({ length: count }, (_, k) => `kind ${c} value ${(k * 7) % count}`)),
);

/** What a service's own tables are like: ten numbers, each missing in some rows, and ten categories of 2 to 80 values. */
export const tabular: Generator = {
  name: 'tabular',
  summary: '10 numbers with missing values and 10 categories of 2 to 80 values; two classes',
  target: 'answer',
  fields: [
    ...Array.from({ length: NUMBERS }, (_, i) => ({ name: `number${i}`, type: 'float32' as const })),
    ...CATEGORIES.map((_, i) => ({ name: `category${i}`, type: 'utf8' as const })),
    { name: 'answer', type: 'uint8' as const },
  ],
  rows(begin, end, seed) {
    const rowCount = end - begin;
    const words = new Uint32Array(rowCount * WORDS);
    randomStream(seed, 'tabular rows').fill(words, begin * WORDS);
    const numbers = Array.from({ length: NUMBERS }, () => new Float32Array(rowCount));
    const codes = CATEGORIES.map(() => new Int32Array(rowCount));
    const answer = new Uint8Array(rowCount);
    const normal = new Float64Array(2);
    for (let row = 0; row < rowCount; row++) {
      const at = row * WORDS;
      let score = 0;
      for (let i = 0; i < NUMBERS; i++) {
        normals(words[at + 2 * i]!, words[at + 2 * i + 1]!, normal, 0);
        const value = i % 3 === 0 ? Math.exp(normal[0]!) : 10 * i + (1 + i) * normal[0]!;
        numbers[i]![row] = unit(words[at + 20 + i]!) < 0.02 * (i + 1) ? Number.NaN : value;
        score += normal[0]! * (i % 2 === 0 ? 0.3 : -0.2);
      }
      for (const [c, count] of CATEGORIES.entries()) {
        // The share of rank k falls with k.
        const code = Math.floor(count * unit(words[at + 30 + c]!) ** 2);
        codes[c]![row] = code;
        score += (code % 3) * 0.2 - 0.2;
      }
      answer[row] = unit(words[at + 40]!) < sigmoid(score) ? 1 : 0;
    }
    return [
      ...numbers.map(numberColumn),
      ...codes.map((column, c) => categoryColumn(column, names[c]!)),
      numberColumn(answer),
    ];
  },
};
