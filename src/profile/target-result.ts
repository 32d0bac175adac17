import { isNumericType } from '../core/column.ts';
import type { Field } from '../core/schema.ts';
import type { RunOptions } from '../engine/job.ts';
import type { NativeColumn, NativeGroup, NativeRules, ProfiledColumn, TableProfile } from '../engine/table-profile.ts';
import { formatNumber } from './format-value.ts';
import type { FeatureTarget, TargetGroup, TargetProfile } from './profile-result.ts';
import { timeText } from './time-text.ts';
import { valueOfKey } from './value-of-key.ts';

/** Whole numbers with more different values than this are a quantity. */
const MOST_NUMBER_CLASSES = 10;
/** Stands among features for the order of the rows. */
export const ROW_ORDER = -1;

/** What each column alone tells of the target, and the columns that were asked, in the same order. */
export interface TargetRules {
  readonly isClasses: boolean;
  readonly asked: readonly ProfiledColumn[];
  readonly rules: NativeRules;
}

/** Undefined when the target is a time, constant, or has too many values to be classes. */
export async function targetRules(
  table: TableProfile,
  fields: readonly Field[],
  target: TargetProfile,
  options: RunOptions,
): Promise<TargetRules | undefined> {
  const at = fields.findIndex(({ name }) => name === target.name);
  const { type } = fields[at]!;
  const isText = type === 'utf8' || type === 'boolean';
  const classCount = target.classes?.length;
  if (classCount === 1 || (isText && classCount === undefined) || (!isText && !isNumericType(type))) return undefined;
  const isClasses = isText || (classCount !== undefined && classCount <= MOST_NUMBER_CLASSES);
  const asked = [
    { index: ROW_ORDER, isNumber: true },
    ...fields.flatMap((field, index): ProfiledColumn[] =>
      index === at || field.role === 'text' ? [] : [{ index, isNumber: isMeasured(field) }],
    ),
  ];
  return { isClasses, asked, rules: await table.rules(at, isClasses, asked, options) };
}

function isMeasured({ type, role }: Field): boolean {
  return type !== 'utf8' && type !== 'boolean' && role !== 'categorical' && role !== 'boolean';
}

/** The most telling features first; those without a score last, all in the order of the columns otherwise. */
export function targetByFeature(
  { isClasses, asked, rules }: TargetRules,
  fields: readonly Field[],
  columns: readonly NativeColumn[],
  target: string,
): FeatureTarget[] {
  const at = fields.findIndex(({ name }) => name === target);
  const labelOf = (field: number, key: bigint) => {
    const { keys, texts } = columns[field]!;
    const position = texts === undefined ? -1 : keys.indexOf(key);
    if (texts !== undefined) return texts[position] ?? '(a rarer value)';
    return String(valueOfKey(fields[field]!.type, key));
  };
  const classes = isClasses ? Array.from(rules.classes, (key) => labelOf(at, key)) : undefined;
  return rules.features
    .map((rule, i): FeatureTarget & { index: number } => {
      const { index } = asked[i]!;
      return {
        index,
        column: fields[index]?.name ?? '',
        score: Number.isNaN(rule.score) ? null : rule.score,
        measure: isClasses ? 'rocAuc' : 'r2',
        groups: rule.groups.map((group) => groupOf(group, fields[index], (key) => labelOf(index, key), isClasses)),
        ...(classes === undefined ? {} : { classes }),
      };
    })
    .filter(({ index }) => index !== ROW_ORDER)
    .sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || a.index - b.index)
    .map(({ index, ...feature }) => feature);
}

function groupOf(
  group: NativeGroup,
  field: Field | undefined,
  labelOf: (key: bigint) => string,
  isClasses: boolean,
): TargetGroup {
  const { kind, rows, mean, classes } = group;
  const text = (value: number) =>
    field?.type === 'date32' || field?.type === 'timestamp_us' ? timeText('date32', value) : formatNumber(value);
  const label =
    kind === 'value'
      ? labelOf(group.key)
      : kind === 'range'
        ? group.low === group.high
          ? text(group.low)
          : `${text(group.low)} to ${text(group.high)}`
        : kind === 'other'
          ? 'other values'
          : 'missing';
  return { label, rowCount: rows, ...(isClasses ? { classCounts: [...classes] } : { mean }) };
}
