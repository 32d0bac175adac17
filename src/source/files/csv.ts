import type { ColumnType } from '../../core/column.ts';
import { MillraceError } from '../../core/errors.ts';
import { queryBatches } from '../../engine/query.ts';
import { type DelimitedSample, type Dialect, detectDialect } from './dialect.ts';
import { explainFault } from './faults.ts';
import { columnNames, detectHeader } from './header.ts';
import { MISSING_SPELLINGS, type ReadOptions, WORDS_FOR_MISSING } from './options.ts';
import { type PathColumn, pathColumnOptions, withPathColumns } from './partitions.ts';
import type { FileIdentity } from './paths.ts';
import type { FilePlan } from './plan.ts';
import { queryPlan, type Shortcut } from './query-plan.ts';
import { DUCKDB_TYPE, readAs, sqlList, sqlPath, sqlText } from './sql.ts';
import { textValues } from './text-values.ts';

const SAMPLE_CHARACTERS = 1_048_576;
const FIRST_LINES = 1024;
// DuckDB fills whole buffers, of 32 MB where nothing is said: new memory each time, which smaller ones share. One must
// hold the longest line, for which DuckDB allows 2 MB.
const BUFFER = 'buffer_size = 4194304';

// Characters that no text file holds, so that a line is one field.
const NO_DELIMITER = '\u001c\u001d\u001e\u001f';
const NO_MISSING = '\u0002';

/**
 * How to read CSV and TSV files: dialect, names and types are settled once, from the first rows of the first file, and
 * stated to DuckDB, so that every pass reads the same.
 */
export async function planDelimited(
  files: readonly FileIdentity[],
  tabs: boolean,
  options: ReadOptions,
  fromPath: readonly PathColumn[] = [],
): Promise<FilePlan> {
  const { file } = files[0]!;
  const sample = await readSample(file, options);
  const { dialect, records } = detectDialect(sample, {
    delimiter: options.delimiter ?? (tabs ? '\t' : undefined),
    quote: options.quote,
  });
  const header = options.header ?? detectHeader(records, options.columns);
  if (records.length <= (header ? 1 : 0) && files.length === 1) {
    throw new MillraceError('FILE_EMPTY', `'${file}' holds ${header ? 'a header and ' : ''}no rows`, {
      file,
      remedy: header ? 'write rows below the header, or say header: false if it is a row' : 'write rows into it',
    });
  }
  const names = columnNames(file, records[0]!, header, options.columns);
  const missing = options.missing ?? MISSING_SPELLINGS;
  const reading = readingOptions(dialect, header, missing, options);
  if (header) await expectHeaders(files, records[0]!, dialect, options);
  const sniffed = await sniff(file, names.length, reading, options);
  const rows = header ? records.slice(1) : records;

  const columns = names.map((name, i) => {
    const hasAll = (pattern: RegExp) =>
      rows.every((row) => row[i] === undefined || pattern.test(row[i]) || missing.includes(row[i]));
    const type = options.types?.[name] ?? typeOf(sniffed.types[i]!, hasAll);
    return { name, type, source: `c${i}`, cast: undefined };
  });
  const types = columns.map(({ source, type }) => `${sqlText(source)}: ${sqlText(DUCKDB_TYPE[type])}`);
  const paths = sqlList(files.map((one) => sqlPath(one.file)));
  const relationOf = (spellings: readonly string[]) => {
    const all = [
      ...readingOptions(dialect, header, spellings, options),
      ...sniffed.formats,
      ...pathColumnOptions(fromPath, options.filename),
      `columns = {${types.join(', ')}}`,
      'auto_detect = false',
    ];
    return `read_csv(${[paths, ...all].join(', ')})`;
  };
  const withPath = withPathColumns(columns, fromPath, undefined);
  return queryPlan(file, relationOf(missing), withPath, undefined, shortcut(missing, columns, rows, relationOf));
}

/**
 * DuckDB compares each field with each spelling of a missing value, which takes a quarter of the time. Those that nothing
 * but text could hold stop a column of another type instead, so where the sample has none, they are left out at first.
 */
function shortcut(
  missing: readonly string[],
  columns: readonly { readonly type: ColumnType }[],
  rows: readonly (readonly string[])[],
  relationOf: (spellings: readonly string[]) => string,
): Shortcut | undefined {
  const rare = new Set(missing.filter((spelling) => WORDS_FOR_MISSING.has(spelling)));
  const fits = (type: ColumnType) => type !== 'utf8';
  const known = [...columns.keys()].filter((i) => fits(columns[i]!.type));
  if (rare.size === 0 || rows.some((row) => known.some((i) => rare.has(row[i]!)))) return undefined;
  const relation = relationOf(missing.filter((spelling) => !rare.has(spelling)));
  return { relation, fits };
}

/** `hasAll`: whether every value of the column in the sample matches. */
function typeOf(sniffed: string, hasAll: (pattern: RegExp) => boolean): ColumnType {
  const type = readAs(sniffed)?.type ?? 'utf8';
  // DuckDB also takes yes, no, t and f for booleans; here they stay the categories they are spelled as.
  if (type === 'boolean') return hasAll(/^(true|false)$/i) ? type : 'utf8';
  // Nothing but infinities could be dates too.
  if (type === 'date32' || type === 'timestamp_us') return hasAll(/inf/i) ? 'float64' : type;
  return type;
}

