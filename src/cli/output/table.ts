import CliTable from 'cli-table3';
import stringWidth from 'string-width';
import { NO_VALUE } from '../../report/format.ts';
import { PLAIN, printable, styled, type Terminal, type TextStyle } from './terminal.ts';

export interface TableColumn {
  readonly header: string;
  /** Default left. */
  readonly align?: 'left' | 'right' | undefined;
  /** What gives way when the line is too narrow: `wrap` to more lines, or `cut` with an ellipsis (default). */
  readonly narrow?: 'wrap' | 'cut' | undefined;
}

/** Null is an empty value and is shown as a dash. */
export type TableCell = string | number | null | { readonly text: string; readonly style: TextStyle };

const NARROWEST = 8;
/** The border and the two blanks that each column adds to its text. */
const COLUMN_FRAME = 3;

/**
 * A table in light box characters, no wider than the terminal as long as its columns keep eight characters each.
 * Cells hold text from data: control characters are shown, not sent.
 */
export function table(
  rows: readonly (readonly TableCell[])[],
  columns: readonly TableColumn[],
  terminal: Terminal = PLAIN,
): string {
  const texts = rows.map((row) => columns.map((_, c) => cellText(row[c] ?? null)));
  const natural = columns.map((column, c) =>
    Math.max(stringWidth(column.header), ...texts.map((row) => stringWidth(row[c]!))),
  );
  const widths = fitWidths(natural, terminal.width - columns.length * COLUMN_FRAME - 1);
  const view = new CliTable({
    head: columns.map((column) => styled(printable(column.header), 'bold', terminal)),
    colWidths: widths.map((width) => width + 2),
    colAligns: columns.map((column) => column.align ?? 'left'),
    style: { head: [], border: terminal.colour ? ['grey'] : [], compact: true },
  });
  for (const [r, row] of texts.entries()) {
    view.push(
      row.map((text, c) => {
        const cell = rows[r]![c];
        const style = typeof cell === 'object' && cell !== null ? cell.style : undefined;
        const content = style === undefined ? text : styled(text, style, terminal);
        const wrap = columns[c]!.narrow === 'wrap';
        return { content, wordWrap: wrap, wrapOnWordBoundary: longestWord(text) <= widths[c]! };
      }),
    );
  }
  return view.toString();
}

function cellText(cell: TableCell): string {
  if (cell === null) return NO_VALUE;
  return printable(typeof cell === 'object' ? cell.text : String(cell));
}

function longestWord(text: string): number {
  return Math.max(0, ...text.split(' ').map((word) => stringWidth(word)));
}

/** Takes from the widest column, one character at a time, until the line fits or all are at their narrowest. */
function fitWidths(natural: readonly number[], available: number): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) - available;
  while (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= NARROWEST) break;
    widths[widest]!--;
    excess--;
  }
  return widths;
}
