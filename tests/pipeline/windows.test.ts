// Models of columns that look back: saved as data, computed anew over the rows they are given.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  columns,
  fromRows,
  keep,
  linearRegression,
  loadModel,
  pipeline,
  type RegressorModel,
  type Source,
  simpleImputer,
} from '../../src/index.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const rows = Array.from({ length: 300 }, (_, i) => ({
  entity: ['a', 'b', 'c'][i % 3]!,
  x: (i * 37) % 11,
  // One more than x of the entity's row before.
  y: (((i + 8) * 37) % 11) + 1,
}));

async function predictions(model: RegressorModel, source: Source): Promise<number[]> {
  const found: number[] = [];
  for await (const batch of model.predict(source)) found.push(...batch.getChild('prediction')!);
  return found;
}

describe('a model of windows', () => {
  test('computes them again after it was saved, and knows no history of a single row', async () => {
    const source = await fromRows(rows);
    const derived = source.derive((c) => ({ before: c.x!.lag().over(c.entity!) }));
    const model = await pipeline(columns(keep(['before'])), simpleImputer(), linearRegression()).fit(derived, {
      target: 'y',
    });
    const file = path.join(folder, 'windows.millrace');
    await model.save(file);
    const loaded = (await loadModel(file)) as RegressorModel;
    const found = await predictions(loaded, source);
    expect(found).toEqual(await predictions(model as RegressorModel, derived));
    // Close, since the rows without history are learned from too.
    for (const [i, { y }] of rows.entries()) if (i >= 3) expect(found[i]).toBeCloseTo(y, 1);
    // What the first row of each entity gets: the imputed value.
    expect(loaded.predictOne({ entity: 'a', x: 1 }).prediction).toBe(found[0]);
  });
});
