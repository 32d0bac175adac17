import { expect, test } from 'vitest';
import { thresholdBelow } from '../../src/interchange/float32.ts';

const view = new DataView(new ArrayBuffer(8));

function float32(bits: number): number {
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

/** The next float64 above. */
function above(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  view.setFloat64(0, value);
  view.setBigUint64(0, view.getBigUint64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

test('x ≤ the threshold just when x rounded to float32 is below', () => {
  const signBit = 0x80000000;
  const magnitudes = [0, 1, 2, 0x7fffff, 0x800000, 0x3dcccccd, 0x3f800000, 0x3f800001, 0x7f7fffff, 0x7f800000];
  for (let i = 0; i < 500; i++) magnitudes.push((i * 2654435761) % 0x7f800000);
  for (const bits of magnitudes.flatMap((one) => (one === 0x7f800000 ? [one] : [one, (one | signBit) >>> 0]))) {
    const t = float32(bits);
    const bound = thresholdBelow(t);
    if (Number.isFinite(bound)) expect(Math.fround(bound), `bound of ${t}`).toBeLessThan(t);
    expect(Math.fround(above(bound)) < t, `above the bound of ${t}`).toBe(false);
  }
});
