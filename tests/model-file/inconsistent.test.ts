// Files with a right seal whose parts do not fit together: no crash, and no wrong answer.
import path from 'node:path';
import { expect, test } from 'vitest';
import { fromRows, loadModel, logisticRegression, pipeline, standardScaler } from '../../src/index.ts';
import { numericArray } from '../../src/model-file/arrays.ts';
import { type Container, readContainer, writeContainer } from '../../src/model-file/container.ts';
import { faultOf } from '../support/fault.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const at = path.join(folder, 'model.millrace');

async function altered(change: (description: Record<string, unknown>, arrays: Map<string, unknown>) => void) {
  const model = await pipeline(standardScaler(), logisticRegression()).fit(
    await fromRows([0, 1, 2, 3].map((x) => ({ x, label: x % 2 === 0 ? 'a' : 'b' }))),
    { target: 'label' },
  );
  await model.save(at);
  const { kind, description, arrays } = await readContainer(at);
  const copy = JSON.parse(JSON.stringify(description)) as Record<string, unknown>;
  const others = new Map<string, unknown>(arrays);
  change(copy, others);
  await writeContainer(at, { kind, description: copy, arrays: others } as unknown as Container);
  return at;
}

test('the control loads', async () => {
  const model = await loadModel(await altered(() => {}));
  expect(model.inputs).toEqual(['x']);
});

test.each([
  ['a class too many', (description) => (description.classes as string[]).push('c')],
  ['a step that is unknown', (description) => Object.assign((description.steps as object[])[0]!, { name: 'evil' })],
  ['a step named like a method of objects', (d) => Object.assign((d.steps as object[])[0]!, { name: 'constructor' })],
  ['a key that is unknown', (description) => Object.assign(description, { code: 'process.exit()' })],
  ['scales of another length', (_, arrays) => arrays.set('step0.scales', numericArray('float64', new Float64Array(3)))],
  ['an array that is gone', (_, arrays) => arrays.delete('predictor.weights')],
] as readonly (readonly [string, (description: Record<string, unknown>, arrays: Map<string, unknown>) => void])[])(
  '%s',
  async (_, change) => {
    const file = await altered(change);
    expect(await faultOf(() => loadModel(file))).toMatchObject({ code: 'MODEL_INVALID' });
  },
);

test('weights for another number of features', async () => {
  const file = await altered((_, arrays) => {
    arrays.set('predictor.weights', numericArray('float64', new Float64Array(5)));
  });
  expect(await faultOf(() => loadModel(file))).toMatchObject({ code: 'MODEL_CORRUPT' });
});
