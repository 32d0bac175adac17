import { type ColumnData, isValid } from '../../core/column.ts';

/** The rows of a utf8 column as strings; '' where missing. For samples: it decodes one by one. */
export function textValues(column: ColumnData): string[] {
  const { length, offsets } = column;
  const bytes = Buffer.from(column.values.buffer, column.values.byteOffset, column.values.byteLength);
  const texts: string[] = [];
  for (let row = 0; row < length; row++) {
    texts.push(isValid(column, row) ? bytes.toString('utf8', offsets![row], offsets![row + 1]) : '');
  }
  return texts;
}
