import type { Field } from '../core/schema.ts';
import type { NativeRule } from '../engine/table-profile.ts';
import type { ColumnProfile, LeakageFinding, TargetProfile } from './profile-result.ts';
import { ROW_ORDER, type TargetRules } from './target-result.ts';

/** With fewer rows a rule may fit by chance. */
const FEWEST_ROWS = 50;
const FEWEST_MINORITY = 5;
/** So few errors, as a share of the rows, that one column tells the other. */
const MOST_ERRORS = 0.001;
/** And as a share of the rows outside the largest class: else guessing that one would do. */
const MOST_MINORITY_ERRORS = 0.01;
/** A value stands for that many rows at least on average, or it tells rows apart, not answers. */
const FEWEST_ROWS_EACH = 10;
const SAME_CORRELATION = 0.9999;
const DECIDING_AUC = 0.99;
const DECIDING_R2 = 0.995;
const ORDERING_AUC = 0.8;
const ORDERING_R2 = 0.5;
/** Of the rows held out. */
const CROSSING_SHARE = 0.01;
/** Possible contents of a row, for each row: with so many, independent columns hardly repeat a row. */
const CHANCE = 100;

const LEAVE_OUT = 'ask whether it is known before the target is; if not, leave it out';

/** Columns that tell the target, and identifiers or an order of rows that it follows. */
export function leakageOf(found: TargetRules, fields: readonly Field[], target: TargetProfile): LeakageFinding[] {
  const { rules, asked } = found;
  if (rules.rows < FEWEST_ROWS) return [];
  const rows = (target.classes ?? []).map(({ rowCount }) => rowCount);
  const all = rows.reduce((sum, count) => sum + count, 0);
  const minority = rows.length === 0 ? 1 : (all - Math.max(...rows)) / all;
  if (found.isClasses && minority * rules.rows < FEWEST_MINORITY) return [];
  return rules.features.flatMap((rule, i) => {
    const { index } = asked[i]!;
    const field = fields[index];
    if (index === ROW_ORDER || field?.role === 'identifier') return ordering(rule, field, found.isClasses, target.name);
    const finding = repeating(rule, found, minority) ?? deciding(rule, found, minority);
    return finding === undefined ? [] : [{ ...finding, column: field!.name }];
  });
}

type Finding = Omit<LeakageFinding, 'column'>;

function repeating(rule: NativeRule, { isClasses, rules }: TargetRules, minority: number): Finding | undefined {
  const code = 'TARGET_REPEATED';
  const remedy = 'leave it out: it is the target in other words';
  if (isClasses) {
    const most = 1 - Math.min(MOST_ERRORS, MOST_MINORITY_ERRORS * minority);
    if (rule.values * FEWEST_ROWS_EACH > rules.rows || rule.decides < most || rule.decided < most) return undefined;
    const figure = Math.min(rule.decides, rule.decided);
    return { code, measure: 'share', figure, why: 'each of its values stands for one value of the target', remedy };
  }
  if (Math.abs(rule.linear) >= SAME_CORRELATION) {
    const why = 'it is the target but for a scale and an offset';
    return { code, measure: 'correlation', figure: rule.linear, why, remedy };
  }
  if (Math.abs(rule.monotone) >= SAME_CORRELATION) {
    const why = 'it rises and falls with the target in every row';
    return { code, measure: 'rankCorrelation', figure: rule.monotone, why, remedy };
  }
  return undefined;
}

function deciding(rule: NativeRule, { isClasses, rules }: TargetRules, minority: number): Finding | undefined {
  const code = 'TARGET_DECIDED';
  if (isClasses) {
    const most = 1 - Math.min(MOST_ERRORS, MOST_MINORITY_ERRORS * minority);
    if (rule.values * FEWEST_ROWS_EACH <= rules.rows && rule.decides >= most) {
      const why = 'each of its values goes with one value of the target';
      return { code, measure: 'share', figure: rule.decides, why, remedy: LEAVE_OUT };
    }
    if (!(rule.score >= DECIDING_AUC)) return undefined;
    const why = `a rule from it alone is right in ${percent(rule.accuracy)} of ${rule.scoredRows} rows held apart`;
    return { code, measure: 'rocAuc', figure: rule.score, why, remedy: LEAVE_OUT };
  }
  if (!(rule.score >= DECIDING_R2)) return undefined;
  const why = `a rule from it alone explains ${percent(rule.score)} of the target in ${rule.scoredRows} rows held apart`;
  return { code, measure: 'r2', figure: rule.score, why, remedy: LEAVE_OUT };
}

function ordering(
  rule: NativeRule,
  field: Field | undefined,
  isClasses: boolean,
  target: string,
): readonly LeakageFinding[] {
  if (!(rule.score >= (isClasses ? ORDERING_AUC : ORDERING_R2))) return [];
  return [
    {
      code: 'TARGET_ORDERED',
      ...(field === undefined ? {} : { column: field.name }),
      measure: isClasses ? 'rocAuc' : 'r2',
      figure: rule.score,
      why:
        field === undefined
          ? `'${target}' changes with the order of the rows`
          : `'${target}' changes with this identifier, which tells the order of the rows`,
      remedy: 'leave identifiers out, and hold out by time or group where the order means one',
    },
  ];
}

/**
 * @param crossing rows of the held-out side that also stand on the other, at random
 * @param heldOut share of the rows
 * @param columns rows of few columns with few values repeat by chance, and tell nothing of each other
 */
export function crossingOf(
  crossing: number,
  rowCount: number,
  heldOut: number,
  columns: readonly ColumnProfile[],
): LeakageFinding[] {
  const share = crossing / (rowCount * heldOut);
  const contents = columns.reduce((product, { distinct }) => product * Math.max(1, distinct.count), 1);
  if (!(share >= CROSSING_SHARE) || contents < CHANCE * rowCount) return [];
  const why = `of ${percent(heldOut)} held out at random, ${percent(share)} would be repeats of training rows`;
  const remedy = 'split with millrace, which keeps equal rows on one side, or drop repeated rows first';
  return [{ code: 'DUPLICATES_CROSS', measure: 'rows', figure: Math.round(crossing), why, remedy }];
}

/** What a finding says in a sentence. */
export function leakageMessage({ code, column, why, remedy }: LeakageFinding, target: string): string {
  if (code === 'DUPLICATES_CROSS') return `repeated rows: ${why}; ${remedy}`;
  if (code === 'TARGET_ORDERED') return `${column === undefined ? '' : `'${column}': `}${why}; ${remedy}`;
  return `'${column}' alone tells '${target}': ${why}; ${remedy}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0.99 && share < 1 ? 2 : 1).replace(/\.0$/, '')} %`;
}
