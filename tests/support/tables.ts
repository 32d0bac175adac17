import { randomStream } from '../../src/core/random.ts';

/** A CSV text of these columns. Missing values are null. */
export function csv(columns: Readonly<Record<string, readonly (string | number | null)[]>>): string {
  const names = Object.keys(columns);
  const rows = columns[names[0]!]!.length;
  const lines = Array.from({ length: rows }, (_, row) => names.map((name) => columns[name]![row] ?? '').join(','));
  return `${[names.join(','), ...lines].join('\n')}\n`;
}

/** Numbers in [0, 1) that are the same at every run. */
export function uniforms(count: number, purpose: string): number[] {
  const stream = randomStream(7, purpose);
  return Array.from({ length: count }, (_, row) => stream.uniform(row));
}

/** Customers who leave or stay: numbers with gaps, categories, an identifier, a constant, and a class to learn. */
export function customers(rows: number): string {
  const [age, city, noise] = ['age', 'city', 'noise'].map((purpose) => uniforms(rows, purpose)) as [
    number[],
    number[],
    number[],
  ];
  const cities = city.map((x) => ['Bath', 'Leeds', 'York'][Math.floor(x * 3)]!);
  const ages = age.map((x) => Math.round(20 + 50 * x));
  return csv({
    id: age.map((_, row) => `c${row}`),
    age: ages.map((value, row) => (row % 17 === 0 ? null : value)),
    city: cities,
    country: age.map(() => 'UK'),
    spend: noise.map((x, row) => Math.round(100 * (x + ages[row]! / 50)) / 100),
    leaves: ages.map((value, row) =>
      value + 25 * noise[row]! + (cities[row] === 'York' ? 10 : 0) > 68 ? 'yes' : 'no',
    ),
  });
}
