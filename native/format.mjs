// Formats the C++ with clang-format, or with --check fails on what it would change.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const native = path.dirname(fileURLToPath(import.meta.url));
const check = process.argv.includes('--check');
const files = readdirSync(native, { recursive: true })
  .filter((file) => /\.(h|cpp)$/.test(file))
  .map((file) => path.join(native, file));

const result = spawnSync('clang-format', [...(check ? ['--dry-run', '--Werror'] : ['-i']), ...files], {
  stdio: 'inherit',
});
if (result.error) {
  console.error(
    'clang-format was not found: apt-get install clang-format, brew install clang-format or pip install clang-format.',
  );
  process.exit(check && !process.env.CI ? 0 : 1);
}
process.exit(result.status ?? 1);
