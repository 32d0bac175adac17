import { foldCase } from '../clean/fold-case.ts';
import { foldUnicode } from '../clean/fold-unicode.ts';
import { missingSpellings } from '../clean/missing-spellings.ts';
import { isMissingSpelling } from '../clean/missing-values.ts';
import { parseDates } from '../clean/parse-dates.ts';
import { parseNumbers } from '../clean/parse-numbers.ts';
import { parseUnits } from '../clean/parse-units.ts';
import type { RowStep } from '../clean/row-step.ts';
import { trimText } from '../clean/trim-text.ts';
import type { Field } from '../core/schema.ts';
import type { Source } from '../source/source.ts';
import type { StepDescription } from './assembly.ts';
import type { PlanReason } from './plan-reason.ts';
import { sampleValues } from './sample.ts';
import { type TextForm, textForm } from './text-form.ts';

/** Repairs that the values of text columns ask for. */
export interface CleaningPlan {
  readonly rowSteps: readonly RowStep[];
  readonly steps: readonly StepDescription[];
  readonly reasons: readonly PlanReason[];
  readonly warnings: readonly string[];
  /** The columns that become dates, and whether any of them has a time of day. */
  readonly dates: readonly { readonly column: string; readonly hasTime: boolean }[];
}

/** More different values than this are no categories whose spelling is to be one. */
const MOST_CATEGORIES = 2000;

interface Finding {
  readonly column: string;
  readonly form: TextForm;
  /** A value that shows it. */
  readonly example: string;
  readonly spellings: readonly string[];
  /** Values with white space at an end. */
  readonly untrimmed: number;
  /** Two different values that differ in case, or in Unicode's forms, alone. */
  readonly caseVariants: readonly [string, string] | undefined;
  readonly formVariants: readonly [string, string] | undefined;
}

/**
 * Decides from the first 20,000 rows how text columns are to be repaired: what nearly all values say decides.
 *
 * @param fields text columns; others are left alone
 * @param dates whether text may become dates
 */
export async function planCleaning(
  rows: Source,
  fields: readonly Field[],
  { dates, signal }: { readonly dates: boolean; readonly signal: AbortSignal | undefined },
): Promise<CleaningPlan> {
  const texts = fields.filter(({ type }) => type === 'utf8');
  const sample = await sampleValues(
    rows,
    texts.map(({ name }) => name),
    signal,
  );
  const findings = texts
    .map((field) =>
      findingOf(
        field,
        sample.get(field.name)!.filter((value) => value !== null),
      ),
    )
    .map((found) => (found.form.kind === 'date' && !dates ? { ...found, form: { kind: 'text' } as const } : found));
  const steps = [...spellingSteps(findings), ...formSteps(findings)];
  return {
    rowSteps: steps.map(({ step }) => step),
    steps: steps.map(({ step, options }) => ({ name: step.name, options })),
    reasons: steps.map(({ reason }) => reason),
    warnings: findings.flatMap(({ column, form }) =>
      form.kind === 'unclear' ? [`'${column}' is left as text: ${form.between}; say it with a repair of your own`] : [],
    ),
    dates: findings
      .filter(({ form }) => form.kind === 'date')
      .map(({ column }) => ({ column, hasTime: sample.get(column)!.some((value) => String(value).includes(':')) })),
  };
}

function findingOf({ name: column, role }: Field, given: readonly unknown[]): Finding {
  const values = given as readonly string[];
  const isProse = role === 'text';
  const form = textForm(values);
  const distinct = new Set(values);
  const spellings = [...distinct].filter(isMissingSpelling);
  const answers = [...distinct].filter((value) => !isMissingSpelling(value));
  const isCategory = !isProse && form.kind !== 'number' && form.kind !== 'quantity' && form.kind !== 'date';
  const isFew = isCategory && distinct.size <= MOST_CATEGORIES;
  const trimmed = [...new Set(answers.map((value) => value.trim()))];
  return {
    column,
    form,
    example: answers.find((value) => value !== '') ?? '',
    spellings,
    untrimmed: isCategory ? values.filter((value) => value !== value.trim()).length : 0,
    caseVariants: isFew ? variants(trimmed, (value) => value.toLowerCase()) : undefined,
    formVariants: isFew ? variants(trimmed, (value) => value.normalize('NFKC')) : undefined,
  };
}

