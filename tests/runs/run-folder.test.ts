import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeRunFolder } from '../../src/runs/run-folder.ts';
import { temporaryFolder } from '../support/temporary.ts';

const root = temporaryFolder();
const began = new Date('2026-01-02T03:04:05.678Z');
const fill = (content: string) => async (folder: string) => writeFileSync(path.join(folder, 'run.json'), content);

describe('writeRunFolder', () => {
  it('names the folder by time and name, without odd characters', async () => {
    const runs = path.join(root, 'new', 'runs');
    const { folder } = await writeRunFolder(runs, began, '../a b*', fill('x'));
    expect(folder).toBe(path.join(runs, '2026-01-02T03-04-05-a-b'));
    expect(readdirSync(runs)).toEqual(['2026-01-02T03-04-05-a-b']);
  });

  it('gives runs of one second different folders', async () => {
    const runs = path.join(root, 'same');
    const made = await Promise.all(['1', '2', '3', '4'].map((text) => writeRunFolder(runs, began, 'n', fill(text))));
    const folders = made.map(({ folder }) => path.basename(folder)).sort();
    const base = '2026-01-02T03-04-05-n';
    expect(folders).toEqual([base, `${base}-2`, `${base}-3`, `${base}-4`]);
    expect(readdirSync(runs).sort()).toEqual(folders);
  });

  it('leaves nothing when it fails, and shows nothing before it is whole', async () => {
    const runs = path.join(root, 'failing');
    const failing = writeRunFolder(runs, began, 'n', async (folder) => {
      await fill('half')(folder);
      const [hidden, ...others] = readdirSync(runs);
      expect(hidden).toMatch(/^\.2026.*\.partial$/);
      expect(others).toEqual([]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(readdirSync(runs)).toEqual([]);
  });

  it('says when runs can not be written', async () => {
    writeFileSync(path.join(root, 'file'), '');
    await expect(writeRunFolder(path.join(root, 'file'), began, 'n', fill(''))).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
    });
  });
});
