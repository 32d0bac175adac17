import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { histGradientBoostingClassifier, loadModel, pipeline, read } from '../../src/index.ts';
import type { ForestArrays } from '../../src/matrix/forest.ts';
import { millrace, start } from '../support/cli.ts';
import { faultOf } from '../support/fault.ts';
import { customers } from '../support/tables.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
let data: string;
beforeAll(() => {
  data = file(folder, 'customers.csv', customers(20_000));
});

/** Every bit of a model's trees. */
function bitsOf(trees: ForestArrays): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(trees).map(([name, values]) => [
      name,
      ArrayBuffer.isView(values)
        ? Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex')
        : values,
    ]),
  );
}

async function treesOf(modelFile: string) {
  return bitsOf((await loadModel(modelFile)).parts.predictor.forest!.trees);
}

async function until(isSo: () => boolean, ended: () => boolean): Promise<void> {
  while (!isSo() && !ended()) await setTimeout(5);
}

describe('millrace train --checkpoint', () => {
  const args = (runs: string, ...more: string[]) => [
    ...['train', data, '--target', 'leaves', '--max-iter', '80', '--runs', path.join(folder, runs), '--json'],
    ...more,
  ];

  test('goes on after kill -9, as often as it is killed, to the same model bit by bit', {
    timeout: 240_000,
  }, async () => {
    const whole = JSON.parse((await millrace(args('whole'))).stdout);
    const state = path.join(folder, 'state');
    const checkpoint = path.join(state, 'fit.checkpoint');
    let kills = 0;
    for (; kills < 3; kills++) {
      const { child, finished } = start(args('killed', '--checkpoint', state, '--checkpoint-every', '4'));
      let ended = false;
      void finished.then(() => {
        ended = true;
      });
      await until(
        () => existsSync(checkpoint),
        () => ended,
      );
      await setTimeout(30 * kills);
      child.kill('SIGKILL');
      const { code } = await finished;
      if (code === 0) break; // it was done before it could be killed
      expect(code).toBeNull();
      expect(readdirSync(path.join(folder, 'killed')).filter((name) => !name.startsWith('.'))).toEqual([]);
    }
    expect(kills).toBeGreaterThan(0);
    const resumed = JSON.parse((await millrace(args('killed', '--checkpoint', state, '--threads', '1'))).stdout);
    expect(await treesOf(resumed.model)).toEqual(await treesOf(whole.model));
    expect(resumed.metrics).toEqual(whole.metrics);
    expect(readdirSync(state)).toEqual([]); // the run is written: nothing is left to go on from
  });

  test('refuses the state of another run', { timeout: 120_000 }, async () => {
    const state = path.join(folder, 'other');
    const { child, finished } = start(args('other', '--checkpoint', state, '--checkpoint-every', '2'));
    let ended = false;
    void finished.then(() => {
      ended = true;
    });
    await until(
      () => existsSync(path.join(state, 'fit.checkpoint')),
      () => ended,
    );
    child.kill('SIGKILL');
    expect((await finished).code).toBeNull();
    const { code, stdout } = await millrace(args('other', '--checkpoint', state, '--drop', 'city'));
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error.code).toBe('CHECKPOINT_MISMATCH');
  });
});

test('a fit that stops early goes on to the same model and the same history', async () => {
  const source = await read(file(folder, 'small.csv', customers(3000)));
  const { train, valid } = await source.split({ test: 0.2, valid: 0.2, randomState: 1 });
  const learner = histGradientBoostingClassifier({ maxIter: 200, subsample: 0.7, columnSampleByTree: 0.7 });
  const options = {
    target: 'leaves',
    features: ['age', 'city', 'spend'],
    valid,
    earlyStopping: { metric: 'logLoss', patience: 15 },
  };
  const whole = await pipeline(learner).fit(train, options);
  const checkpoint = { file: path.join(folder, 'early.checkpoint'), every: 3 };
  for (const stopAt of [4, 10, 17]) {
    const stop = new AbortController();
    const interrupted = () =>
      pipeline(learner).fit(train, {
        ...options,
        checkpoint,
        signal: stop.signal,
        onProgress: (event) => {
          if (event.stage === 'train' && event.step >= stopAt) stop.abort();
        },
      });
    expect(await faultOf(interrupted)).toMatchObject({ code: 'ABORTED' });
  }
  const seen: number[] = [];
  const resumed = await pipeline(learner).fit(train, {
    ...options,
    checkpoint,
    threads: 1,
    onProgress: (event) => {
      if (event.stage === 'train') seen.push(event.step);
    },
  });
  expect(seen[0]).toBeGreaterThan(12); // earlier rounds were not made again
  expect(bitsOf(resumed.parts.predictor.forest!.trees)).toEqual(bitsOf(whole.parts.predictor.forest!.trees));
  expect(resumed.history).toEqual(whole.history);
  expect(whole.history.at(-1)!.step).toBeLessThan(200);
});

test('training that goes on from a model keeps checkpoints too, of that model alone', async () => {
  const source = await read(file(folder, 'more.csv', customers(1000)));
  const features = { target: 'leaves', features: ['age', 'city', 'spend'] };
  const fitFrom = async (rounds: number, name?: string) => {
    const initModel = await pipeline(histGradientBoostingClassifier({ maxIter: rounds })).fit(source, features);
    const learner = histGradientBoostingClassifier({ maxIter: 6, initModel });
    const checkpoint = name === undefined ? undefined : { file: path.join(folder, name), every: 2 };
    return pipeline(learner).fit(source, { ...features, checkpoint });
  };
  const whole = await fitFrom(5);
  await fitFrom(5, 'more.checkpoint');
  const resumed = await fitFrom(5, 'more.checkpoint');
  expect(bitsOf(resumed.parts.predictor.forest!.trees)).toEqual(bitsOf(whole.parts.predictor.forest!.trees));
  expect(whole.parts.predictor.forest!.trees.treeBegins).toHaveLength(12);
  expect(await faultOf(() => fitFrom(4, 'more.checkpoint'))).toMatchObject({ code: 'CHECKPOINT_MISMATCH' });
});
