import { describe, expect, it } from 'vitest';
import { fitPlan } from '../../src/plan/fit-plan.ts';
import { planTraining } from '../../src/plan/plan.ts';
import { read } from '../../src/source/read.ts';
import { madeCsv } from '../support/made-rows.ts';
import { csv, customers, uniforms } from '../support/tables.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
let files = 0;
const table = (text: string) => read(file(folder, `${++files}.csv`, text));
const useOf = (plan: Awaited<ReturnType<typeof planTraining>>, name: string) =>
  plan.columns.find((column) => column.name === name)!.use;

describe('planTraining', () => {
  it('tells numbers, categories, identifiers and constants apart and says why', async () => {
    const plan = await planTraining(await table(customers(600)), { target: 'leaves' });
    expect(plan.task).toBe('binary');
    expect(plan.positive).toBe('yes');
    expect(plan.positiveReason).toBe('its name says so');
    expect(plan.fitOptions.features).toEqual(['age', 'spend', 'city']);
    expect(useOf(plan, 'id')).toMatch(/left out: it identifies/);
    expect(useOf(plan, 'country')).toMatch(/left out: it has one value/);
    expect(useOf(plan, 'leaves')).toBe('target');
    expect(plan.steps).toMatchObject([{ name: 'histGradientBoostingClassifier', options: { categorical: ['city'] } }]);
    expect(plan.reasons.every(({ reason }) => reason.length > 0)).toBe(true);
    expect(plan.rows).toBe(600);
    expect(plan.trainRows).toBe(480);
    expect(plan.split.kind).toBe('20 % random, stratified by leaves');
  });

  it('learns a measured number by regression, whole numbers of few values as classes', async () => {
    const text = csv({
      x: uniforms(300, 'x'),
      y: uniforms(300, 'y'),
      stars: uniforms(300, 's').map((u) => 1 + Math.floor(u * 5)),
      count: uniforms(300, 'c').map((u) => Math.floor(u * 500)),
    });
    const tasks = await Promise.all(
      ['y', 'stars', 'count'].map(async (target) => (await planTraining(await table(text), { target })).task),
    );
    expect(tasks).toEqual(['regression', 'multiclass', 'regression']);
    const asked = await planTraining(await table(text), { target: 'stars', task: 'regression' });
    expect(asked.task).toBe('regression');
    expect(asked.steps.at(-1)!.name).toBe('histGradientBoostingRegressor');
  });

  it('learns as it is asked to: with weights, or with a forest', async () => {
    const text = customers(600);
    const linear = await planTraining(await table(text), { target: 'leaves', learner: 'linear' });
    expect(linear.steps.map(({ name }) => name)).toEqual([
      'simpleImputer',
      'standardScaler',
      'oneHotEncoder',
      'logisticRegression',
    ]);
    expect(linear.stopping).toBeUndefined();
    expect(useOf(linear, 'city')).toBe('one-hot');
    const forest = await planTraining(await table(text), { target: 'spend', learner: 'forest', maxIter: 7 });
    expect(forest.steps).toMatchObject([{ name: 'randomForestRegressor', options: { nEstimators: 7 } }]);
    expect(useOf(forest, 'age')).toBe('number');
    expect(forest.reasons.at(-1)!.step).toBe('Learner: a random forest of 7 trees');
  });

  it('holds training rows back, as the test was held out, to find how many rounds are best', async () => {
    const day = (row: number) => new Date(Date.UTC(2024, 0, 1) + row * 7_200_000).toISOString();
    const dated = csv({
      at: Array.from({ length: 1000 }, (_, row) => day(row)),
      x: uniforms(1000, 'x'),
      y: uniforms(1000, 'x').map((u) => (u < 0.4 ? 'a' : 'b')),
    });
    const plan = await planTraining(await table(dated), { target: 'y' });
    expect(plan.trainRows).toBe(800);
    expect([plan.stopping!.train.rowCount, plan.stopping!.valid.rowCount]).toEqual([720, 80]);
    const [first] = await plan.stopping!.valid.rows(1);
    expect(first!.at).toEqual(new Date(day(720)));
    const { model, rounds, history } = await fitPlan(plan);
    expect(model.parts.training.rows).toBe(800); // fitted again on all training rows
    expect(rounds).toBeLessThan(history.length);
    expect(history[rounds! - 1]!.validation).toBe(Math.min(...history.map(({ validation }) => validation!)));
    expect(model.parts.predictor.forest!.trees.treeBegins.length - 1).toBe(rounds);
  });

  it('holds nothing back of few rows, of one group, and where the rounds are given', async () => {
    const few = await planTraining(await table(customers(400)), { target: 'leaves' });
    expect(few.stopping).toBeUndefined();
    const given = await planTraining(await table(customers(900)), { target: 'leaves', maxIter: 12 });
    expect(given.stopping).toBeUndefined();
    expect(given.rounds).toBe(12);
    const oneGroup = csv({
      g: Array.from({ length: 900 }, () => 'only'),
      x: uniforms(900, 'x'),
      y: uniforms(900, 'y').map((u) => (u < 0.4 ? 'a' : 'b')),
    });
    const plan = await planTraining(await table(oneGroup), { target: 'y', group: 'g', test: 'none' });
    expect(plan.stopping).toBeUndefined();
    const { model } = await fitPlan(plan);
    expect(model.history).toHaveLength(100);
  });

  it('ranks within groups', async () => {
    const text = csv({
      query: Array.from({ length: 900 }, (_, row) => `q${row % 90}`),
      x: uniforms(900, 'x'),
      grade: uniforms(900, 'x').map((u, row) => Math.floor(3 * ((u + uniforms(900, 'n')[row]!) / 2))),
    });
    const plan = await planTraining(await table(text), { target: 'grade', task: 'ranking', group: 'query' });
    expect(plan).toMatchObject({
      task: 'ranking',
      learner: 'boosting',
      fitOptions: { group: 'query', features: ['x'] },
    });
    expect(plan.split.kind).toBe('20 % by group (query)');
    const { model } = await fitPlan(plan);
    const report = await model.evaluate(plan.test!);
    expect(report.metrics.ndcg10!).toBeGreaterThan(report.baseline.ndcg10!);
  });

  it('learns from words beside other columns with boosted trees, unless weights are asked for', async () => {
    const text = madeCsv(700);
    const options = { target: 'label', drop: ['id', 'minutes'] };
    const plan = await planTraining(await table(text), options);
    expect(plan.steps.map(({ name }) => name)).toEqual(['tfidfVectorizer', 'histGradientBoostingClassifier']);
    expect(plan.steps[1]!.options.categorical).toEqual(['city']);
    expect(useOf(plan, 'text')).toBe('tf-idf');
    const { model } = await fitPlan(plan);
    const { metrics } = await model.evaluate(plan.test!);
    expect(metrics.rocAuc!).toBeGreaterThan(0.97);
    const linear = await planTraining(await table(text), { ...options, learner: 'linear' });
    expect(linear.steps.at(-1)!.name).toBe('logisticRegression');
    await expect(planTraining(await table(text), { ...options, learner: 'forest' })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
    });
  });

  it('learns from text alone with a weak penalty', async () => {
    const words = uniforms(200, 'w').map((u) => `offer ${u > 0.5 ? 'money' : 'lunch'} now and then ${u}`);
    const plan = await planTraining(await table(csv({ text: words, kind: words.map((w) => w.slice(6, 11)) })), {
      target: 'kind',
    });
    expect(plan.steps).toEqual([
      { name: 'tfidfVectorizer', options: { columns: ['text'], sublinearTf: true } },
      { name: 'logisticRegression', options: { C: 10 } },
    ]);
    expect(plan.positive).toMatch(/money|lunch/);
  });

  it('takes the rarer of two classes for the positive one, and the one that is asked for', async () => {
    const text = csv({ x: uniforms(100, 'x'), y: uniforms(100, 'y').map((u) => (u < 0.3 ? 'a' : 'b')) });
    expect((await planTraining(await table(text), { target: 'y' })).positive).toBe('a');
    expect((await planTraining(await table(text), { target: 'y', positive: 'b' })).positive).toBe('b');
    await expect(planTraining(await table(text), { target: 'y', positive: 'c' })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      remedy: 'use one of: b, a',
    });
  });

  it('never learns from what the target is computed from', async () => {
    const text = csv({ delay: uniforms(300, 'd').map((u) => Math.round(u * 60)), far: uniforms(300, 'f') });
    const plan = await planTraining(await table(text), { target: 'delay > 15' });
    expect(plan.target).toBe('delay > 15');
    expect(plan.fitOptions.features).toEqual(['far']);
    expect(useOf(plan, 'delay')).toMatch(/the target is computed from it/);
    await expect(planTraining(await table(text), { target: 'delay > 15', features: ['delay'] })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      column: 'delay',
    });
  });

  it('holds the latest of dated rows out, and learns from hours and weekdays', async () => {
    const day = (row: number) => new Date(Date.UTC(2024, 0, 1) + row * 7_200_000).toISOString();
    const text = csv({
      at: Array.from({ length: 500 }, (_, row) => day(row)),
      x: uniforms(500, 'x'),
      y: uniforms(500, 'y').map((u) => (u < 0.4 ? 'a' : 'b')),
    });
    const plan = await planTraining(await table(text), { target: 'y' });
    expect(plan.split).toMatchObject({ kind: '20 % by time (at), the latest rows test', time: 'at' });
    expect(plan.fitOptions.features).toEqual(['x', 'hour(at)', 'dayOfWeek(at)']);
    expect(plan.split.summary!.begins!.test).toBe(Date.parse(day(400)));
    const random = await planTraining(await table(text), { target: 'y', time: false });
    expect(random.split.kind).toMatch(/random, stratified/);
    expect(random.fitOptions.features).toContain('dayOfWeek(at)');
  });

  it('asks dates without times for no hour, and splits at random where a date is missing', async () => {
    const days = Array.from({ length: 200 }, (_, row) => new Date(row * 864e5).toISOString().slice(0, 10));
    const text = csv({ day: days.map((day, row) => (row === 9 ? null : day)), y: uniforms(200, 'y') });
    const plan = await planTraining(await table(text), { target: 'y' });
    expect(plan.split.kind).toBe('20 % random');
    expect(plan.fitOptions.features).toEqual(['dayOfWeek(day)', 'month(day)']);
  });

  it('drops rows without a target before they are dealt out, and counts them', async () => {
    const y = uniforms(300, 'y').map((u, row) => (row % 10 === 0 ? null : u < 0.5 ? 'a' : 'b'));
    const plan = await planTraining(await table(csv({ x: uniforms(300, 'x'), y })), { target: 'y' });
    expect(plan.rows).toBe(300);
    expect(plan.targetMissingRows).toBe(30);
    expect(plan.trainRows).toBe(216);
    expect(plan.reasons[1]!.step).toBe('Leave out 30 rows without a target');
  });

  it('warns of a column that tells the answer, of rare classes and of few rows', async () => {
    const y = uniforms(150, 'y').map((u) => (u < 0.06 ? 'a' : 'b'));
    const code = y.map((one) => (one === 'a' ? 7 : 3));
    const plan = await planTraining(await table(csv({ x: uniforms(150, 'x'), code, y })), { target: 'y' });
    expect(plan.warnings).toContainEqual(expect.stringMatching(/'code' alone tells 'y'/));
    expect(plan.warnings).toContainEqual(expect.stringMatching(/below 10 % of the rows/));
    expect(plan.warnings).toContainEqual(expect.stringMatching(/120 training rows are few/));
    expect(plan.warnings).not.toContainEqual(expect.stringMatching(/'x' alone/));
  });

  it('leaves columns out whose categories hardly come back, with a warning', async () => {
    const names = uniforms(400, 'n').map((u) => `n${Math.floor(u * 100_000)}`);
    names[1] = names[0]!; // not all different: no identifier
    const plan = await planTraining(await table(csv({ name: names, x: uniforms(400, 'x'), y: uniforms(400, 'y') })), {
      target: 'y',
    });
    expect(useOf(plan, 'name')).toMatch(/hardly one comes back/);
    expect(plan.warnings).toContainEqual(expect.stringMatching(/'name' is left out/));
  });

  it('refuses what can not be learnt', async () => {
    const id = Array.from({ length: 60 }, (_, row) => `k${row}`);
    const text = csv({ id, y: uniforms(60, 'y'), one: id.map(() => 1) });
    const refusal = async (options: Parameters<typeof planTraining>[1]) =>
      planTraining(await table(text), options).then(
        () => 'planned',
        (error: { code: string }) => error.code,
      );
    expect(await refusal({ target: 'y' })).toBe('COLUMN_MISSING'); // nothing is left to learn from
    expect(await refusal({ target: 'one' })).toBe('TARGET_CONSTANT');
    expect(await refusal({ target: 'z' })).toBe('COLUMN_MISSING');
    expect(await refusal({ target: 'y >' })).toBe('EXPRESSION_INVALID');
    expect(await refusal({ target: 'y', drop: ['z'] })).toBe('COLUMN_MISSING');
    expect(await refusal({ target: 'y', positive: '1' })).toBe('OPTION_INVALID');
    expect(await refusal({ target: 'y', time: 'id', group: 'one' })).toBe('OPTION_INVALID');
  });
});
