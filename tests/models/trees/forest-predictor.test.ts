// Models of trees, whatever trained them: single rows and batches, threads, save and load, damaged files.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Row } from '../../../src/core/column.ts';
import type { ClassifierModel } from '../../../src/index.ts';
import { fromRows, loadModel, pipeline } from '../../../src/index.ts';
import type { ForestArrays } from '../../../src/matrix/forest.ts';
import { numericArray } from '../../../src/model-file/arrays.ts';
import { type Container, readContainer, writeContainer } from '../../../src/model-file/container.ts';
import type { TreeInput } from '../../../src/models/trees/tree-input.ts';
import { faultOf } from '../../support/fault.ts';
import { learnerOf, makeForest } from '../../support/made-forest.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const folder = temporaryFolder();
const colours = ['blue', 'green', 'red'];
const inputs: TreeInput[] = [
  { kind: 'numbers', name: 'a' },
  { kind: 'numbers', name: 'b' },
  { kind: 'categories', name: 'colour', values: { kind: 'text', values: colours } },
  { kind: 'categories', name: 'size', values: { kind: 'number', values: [1, 2, 3, 40] } },
];
const trees = makeForest({ features: [0, 0, 3, 4], trees: 40, leaves: 31 });

const rows = Array.from({ length: 700 }, (_, i): Row & { label: string } => ({
  a: i % 11 === 0 ? null : ((i * 7919) % 1000) / 1000,
  b: ((i * 104729) % 997) / 997,
  colour: i % 13 === 0 ? null : i % 17 === 0 ? 'mauve' : colours[i % 3]!,
  size: [1, 2, 3, 40, 7, null][i % 6]!,
  label: i % 2 === 0 ? 'no' : 'yes',
}));

async function modelOf(made: ForestArrays = trees): Promise<ClassifierModel> {
  const source = await fromRows(rows);
  return pipeline(learnerOf('classification', made, inputs)).fit(source, { target: 'label' });
}

/** The forest as its definition has it, one row at a time. */
function probabilityOf(row: Row, forest: ForestArrays): number {
  const codes: number[] = [
    typeof row.a === 'number' ? row.a : Number.NaN,
    typeof row.b === 'number' ? row.b : Number.NaN,
    colours.indexOf(row.colour as string),
    [1, 2, 3, 40].indexOf(row.size as number),
  ];
  let sum = 0;
  for (let tree = 0; tree + 1 < forest.treeBegins.length; tree++) {
    const root = forest.treeBegins[tree]!;
    let node = root;
    while (forest.feature[node]! >= 0) {
      const value = codes[forest.feature[node]!]!;
      const isSet = (forest.flags[node]! & 1) === 1;
      const missing = isSet ? value < 0 : Number.isNaN(value);
      const word = forest.categoryWords[forest.categoryBegins[node]! + (value >> 5)]!;
      const left = missing
        ? (forest.flags[node]! & 2) === 2
        : isSet
          ? ((word >>> (value & 31)) & 1) === 1
          : value <= forest.threshold[node]!;
      node = root + (left ? forest.left[node]! : forest.right[node]!);
    }
    sum += forest.values[node]!;
  }
  return 1 / (1 + Math.exp(-(forest.baseScores[0]! + sum)));
}

async function batchProbabilities(model: ClassifierModel, options: { threads?: number } = {}): Promise<Float64Array> {
  const out: number[] = [];
  for await (const batch of model.predict(await fromRows(rows), options)) {
    out.push(...(batch.getChild('probability_yes')!.toArray() as Float64Array));
  }
  return Float64Array.from(out);
}

test('predictions are those of the definition', async () => {
  const batch = await batchProbabilities(await modelOf());
  rows.forEach((row, i) => {
    expect(batch[i]).toBeCloseTo(probabilityOf(row, trees), 14);
  });
});

test('one row, any number of threads, and save and load give the same bits', async () => {
  const model = await modelOf();
  const batch = await batchProbabilities(model);
  expect(await batchProbabilities(model, { threads: 1 })).toEqual(batch);
  expect(Float64Array.from(rows, (row) => model.predictOne(row).probability.yes!)).toEqual(batch);
  const file = path.join(folder, 'forest.millrace');
  await model.save(file);
  const loaded = (await loadModel(file)) as ClassifierModel;
  expect(await batchProbabilities(loaded)).toEqual(batch);
  expect(loaded.parts.predictor.forest).toEqual({ trees, inputs });
  expect(loaded.history).toEqual([{ step: 1, loss: 0.5, gradientNorm: undefined, validation: undefined }]);
});

test('an averaged forest and one of several classes predict shares that add to 1', async () => {
  const averaged = makeForest({
    features: [0, 0, 3, 4],
    trees: 9,
    leaves: 300,
    outputCount: 2,
    valueWidth: 2,
    link: 'identity',
  });
  const softmax = makeForest({ features: [0, 0, 3, 4], trees: 9, leaves: 5, outputCount: 2, link: 'softmax' });
  for (const made of [averaged, softmax]) {
    const model = await modelOf(made);
    const batch = await batchProbabilities(model);
    expect(Float64Array.from(rows, (row) => model.predictOne(row).probability.yes!)).toEqual(batch);
  }
  const model = await modelOf(softmax);
  const { probability } = model.predictOne(rows[3]!);
  expect(probability.no! + probability.yes!).toBeCloseTo(1, 15);
});

describe('a damaged file', () => {
  const at = path.join(folder, 'damaged.millrace');
  type Change = (arrays: Map<string, unknown>, state: Record<string, unknown>) => void;
  const cases: readonly (readonly [string, Change])[] = [
    [
      'a child before its parent',
      (arrays) => arrays.set('predictor.left', numericArray('int32', new Int32Array(trees.left.length))),
    ],
    ['nodes that are gone', (arrays) => arrays.set('predictor.flags', numericArray('uint8', new Uint8Array(3)))],
    ['a feature too many', (_, state) => Object.assign(state, { featureCount: 5 })],
    ['a feature that is not there', (_, state) => Object.assign(state, { featureCount: 2 })],
    ['an input of another kind', (_, state) => Object.assign((state.inputs as object[])[0]!, { kind: 'codes' })],
    ['an input too few', (_, state) => (state.inputs as object[]).pop()],
    [
      'a threshold that is no number',
      (arrays) =>
        arrays.set(
          'predictor.threshold',
          numericArray(
            'float64',
            trees.threshold.map(() => Number.NaN),
          ),
        ),
    ],
    [
      'category sets beyond their words',
      (arrays) => arrays.set('predictor.categoryWords', numericArray('uint32', new Uint32Array(1))),
    ],
  ];
  test.each(cases)('%s', async (_, change) => {
    await (await modelOf()).save(at);
    const { kind, description, arrays } = await readContainer(at);
    const copy = JSON.parse(JSON.stringify(description)) as {
      predictor: { state: Record<string, unknown>; arrays: object };
    };
    const others = new Map<string, unknown>(arrays);
    // Codes need categories; those of another input will do.
    Object.assign(copy.predictor.arrays, { categories0: 'predictor.categories2' });
    change(others, copy.predictor.state);
    await writeContainer(at, { kind, description: copy, arrays: others } as unknown as Container);
    expect(await faultOf(() => loadModel(at))).toMatchObject({ code: 'MODEL_CORRUPT' });
  });
});
