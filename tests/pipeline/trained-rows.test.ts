import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { column, fromRows, linearRegression, loadModel, pipeline, read, type Source } from '../../src/index.ts';
import { TrainedRowsFold, TrainedRowsGuard } from '../../src/pipeline/trained-rows.ts';
import { faultOf } from '../support/fault.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const rows = Array.from({ length: 100 }, (_, i) => ({ x: i, y: 2 * i + (i % 3) }));
const csv = (name: string, of = rows) => file(folder, name, `x,y\n${of.map(({ x, y }) => `${x},${y}`).join('\n')}\n`);
const learn = (source: Source) => pipeline(linearRegression()).fit(source, { target: 'y' });

describe('a model can not be measured on rows it was fitted on', () => {
  test.each([
    ['in memory', () => fromRows(rows)],
    ['of a file', () => read(csv('rows.csv'))],
  ])('%s', async (_, open) => {
    const source = await open();
    const { train, test: held } = await source.split({ test: 0.3, randomState: 1 });
    const model = await learn(train);
    expect(await model.evaluate(held)).toMatchObject({ rowCount: 30, trainedRows: 0 });
    for (const leak of [train, source, source.filter(column('x').lt(50)), source.derive((c) => ({ z: c.x! }))]) {
      const fault = await faultOf(() => model.evaluate(leak));
      expect(fault).toMatchObject({ code: 'ROWS_TRAINED_ON' });
      expect(fault.message).toContain(`the model was fitted on row ${fault.row} of ${source.name}`);
      expect((await train.rows(100)).map((row) => Number(row.x))).toContain(fault.row); // x is the row's id
    }
    expect(await model.evaluate(source, { trainedRows: 'allow' })).toMatchObject({ rowCount: 100, trainedRows: 70 });
  });

  test('after save and load, from a file opened anew', async () => {
    const data = csv('again.csv');
    const { train, test: held } = await (await read(data)).split({ test: 0.3 });
    const saved = path.join(folder, 'model.millrace');
    await (await learn(train)).save(saved);
    const model = await loadModel(saved);
    expect(await faultOf(async () => model.evaluate(await read(data)))).toMatchObject({
      code: 'ROWS_TRAINED_ON',
    });
    expect((await model.evaluate(held)).trainedRows).toBe(0);
  });

  test('other rows that have the same ids are other rows', async () => {
    const model = await learn(await read(csv('one.csv')));
    const others = await read(
      csv(
        'two.csv',
        rows.map(({ x, y }) => ({ x, y: y + 1 })),
      ),
    );
    expect((await model.evaluate(others)).trainedRows).toBe(0);
    expect((await model.evaluate(await fromRows(rows))).trainedRows).toBe(0);
  });
});

test('of many rows a share is kept, whatever the batches, and what is met again is estimated', async () => {
  const count = 200_000;
  const ids = Float64Array.from({ length: count }, (_, i) => i * 3);
  const [one, other] = [new TrainedRowsFold(), new TrainedRowsFold()];
  one.add(ids);
  for (let begin = 0; begin < count; begin += 777) other.add(ids.subarray(begin, begin + 777));
  const source = await fromRows(rows);
  const kept = one.finish(source.reader.origin!);
  expect(other.finish(source.reader.origin!)).toEqual(kept);
  expect(kept.share).toBe(1 / 16);
  expect(kept.ids.length).toBeLessThanOrEqual(16_384);
  const guard = new TrainedRowsGuard(kept, source, true);
  guard.look(ids.subarray(0, 50_000));
  guard.look(Float64Array.from({ length: 50_000 }, (_, i) => i * 3 + 1));
  expect(guard.count).toBeGreaterThan(48_000);
  expect(guard.count).toBeLessThan(52_000);
});
