import { describe, expect, test } from 'vitest';
import type { Row } from '../../src/core/column.ts';
import {
  fromRows,
  leafIndices,
  logisticRegression,
  pipeline,
  rawScores,
  type StagedOptions,
  stagedPredict,
} from '../../src/index.ts';
import type { ForestArrays } from '../../src/matrix/forest.ts';
import type { TreeInput } from '../../src/models/trees/tree-input.ts';
import { faultOf } from '../support/fault.ts';
import { learnerOf, makeForest } from '../support/made-forest.ts';

const inputs: TreeInput[] = ['a', 'b', 'c'].map((name) => ({ kind: 'numbers', name }));
const rows = Array.from({ length: 300 }, (_, i): Row & { label: string } => ({
  a: ((i * 7919) % 1000) / 1000,
  b: i % 7 === 0 ? null : ((i * 104729) % 997) / 997,
  c: ((i * 31) % 101) / 101,
  label: i % 2 === 0 ? 'no' : 'yes',
}));

const features = [0, 0, 0];
const kinds: Record<string, ForestArrays> = {
  'one output of a sigmoid': makeForest({ features, trees: 10, leaves: 9 }),
  'two outputs of a softmax': makeForest({ features, trees: 20, leaves: 9, outputCount: 2, link: 'softmax' }),
  'averaged trees': makeForest({ features, trees: 10, leaves: 400, outputCount: 2, valueWidth: 2, link: 'identity' }),
};

async function modelOf(trees: ForestArrays) {
  return pipeline(learnerOf('classification', trees, inputs)).fit(await fromRows(rows), { target: 'label' });
}

/** The forest of the first `count` trees. */
function first(trees: ForestArrays, count: number): ForestArrays {
  const nodes = trees.treeBegins[count]!;
  return {
    ...trees,
    scale: trees.scale === 1 ? 1 : 1 / count,
    treeBegins: trees.treeBegins.slice(0, count + 1),
    treeOutputs: trees.treeOutputs.slice(0, count),
    feature: trees.feature.slice(0, nodes),
    flags: trees.flags.slice(0, nodes),
    threshold: trees.threshold.slice(0, nodes),
    left: trees.left.slice(0, nodes),
    right: trees.right.slice(0, nodes),
    categoryBegins: trees.categoryBegins.slice(0, nodes + 1),
    cover: trees.cover.slice(0, nodes),
    weight: trees.weight.slice(0, nodes),
    gain: trees.gain.slice(0, nodes),
    values: trees.values.slice(0, nodes * trees.valueWidth),
  };
}

async function staged(model: Awaited<ReturnType<typeof modelOf>>, options: StagedOptions, batchRows = 65_536) {
  const values: number[] = [];
  let rounds: readonly number[] = [];
  for await (const batch of stagedPredict(model, await fromRows(rows, { batchRows }), options)) {
    ({ rounds } = batch);
    expect(batch.outputs).toEqual(['no', 'yes']);
    values.push(...batch.values);
  }
  return { rounds, values };
}

