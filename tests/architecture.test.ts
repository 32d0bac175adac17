import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..');

// A folder of src/ may import from folders of its own line and of the lines above, as ARCHITECTURE.md draws it.
const LAYERS = [
  ['core'],
  ['matrix'],
  ['engine'],
  ['source', 'expression', 'clean', 'features', 'losses', 'models', 'evaluate'],
  ['pipeline', 'model-file'],
  ['interchange', 'explain', 'profile', 'plan', 'tune', 'report', 'runs', 'serve', 'monitor'],
  ['cli'],
];
const layerOf = new Map(LAYERS.flatMap((folders, layer) => folders.map((folder) => [folder, layer] as const)));

function filesIn(folder: string, extension: RegExp): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => extension.test(file))
    .map((file) => path.join(folder, file));
}

function textOf(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** What a module imports or exports from, in any of the language's ways. */
function importsOf(file: string): string[] {
  return [...textOf(file).matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'([^']+)'/g)].map(([, name]) => name!);
}

const sources = filesIn('src', /\.ts$/);
const imports = sources.flatMap((file) => importsOf(file).map((name) => ({ file, name })));

function folderOf(file: string): string | undefined {
  const parts = path.relative('src', file).split(path.sep);
  return parts.length > 1 ? parts[0] : undefined;
}

test('there are imports to look at', () => {
  expect(imports.length).toBeGreaterThan(sources.length);
});

test('every folder of src has its place', () => {
  const folders = new Set(sources.map(folderOf).filter((folder) => folder !== undefined));
  expect([...folders].filter((folder) => !layerOf.has(folder))).toEqual([]);
});

test('imports point one way', () => {
  const wrong = imports.flatMap(({ file, name }) => {
    if (!name.startsWith('.')) return [];
    const [from, to] = [folderOf(file), folderOf(path.join(path.dirname(file), name))];
    if (from === undefined || (to !== undefined && layerOf.get(to)! <= layerOf.get(from)!)) return [];
    return [`${file} imports ${name}`];
  });
  expect(wrong).toEqual([]);
});

test('only src/engine touches the addon and WebGPU', () => {
  const wrong = imports.filter(
    ({ file, name }) => folderOf(file) !== 'engine' && (name === 'webgpu' || /engine\/(native|webgpu)\//.test(name)),
  );
  expect(wrong).toEqual([]);
});

test('only native/binding knows Node', () => {
  const wrong = filesIn('native', /\.(h|cpp)$/).filter(
    (file) => /#include\s*[<"](napi|node_api|js_native_api)\b/.test(textOf(file)) && !file.includes('binding'),
  );
  expect(wrong).toEqual([]);
});

test('the top level holds what is listed, and no more', () => {
  const allowed = new Set([
    ...['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'CMakeLists.txt'],
    ...['biome.json', 'vitest.config.ts', 'LICENSE'],
    ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
    ...['native', 'src', 'kernels', 'bench', 'tests', 'examples'],
    // Not in the repository: what builds, runs and packing leave.
    ...['node_modules', 'build', 'dist', 'prebuilds', 'runs'],
  ]);
  const others = readdirSync(root).filter(
    (entry) => !allowed.has(entry) && !entry.startsWith('.') && !entry.startsWith('build-') && !entry.endsWith('.tgz'),
  );
  expect(others).toEqual([]);
});
