import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MillraceError } from '../../core/errors.ts';
import type { Addon } from './addon.ts';

/** The package's root: two folders above both `src/engine/native` and `dist/engine/native`, and one more. */
export const packageRoot = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

let loaded: Addon | undefined;

/**
 * The native engine, loaded when first asked for: the packed build for this platform, else the one built here.
 *
 * @throws MillraceError ENGINE_UNAVAILABLE when neither is there or loads.
 */
export function addon(): Addon {
  loaded ??= load();
  return loaded;
}

function load(): Addon {
  const platform = `${process.platform}-${process.arch}`;
  // What was built here is newer than what was packed from it.
  const places = [`build/Release/millrace.node`, `prebuilds/${platform}/millrace.node`];
  const require = createRequire(import.meta.url);
  const faults: string[] = [];
  for (const place of places) {
    const file = path.join(packageRoot, place);
    if (!existsSync(file)) {
      faults.push(`${place}: not there`);
      continue;
    }
    try {
      return require(file) as Addon;
    } catch (error) {
      const { code, message, remedy } = error as { code?: string; message: string; remedy?: string };
      if (code === 'OPTION_INVALID') throw new MillraceError(code, message, { remedy });
      faults.push(`${place}: ${message}`);
    }
  }
  throw new MillraceError('ENGINE_UNAVAILABLE', `no native engine for ${platform}: ${faults.join('; ')}`, {
    remedy: "build Millrace here from a clone of its repository, with CMake and a C++20 compiler: 'npm ci && npm pack'",
  });
}
