// Every step in training, evaluation and prediction: what a model trained behind it answers for a row is the same in a
// batch of any size, alone, from a file, and where an evaluation counts it.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type ClassifierModel,
  decisionTreeClassifier,
  decisionTreeRegressor,
  type FittedModel,
  fromRows,
  loadModel,
  pipeline,
  type RegressorModel,
  type Row,
} from '../../src/index.ts';
import { STEP_ROLES, STEP_TYPES, type StepCase, stepRows, TRANSFORMERS } from '../support/steps.ts';
import { temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const trained = stepRows(400);
// Rows to come, with what training never saw.
const fresh: Row[] = stepRows(460)
  .slice(400)
  .map((row, i) => ({ ...row, ...(i % 7 === 0 ? { city: 'nowhere', size: 1e4, note: 'unheard of' } : {}) }));
const source = (rows: readonly Row[], batchRows?: number) =>
  fromRows(rows, { roles: STEP_ROLES, types: STEP_TYPES, batchRows });

const numbers = ['amount', 'count', 'size', 'other'];
const FEATURES: Readonly<Record<string, string[]>> = {
  calendarFeatures: ['when', 'size'],
  tfidfVectorizer: [...numbers, 'note'],
};

/** Fits a tree behind a step: with texts only where the step takes them, since trees take none. */
async function modelBehind(name: string, { build, target }: StepCase): Promise<RegressorModel | ClassifierModel> {
  const rows = await source(trained);
  const features = FEATURES[name] ?? [...numbers, 'city', 'grade'];
  const withNotes = [...numbers, 'grade', 'note'];
  const attempt = (columns: string[]) =>
    target === 'label'
      ? pipeline(build(), decisionTreeClassifier({ maxDepth: 4 })).fit(rows, { target, features: columns })
      : pipeline(build(), decisionTreeRegressor({ maxDepth: 4 })).fit(rows, { target: 'y', features: columns });
  try {
    return await attempt(features);
  } catch (error) {
    if ((error as { code?: string }).code !== 'COLUMN_MISSING') throw error;
    return attempt(withNotes);
  }
}

interface Answer {
  readonly prediction: unknown;
  readonly error: unknown;
}

async function answers(model: FittedModel, rows: readonly Row[], batchRows?: number): Promise<Answer[]> {
  const found: Answer[] = [];
  for await (const batch of model.predict(await source(rows, batchRows))) {
    for (const row of batch.toArray()) {
      const { prediction, error } = row.toJSON() as Record<string, unknown>;
      found.push({ prediction, error: error ?? null });
    }
  }
  return found;
}

const cases = Object.entries(TRANSFORMERS).flatMap(([name, all]) => all.map((one) => [name, one.how, one] as const));

describe.each(cases)('%s, %s', (name, how, one) => {
  test('answers rows alike wherever they are met', async () => {
    const model = await modelBehind(name, one);
    expect(model.parts.training.rows).toBe(trained.length);
    for (const rows of [trained, fresh]) {
      const whole = await answers(model, rows);
      expect(whole).toHaveLength(rows.length);
      expect(await answers(model, rows, 1)).toEqual(whole);
      expect(await answers(model, rows, 7)).toEqual(whole);
      const file = path.join(folder, `${name}-${how.replaceAll(/\W/g, '-')}.millrace`);
      await model.save(file);
      const loaded = (await loadModel(file)) as typeof model;
      expect(await answers(loaded, rows)).toEqual(whole);
      const answered = rows.map((row, i) => ({ row, answer: whole[i]! })).filter(({ answer }) => answer.error === null);
      expect(answered.length).toBeGreaterThan(rows.length / 2);
      for (const { row, answer } of answered.slice(0, 60)) {
        expect(loaded.predictOne(row).prediction).toBe(answer.prediction);
      }
      if (answered.length < rows.length) continue;
      const report = await model.evaluate(await source(rows), { resamples: 0, trainedRows: 'allow' });
      expect(report.rowCount).toBe(rows.length);
      if (one.target === 'label') {
        const right = answered.filter(({ row, answer }) => row.label === answer.prediction).length;
        expect(report.metrics.accuracy).toBeCloseTo(right / rows.length, 12);
      } else {
        const squares = answered.reduce(
          (sum, { row, answer }) => sum + ((row.y as number) - (answer.prediction as number)) ** 2,
          0,
        );
        expect(report.metrics.rmse).toBeCloseTo(Math.sqrt(squares / rows.length), 9);
      }
    }
  });
});
