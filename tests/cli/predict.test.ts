import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel, read } from '../../src/index.ts';
import { millrace } from '../support/cli.ts';
import { customers } from '../support/tables.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const data = file(folder, 'customers.csv', customers(400));
let model: string;

beforeAll(async () => {
  const run = await millrace(['train', data, '--target', 'leaves', '--runs', path.join(folder, 'runs'), '--json']);
  model = JSON.parse(run.stdout).model;
});

const out = (name: string) => path.join(folder, name);
const rows = [
  ['id', 'city', 'age', 'spend', 'note'],
  ['a', 'Bath', '30', '0.7', 'fine'],
  ['b', 'Paris', '', '1.1', 'a city never seen, an age that is missing'],
  ['c', 'York', 'forty', '1.2', 'text where a number was'],
  ['d', 'York', '40', 'inf', 'no finite number'],
  ['e', 'Leeds', '69', '1.9', 'fine too'],
];
const bad = file(folder, 'bad.csv', `${rows.map((row) => row.map((cell) => `"${cell}"`).join(',')).join('\n')}\n`);

async function table(name: string): Promise<Record<string, unknown>[]> {
  const found: Record<string, unknown>[] = [];
  for await (const batch of (await read(out(name))).toArrow()) {
    for (const row of batch) found.push(row.toJSON());
  }
  return found;
}

describe('millrace predict', () => {
  it.each(['csv', 'tsv', 'jsonl', 'parquet', 'arrow'])(
    'answers each row in order, bad ones with the reason: %s',
    async (format) => {
      const args = ['predict', model, bad, '-o', out(`p.${format}`), '--keep', 'id,note'];
      const { code, stdout } = await millrace(args);
      expect(code).toBe(0);
      expect(stdout).toContain('5 rows predicted');
      expect(stdout).toContain('2 rows could not be scored');
      const found = await table(`p.${format}`);
      expect(Object.keys(found[0]!)).toEqual([
        'id',
        'note',
        'prediction',
        'probability_no',
        'probability_yes',
        'error',
      ]);
      expect(found.map((row) => row.id)).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(found.map((row) => row.prediction)).toEqual(['no', expect.any(String), null, null, 'yes']);
      expect(found.map((row) => row.error)).toEqual([
        null,
        null,
        "column 'age' holds 'forty', which is no number",
        "column 'spend' holds Infinity",
        null,
      ]);
      expect(found.map((row) => row.probability_yes === null)).toEqual([false, false, true, true, false]);
    },
  );

  it('predicts with the bits of a single prediction', async () => {
    await millrace(['predict', model, bad, '-o', out('bits.csv')]);
    const found = await table('bits.csv');
    const loaded = await loadModel(model);
    const one = loaded.predictOne({ city: 'Bath', age: 30, spend: 0.7 });
    expect(one).toEqual({
      prediction: found[0]!.prediction,
      probability: { no: found[0]!.probability_no, yes: found[0]!.probability_yes },
    });
  });

  it('prints one JSON document that counts rows and errors', async () => {
    const { stdout } = await millrace(['predict', model, bad, '-o', out('j.csv'), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ rows: 5, errorRows: 2, out: out('j.csv'), model });
  });

  it.each([
    ['a column that the model reads is missing', 'id,city,age\n1,Bath,3\n', [], 1, 'COLUMN_MISSING'],
    ['a column to keep is missing', 'city,age,spend\nBath,3,1\n', ['--keep', 'x'], 1, 'COLUMN_MISSING'],
    ['the output has no known format', 'city,age,spend\nBath,3,1\n', ['-o', 'x.doc'], 1, 'FILE_UNREADABLE'],
  ])('writes nothing when %s', async (_, text, more, exit, errorCode) => {
    const input = file(folder, 'input.csv', text);
    const args = more.includes('-o') ? more : ['-o', out('none.csv'), ...more];
    const { code, stdout } = await millrace(['predict', model, input, ...args, '--json'], folder);
    expect(code).toBe(exit);
    expect(JSON.parse(stdout).error.code).toBe(errorCode);
    expect(existsSync(out('none.csv'))).toBe(false);
  });

  it('never writes over what it reads', async () => {
    const before = readFileSync(bad, 'utf8');
    const { code } = await millrace(['predict', model, bad, '-o', bad]);
    expect(code).toBe(2);
    expect(readFileSync(bad, 'utf8')).toBe(before);
  });
});

