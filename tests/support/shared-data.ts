import { existsSync } from 'node:fs';
import path from 'node:path';

/** The folder of the real data sets that are not part of the project; MILLRACE_DATA names another. */
const folder = process.env.MILLRACE_DATA ?? path.join(import.meta.dirname, '..', '..', '..', 'shared', 'data');

/** The path of a data set, or undefined where the folder is not there: tests then say that they were skipped. */
export function sharedData(name: string): string | undefined {
  const at = path.join(folder, name);
  return existsSync(at) ? at : undefined;
}