/** The columns of a text file have no names but in its header, which DuckDB skips. @throws MillraceError COLUMN_MISSING */
async function expectHeaders(
  files: readonly FileIdentity[],
  first: readonly string[],
  { delimiter, quote }: Dialect,
  options: ReadOptions,
): Promise<void> {
  for (const { file } of files.slice(1)) {
    const { records } = detectDialect(await readSample(file, options, 1), { delimiter, quote });
    const found = records[0]!;
    if (found.length === first.length && found.every((name, i) => name === first[i])) continue;
    const missing = first.find((name) => !found.includes(name)) ?? found.find((name) => !first.includes(name));
    const is = missing === undefined ? 'has its columns in another order than' : `differs in column '${missing}' from`;
    throw new MillraceError('COLUMN_MISSING', `'${file}' ${is} '${files[0]!.file}'`, {
      file,
      column: missing,
      remedy: 'bring columns together by name with unionByName: true, or read the files apart',
    });
  }
}

/** The first lines of a file, whatever it is compressed with: a MiB of text, or `most` lines. */
async function readSample(file: string, options: ReadOptions, most = Infinity): Promise<DelimitedSample> {
  // Asked for in growing numbers: without a limit DuckDB's threads read far ahead of the line that is the last.
  for (let limit = Math.min(most, FIRST_LINES); ; limit = Math.min(most, 8 * limit)) {
    const sample = await readLines(file, options, limit);
    if (sample.isCut || sample.lines.length < limit) return sample;
    if (limit === most) return { ...sample, isCut: true };
  }
}

/** So many lines, or as many as a sample may hold. */
async function readLines(file: string, options: ReadOptions, limit: number): Promise<DelimitedSample> {
  const reading = [
    sqlPath(file),
    "columns = {'line': 'VARCHAR'}",
    `delim = ${sqlText(NO_DELIMITER)}`,
    `nullstr = ${sqlText(NO_MISSING)}`,
    "quote = ''",
    "escape = ''",
    'header = false',
    'auto_detect = false',
    'strict_mode = false',
    BUFFER,
    ...(options.encoding === undefined ? [] : [`encoding = ${sqlText(options.encoding)}`]),
  ];
  const lines: string[] = [];
  let characters = 0;
  try {
    const sql = `SELECT line FROM read_csv(${reading.join(', ')}) LIMIT ${limit}`;
    for await (const batch of queryBatches(sql, { batchRows: FIRST_LINES, signal: options.signal })) {
      for (const line of textValues(batch.columns[0]!.data)) {
        characters += line.length + 1;
        if (characters > SAMPLE_CHARACTERS && lines.length > 1) return { file, lines, isCut: true };
        lines.push(line);
      }
    }
  } catch (error) {
    throw explainFault(error, { file, columns: [] });
  }
  if (lines.length === 0) {
    throw new MillraceError('FILE_EMPTY', `'${file}' is empty`, { file, remedy: 'write rows into it' });
  }
  return { file, lines, isCut: false };
}

function readingOptions(dialect: Dialect, header: boolean, missing: readonly string[], options: ReadOptions): string[] {
  return [
    `delim = ${sqlText(dialect.delimiter)}`,
    `quote = ${sqlText(dialect.quote)}`,
    `escape = ${sqlText(dialect.escapeMark)}`,
    `header = ${header}`,
    'skip = 0',
    "comment = ''",
    BUFFER,
    // DuckDB refuses an empty list.
    `nullstr = ${sqlList((missing.length === 0 ? [NO_MISSING] : missing).map(sqlText))}`,
    ...(options.encoding === undefined ? [] : [`encoding = ${sqlText(options.encoding)}`]),
  ];
}

/** DuckDB's opinion of the columns' types, and of how dates are written. */
async function sniff(file: string, columnCount: number, reading: readonly string[], options: ReadOptions) {
  const { signal, sampleRows = 20_480 } = options;
  const names = Array.from({ length: columnCount }, (_, i) => sqlText(`c${i}`));
  const sniffing = [sqlPath(file), ...reading, `names = ${sqlList(names)}`, `sample_size = ${sampleRows}`];
  const items = 'unnest(list_transform(Columns, x -> x.type)), DateFormat, TimestampFormat';
  const types: string[] = [];
  const formats = new Set<string>();
  try {
    const sql = `SELECT ${items} FROM sniff_csv(${sniffing.join(', ')})`;
    for await (const { columns } of queryBatches(sql, { signal })) {
      const [type, date, timestamp] = columns.map((column) => textValues(column.data));
      types.push(...type!);
      if (date![0]) formats.add(`dateformat = ${sqlText(date![0])}`);
      if (timestamp![0]) formats.add(`timestampformat = ${sqlText(timestamp![0])}`);
    }
  } catch (error) {
    // The sniffer says that nothing fits; reading the same rows as text says which line does not.
    const asText = `columns = {${names.map((name) => `${name}: 'VARCHAR'`).join(', ')}}`;
    const plain = [sqlPath(file), ...reading, asText, 'auto_detect = false'];
    await drain(`SELECT * FROM read_csv(${plain.join(', ')}) LIMIT ${sampleRows}`, file, signal);
    throw explainFault(error, { file, columns: [] });
  }
  return { types, formats: [...formats] };
}

async function drain(sql: string, file: string, signal: AbortSignal | undefined): Promise<void> {
  try {
    for await (const { columns } of queryBatches(sql, { signal })) for (const column of columns) column.release();
  } catch (error) {
    throw explainFault(error, { file, columns: [] });
  }
}
