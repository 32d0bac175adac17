import { describe, expect, it } from 'vitest';
import { philox4x32, randomStream } from '../../src/core/random.ts';

const words = (hex: string): number[] => hex.split(' ').map((word) => Number.parseInt(word, 16));

// The known answers that Random123 publishes in tests/kat_vectors, rows "philox4x32 10".
const KNOWN_ANSWERS = [
  ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
] as const;

/** The definition, in exact integers. */
function philoxExact(counter: number[], key: number[]): number[] {
  let x = counter.map(BigInt);
  let [k0, k1] = key.map(BigInt) as [bigint, bigint];
  const low = (value: bigint) => value & 0xffffffffn;
  for (let round = 0; round < 10; ++round) {
    const product0 = x[0]! * 0xd2511f53n;
    const product1 = x[2]! * 0xcd9e8d57n;
    x = [(product1 >> 32n) ^ x[1]! ^ k0, low(product1), (product0 >> 32n) ^ x[3]! ^ k1, low(product0)];
    k0 = low(k0 + 0x9e3779b9n);
    k1 = low(k1 + 0xbb67ae85n);
  }
  return x.map(Number);
}

describe('philox4x32', () => {
  it.each(KNOWN_ANSWERS)('gives the published answer for counter %s', (counter, key, answer) => {
    const [c0, c1, c2, c3] = words(counter) as [number, number, number, number];
    const [k0, k1] = words(key) as [number, number];
    expect(philox4x32([c0, c1, c2, c3], [k0, k1])).toEqual(words(answer));
  });

  it('agrees with exact integers on words of every size', () => {
    let word = 1;
    const next = () => {
      word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
      return word >>> (word % 29);
    };
    for (let round = 0; round < 500; ++round) {
      const [c0, c1, c2, c3, k0, k1] = [next(), next(), next(), next(), next(), next()];
      expect(philox4x32([c0, c1, c2, c3], [k0, k1])).toEqual(philoxExact([c0, c1, c2, c3], [k0, k1]));
    }
  });
});

describe('randomStream', () => {
  it('is laid out as documented', () => {
    // FNV-1a of 'a' is e40c292c.
    const key = philoxExact([0xe40c292c, 0, 0, 0], [7, 2]).slice(0, 2);
    const stream = randomStream(7 + 2 * 2 ** 32, 'a', 5 + 3 * 2 ** 32);
    const position = 4 * (9 + 2 ** 32);
    expect([0, 1, 2, 3].map((word) => stream.uint32(position + word))).toEqual(philoxExact([9, 1, 5, 3], key));
  });

  it('fills with the numbers that single draws give, from any block and across the word limit', () => {
    const stream = randomStream(42, 'test');
    for (const position of [0, 8, 4 * (2 ** 32 - 2)]) {
      for (const length of [0, 1, 4, 13]) {
        const out = new Uint32Array(length);
        stream.fill(out, position);
        expect([...out]).toEqual(Array.from(out, (_, at) => stream.uint32(position + at)));
      }
    }
  });

  it('differs by seed, purpose and index', () => {
    const streams = [randomStream(1, 'a'), randomStream(2, 'a'), randomStream(1, 'b'), randomStream(1, 'a', 1)];
    expect(new Set(streams.map((stream) => stream.uint32(0))).size).toBe(4);
  });

  it('is uniform: means, and shares of a small bound', () => {
    const stream = randomStream(0, 'uniform');
    const counts = [0, 0, 0, 0, 0];
    let sum = 0;
    for (let at = 0; at < 20_000; ++at) {
      const uniform = stream.uniform(at);
      expect(uniform >= 0 && uniform < 1).toBe(true);
      sum += uniform;
      counts[stream.below(at, 5)]! += 1;
    }
    // Five standard errors: 5 · sqrt(1 / 12 / 20000) and 5 · sqrt(20000 · 0.2 · 0.8).
    expect(Math.abs(sum / 20_000 - 0.5)).toBeLessThan(0.0103);
    for (const count of counts) expect(Math.abs(count - 4000)).toBeLessThan(283);
  });

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('refuses %s as a seed or an index', (value) => {
    expect(() => randomStream(value, 'a')).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
    expect(() => randomStream(0, 'a', value)).toThrow(expect.objectContaining({ code: 'OPTION_INVALID' }));
  });
});
