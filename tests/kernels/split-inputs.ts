import type { SplitInputs } from '../../src/engine/reference/common/find-split.ts';
import { packedBins, type Whole } from './tree-parity.ts';

export const splitSizes = [1, 2, 3, 7, 8, 9, 17, 255, 256];

/** Bins of a node of up to 8,000 rows; some are empty, and without missing values in even variants. */
export function splitInputs(size: number, draw: Whole, variant: number): SplitInputs {
  const counts = Float64Array.from({ length: size }, (_, bin) =>
    (bin === 0 && variant % 2 === 0) || draw(3) === 0 ? 0 : draw(1 + Math.floor(8000 / size)),
  );
  const gradients = counts.map((count) => (draw(1000) - 480) * count);
  const hessians = variant === 1 || variant === 3 ? counts : counts.map((count) => draw(2000) * count);
  const sum = (values: Float64Array) => values.reduce((all, value) => all + value, 0);
  const l1 = variant < 2 ? 0 : 0.4;
  const steps = [0.001, 0.0005] as const;
  const totals = [sum(gradients), sum(hessians), sum(counts)] as const;
  const pull = Math.max(Math.abs(totals[0] * steps[0]) - l1, 0);
  const divisor = totals[1] * steps[1] + 0.1;
  return {
    ...packedBins(variant),
    size,
    gradients,
    hessians,
    counts,
    terms: Float64Array.of(...totals, ...steps, l1, 0.1, variant === 0 ? 1 : 20, 0.01, (pull * pull) / divisor),
    floor: 0,
  } as SplitInputs;
}
