// Removes what TypeScript built, so that no file of a module that is gone gets into the package.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
for (const built of ['dist', 'build/tsconfig.tsbuildinfo'])
  rmSync(path.join(root, built), { recursive: true, force: true });
