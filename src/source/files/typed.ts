import { MillraceError } from '../../core/errors.ts';
import { queryBatches } from '../../engine/query.ts';
import { explainFault } from './faults.ts';
import type { FileFormat, ReadOptions } from './options.ts';
import { type PathColumn, pathColumnOptions, withPathColumns } from './partitions.ts';
import type { FileIdentity } from './paths.ts';
import type { FilePlan } from './plan.ts';
import { type QueryColumn, queryPlan } from './query-plan.ts';
import { DUCKDB_TYPE, readAs, sqlList, sqlPath } from './sql.ts';
import { textValues } from './text-values.ts';

/** How to read files that hold names and types themselves. */
export async function planTyped(
  files: readonly FileIdentity[],
  format: Exclude<FileFormat, 'csv' | 'tsv' | 'arrow'>,
  options: ReadOptions,
  fromPath: readonly PathColumn[] = [],
): Promise<FilePlan> {
  const { file } = files[0]!;
  const paths = sqlList(files.map((one) => sqlPath(one.file)));
  const own = options.columns?.filter((name) => !fromPath.some((column) => column.name === name));
  const inFile = { ...options, columns: own?.length === 0 ? undefined : own };
  const pathOptions = pathColumnOptions(fromPath, options.filename).join(', ');
  // Described without its path, so that a column of the file can be told from one of the folder.
  const describeWith = async (reader: string) => {
    const found = await describe(reader, file, inFile);
    return withPathColumns(own?.length === 0 ? [] : found, fromPath, options.columns);
  };
  if (format === 'parquet') {
    const relation = `read_parquet(${paths}, ${pathOptions})`;
    const columns = await describeWith(`read_parquet(${paths}, hive_partitioning = false)`);
    return queryPlan(file, relation, columns, await parquetRows(paths, file, options));
  }
  const sample = `sample_size = ${options.sampleRows ?? 20_480}`;
  const relation = `read_json(${paths}, format = 'auto', ${sample}, ${pathOptions})`;
  const plain = `read_json(${paths}, format = 'auto', ${sample}, hive_partitioning = false)`;
  return queryPlan(file, relation, await describeWith(plain), undefined);
}

async function describe(relation: string, file: string, options: ReadOptions): Promise<QueryColumn[]> {
  const found = new Map<string, string>();
  const sql = `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${relation})`;
  try {
    for await (const { columns } of queryBatches(sql, { signal: options.signal })) {
      const [names, types] = columns.map((column) => textValues(column.data));
      for (const [i, name] of names!.entries()) found.set(name, types![i]!);
    }
  } catch (error) {
    throw explainFault(error, { file, columns: [] });
  }
  return (options.columns ?? [...found.keys()]).map((name) => {
    const spelled = found.get(name);
    if (spelled === undefined) {
      throw new MillraceError('COLUMN_MISSING', `'${file}' has no column '${name}'`, {
        file,
        column: name,
        remedy: `use one of: ${[...found.keys()].join(', ')}`,
      });
    }
    const stated = options.types?.[name];
    if (stated !== undefined) return { name, source: name, type: stated, cast: DUCKDB_TYPE[stated] };
    const reading = readAs(spelled);
    if (reading === undefined) {
      throw new MillraceError(
        'COLUMN_TYPE',
        `column '${name}' of '${file}' is of type ${spelled}, which can't be read`,
        {
          file,
          column: name,
          value: spelled,
          remedy: "leave it out: name the other columns with 'columns'",
        },
      );
    }
    return { name, source: name, ...reading };
  });
}

async function parquetRows(paths: string, file: string, options: ReadOptions): Promise<number> {
  const sql = `SELECT sum(num_rows)::DOUBLE FROM parquet_file_metadata(${paths})`;
  try {
    for await (const { columns } of queryBatches(sql, { signal: options.signal })) {
      return columns[0]!.data.values[0] as number;
    }
  } catch (error) {
    throw explainFault(error, { file, columns: [] });
  }
  return 0;
}
