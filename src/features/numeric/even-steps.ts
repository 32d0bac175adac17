/** `count` numbers from `first` to `last` in even steps, both included: NumPy's linspace. */
export function even(first: number, last: number, count: number): number[] {
  if (count === 1) return [first];
  const step = (last - first) / (count - 1);
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? last : i * step + first));
}
