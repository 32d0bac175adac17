// What a run keeps of repairs: run.json, report.html and the saved model.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadModel, read } from '../../src/index.ts';
import { train } from '../../src/runs/train.ts';
import { csv, uniforms } from '../support/tables.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();

test('a run tells what was repaired, in run.json, in the report and in the model', async () => {
  const u = uniforms(240, 'u');
  const text = csv({
    took: u.map((one, i) => (i % 60 === 9 ? 'later' : `${Math.round(100 * one)} min`)),
    kind: u.map((_, i) => ['a', 'A', 'b', '?'][i % 4]!),
    y: u.map((one) => (one > 0.5 ? 'slow' : 'fast')),
  });
  const data = file(folder, 'deliveries.csv', text);
  const run = await train(await read(data), {
    target: 'y',
    runs: path.join(folder, 'runs'),
    data: [],
    device: { device: 'cpu', reason: 'for a test' },
    command: 'millrace train deliveries.csv',
    maxIter: 10,
  } as never);
  const json = JSON.parse(readFileSync(path.join(run.folder, 'run.json'), 'utf8'));
  expect(json.cleaning).toEqual(run.model.cleaning);
  const steps = (json.cleaning.steps as { step: string }[]).map(({ step }) => step);
  expect(steps).toEqual(['missingSpellings', 'foldCase', 'parseUnits']);
  expect(json.steps.slice(0, 3).map((one: { name: string }) => one.name)).toEqual(steps);
  expect(json.plan.some(({ step }: { step: string }) => step === "Read quantities from 'took', in min")).toBe(true);
  const report = readFileSync(run.reportFile, 'utf8');
  expect(report).toContain('What was repaired and left out');
  expect(report).toContain('parseUnits: utf8 to float64');
  expect(report).toContain('<code>later</code> → <code>missing</code>');
  expect((await loadModel(run.modelFile)).cleaning).toEqual(run.model.cleaning);
});
