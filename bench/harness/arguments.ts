import { InvalidArgumentError } from 'commander';

/** Reads a whole number from `least` on. */
export function wholeFrom(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`Give a whole number from ${least}.`);
    }
    return value;
  };
}

/** Reads positive numbers between commas. */
export function positiveList(text: string): number[] {
  const values = text.split(',').map(Number);
  if (values.every((value) => Number.isFinite(value) && value > 0)) return values;
  throw new InvalidArgumentError('Give numbers above 0 with commas between them, as in 1,4,16.');
}

export function positive(text: string): number {
  const [value, ...others] = positiveList(text);
  if (others.length === 0) return value!;
  throw new InvalidArgumentError('Give one number.');
}