describe.each(Object.entries(kinds))('%s', (_, trees) => {
  const perRound = trees.valueWidth === 1 ? trees.outputCount : 1;

  test('each stage is the model of its trees alone', async () => {
    const model = await modelOf(trees);
    const { rounds, values } = await staged(model, { every: 4 });
    expect(rounds).toEqual([4, 8, 10]);
    for (const [stage, count] of rounds.entries()) {
      const alone = await modelOf(first(trees, count * perRound));
      for (const [i, row] of rows.entries()) {
        const { probability } = alone.predictOne(row);
        const at = (i * rounds.length + stage) * 2;
        expect(values[at]).toBeCloseTo(probability.no!, 14);
        expect(values[at + 1]).toBeCloseTo(probability.yes!, 14);
      }
    }
  });

  test('the last stage has the bits of predictOne, whatever the threads and batches', async () => {
    const model = await modelOf(trees);
    const { values, rounds } = await staged(model, {});
    expect(rounds).toHaveLength(10);
    expect(await staged(model, { threads: 1 }, 7)).toEqual({ values, rounds });
    for (const [i, row] of rows.entries()) {
      expect(values[(i * 10 + 9) * 2 + 1]).toBe(model.predictOne(row).probability.yes);
    }
  });

  test('leaf indices lead to the values that the scores are made of', async () => {
    const model = await modelOf(trees);
    const treeCount = trees.treeBegins.length - 1;
    const leaves: number[] = [];
    for await (const batch of leafIndices(model, await fromRows(rows, { batchRows: 64 }))) {
      expect(batch.treeCount).toBe(treeCount);
      leaves.push(...batch.leaves);
    }
    const scores: number[] = [];
    let outputs: readonly string[] = [];
    for await (const batch of rawScores(model, await fromRows(rows, { batchRows: 100 }))) {
      scores.push(...batch.scores);
      ({ outputs } = batch);
    }
    expect(outputs).toEqual(trees.outputCount === 1 ? ['yes'] : ['no', 'yes']);
    const nodesOfLeaves = Array.from({ length: treeCount }, (_, tree) => {
      const nodes: number[] = [];
      for (let node = trees.treeBegins[tree]!; node < trees.treeBegins[tree + 1]!; node++) {
        if (trees.feature[node]! < 0) nodes.push(node);
      }
      return nodes;
    });
    for (let row = 0; row < rows.length; row++) {
      const sums = new Float64Array(trees.outputCount);
      for (let tree = 0; tree < treeCount; tree++) {
        const node = nodesOfLeaves[tree]![leaves[row * treeCount + tree]!]!;
        if (trees.valueWidth === 1) sums[trees.treeOutputs[tree]!]! += trees.values[node]!;
        else for (let k = 0; k < trees.valueWidth; k++) sums[k]! += trees.values[node * trees.valueWidth + k]!;
      }
      sums.forEach((sum, k) => {
        expect(scores[row * trees.outputCount + k]).toBe(trees.baseScores[k]! + trees.scale * sum);
      });
    }
  });
});

test('a row that can not be scored has neither stages, scores nor leaves', async () => {
  const model = await modelOf(kinds['one output of a sigmoid']!);
  const faulty = await fromRows([rows[0]!, { ...rows[1]!, a: Number.POSITIVE_INFINITY }, rows[2]!]);
  for await (const { values } of stagedPredict(model, faulty)) {
    expect([...values].map(Number.isNaN)).toEqual(Array.from({ length: 60 }, (_, i) => i >= 20 && i < 40));
  }
  for await (const { scores } of rawScores(model, faulty)) expect(Number.isNaN(scores[1])).toBe(true);
  for await (const { leaves } of leafIndices(model, faulty)) {
    expect([...leaves].map((leaf) => leaf === -1)).toEqual(Array.from({ length: 30 }, (_, i) => i >= 10 && i < 20));
  }
});

test('models without trees and wrong options are refused', async () => {
  const source = await fromRows(rows.map(({ a, label }) => ({ a: a!, label })));
  const linear = await pipeline(logisticRegression()).fit(source, { target: 'label' });
  const drain = async (batches: AsyncIterable<unknown>) => {
    for await (const _ of batches);
  };
  for (const call of [stagedPredict, rawScores, leafIndices]) {
    expect(await faultOf(() => drain(call(linear, source)))).toMatchObject({ code: 'MODEL_UNSUPPORTED' });
  }
  const model = await modelOf(kinds['averaged trees']!);
  for (const [options, code] of [
    [{ every: 0 }, 'OPTION_INVALID'],
    [{ every: 1.5 }, 'OPTION_INVALID'],
    [{ stages: 3 }, 'OPTION_UNKNOWN'],
  ] as const) {
    expect(await faultOf(() => drain(stagedPredict(model, source, options as StagedOptions)))).toMatchObject({ code });
  }
});