describe('millrace evaluate', () => {
  it('measures a model on a file with its columns in another order', async () => {
    const lines = customers(300)
      .trim()
      .split('\n')
      .map((line) => line.split(',').reverse().join(','));
    const other = file(folder, 'other.csv', `${lines.join('\n')}\n`);
    const { code, stdout } = await millrace(['evaluate', model, other, '--json']);
    expect(code).toBe(0);
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({ rows: 300, testRows: 300, excludedRows: 0, model, run: path.dirname(model) });
    expect(json.metrics.rocAuc).toBeGreaterThan(0.9);
    expect(json.baseline.rocAuc).toBe(0.5);
  });

  it('leaves rows out whose answer is missing or unknown to the model, and counts them', async () => {
    const text = `${customers(300)}x,40,Bath,UK,1.2,\ny,40,Bath,UK,1.2,perhaps\n`;
    const { stdout } = await millrace(['evaluate', model, file(folder, 'gaps.csv', text), '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      rows: 302,
      testRows: 300,
      excludedRows: 2,
      excluded: { targetMissing: 1, classUnknown: 1 },
    });
  });

  it('warns of rows that the model was fitted on', async () => {
    const json = JSON.parse((await millrace(['evaluate', model, data, '--json'])).stdout);
    expect(json).toMatchObject({ rows: 400, testRows: 400, trainedRows: 320 });
    expect(json.warnings).toEqual(['the model was fitted on 320 of these 400 rows: the figures flatter it']);
    const { code, stdout } = await millrace(['evaluate', model, data]);
    expect(code).toBe(0);
    expect(stdout).toContain('! the model was fitted on 320 of these 400 rows');
  });

  it('says what is missing', async () => {
    const input = file(folder, 'short.csv', 'city,spend,leaves\nBath,1,yes\n');
    const { code, stderr } = await millrace(['evaluate', model, input]);
    expect(code).toBe(1);
    expect(stderr).toContain("no column 'age'");
  });
});

describe('millrace profile', () => {
  it('shows columns and their faults, also as JSON', async () => {
    const page = await millrace(['profile', data, '--target', 'leaves']);
    expect(page.code).toBe(0);
    expect(page.stdout).toContain("'country' holds a single value");
    const json = JSON.parse((await millrace(['profile', data, '--target', 'spend > 1', '--json'])).stdout);
    expect(json.rowCount).toBe(400);
    expect(json.target).toMatchObject({ name: 'spend > 1' });
    expect(json.columns.map(({ name }: { name: string }) => name)).toContain('age');
  });

  it('leaves out what it was not asked to look for', async () => {
    const json = JSON.parse((await millrace(['profile', data, '--detail', 'columns', '--json'])).stdout);
    expect(json.columns).toHaveLength(6);
    for (const key of ['duplicateRows', 'associations', 'changes', 'leakage']) expect(json).not.toHaveProperty(key);
    const { code, stderr } = await millrace(['profile', data, '--detail', 'leakage']);
    expect(code).toBe(2);
    expect(stderr).toContain('--detail leakage needs a target');
  });
});

describe('millrace devices', () => {
  it('names the instruction set', async () => {
    const json = JSON.parse((await millrace(['devices', '--json'])).stdout);
    expect(json.cpu.isa).toBeTypeOf('string');
    expect(json.cpu.threads).toBeGreaterThan(0);
  });
});
