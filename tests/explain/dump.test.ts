import { describe, expect, test } from 'vitest';
import {
  dumpTrees,
  featureImportance,
  fromRows,
  logisticRegression,
  pipeline,
  type TreesDump,
} from '../../src/index.ts';
import { goldenCases } from '../interchange/golden-cases.ts';
import { expectClose } from '../support/close.ts';
import { faultOf } from '../support/fault.ts';
import { scoresOf } from '../support/forest-walk.ts';
import { loadGolden } from './imported.ts';

describe.each(goldenCases('lightgbm'))('$name', (golden) => {
  test("importance equals LightGBM's", async () => {
    const model = await loadGolden(golden);
    const names = model.parts.fields.map((field) => field.name);
    for (const kind of ['gain', 'splits'] as const) {
      const found = featureImportance(model, { kind });
      const byName = new Map(found.map(({ name, value }) => [name, value]));
      expect(found.map(({ value }) => value)).toEqual(found.map(({ value }) => value).sort((a, b) => b - a));
      // The text model keeps six digits of a gain.
      expectClose(
        names.map((name) => byName.get(name) ?? 0),
        golden[kind]!,
        { relative: 1e-5 },
      );
    }
  });

  test('the JSON dump, walked by its names, gives the scores', async () => {
    const model = await loadGolden(golden);
    const names = model.parts.fields.map((field) => field.name);
    const dump = JSON.parse(dumpTrees(model, 'json')) as TreesDump;
    const trees = model.parts.predictor.forest!.trees;
    for (const row of golden.rows) {
      const sums = new Array<number>(dump.baseScores.length).fill(0);
      for (const { root, output } of dump.trees) {
        let node = root;
        while (node.kind === 'split') {
          let x = row[names.indexOf(node.feature)]!;
          if (node.missing === undefined && Number.isNaN(x) && node.categories === undefined) x = 0;
          const isMissing = Number.isNaN(x) || (node.zeroIsMissing && Math.abs(x) <= 1e-35);
          const isLeft = node.categories ? node.categories.includes(x) : x <= node.threshold!;
          node = (isMissing ? node.missing === 'left' : isLeft) ? node.left : node.right;
        }
        sums[output === undefined ? 0 : model.classes.indexOf(output)]! += node.value as number;
      }
      expectClose(
        sums.map((sum, k) => dump.baseScores[k]! + dump.scale * sum),
        scoresOf(trees, row),
        { absolute: 1e-12 },
      );
    }
  });
});

test('the text dump reads as a tree', async () => {
  const [golden] = goldenCases('lightgbm-binary').filter(({ name }) => name === 'lightgbm-binary');
  const model = await loadGolden(golden!);
  const text = dumpTrees(model, 'text', { begin: 0, end: 2 });
  expect(text).toMatchInlineSnapshot(`
    "tree 0
    age ≤ 0.4576188? (gain 200.46, value -0.693147, cover 600)
      yes or missing: city in {1, 3, 5, 7, 18, 22, 33, 39}? (gain 87.9557, value -0.87994, cover 477)
        yes: age ≤ -1.220579? (gain 29.0947, value -0.359276, cover 79)
          yes: value -1.039301, cover 13
          no or missing: income_in_k ≤ -0.5554647? (gain 10.6675, value 0.00230738, cover 66)
            yes: value -0.6031472, cover 10
            no or missing: value 0.1104243, cover 56
        no or missing: income_in_k ≤ 1.182873? (gain 27.9203, value -0.98773, cover 398)
          yes or missing: age ≤ 0.05797707? (gain 15.6298, value -1.06374, cover 374)
            yes or missing: value -1.117755, cover 319
            no: value -0.7504199, cover 55
          no: Größe ≤ 0.607594 (missing counts as 0)? (gain 18.0214, value -0.355647, cover 24)
            yes: value -1.008147, cover 10
            no: value 0.1104243, cover 14
      no: value 0.03124308, cover 123

    tree 1
    age ≤ 0.379052? (gain 91.2335, value -0.0124793, cover 600)
      yes or missing: city in {1, 3, 5, 7, 18, 22, 33, 39}? (gain 47.149, value -0.163387, cover 468)
        yes: age ≤ -1.220579? (gain 12.1688, value 0.214132, cover 79)
          yes: value -0.2865503, cover 13
          no or missing: value 0.4233056, cover 66
        no or missing: income_in_k ≤ 0.8969318? (gain 16.7925, value -0.252951, cover 389)
          yes or missing: age ≤ 0.05797707? (gain 8.85594, value -0.333201, cover 356)
            yes or missing: value -0.3773924, cover 312
            no: value -0.06610032, cover 44
          no: Größe ≤ 0.4703123 (missing counts as 0)? (gain 12.3638, value 0.149256, cover 33)
            yes: value -0.412722, cover 12
            no: value 0.4248856, cover 21
      no: income_in_k ≤ -1.096246? (gain 9.44779, value 0.418791, cover 132)
        yes: value -0.09166662, cover 12
        no or missing: value 0.4697268, cover 120
    "
  `);
  expect(dumpTrees(model, 'text').split('\ntree ')).toHaveLength(8);
});

test('trees of a class say whose they are', async () => {
  const [golden] = goldenCases('lightgbm-multiclass');
  const text = dumpTrees(await loadGolden(golden!), 'text', { end: 4 });
  expect(text.match(/^tree .*/gm)).toEqual(['tree 0 of 0', 'tree 1 of 1', 'tree 2 of 2', 'tree 3 of 0']);
});

test('what it refuses', async () => {
  const rows = await fromRows(Array.from({ length: 20 }, (_, r) => ({ x: r, y: r > 9 ? 'b' : 'a' })));
  const linear = await pipeline(logisticRegression()).fit(rows, { target: 'y' });
  const codeOf = async (work: () => unknown) => (await faultOf(work)).code;
  expect(await codeOf(() => dumpTrees(linear, 'text'))).toBe('MODEL_UNSUPPORTED');
  expect(await codeOf(() => featureImportance(linear))).toBe('MODEL_UNSUPPORTED');
  const [golden] = goldenCases('lightgbm-binary');
  const model = await loadGolden(golden!);
  expect(await codeOf(() => dumpTrees(model, 'xml' as 'text'))).toBe('OPTION_INVALID');
  expect(await codeOf(() => dumpTrees(model, 'text', { begin: 3, end: 2 }))).toBe('OPTION_INVALID');
  expect(await codeOf(() => featureImportance(model, { kind: 'cover' } as object))).toBe('OPTION_INVALID');
});
