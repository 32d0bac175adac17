import { writeWhole } from '../core/whole-file.ts';

/** Writes text to a file that appears whole or not at all. */
export function writeText(file: string, text: string): Promise<void> {
  return writeWhole(file, (handle) => handle.writeFile(text));
}

export function writeJson(file: string, value: unknown): Promise<void> {
  return writeText(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** One JSON document a line. */
export function writeJsonLines(file: string, values: readonly unknown[]): Promise<void> {
  return writeText(file, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
}
