// The profile of a file, from opening it on, in full or each column by itself (`detail`).
import { profileColumns } from '../../src/plan/profile-columns.ts';
import type { ColumnProfile } from '../../src/profile/profile-result.ts';
import { read } from '../../src/source/read.ts';
import { serve, setting } from './serve.ts';

const detail = setting.detail as 'all' | 'columns';

await serve(async () => {
  const began = performance.now();
  const source = await read(setting.input as string);
  const found = await profileColumns(source, source.schema.names, { detail, threads: setting.threads });
  const seconds = (performance.now() - began) / 1000;
  const columns = Object.fromEntries(found.columns.map((column) => [column.name, answerOf(column)]));
  return { seconds, rows: found.rowCount, repeated: found.duplicateRows?.count, columns };
});

function answerOf({ missingCount, distinct, numbers, top, topError, lengths }: ColumnProfile) {
  const { quantiles } = numbers ?? {};
  return {
    missing: missingCount,
    distinct: distinct.count,
    distinctError: distinct.relativeError ?? 0,
    top: top === undefined || topError !== undefined ? null : top.map(({ value, count }) => [String(value), count]),
    ...(numbers === undefined
      ? {}
      : {
          mean: numbers.mean,
          std: numbers.standardDeviation,
          skew: numbers.skewness,
          kurtosis: numbers.kurtosis,
          min: numbers.min,
          max: numbers.max,
          zeros: numbers.zeroCount,
          negatives: numbers.negativeCount,
          quantiles: Object.values(quantiles!),
          quantilesExact: numbers.quantilesExact,
        }),
    ...(lengths === undefined ? {} : { length: lengths.mean }),
  };
}
