import { randomStream } from '../../../src/core/random.ts';
import { rankOf, zipfShares } from '../zipf.ts';
import { categoryColumn, encoded, type Generator, normals, numberColumn, sigmoid, unit } from './generator.ts';

/** Random words of a row. */
const WORDS = 24;

interface Category {
  readonly name: string;
  readonly count: number;
  /** The share of rank k is about 1 / (k + 1)^skew. */
  readonly skew: number;
  readonly missing: number;
}

const CATEGORIES: readonly Category[] = [
  { name: 'terminal', count: 10, skew: 0.6, missing: 0.08 },
  { name: 'carrier', count: 24, skew: 0.9, missing: 0 },
  { name: 'origin', count: 340, skew: 1.05, missing: 0 },
  { name: 'destination', count: 340, skew: 1.05, missing: 0.01 },
  { name: 'aircraft', count: 5000, skew: 0.7, missing: 0.03 },
];

const NUMBERS = ['hour', 'weekday', 'month', 'distance', 'temperature', 'wind', 'age', 'load'] as const;

/**
 * Departures in the manner of flights' punctuality records: five categories of 10 to 5,000 values that are skewed as
 * real ones are, eight numbers, some skewed, some missing, and missing more often where it matters. Each category's
 * value has an effect of its own, and some depend on the hour.
 */
export const mixed: Generator = {
  name: 'mixed',
  summary: 'departures: categories of 10 to 5,000 values, skewed numbers, missing values; two classes',
  target: 'late',
  fields: [
    ...CATEGORIES.map(({ name }) => ({ name, type: 'utf8' as const })),
    ...NUMBERS.map((name) => ({ name, type: 'float32' as const })),
    { name: 'late', type: 'uint8' as const },
  ],
  rows(begin, end, seed) {
    const rowCount = end - begin;
    const words = new Uint32Array(rowCount * WORDS);
    randomStream(seed, 'mixed rows').fill(words, begin * WORDS);
    const tables = CATEGORIES.map((category, i) => tableOf(category, seed, i));
    const codes = CATEGORIES.map(() => new Int32Array(rowCount));
    const numbers = NUMBERS.map(() => new Float32Array(rowCount));
    const late = new Uint8Array(rowCount);
    const normal = new Float64Array(4);
    for (let row = 0; row < rowCount; row++) {
      const at = row * WORDS;
      normals(words[at]!, words[at + 1]!, normal, 0);
      normals(words[at + 2]!, words[at + 3]!, normal, 2);
      const uniform = (i: number) => unit(words[at + 4 + i]!);
      let score = -2.3;
      const picked = CATEGORIES.map(({ missing }, i) => {
        const code = rankOf(tables[i]!.cumulative, uniform(i));
        score += tables[i]!.effects[code]!;
        const isMissing = uniform(5 + i) < missing;
        codes[i]![row] = isMissing ? -1 : code;
        return code;
      });
      const hour = Math.floor(5 + 19 * Math.sqrt(uniform(10)));
      const weekday = Math.floor(7 * uniform(11));
      const month = Math.floor(12 * uniform(12));
      const distance = 120 + 700 * Math.exp(0.7 * normal[0]!);
      const temperature = 14 - 13 * Math.cos((2 * Math.PI * (month + 0.5)) / 12) + 6 * normal[1]!;
      const wind = 4 * Math.exp(0.6 * normal[2]!);
      const age = 25 * uniform(13) ** 2;
      const load = 1 - 0.3 * Math.abs(normal[3]!);
      score += 0.09 * (hour - 12) + (weekday === 4 || weekday === 6 ? 0.35 : 0) - 0.0003 * Math.min(distance, 2500);
      score +=
        0.05 * wind * (temperature < 2 ? 1.6 : 0.7) + 0.02 * Math.max(0, age - 12) + 0.8 * Math.max(0, load - 0.8);
      // What an origin's evenings are like, and what a carrier makes of wind.
      score += hour >= 17 ? tables[2]!.evening[picked[2]!]! : 0;
      score += wind > 6 ? tables[1]!.evening[picked[1]!]! : 0;
      const values = [
        hour,
        weekday,
        month + 1,
        uniform(14) < 0.02 ? Number.NaN : distance,
        uniform(15) < 0.06 ? Number.NaN : temperature,
        uniform(16) < (wind > 9 ? 0.3 : 0.04) ? Number.NaN : wind,
        uniform(17) < 0.15 ? Number.NaN : age,
        load,
      ];
      for (const [c, value] of values.entries()) numbers[c]![row] = value;
      late[row] = uniform(18) < sigmoid(score) ? 1 : 0;
    }
    return [
      ...codes.map((column, i) => categoryColumn(column, tables[i]!.names)),
      ...numbers.map(numberColumn),
      numberColumn(late),
    ];
  },
};

/** What a category's values are called, how frequent they are, and what they do. */
interface CategoryTable {
  readonly names: readonly Uint8Array[];
  readonly cumulative: Float64Array;
  readonly effects: Float64Array;
  readonly evening: Float64Array;
}

const tables = new Map<string, CategoryTable>();

function tableOf({ name, count, skew }: Category, seed: number, index: number): CategoryTable {
  const key = `${seed} ${name}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const random = randomStream(seed, 'mixed categories', index);
  const spread = (position: number) => 1.1 * (random.uniform(position) + random.uniform(position + 1) - 1);
  const digits = String(count - 1).length;
  const made: CategoryTable = {
    // Scattered, so that the order of the names says nothing about how frequent they are.
    names: encoded(
      Array.from(
        { length: count },
        (_, k) => `${name[0]!.toUpperCase()}${String((k * 7919) % count).padStart(digits, '0')}`,
      ),
    ),
    cumulative: zipfShares(count, skew, 1),
    effects: Float64Array.from({ length: count }, (_, k) => spread(4 * k)),
    evening: Float64Array.from({ length: count }, (_, k) => spread(4 * k + 2)),
  };
  tables.set(key, made);
  return made;
}
