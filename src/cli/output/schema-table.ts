import type { ReportColumn } from '../../report/report-data.ts';
import { table } from './table.ts';
import { PLAIN, type Terminal } from './terminal.ts';

/** The columns of a source and how each is used. */
export function schemaTable(columns: readonly ReportColumn[], terminal: Terminal = PLAIN): string {
  return table(
    columns.map((column) => [
      column.name,
      { text: column.type, style: 'grey' },
      column.role,
      column.use === 'target' ? { text: column.use, style: 'cyan' } : column.use,
    ]),
    [{ header: 'column' }, { header: 'type' }, { header: 'role' }, { header: 'use', narrow: 'wrap' }],
    terminal,
  );
}
