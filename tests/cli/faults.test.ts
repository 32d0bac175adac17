import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { millrace } from '../support/cli.ts';
import { customers } from '../support/tables.ts';
import { file, temporaryFolder } from '../support/temporary.ts';

const folder = temporaryFolder();
const data = file(folder, 'customers.csv', customers(200));
const runs = path.join(folder, 'runs');
const train = (...args: string[]) => millrace(['train', data, '--runs', runs, ...args]);

describe('exit codes', () => {
  it.each([
    ['an unknown option', ['train', data, '--target', 'leaves', '--foo'], 2, 'OPTION_UNKNOWN'],
    ['an unknown command', ['trian', data], 2, 'OPTION_INVALID'],
    ['a missing argument', ['train', '--target', 'leaves'], 2, 'OPTION_INVALID'],
    ['a missing option', ['train', data], 2, 'OPTION_INVALID'],
    ['an argument too many', ['train', data, data, '--target', 'leaves'], 2, 'OPTION_INVALID'],
    ['an unknown device', ['train', data, '--target', 'leaves', '--device', 'tpu'], 2, 'DEVICE_UNKNOWN'],
    ['a number that is none', ['train', data, '--target', 'leaves', '--threads', 'x'], 2, 'OPTION_INVALID'],
    ['a share that is none', ['train', data, '--target', 'leaves', '--test', '1.5'], 2, 'OPTION_INVALID'],
    ['an unknown type', ['train', data, '--target', 'leaves', '--types', 'age=integer'], 2, 'OPTION_INVALID'],
    ['an unknown task', ['train', data, '--target', 'leaves', '--task', 'x'], 2, 'OPTION_INVALID'],
    ['an expression that does not parse', ['train', data, '--target', 'age >'], 2, 'EXPRESSION_INVALID'],
    ['a class that is not there', ['train', data, '--target', 'leaves', '--positive', 'x'], 2, 'OPTION_INVALID'],
    ['a file that is not there', ['train', `${data}x`, '--target', 'leaves'], 1, 'FILE_MISSING'],
    ['a column that is not there', ['train', data, '--target', 'leave'], 1, 'COLUMN_MISSING'],
    ['a target of one value', ['train', data, '--target', 'country'], 1, 'TARGET_CONSTANT'],
    ['a model that is none', ['evaluate', data, data], 1, 'MODEL_INVALID'],
  ])('%s', async (_, args, exit, errorCode) => {
    const more = args[0] === 'train' ? ['--runs', runs] : [];
    const [asJson, plain] = await Promise.all([millrace([...args, ...more, '--json']), millrace([...args, ...more])]);
    expect(asJson.code).toBe(exit);
    const { error } = JSON.parse(asJson.stdout);
    expect(error).toEqual({ code: errorCode, message: expect.any(String), remedy: expect.any(String) });
    expect(plain.code).toBe(exit);
    expect(plain.stdout).toBe('');
    expect(plain.stderr).toContain(error.message);
    expect(plain.stderr).toContain(error.remedy);
  });

  it('names near commands and options', async () => {
    expect((await millrace(['trian'])).stderr).toContain('Did you mean train?');
    expect((await train('--target', 'leaves', '--threds', '1')).stderr).toContain('Did you mean --threads?');
  });

  it('prints help to standard output, and to standard error where a command is missing', async () => {
    const help = await millrace(['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('train [options] <data>');
    expect((await millrace(['train', '--help'])).stdout).toContain('--target <column>');
    expect((await millrace(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const none = await millrace([]);
    expect(none).toMatchObject({ code: 2, stdout: '' });
    expect(none.stderr).toContain('Usage: millrace');
  });

  it('leaves nothing behind', async () => {
    await train('--target', 'leave');
    await train('--target', 'country');
    expect(readdirSync(folder).includes('runs') ? readdirSync(runs) : []).toEqual([]);
  });
});
