import { type FileHandle, open } from 'node:fs/promises';
import type { ScoredRows } from '../pipeline/classifier-model.ts';
import { nextTurn } from '../source/reader.ts';

/** Rows turned into text between two turns of the event loop: about 5 ms. */
const STEP_ROWS = 4096;

/** Writes the held-out rows with what was predicted for each, so that anyone can compute the metrics again. */
export interface TestRowsFile {
  push(rows: ScoredRows): Promise<void>;
  close(): Promise<void>;
}

/**
 * A CSV file: `row_id`, `target`, `prediction`, and `probability_<class>` for each class. Row ids count from 0 in the
 * data as it was read. Numbers are written so that they read back to the same bits.
 *
 * @param classes undefined for regression
 */
export async function openTestRows(file: string, classes: readonly string[] | undefined): Promise<TestRowsFile> {
  const handle = await open(file, 'wx');
  const names = classes?.map((name) => csvField(`probability_${name}`)) ?? [];
  await handle.write(`${['row_id', 'target', 'prediction', ...names].join(',')}\n`);
  const labels = classes?.map(csvField);
  return {
    push: (rows) => writeRows(handle, rows, labels),
    async close() {
      await handle.sync();
      await handle.close();
    },
  };
}

async function writeRows(handle: FileHandle, rows: ScoredRows, labels: readonly string[] | undefined): Promise<void> {
  const { rowIds, target, outputs } = rows;
  for (let begin = 0; begin < rowIds.length; begin += STEP_ROWS) {
    const end = Math.min(rowIds.length, begin + STEP_ROWS);
    let text = '';
    for (let row = begin; row < end; row++) {
      text +=
        labels === undefined ? numberLine(rows, row) : classLine(rowIds[row]!, target[row]!, outputs, row, labels);
    }
    await handle.write(text);
    await nextTurn();
  }
}

function numberLine({ rowIds, target, outputs }: ScoredRows, row: number): string {
  return `${rowIds[row]},${target[row]},${outputs[row]}\n`;
}

function classLine(id: number, target: number, outputs: Float64Array, row: number, labels: readonly string[]): string {
  const first = row * labels.length;
  let best = 0;
  let shares = '';
  for (let k = 0; k < labels.length; k++) {
    if (outputs[first + k]! > outputs[first + best]!) best = k;
    shares += `,${outputs[first + k]}`;
  }
  return `${id},${labels[target]},${labels[best]}${shares}\n`;
}

/** RFC 4180. */
export function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
