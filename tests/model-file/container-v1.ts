import { type ContainerArray, numericArray, textArray } from '../../src/model-file/arrays.ts';
import type { Container } from '../../src/model-file/container.ts';

/** What tests/golden/container-v1.millrace holds: every kind of content that format version 1 has. */
export const containerV1: Container = {
  kind: 'model',
  description: { estimator: 'logisticRegression', options: { C: 10 }, classes: ['ham', 'spam'], note: 'naïve £' },
  arrays: new Map<string, ContainerArray>([
    ['coefficients', numericArray('float64', Float64Array.of(0.1, -2.5, 1e300, 0, -0, 5e-324), [2, 3])],
    ['intercept', numericArray('float64', Float64Array.of(-1.25), [])],
    ['thresholds', numericArray('float32', Float32Array.of(0.5, Number.NaN, Number.POSITIVE_INFINITY))],
    [
      'bins',
      numericArray(
        'uint8',
        Uint8Array.from({ length: 70 }, (_, i) => i),
        [7, 10],
      ),
    ],
    [
      'edges',
      numericArray(
        'uint16',
        Uint16Array.from({ length: 32 }, (_, i) => 2000 * i),
      ),
    ],
    ['counts', numericArray('int64', BigInt64Array.of(-1n, 2n ** 62n))],
    ['seeds', numericArray('uint64', BigUint64Array.of(2n ** 64n - 1n))],
    ['small', numericArray('int8', Int8Array.of(-128, 127))],
    ['short', numericArray('int16', Int16Array.of(-32768))],
    ['children', numericArray('int32', Int32Array.of(-1, 2 ** 31 - 1))],
    ['nodes', numericArray('uint32', new Uint32Array(0), [0, 4])],
    ['vocabulary', textArray(['', 'free', '£1000', '日本'])],
  ]),
};
