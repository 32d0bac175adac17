import type { ColumnType } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import type { Schema } from '../core/schema.ts';
import { type AnyExpression, column, expressionOf, nodeOf } from './builder.ts';
import { check, columnTypesOf } from './check.ts';
import { formatNode } from './format.ts';
import { columnNames, type ExpressionType } from './node.ts';
import type { Columns, Expression, ExpressionLike } from './types.ts';

/** A column computed from others. */
export interface DerivedColumn {
  readonly name: string;
  readonly expression: AnyExpression;
  /** The type it has in a batch: a column passed on as it is keeps its own. */
  readonly type: ColumnType;
}

/**
 * Runs the callback of `derive` once, with a proxy for the columns, and checks what it returns.
 * @throws MillraceError COLUMN_MISSING, COLUMN_TYPE or EXPRESSION_INVALID.
 */
export function deriveColumns<C extends Readonly<Record<string, ColumnType>>>(
  schema: Schema,
  build: (columns: Columns<C>) => Readonly<Record<string, Expression | ExpressionLike>>,
): DerivedColumn[] {
  const built: unknown = build(columnsOfSchema(schema) as Columns<C>);
  if (typeof built !== 'object' || built === null || Object.getPrototypeOf(built) !== Object.prototype) {
    throw new MillraceError('EXPRESSION_INVALID', 'the function given to derive returned no object of expressions', {
      remedy: 'return an object, such as c => ({ hour: c.date.hour() })',
    });
  }
  return Object.entries(built as Record<string, ExpressionLike>).map(([name, value]) => {
    const expression = expressionOf(nodeOf(value));
    return { name, expression, type: columnTypeOf(expression, schema) };
  });
}

/** Columns by name. A name that the schema does not have is found when it is used. */
export function columnsOfSchema(schema: Schema): Columns {
  const types = columnTypesOf(schema);
  const use = (name: string): AnyExpression => {
    const expression = column(name);
    types(name, expression.node);
    return expression;
  };
  return new Proxy({} as Columns, {
    get: (_, name) => {
      // `then` would make the proxy look like a promise.
      if (typeof name === 'symbol' || name === 'then') return undefined;
      return name === 'column' ? use : use(name);
    },
  });
}

/**
 * The type of an expression over these columns.
 * @throws MillraceError COLUMN_MISSING, COLUMN_TYPE or EXPRESSION_INVALID, naming the place and a remedy.
 */
export function typeOf(expression: Expression, schema: Schema): ExpressionType {
  return check(expression.node, columnTypesOf(schema)).type;
}

/** The type of the column that evaluation gives: float64, boolean, utf8, timestamp_us, or a passed-on column's own. */
export function columnTypeOf(expression: Expression, schema: Schema): ColumnType {
  const { type } = check(expression.node, columnTypesOf(schema));
  if (expression.node.kind === 'column') return schema.field(expression.node.name).type;
  return RESULT_TYPES[type];
}

const RESULT_TYPES = {
  number: 'float64',
  boolean: 'boolean',
  text: 'utf8',
  datetime: 'timestamp_us',
} as const satisfies Record<ExpressionType, ColumnType>;

/** The names of the columns that an expression reads, each once. */
export function columnsOf(expression: Expression): string[] {
  return columnNames(expression.node);
}

/** The expression as text that `parseExpression` reads back to an equal one. */
export function formatExpression(expression: Expression): string {
  return formatNode(expression.node);
}
