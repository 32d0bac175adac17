import type { SplitSides } from '../engine/split-rows.ts';
import { formatExpression } from '../expression/index.ts';
import { codeOfSide } from './side-reader.ts';
import type { SplitPlan } from './split-options.ts';

/** Rows by side; `valid` only when it was asked for. */
export interface SplitRowCounts {
  readonly train: number;
  readonly valid: number | undefined;
  readonly test: number;
}

export interface SplitClass {
  /** The value as text; '(missing)' where there is none. */
  readonly value: string;
  readonly rows: SplitRowCounts;
}

/** What a split did. Plain data. */
export interface SplitSummary {
  readonly kind: SplitPlan['kind'];
  /** The column it was stratified, grouped or ordered by. */
  readonly column?: string | undefined;
  /** The condition for test rows, as text. */
  readonly condition?: string | undefined;
  /** Random kinds only. */
  readonly randomState?: number | undefined;
  readonly rowCount: number;
  readonly rows: SplitRowCounts;
  /** Rows over all rows. */
  readonly shares: SplitRowCounts;
  /** Rows more (+) or fewer (−) than asked for, because units of rows are kept whole. */
  readonly offBy: { readonly valid: number | undefined; readonly test: number };
  /** Rows with the content of another one, all of them on its side. */
  readonly repeatedRowCount: number;
  /** By group: how many there are. By time: how many instants. */
  readonly unitCount?: number | undefined;
  /** By time: the first instant of a side, in milliseconds since 1970, or as a numeric column counts. */
  readonly begins?: { readonly valid: number | undefined; readonly test: number } | undefined;
  /** Stratified: in the order they were first met. */
  readonly classes?: readonly SplitClass[] | undefined;
  readonly warnings: readonly string[];
}

export function summarise(plan: SplitPlan, sides: SplitSides, classNames: readonly string[]): SplitSummary {
  const hasValid = plan.kind !== 'condition' && plan.valid !== undefined;
  const rowsFrom = (counts: Float64Array, first: number): SplitRowCounts => ({
    train: counts[first + codeOfSide('train')]!,
    valid: hasValid ? counts[first + codeOfSide('valid')]! : undefined,
    test: counts[first + codeOfSide('test')]!,
  });
  const rows = rowsFrom(sides.counts, 0);
  const rowCount = rows.train + (rows.valid ?? 0) + rows.test;
  const share = (count: number) => (rowCount === 0 ? 0 : count / rowCount);
  const shares = {
    train: share(rows.train),
    valid: rows.valid === undefined ? undefined : share(rows.valid),
    test: share(rows.test),
  };
  const base = { kind: plan.kind, rowCount, rows, shares, repeatedRowCount: 0 };
  if (plan.kind === 'condition') {
    const condition = formatExpression(plan.condition);
    return { ...base, condition, offBy: { valid: undefined, test: 0 }, warnings: [] };
  }
  const off = (count: number, wanted: number) => count - Math.floor(rowCount * wanted + 0.5);
  const offBy = {
    valid: rows.valid === undefined ? undefined : off(rows.valid, plan.valid!),
    test: off(rows.test, plan.test),
  };
  const { column, randomState } = plan;
  switch (plan.kind) {
    case 'time': {
      const begins = { valid: hasValid ? sides.validBegin : undefined, test: sides.testBegin };
      return { ...base, column, offBy, begins, unitCount: sides.unitCount, warnings: [] };
    }
    case 'group':
      return { ...base, column, randomState, offBy, unitCount: sides.unitCount, warnings: [] };
    case 'random':
      return { ...base, randomState, offBy, repeatedRowCount: sides.repeatedCount, warnings: offWarnings(offBy) };
    case 'stratified': {
      const classes = classNames.map((value, i) => ({ value, rows: rowsFrom(sides.classCounts, 4 * i) }));
      const warnings = [...offWarnings(offBy), ...classWarnings(column!, classes)];
      return { ...base, column, randomState, offBy, repeatedRowCount: sides.repeatedCount, classes, warnings };
    }
  }
}

function offWarnings(offBy: SplitSummary['offBy']): string[] {
  return (['valid', 'test'] as const)
    .filter((side) => offBy[side] !== undefined && offBy[side] !== 0)
    .map((side) => {
      const rows = offBy[side]!;
      const many = Math.abs(rows) === 1 ? 'row' : 'rows';
      return `the ${side} side has ${Math.abs(rows)} ${many} ${rows > 0 ? 'more' : 'fewer'} than its share: equal rows stay together`;
    });
}

function classWarnings(column: string, classes: readonly SplitClass[]): string[] {
  return classes
    .filter(({ rows }) => rows.train === 0 || rows.test === 0 || rows.valid === 0)
    .map(({ value, rows }) => {
      const count = rows.train + (rows.valid ?? 0) + rows.test;
      const sides = (['train', 'valid', 'test'] as const).filter((side) => rows[side] === 0);
      return `${column} '${value}' has ${count} ${count === 1 ? 'row' : 'rows'}: none in ${sides.join(' and ')}`;
    });
}