/** The first two values that are one when folded. */
function variants(values: readonly string[], fold: (value: string) => string): readonly [string, string] | undefined {
  const seen = new Map<string, string>();
  for (const value of values) {
    const folded = fold(value);
    const other = seen.get(folded);
    if (other !== undefined) return [other, value];
    seen.set(folded, value);
  }
  return undefined;
}

interface PlannedStep {
  readonly step: RowStep;
  readonly options: StepDescription['options'];
  readonly reason: PlanReason;
}

/** Spelling alone: what stands for missing, white space, case, Unicode's forms. */
function spellingSteps(findings: readonly Finding[]): PlannedStep[] {
  const steps: PlannedStep[] = [];
  const add = (
    found: readonly Finding[],
    make: (columns: string[]) => RowStep,
    what: string,
    why: string,
    more = {},
  ) => {
    if (found.length === 0) return;
    const columns = found.map(({ column }) => column);
    steps.push({ step: make(columns), options: { columns, ...more }, reason: { step: what, columns, reason: why } });
  };
  // Numbers, quantities and dates in text are read with what stands for missing among them.
  const plain = findings.filter(({ form }) => form.kind === 'text' || form.kind === 'unclear');
  const spelled = plain.filter(({ spellings }) => spellings.length > 0);
  const words = [...new Set(spelled.flatMap(({ spellings }) => spellings.map(shown)))].slice(0, 5).join(', ');
  add(spelled, (columns) => missingSpellings(columns), 'Missing values spelled out', `${words} stand for no value`);
  const untrimmed = plain.filter((one) => one.untrimmed > 0);
  const count = untrimmed.reduce((sum, one) => sum + one.untrimmed, 0);
  const spaces = `${count} ${count === 1 ? 'value has' : 'values have'} white space at an end`;
  add(untrimmed, (columns) => trimText(columns), 'White space at the ends away', spaces);
  const forms = plain.filter((one) => one.formVariants !== undefined);
  add(forms, (columns) => foldUnicode(columns), 'One form of Unicode', variantsReason(forms[0]?.formVariants));
  const cases = plain.filter((one) => one.caseVariants !== undefined);
  add(cases, (columns) => foldCase(columns), 'One case', variantsReason(cases[0]?.caseVariants));
  return steps;
}

function variantsReason(variants: readonly [string, string] | undefined): string {
  return variants === undefined ? '' : `${shown(variants[0])} and ${shown(variants[1])} are one`;
}

/** What the text says. */
function formSteps(findings: readonly Finding[]): PlannedStep[] {
  return findings.flatMap(({ column, form, example }): PlannedStep[] => {
    const columns = [column];
    switch (form.kind) {
      case 'number': {
        const options = { decimal: form.decimal };
        const reason = `nearly all of its text is a number, as in ${shown(example)}; the rest becomes missing`;
        return [
          {
            step: parseNumbers(columns, options),
            options: { columns, ...options },
            reason: { step: `Read numbers from '${column}'`, columns, reason },
          },
        ];
      }
      case 'quantity': {
        const { unit, bareShare } = form;
        const bare = bareShare > 0 ? `; a number alone is taken for ${unit}` : '';
        const reason = `nearly all of its text is one, as in ${shown(example)}${bare}; the rest becomes missing`;
        return [
          {
            step: parseUnits(columns, { unit }),
            options: { columns, unit },
            reason: { step: `Read quantities from '${column}', in ${unit}`, columns, reason },
          },
        ];
      }
      case 'date': {
        const options = form.order === 'none' ? {} : { dayFirst: form.order === 'day' };
        const order = form.order === 'none' ? '' : `, with the ${form.order} first since the other order fits fewer`;
        const reason = `nearly all of its text is a date, as in ${shown(example)}${order}; the rest becomes missing`;
        return [
          {
            step: parseDates(columns, options),
            options: { columns, ...options },
            reason: { step: `Read dates from '${column}'`, columns, reason },
          },
        ];
      }
      default:
        return [];
    }
  });
}

const LONGEST = 30;

function shown(value: string): string {
  return value.length > LONGEST ? `'${value.slice(0, LONGEST)}…'` : `'${value}'`;
}
