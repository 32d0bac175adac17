import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type FitOptions, fromRows, pipeline, ridge, type Source, standardScaler } from '../../src/index.ts';
import { readCheckpoint } from '../../src/model-file/checkpoint.ts';
import type { TrainingState, TrainOptions } from '../../src/models/learner.ts';
import { faultOf } from '../support/fault.ts';
import { watching } from '../support/iterative-learner.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
let files = 0;
const newFile = () => path.join(folder, `${files++}.checkpoint`);

const rows = [
  { x: 1, y: 2, w: 1, kind: 'a' },
  { x: 2, y: 3, w: 1, kind: 'b' },
  { x: 4, y: 5, w: 2, kind: 'a' },
];
const source = (change: object = {}): Promise<Source> => fromRows([...rows.slice(0, 2), { ...rows[2]!, ...change }]);

/** Ten rounds, or as many as are left before it is killed. */
function tenRounds(killedIn = Infinity) {
  const done: number[] = [];
  const during = async ({ checkpoint }: TrainOptions) => {
    const { every, save, from } = checkpoint!;
    for (let round = Number(from?.state.round ?? 0); round < 10; ) {
      if (round >= killedIn) throw new Error('killed');
      round += 1;
      done.push(round);
      const state: TrainingState = {
        name: 'watching',
        state: { round },
        arrays: { scores: Float64Array.of(round, -0, Number.NaN), nodes: Int32Array.of(-1), names: ['é', ''] },
        parts: [{ name: 'inner', state: {}, arrays: { bits: Uint8Array.of(3) } }],
      };
      if (round % every === 0) await save(state);
    }
  };
  return { ...watching('regression', during), done };
}

const trained = async (
  learner: ReturnType<typeof tenRounds>['learner'],
  file: string,
  more: Partial<FitOptions> = {},
) =>
  pipeline(standardScaler('x'), learner).fit(await source(), {
    target: 'y',
    features: ['x'],
    checkpoint: { file, every: 2 },
    ...more,
  });

test('the same call goes on where the last one was killed', async () => {
  const file = newFile();
  const first = tenRounds(7);
  await expect(trained(first.learner, file)).rejects.toThrow('killed');
  expect(first.done).toEqual([1, 2, 3, 4, 5, 6, 7]);
  const { state } = await readCheckpoint(file);
  expect(state).toEqual({
    name: 'watching',
    state: { round: 6 },
    arrays: { scores: Float64Array.of(6, -0, Number.NaN), nodes: Int32Array.of(-1), names: ['é', ''] },
    parts: [{ name: 'inner', state: {}, arrays: { bits: Uint8Array.of(3) }, parts: [] }],
  });
  const second = tenRounds();
  await trained(second.learner, file);
  expect(second.done).toEqual([7, 8, 9, 10]);
  const third = tenRounds();
  await trained(third.learner, file);
  expect(third.done).toEqual([]);
});

describe('a checkpoint of another fit is refused', () => {
  const scaled = (learner: ReturnType<typeof tenRounds>['learner']) => pipeline(standardScaler('x'), learner);
  let valid: Source;
  beforeAll(async () => {
    valid = await source();
  });
  const given = { target: 'y', features: ['x'] };
  const others: readonly [string, string, () => Promise<Source>, () => Partial<FitOptions> & { target: string }][] = [
    ['targets', 'targets', () => source({ y: 6 }), () => given],
    ['values', 'steps', () => source({ x: 5 }), () => given],
    ['weights', 'columns', () => source(), () => ({ ...given, weight: 'w' })],
    ['columns', 'columns', () => source(), () => ({ ...given, features: ['x', 'w'] })],
    ['early stopping', 'early stopping', () => source(), () => ({ ...given, valid, earlyStopping: { patience: 3 } })],
    ['validation rows', 'targets', () => source(), () => ({ ...given, valid })],
  ];
  test.each(others)('%s', async (_, what, rowsOf, options) => {
    const file = newFile();
    const first = tenRounds();
    await scaled(first.learner).fit(await source(), { ...given, checkpoint: { file } });
    expect(existsSync(file)).toBe(false); // ten rounds, and one is kept after 50 by default
    await scaled(first.learner).fit(await source(), { ...given, checkpoint: { file, every: 5 } });
    const again = async () => scaled(tenRounds().learner).fit(await rowsOf(), { ...options(), checkpoint: { file } });
    expect(await faultOf(again)).toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      file,
      message: expect.stringContaining(what),
    });
  });

  test('rows that differ in a value alone', async () => {
    const file = newFile();
    const plain = (from: Source) =>
      pipeline(tenRounds().learner).fit(from, { ...given, checkpoint: { file, every: 5 } });
    await plain(await source());
    expect(await faultOf(async () => plain(await source({ x: 5 })))).toMatchObject({
      code: 'CHECKPOINT_MISMATCH',
      message: expect.stringContaining('rows'),
    });
  });

  test("options of the learner, the caller's functions too", async () => {
    const file = newFile();
    const withOptions = (options: object) => ({ ...tenRounds().learner, options: { ...options } });
    await trained(withOptions({ rate: 0.1, metric: () => 1 }), file);
    await trained(withOptions({ rate: 0.1, metric: () => 1 }), file);
    for (const other of [
      { rate: 0.2, metric: () => 1 },
      { rate: 0.1, metric: () => 2 },
    ]) {
      expect(await faultOf(() => trained(withOptions(other), file))).toMatchObject({
        code: 'CHECKPOINT_MISMATCH',
        message: expect.stringContaining('options'),
      });
    }
  });
});

test('a file that is no checkpoint', async () => {
  const file = newFile();
  await writeFile(file, 'something else');
  expect(await faultOf(() => trained(tenRounds().learner, file))).toMatchObject({ code: 'MODEL_INVALID' });
});

test('a learner without rounds keeps none', async () => {
  const fitted = async () =>
    pipeline(ridge()).fit(await source(), { target: 'y', features: ['x'], checkpoint: { file: newFile() } });
  expect(await faultOf(fitted)).toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining('ridge') });
});
