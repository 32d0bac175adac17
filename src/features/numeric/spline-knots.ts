import { even } from './even-steps.ts';

/**
 * Base knots with `degree` more at either end, as a basis needs them: in steps of the outermost two knots' distance
 * (Eilers and Marx 1996), or where the knots are one period on.
 */
export function splineKnots(base: readonly number[], degree: number, periodic: boolean): Float64Array {
  const first = base[0]!;
  const last = base.at(-1)!;
  if (periodic) {
    const period = last - first;
    const before = base.slice(base.length - 1 - degree, -1).map((knot) => knot - period);
    const behind = base.slice(1, degree + 1).map((knot) => knot + period);
    return Float64Array.from([...before, ...base, ...behind]);
  }
  if (degree === 0) return Float64Array.from(base);
  const low = base[1]! - first;
  const high = last - base.at(-2)!;
  return Float64Array.from([
    ...even(first - degree * low, first - low, degree),
    ...base,
    ...even(last + high, last + degree * high, degree),
  ]);
}
