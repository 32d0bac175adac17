import type { NativeRows } from '../engine/table-profile.ts';
import type { MissingProfile } from './profile-result.ts';

const SHOWN_PATTERNS = 50;

export function missingResult(names: readonly string[], rows: NativeRows): MissingProfile {
  const { patterns, rowsByPlace, rowsPerPlace, missingByPlace, patternError } = rows;
  const used = rowsByPlace.findLastIndex((count) => count > 0) + 1;
  const complete = patterns.find(({ columns }) => columns.length === 0);
  return {
    completeRowCount: complete?.count ?? 0,
    patterns: patterns
      .filter(({ columns }) => columns.length > 0)
      .slice(0, SHOWN_PATTERNS)
      .map(({ columns, count }) => ({ columns: Array.from(columns, (c) => names[c]!), rowCount: count })),
    patternCount: patterns.length,
    error: patternError,
    places: {
      rowsPerPlace,
      rowCounts: [...rowsByPlace.subarray(0, used)],
      columns: missingByPlace.flatMap((counts, c) =>
        counts === undefined ? [] : [{ name: names[c]!, counts: [...counts.subarray(0, used)] }],
      ),
    },
  };
}
