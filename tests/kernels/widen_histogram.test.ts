import { widenHistogram } from '../../src/engine/reference/widen_histogram.ts';
import { packedBins, testTreeParity, wholes } from './tree-parity.ts';

testTreeParity('widen_histogram', widenHistogram, [0, 1, 7, 8, 9, 264], (size, draw, variant) => {
  const counts = wholes(size, 8193, draw);
  return {
    ...packedBins(variant),
    size,
    counts,
    gradients: counts.map((count) => draw(2 * 2047 * count + 1) - 2047 * count),
    hessians: variant % 2 === 1 ? counts : counts.map((count) => draw(4095 * count + 1)),
  };
});
