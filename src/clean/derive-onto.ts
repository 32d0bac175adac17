import type { DerivedColumn } from '../expression/index.ts';
import { DerivedReader, type ScanObserver } from '../source/derived.ts';
import { Source } from '../source/source.ts';

/** The source with columns rewritten or added, all computed from its rows as they are. */
export function deriveOnto(source: Source, columns: readonly DerivedColumn[], observe?: () => ScanObserver): Source {
  if (columns.length === 0) return source;
  return new Source(new DerivedReader(source.reader, columns, observe), [...source.derived, ...columns]);
}
