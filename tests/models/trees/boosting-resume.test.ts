import { existsSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type ClassifierModel,
  type CustomObjective,
  histGradientBoostingClassifier,
  pipeline,
  read,
} from '../../../src/index.ts';
import { digestOf } from '../../support/digest.ts';
import { faultOf } from '../../support/fault.ts';
import { madeCsv } from '../../support/made-rows.ts';
import { file, temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder();
let csv: string;

beforeAll(() => {
  csv = file(folder, 'rows.csv', madeCsv(3_001));
});

const objective: CustomObjective = {
  gradients({ scores, target }) {
    const p = scores.map((score) => 1 / (1 + Math.exp(-score)));
    return { gradients: p.map((one, row) => one - target[row]!), hessians: p.map((one) => one * (1 - one)) };
  },
};

const kinds = {
  plain: {},
  'early stopping': { earlyStopping: { patience: 8 } },
  'drawn rows and columns': { rowSampling: { kind: 'mvs', share: 0.6 }, columnSampleByNode: 0.7 },
  'an objective of the caller': { objective },
  'a metric of the caller': {
    metric: {
      name: 'first score',
      higherIsBetter: true,
      evaluate: ({ scores }: { scores: Float64Array }) => scores[0]!,
    },
    earlyStopping: { patience: 12 },
  },
} as const;

describe('a fit that was interrupted goes on to the same bits', () => {
  test.each(Object.entries(kinds))('%s', async (name, options) => {
    const learner = () =>
      pipeline(histGradientBoostingClassifier({ maxIter: 20, maxLeafNodes: 8, randomState: 9, ...options }));
    const source = await read(csv);
    const checkpoint = { file: path.join(folder, `${name}.checkpoint`), every: 3 };
    const run = { target: 'label', features: ['amount', 'size', 'city'] };
    const whole: ClassifierModel = await learner().fit(source, run);

    const stop = new AbortController();
    const fault = await faultOf(() =>
      learner().fit(source, {
        ...run,
        checkpoint,
        threads: 2,
        signal: stop.signal,
        onProgress: (progress) => {
          if (progress.stage === 'train' && progress.step >= 7) stop.abort();
        },
      }),
    );
    expect(fault.code).toBe('ABORTED');
    expect(existsSync(checkpoint.file)).toBe(true);

    const steps: number[] = [];
    const resumed = await learner().fit(await read(csv, { batchRows: 500 }), {
      ...run,
      checkpoint,
      threads: 1,
      onProgress: (progress) => {
        if (progress.stage === 'train') steps.push(progress.step);
      },
    });
    expect(steps[0]).toBeGreaterThan(3); // not from the start
    expect(digestOf(resumed)).toBe(digestOf(whole));
  });
});
