import { isNumericType } from '../core/column.ts';
import type { Field } from '../core/schema.ts';
import type { RunOptions } from '../engine/job.ts';
import type { NativeColumn, ProfiledColumn, TableProfile } from '../engine/table-profile.ts';
import type { ChangeProfile, ColumnChange } from './profile-result.ts';
import { timeText } from './time-text.ts';
import { valueOfKey } from './value-of-key.ts';

const FEWEST_STRETCHES = 3;
const MOST_STRETCHES = 120;
const MOST_COLUMNS = 200;
const DRIFT = 0.25;
/** Fewer rows in half of the sample say nothing of a drift. */
const FEWEST_ROWS = 200;

/** Means and shares by month, or by day or year where months are too few or too many. Undefined without dates. */
export async function changeResult(
  table: TableProfile,
  fields: readonly Field[],
  found: readonly NativeColumn[],
  options: RunOptions,
): Promise<ChangeProfile | undefined> {
  const time = fields.findIndex(({ role }, i) => role === 'datetime' && (found[i]!.times?.[0] ?? 0) > 0);
  if (time < 0) return undefined;
  const stretches = stretchesOf(found[time]!.times![1]!, found[time]!.times![2]!);
  if (stretches === undefined) return undefined;
  const asked = fields
    .flatMap(({ type, role }, index): ProfiledColumn[] => {
      if (role === 'numeric' && isNumericType(type)) return [{ index, isNumber: true }];
      return role === 'categorical' || role === 'boolean' ? [{ index, isNumber: false }] : [];
    })
    .slice(0, MOST_COLUMNS);
  const { rows, columns } = await table.changes(time, stretches.begins, asked, options);
  const enough = rows.reduce((sum, count) => sum + count, 0) >= FEWEST_ROWS;
  return {
    time: fields[time]!.name,
    unit: stretches.unit,
    begins: stretches.begins.map((at) => timeText('date32', at)),
    rowCounts: [...rows],
    columns: columns.map(({ missing, mean, keys, shares, stability }, i): ColumnChange => {
      const { index, isNumber } = asked[i]!;
      const { texts, keys: known } = found[index]!;
      const label = (key: bigint) =>
        texts === undefined ? valueOfKey(fields[index]!.type, key) : (texts[known.indexOf(key)] ?? '(a rarer value)');
      return {
        column: fields[index]!.name,
        ...(isNumber
          ? { means: orNull(mean) }
          : {
              shares: Array.from(keys, (key, k) => ({
                value: label(key),
                shares: orNull(shares.filter((_, at) => at % keys.length === k)),
              })),
            }),
        missing: orNull(missing),
        stability,
        drifts: enough && stability > DRIFT,
      };
    }),
  };
}

function orNull(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}

/** The first instants of the days, months or years from the first row to the last; at most 120, at least 3. */
function stretchesOf(first: number, last: number): { unit: ChangeProfile['unit']; begins: number[] } | undefined {
  const from = new Date(first / 1000);
  const to = new Date(last / 1000);
  if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime())) return undefined;
  const months = (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth() + 1;
  const days = Math.floor(to.getTime() / 86_400_000) - Math.floor(from.getTime() / 86_400_000) + 1;
  const years = to.getUTCFullYear() - from.getUTCFullYear() + 1;
  const begin = (count: number, at: (i: number) => number) => Array.from({ length: count }, (_, i) => at(i) * 1000);
  const year = from.getUTCFullYear();
  if (months >= FEWEST_STRETCHES && months <= MOST_STRETCHES) {
    return { unit: 'month', begins: begin(months, (i) => Date.UTC(year, from.getUTCMonth() + i)) };
  }
  if (months < FEWEST_STRETCHES && days >= FEWEST_STRETCHES) {
    const start = Math.floor(from.getTime() / 86_400_000) * 86_400_000;
    return { unit: 'day', begins: begin(days, (i) => start + i * 86_400_000) };
  }
  if (years >= FEWEST_STRETCHES && years <= MOST_STRETCHES && year >= 100) {
    return { unit: 'year', begins: begin(years, (i) => Date.UTC(year + i, 0)) };
  }
  return undefined;
}
