import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../src/index.ts';
import { start } from '../support/cli.ts';
import { customers } from '../support/tables.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
let data: string;

beforeAll(() => {
  // Large enough to be still at work when it is stopped.
  data = file(folder, 'many.csv', customers(200_000));
});

const runsOf = (name: string) => path.join(folder, name);
const visible = (runs: string) => (existsSync(runs) ? readdirSync(runs).filter((name) => !name.startsWith('.')) : []);

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !isSo(); tries++) await setTimeout(20);
  expect(isSo()).toBe(true);
}

describe('a run that is stopped', () => {
  it('ends with 130 at Ctrl+C and leaves nothing', async () => {
    const runs = runsOf('interrupted');
    const { child, finished } = start(['train', data, '--target', 'leaves', '--runs', runs, '--json']);
    await until(() => existsSync(runs) && readdirSync(runs).length > 0);
    child.kill('SIGINT');
    const { code, stdout } = await finished;
    expect(code).toBe(130);
    expect(JSON.parse(stdout).error.code).toBe('ABORTED');
    expect(readdirSync(runs)).toEqual([]);
  });

  it.each([0, 300, 800, 1500, 2500])('killed %i ms after it began to write shows no half-written run', async (wait) => {
    const runs = runsOf(`killed-${wait}`);
    const { child, finished } = start(['train', data, '--target', 'leaves', '--runs', runs]);
    await until(() => existsSync(runs) && readdirSync(runs).length > 0);
    await setTimeout(wait);
    child.kill('SIGKILL');
    await finished;
    for (const name of visible(runs)) {
      expect(readdirSync(path.join(runs, name)).sort()).toEqual([
        'metrics.jsonl',
        'model.millrace',
        'report.html',
        'run.json',
        'test-rows.csv',
      ]);
      await loadModel(path.join(runs, name, 'model.millrace'));
    }
    for (const name of readdirSync(runs)) expect(name).toMatch(/^\d{4}-|^\.\d{4}-.*\.partial$/);
  });
});
