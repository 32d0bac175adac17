import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { addon } from '../../src/engine/native/load.ts';
import { read } from '../../src/index.ts';
import { digestOf } from '../support/digest.ts';
import { madeCsv } from '../support/made-rows.ts';
import { denseRegressor, mixedClassifier } from '../support/pipelines.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

// More than two blocks of 4,096 rows, and no whole number of them.
const ROWS = 9_001;
const FEATURES = ['text', 'amount', 'size', 'city'];

const folder = temporaryFolder();
let csv: string;
let expected: { classifier: string; regressor: string };

async function digests(options: { threads?: number; batchRows?: number }) {
  const source = await read(csv, options.batchRows === undefined ? {} : { batchRows: options.batchRows });
  const run = { threads: options.threads };
  const classifier = await mixedClassifier().fit(source, { ...run, target: 'label', features: FEATURES });
  const regressor = await denseRegressor().fit(source, { ...run, target: 'minutes', features: ['amount', 'size'] });
  return { classifier: digestOf(classifier), regressor: digestOf(regressor) };
}

beforeAll(async () => {
  csv = file(folder, 'rows.csv', madeCsv(ROWS));
  expected = await digests({ threads: 1 });
});

describe('a fit has the same bits', () => {
  test.each([2, 4])('with %i threads', async (threads) => {
    expect(await digests({ threads })).toEqual(expected);
  });

  test.each([100, 4_096, 100_000])('with batches of %i rows', async (batchRows) => {
    expect(await digests({ batchRows, threads: 2 })).toEqual(expected);
  });

  const sets = process.arch === 'x64' ? ['baseline', 'avx2', 'avx512'] : ['baseline'];
  test.each(sets)('on instruction set %s', async (isa) => {
    const tsx = path.join(path.dirname(createRequire(import.meta.url).resolve('tsx/package.json')), 'dist', 'cli.mjs');
    const script = path.join(import.meta.dirname, '..', 'support', 'fit-digests.ts');
    const env = { ...process.env, MILLRACE_ISA: isa };
    const run = promisify(execFile)(process.execPath, [tsx, script, csv], { env });
    const result = await run.catch((error: { stderr: string }) => error);
    if ('stdout' in result && !('code' in result)) {
      expect(JSON.parse(result.stdout)).toEqual({ isa, ...expected });
    } else {
      // The only reason not to run: the processor lacks the set, and the engine says so.
      expect(result.stderr).toContain(`MILLRACE_ISA is '${isa}', which this processor or build lacks`);
      expect(isa).not.toBe(addon().isa);
    }
  });
});
