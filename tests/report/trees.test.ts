import { describe, expect, it } from 'vitest';
import type { Tree, TreeNode } from '../../src/explain/tree-nodes.ts';
import { fromRows, histGradientBoostingClassifier, logisticRegression, pipeline } from '../../src/index.ts';
import { learningCurvePlot } from '../../src/report/plots/learning-curve.ts';
import { mergePoints } from '../../src/report/plots/merge-points.ts';
import { drawPlot } from '../../src/report/plots/plot.ts';
import { shapSummaryPlot } from '../../src/report/plots/shap-summary.ts';
import { treePlot } from '../../src/report/plots/tree.ts';
import { renderReport } from '../../src/report/report.ts';
import { treesOfRun } from '../../src/runs/trees-of-run.ts';
import { binaryReport } from './fixtures.ts';

const nasty = '<u>"&\\\'$1`';

function madeRows(count: number) {
  return Array.from({ length: count }, (_, i) => ({
    x: i % 11 === 0 ? null : (i * 7919) % 101,
    [nasty]: `<i>${(i * 31) % 7}`,
    still: 5,
    y: (i * 7919) % 101 > 50 !== (i * 31) % 7 > 3 ? 'yes' : 'no',
  }));
}

async function fitted() {
  const learner = histGradientBoostingClassifier({ maxIter: 12, minSamplesLeaf: 5, earlyStopping: { patience: 3 } });
  return pipeline(learner).fit(await fromRows(madeRows(600)), { target: 'y' });
}

describe('trees in a report', () => {
  it('are drawn from a model and its test rows: curve, importance, SHAP values and the first tree', async () => {
    const model = await fitted();
    const trees = await treesOfRun(model, await fromRows(madeRows(90)), model.history, {});
    expect(trees).toMatchObject({ treeCount: model.parts.predictor.forest!.trees.treeOutputs.length });
    expect(trees!.importance.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 12);
    expect(trees!.shap).toMatchObject({ rowCount: 90, score: 'the log-odds of yes' });
    const byName = new Map(trees!.shap!.features.map((feature) => [feature.name, feature]));
    const levels = (name: string) => new Set(byName.get(name)!.rows.map(({ level }) => level));
    expect(levels(nasty)).toEqual(new Set(['category']));
    expect(levels('x')).toEqual(new Set([0, 1, 2, 3, 4, 'missing']));
    expect(byName.has('still')).toBe(false);

    const data = { ...binaryReport(), history: model.history, trees };
    const page = await renderReport(data);
    for (const id of ['learning-curve', 'importance', 'shap-summary', 'tree'])
      expect(page).toContain(`id="${id}-title"`);
    expect(page).not.toContain('id="history-title"');
    expect(page).not.toContain('<u>');
    expect(page).not.toContain('<i>');
    expect(await renderReport(data)).toBe(page);
  });

  it('are sampled evenly, at most a thousand rows', async () => {
    const model = await fitted();
    const trees = await treesOfRun(model, await fromRows(madeRows(2500), { batchRows: 64 }), model.history, {});
    expect(trees!.shap!.rowCount).toBe(834); // every third of 2,500
  });

  it('are not there for other models', async () => {
    const rows = await fromRows(Array.from({ length: 20 }, (_, r) => ({ x: r, y: r > 9 ? 'b' : 'a' })));
    const linear = await pipeline(logisticRegression()).fit(rows, { target: 'y' });
    expect(await treesOfRun(linear, rows, linear.history, {})).toBeUndefined();
  });
});

