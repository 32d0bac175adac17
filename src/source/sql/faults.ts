import { MillraceError } from '../../core/errors.ts';
import { explainFault } from '../files/faults.ts';
import type { QueryColumn } from '../files/query-plan.ts';

const OF_THE_QUERY = /^(Parser|Binder|Catalog|Syntax|Not implemented|Constraint|Permission|Mismatch Type) Error: /;

/** DuckDB's message about a query as an error that says what to do. Others pass as they are. */
export function explainQueryFault(
  error: unknown,
  context: { readonly name: string; readonly database: string | undefined; readonly columns: readonly QueryColumn[] },
): unknown {
  if (!(error instanceof MillraceError) || error.code !== 'FILE_UNREADABLE' || error.file !== undefined) return error;
  const text = error.message;
  const { database } = context;
  if (database !== undefined && /Could not set lock on file/.test(text)) {
    return new MillraceError('FILE_UNREADABLE', `'${database}' is being written to by another program`, {
      file: database,
      remedy: 'close it there, or read a copy',
      cause: error,
    });
  }
  if (OF_THE_QUERY.test(text) || /^Invalid Input Error: Cannot prepare multiple/.test(text)) {
    return new MillraceError('QUERY_INVALID', `the query can't be run: ${sentence(text)}`, {
      remedy: 'correct the query',
      cause: error,
    });
  }
  const named = /No files found that match the pattern "([^"]+)"/.exec(text)?.[1];
  if (named !== undefined) {
    return new MillraceError('FILE_MISSING', `the query reads '${named}', and there is no such file`, {
      file: named,
      remedy: 'correct the path in the query',
      cause: error,
    });
  }
  if (database !== undefined && /^(IO|Serialization|Internal|INTERNAL|Fatal|FATAL|Invalid) Error/i.test(text)) {
    return new MillraceError('FILE_UNREADABLE', `'${database}' can't be read: ${sentence(text)}`, {
      file: database,
      remedy: 'check the file, or copy it again',
      cause: error,
    });
  }
  return explainFault(error, { file: context.name, columns: context.columns });
}

/** What DuckDB says, without the query's text below it. */
function sentence(text: string): string {
  const [message] = text.replace(/^[A-Z][A-Za-z ]* Error: /, '').split(/\n\s*\n|\nLINE /, 1);
  return message!.replaceAll('\n', ' ');
}
