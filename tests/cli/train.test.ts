import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { millrace } from '../support/cli.ts';
import { sharedData } from '../support/shared-data.ts';
import { customers } from '../support/tables.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const data = file(folder, 'customers.csv', customers(800));
const runs = (name: string) => path.join(folder, name);
const metrics = ['accuracy', 'precision', 'recall', 'f1', 'rocAuc', 'prAuc', 'logLoss', 'brier'];

describe('millrace train', () => {
  it('prints one JSON document, and leaves a whole run', async () => {
    const at = runs('json');
    const { code, stdout, stderr } = await millrace(['train', data, '--target', 'leaves', '--runs', at, '--json']);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const json = JSON.parse(stdout);
    for (const key of metrics) {
      expect(json.metrics[key], key).toBeTypeOf('number');
      expect(json.baseline, key).toHaveProperty(key);
      expect(json.intervals[key], key).toHaveLength(2);
    }
    expect(json).toMatchObject({ rows: 800, trainRows: 640, testRows: 160, excludedRows: 0, positive: 'yes' });
    expect(json.metrics.rocAuc).toBeGreaterThan(0.9);
    expect(json.seconds).toBeGreaterThan(0);
    expect(json.peakRssBytes).toBeGreaterThan(1e7);
    expect(path.dirname(json.model)).toBe(json.run);
    expect(readdirSync(at)).toEqual([path.basename(json.run)]);
    expect(readdirSync(json.run).sort()).toEqual(
      ['metrics.jsonl', 'model.millrace', 'report.html', 'run.json', 'test-rows.csv'].sort(),
    );
    const run = JSON.parse(readFileSync(path.join(json.run, 'run.json'), 'utf8'));
    expect(run).toMatchObject({ rows: 800, seed: 0, device: 'cpu', metrics: json.metrics, task: 'binary' });
    expect(run.data[0]).toMatchObject({ path: data, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const lines = readFileSync(path.join(json.run, 'metrics.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line)).at(-1)).toMatchObject({ final: true, f1: json.metrics.f1 });
    expect(readFileSync(json.report, 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('writes the test rows so that the metrics can be computed again', async () => {
    const { stdout } = await millrace(['train', data, '--target', 'leaves', '--runs', runs('rows'), '--json']);
    const json = JSON.parse(stdout);
    const [header, ...rows] = readFileSync(json.split.testRowsFile, 'utf8').trim().split('\n');
    expect(header).toBe('row_id,target,prediction,probability_no,probability_yes');
    expect(rows).toHaveLength(160);
    const source = readFileSync(data, 'utf8').split('\n');
    let correct = 0;
    for (const row of rows) {
      const [id, target, prediction, no, yes] = row.split(',');
      expect(source[Number(id) + 1]!.endsWith(`,${target}`)).toBe(true);
      expect(Number(no) + Number(yes)).toBeCloseTo(1, 12);
      expect(prediction).toBe(Number(yes) > Number(no) ? 'yes' : 'no');
      correct += Number(prediction === target);
    }
    expect(correct / rows.length).toBe(json.metrics.accuracy);
  });

  it('gives the same metrics with the same seed at any number of threads, others with another', async () => {
    const run = async (...more: string[]) =>
      JSON.parse(
        (await millrace(['train', data, '--target', 'leaves', '--runs', runs('s'), '--json', ...more])).stdout,
      );
    const [one, two, other] = [await run('--threads', '1'), await run('--threads', '2'), await run('--seed', '5')];
    expect(two.metrics).toEqual(one.metrics);
    expect(other.metrics).not.toEqual(one.metrics);
  });

  it('tells a person the plan, the result and where to look, without escapes or a bar in a pipe', async () => {
    const { code, stdout, stderr } = await millrace(['train', data, '--target', 'leaves', '--runs', runs('page')]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).not.toContain('\u001b');
    for (const text of ["positive 'yes'", 'Hold out 20 %', 'baseline', 'actual ↓', 'report.html', 'model.millrace']) {
      expect(stdout).toContain(text);
    }
  });

  it('tests on a file, or on nothing, and fits again on all rows when asked', async () => {
    const test = file(folder, 'test.csv', customers(300));
    const common = ['train', data, '--target', 'leaves', '--runs', runs('test'), '--json'];
    const onFile = JSON.parse((await millrace([...common, '--test', test])).stdout);
    expect(onFile).toMatchObject({ trainRows: 800, testRows: 300 });
    expect(onFile.split.kind).toContain('test.csv');
    const onNone = JSON.parse((await millrace([...common, '--test', 'none'])).stdout);
    expect(onNone).toMatchObject({ metrics: null, baseline: null, trainRows: 800, testRows: 0 });
    expect(existsSync(onNone.report)).toBe(true);
    const again = JSON.parse((await millrace([...common, '--refit'])).stdout);
    expect(again).toMatchObject({ trainRows: 640, testRows: 160, fittedOn: 'all' });
  });

  it('learns more than two classes', async () => {
    const args = ['train', data, '--target', 'city', '--roles', 'id=identifier', '--runs', runs('classes'), '--json'];
    const json = JSON.parse((await millrace(args)).stdout);
    expect(json).toMatchObject({ task: 'multiclass', classes: ['Bath', 'Leeds', 'York'], positive: null });
    expect(json.metrics.f1).toBeTypeOf('number');
    const evaluated = JSON.parse((await millrace(['evaluate', json.model, data, '--json'])).stdout);
    expect(evaluated).toMatchObject({ rows: 800, classes: ['Bath', 'Leeds', 'York'] });
  });

  it('asks for a second look where hardly an error is left', async () => {
    const sums = customers(800)
      .trim()
      .split('\n')
      .map((line, row) => {
        const [, age, , , spend] = line.split(',');
        return row === 0 ? `${line},sum` : `${line},${Number(age) + Number(spend)}`;
      });
    const table = file(folder, 'sums.csv', sums.filter((line) => !line.includes(',,')).join('\n'));
    const args = ['train', table, '--target', 'sum', '--learner', 'linear', '--runs', runs('good'), '--json'];
    const { stdout } = await millrace(args);
    expect(JSON.parse(stdout).warnings).toContainEqual(expect.stringMatching(/hardly an error is left/));
  });

  it('learns numbers and expressions', async () => {
    const regression = await millrace(['train', data, '--target', 'spend', '--runs', runs('more'), '--json']);
    expect(JSON.parse(regression.stdout).metrics).toHaveProperty('rmse');
    const expression = await millrace(['train', data, '--target', 'spend > 1.5', '--runs', runs('more'), '--json']);
    const json = JSON.parse(expression.stdout);
    expect(json).toMatchObject({ target: 'spend > 1.5', classes: ['false', 'true'], positive: 'true' });
    expect(json.columns.find(({ name }: { name: string }) => name === 'spend').use).toMatch(/left out/);
  });

  it('reads data the way it is told to', async () => {
    const odd = file(folder, 'odd.txt.csv', customers(300).replaceAll(',', ';').split('\n').slice(1).join('\n'));
    const args = ['train', odd, '--no-header', '--delimiter', ';', '--columns', 'id,age,city,country,spend,leaves'];
    const options = ['--target', 'leaves', '--drop', 'spend', '--roles', 'age=categorical', '--types', 'age=utf8'];
    const { stdout } = await millrace([...args, ...options, '--runs', runs('read'), '--json']);
    const columns: { name: string; use: string; type: string }[] = JSON.parse(stdout).columns;
    const use = Object.fromEntries(columns.map((column) => [column.name, column.use]));
    expect(use).toMatchObject({
      age: 'categories as they are',
      spend: 'left out: as asked',
      city: 'categories as they are',
    });
    expect(columns[1]!.type).toBe('utf8');
  });

  const spam = sharedData('sms-spam.tsv');
  it.skipIf(spam === undefined)('learns to find spam', async () => {
    const args = ['train', spam!, '--columns', 'label,text', '--target', 'label', '--positive', 'spam'];
    const json = JSON.parse((await millrace([...args, '--runs', runs('spam'), '--json'])).stdout);
    expect(json.rows).toBe(5549);
    expect(json.trainRows + json.testRows + json.excludedRows).toBe(5549);
    expect(json.metrics.f1).toBeGreaterThan(0.88);
    expect(json.metrics.prAuc).toBeGreaterThan(0.95);
    expect(json.baseline.f1).toBe(0);
  });
});
