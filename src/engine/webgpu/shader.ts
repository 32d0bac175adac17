import { readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../native/load.ts';

const folder = path.join(packageRoot, 'kernels');

/**
 * The WGSL of a kernel, `kernels/<id>.wgsl`, with its includes. WGSL has none of its own: here a line
 * `// @include common/<name>.wgsl` stands for that file's text. Included files include nothing.
 */
export function readShader(id: string): string {
  const text = readFileSync(path.join(folder, `${id}.wgsl`), 'utf8');
  return text.replaceAll(/^\/\/ @include (common\/[a-z_]+\.wgsl)$/gm, (_line, file: string) =>
    readFileSync(path.join(folder, file), 'utf8'),
  );
}
