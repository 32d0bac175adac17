import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = path.join(import.meta.dirname, '../..');

// A project that trains, saves, loads and predicts, as the README shows it.
const TRAIN = `
import { writeFileSync } from 'node:fs';
import { loadModel, logisticRegression, pipeline, read, tfidfVectorizer } from 'millrace';

const rows = Array.from({ length: 200 }, (_, i) => (i % 2 ? \`spam,win \${i} pounds\` : \`ham,see you at \${i}\`));
writeFileSync('messages.csv', ['label,text', ...rows, ''].join('\\n'));
const messages = await read('messages.csv');
const model = await pipeline(tfidfVectorizer('text'), logisticRegression()).fit(messages, { target: 'label' });
await model.save('spam.millrace');
const loaded = await loadModel('spam.millrace');
console.log(JSON.stringify([loaded.classes, loaded.predictOne({ text: 'win 7 pounds' }).prediction]));
`;

let folder: string;
let project: string;
let tarball: string;
let environment: NodeJS.ProcessEnv;

/** Runs a program of the project's; only what is linked into its `bin` is on the PATH. */
function run(command: string, ...parameters: string[]): string {
  return execFileSync(command, parameters, { cwd: project, env: environment, encoding: 'utf8', stdio: 'pipe' });
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'millrace-package-'));
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: root, stdio: 'pipe' });
  tarball = path.join(folder, readdirSync(folder).find((file) => file.endsWith('.tgz'))!);

  // No compiler, CMake or make: an installation that wants one fails here.
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  for (const program of ['node', 'npm', 'npx', 'sh', 'env']) {
    symlinkSync(execFileSync('which', [program], { encoding: 'utf8' }).trim(), path.join(bin, program));
  }
  // npm hands its own settings of this test's run on in the environment.
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_(lifecycle|package)_|^(CC|CXX|CMAKE)/.test(name));
  environment = { ...Object.fromEntries(kept), PATH: bin };

  project = path.join(folder, 'project');
  mkdirSync(project);
  writeFileSync(path.join(project, 'package.json'), '{ "private": true, "type": "module" }');
  writeFileSync(path.join(project, 'train.js'), TRAIN);
  run('npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', tarball);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed package', () => {
  test('holds what runs and no more', () => {
    const installed = path.join(project, 'node_modules', 'millrace');
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    const folders = new Set(files.filter((file) => file.includes(path.sep)).map((file) => file.split(path.sep)[0]));
    expect([...folders].sort()).toEqual(['dist', 'kernels', 'prebuilds']);
    expect(files.filter((file) => /\.(map|tsbuildinfo|cpp|test\.\w+)$/.test(file))).toEqual([]);
    expect(files).toContain(path.join('prebuilds', `${process.platform}-${process.arch}`, 'millrace.node'));
    const types = files.filter((file) => file.endsWith('.ts'));
    expect(types.length).toBeGreaterThan(0);
    expect(types.filter((file) => !file.endsWith('.d.ts'))).toEqual([]);
  });

  test('wants no install script, of its own or of a dependency', () => {
    const lock: { packages: Record<string, { hasInstallScript?: boolean }> } = JSON.parse(
      readFileSync(path.join(project, 'package-lock.json'), 'utf8'),
    );
    const wanting = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript);
    // webgpu's takes a quarantine mark off on macOS, which npm's own downloads do not bear.
    expect(wanting.map(([name]) => name)).toEqual(['node_modules/webgpu']);
  });

  test('trains, saves, loads and predicts', () => {
    expect(JSON.parse(run('node', 'train.js'))).toEqual([['ham', 'spam'], 'spam']);
    expect(existsSync(path.join(project, 'spam.millrace'))).toBe(true);
  });

  test('brings the command line', () => {
    expect(run('npx', 'millrace', '--version').trim()).toBe(manifest.version);
  });
});