describe('the learning curve', () => {
  const steps = (loss: (i: number) => number, validation: (i: number) => number | undefined) =>
    Array.from({ length: 900 }, (_, i) => ({ step: i + 1, loss: loss(i), validation: validation(i) }));

  it('marks the best iteration, and shares an axis between losses of one size', async () => {
    const plot = learningCurvePlot(
      steps(
        (i) => 1 / (i + 1),
        (i) => 1.1 / (i + 1),
      ),
      5,
    );
    expect(plot.description).toContain('Iteration 5 was the best on those rows');
    expect(JSON.stringify(plot.spec)).not.toContain('independent');
    expect(String(await drawPlot(plot))).toContain('validation');
  });

  it('gives a metric of another size or direction an axis of its own', async () => {
    const plot = learningCurvePlot(
      steps(
        (i) => 1 / (i + 1),
        (i) => 0.9 - 1 / (i + 4),
      ),
      899,
    );
    expect(plot.spec).toMatchObject({ resolve: { scale: { y: 'independent' } } });
    expect(String(await drawPlot(plot))).toContain('Validation');
  });

  it('is one line without validation, thinned to what is seen', () => {
    const plot = learningCurvePlot(
      steps(
        (i) => 1 / (i + 1),
        () => undefined,
      ),
      undefined,
    );
    const values = (plot.spec as { layer: { data: { values: unknown[] } }[] }).layer[0]!.data.values;
    expect(values.length).toBeLessThanOrEqual(401);
    expect(values.at(-1)).toMatchObject({ step: 900 });
    expect(plot.description).toBe('The objective on the training rows after each iteration.');
  });
});

describe('the SHAP summary', () => {
  it('keeps each row of a feature within its line', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => ({ value: i < 900 ? 0.5 : i / 1000, level: 1 as const }));
    const plot = shapSummaryPlot({ rowCount: 1000, score: 'it', features: [{ name: 'a', mean: 1, rows }] });
    const layers = (plot.spec as { layer: { data: { values: { y: number }[] } }[] }).layer;
    const { values } = layers[1]!.data;
    expect(values).toHaveLength(1000);
    expect(Math.max(...values.map(({ y }) => Math.abs(y)))).toBeLessThan(0.5);
  });
});

describe('a drawn tree', () => {
  const leaf: TreeNode = { kind: 'leaf', cover: 1, value: 0.5 };
  const grow = (depth: number): TreeNode =>
    depth === 0
      ? leaf
      : {
          kind: 'split',
          cover: 2 ** depth,
          value: 0,
          gain: 1,
          feature: 'a feature of a very long name indeed',
          ...(depth % 2 ? { threshold: 0.123456789 } : { categories: ['first of many categories', 'b', 'c'] }),
          missing: 'left',
          zeroIsMissing: false,
          left: grow(depth - 1),
          right: leaf,
        };
  const textsOf = async (root: TreeNode) => {
    const tree: Tree = { index: 0, root };
    const svg = String(await drawPlot(treePlot(tree, 3)));
    return [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text!);
  };

  it('has its first levels, with texts that fit', async () => {
    const texts = await textsOf(grow(9));
    expect(texts).toContain('… 5 more splits');
    expect(texts.filter((text) => text.includes(' more splits'))).toHaveLength(1);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(24);
    expect(texts).toContain('+0.5');
  });

  it('may be a leaf alone', async () => {
    expect(await textsOf(leaf)).toContain('1 row');
  });
});

describe('merged points', () => {
  const point = (x: number, fill: string) =>
    `<path transform="translate(${x},2.04)" d="M1.5,0A1.5,1.5,0,1,1,-1.5,0Z" fill="${fill}" stroke-width="0" opacity="0.85"/>`;

  it('are dots of one path for each colour', () => {
    const run = [
      ...Array.from({ length: 15 }, (_, i) => point(i, 'red')),
      ...Array.from({ length: 15 }, (_, i) => point(i, 'blue')),
    ];
    const merged = mergePoints(`<g>${run.join('')}</g>`);
    expect(merged.match(/<path/g)).toHaveLength(2);
    expect(merged.match(/h0/g)).toHaveLength(30);
    expect(merged).toContain('d="M0,2h0M1,2h0');
    expect(merged).toContain('stroke="red" stroke-width="3" stroke-linecap="round" opacity="0.85"');
  });

  it('are left alone where there are few', () => {
    const few = `<g>${point(1, 'red')}${point(2, 'red')}</g>`;
    expect(mergePoints(few)).toBe(few);
  });
});
