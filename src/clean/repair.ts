import { type ColumnType, isNumericType } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import type { Field, Schema } from '../core/schema.ts';
import {
  type AnyExpression,
  column,
  columnTypeOf,
  type DerivedColumn,
  type Expression,
  expressionOf,
} from '../expression/index.ts';
import { byType, type Selector } from '../features/selector.ts';
import type { Layout } from '../matrix/layout.ts';
import type { Source } from '../source/source.ts';
import { deriveOnto } from './derive-onto.ts';
import { type ReasonOf, RepairRecorder, UNPARSABLE } from './repair-recorder.ts';
import type { FittedRowStep, RowContext, RowStep } from './row-step.ts';

/** What arithmetic and text operations tell columns apart by. */
export type ColumnKind = 'text' | 'number' | 'datetime' | 'boolean';

export interface RepairParts {
  readonly name: string;
  /** The columns to rewrite. */
  readonly selector: Selector;
  /** What a column may be; others are an error. */
  readonly takes: readonly ColumnKind[];
  /** The expressions that the columns become, in their order. Looks at the training rows if it needs to. */
  rewrite(fields: readonly Field[], source: Source, context: RowContext): Promise<readonly Expression[]>;
  /** Leaves out what is no feature: target, weight and group. Default false. */
  readonly sparesTarget?: boolean | undefined;
  /** Why a value became missing. Default: it could not be read. */
  readonly reasonOf?: ReasonOf | undefined;
  readonly onInvalid?: 'missing' | 'error' | undefined;
}

/** Text columns alone: what text repairs take where nothing is named. */
export const textByDefault = byType('utf8');

/** A repair that rewrites columns one by one. */
export function repairOf(parts: RepairParts): RowStep {
  const { name, selector, takes, rewrite, sparesTarget = false } = parts;
  return {
    kind: 'repair',
    name,
    async fit(source, context) {
      const others = sparesTarget ? [context.target, context.weight, context.group] : [];
      const picked = fieldsOf(selector, source.schema).filter((field) => !others.includes(field.name));
      for (const field of picked) if (!takes.includes(kindOf(field.type))) throw wrongType(name, field, takes);
      const expressions = await rewrite(picked, source, context);
      const columns = picked.map((field, i) => ({
        name: field.name,
        expression: expressionOf(expressions[i]!.node),
        type: columnTypeOf(expressions[i]!, source.schema),
      }));
      return fittedRepair(parts, columns);
    },
  };
}

/** A fitted repair: what it does to columns, and the record of that. */
export function fittedRepair(
  { name, reasonOf = () => UNPARSABLE, onInvalid = 'missing' }: Pick<RepairParts, 'name' | 'reasonOf' | 'onInvalid'>,
  columns: readonly DerivedColumn[],
): FittedRowStep {
  const recorder = new RepairRecorder(name, reasonOf, onInvalid);
  return {
    kind: 'repair',
    name,
    columns,
    rule: undefined,
    train: (source) => deriveOnto(source, columns, () => recorder.observe()),
    record: () => recorder.record(columns.map((one) => one.name)),
  };
}

/** The same expression for each column: for repairs that learn nothing. */
export function each(build: (value: AnyExpression, field: Field) => Expression): RepairParts['rewrite'] {
  return async (fields) => fields.map((field) => build(column(field.name), field));
}

/** The columns of a schema that a selector picks. @throws MillraceError COLUMN_MISSING */
export function fieldsOf(selector: Selector, schema: Schema): Field[] {
  const layout: Layout = schema.fields.map(({ name, type, role }) => ({ kind: 'column', name, type, role, slot: -1 }));
  return selector.select(layout).map((name) => schema.field(name));
}

function kindOf(type: ColumnType): ColumnKind {
  if (isNumericType(type)) return 'number';
  if (type === 'boolean') return 'boolean';
  return type === 'utf8' ? 'text' : 'datetime';
}

function wrongType(step: string, { name, type }: Field, takes: readonly ColumnKind[]): MillraceError {
  const wanted = takes.map((kind) => (kind === 'datetime' ? 'dates' : kind === 'text' ? 'text' : 'numbers'));
  return new MillraceError('COLUMN_TYPE', `${step} takes ${wanted.join(' or ')}, and '${name}' is ${type}`, {
    column: name,
    remedy: 'leave the column out of this step, or read it as another type',
  });
}
