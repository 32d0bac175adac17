import type { ReadOptions } from './files/options.ts';
import { openFiles } from './files/read.ts';
import { Source } from './source.ts';

/**
 * Opens a file, the files of a pattern (`'logs/*.csv.gz'`), or a list of files, as one source. CSV, TSV, Parquet, JSON
 * lines and Arrow IPC, compressed or not; the format follows from the name, and the columns' types and roles from the
 * content, unless the options say otherwise. Reads the beginning now, and the rows with every scan.
 *
 * @throws MillraceError FILE_MISSING, FILE_EMPTY, FILE_UNREADABLE, DELIMITER_WRONG, ENCODING_INVALID,
 *   COLUMN_DUPLICATE, COLUMN_MISSING, COLUMN_TYPE, VALUE_INVALID, OPTION_UNKNOWN, OPTION_INVALID; a scan also throws
 *   SOURCE_CHANGED when the file was changed since
 */
export async function read(files: string | readonly string[], options: ReadOptions = {}): Promise<Source> {
  return new Source(await openFiles(files, options));
}
