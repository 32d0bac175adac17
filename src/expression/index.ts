/** Typed column expressions: built in TypeScript or parsed from text, checked, run on batches, saved as data. */
export {
  type AnyExpression,
  bearing,
  cases,
  coalesce,
  column,
  distance,
  expressionOf,
  greatest,
  least,
  literal,
  nodeOf,
  rowId,
  when,
} from './builder.ts';
export { expressionTypeOf } from './check.ts';
export {
  columnsOf,
  columnsOfSchema,
  columnTypeOf,
  type DerivedColumn,
  deriveColumns,
  formatExpression,
  typeOf,
} from './derive.ts';
export { type Evaluation, type ExpressionBatch, evaluate } from './evaluate.ts';
export { HOLIDAY_DAYS, holidayPlaceFault, holidayTable } from './holiday-table.ts';
export { expressionFromJson } from './json.ts';
export { type ColumnEvaluation, evaluateColumn, evaluateNatively } from './native.ts';
export type { ExpressionNode, ExpressionType } from './node.ts';
export type { TimeUnit } from './operations.ts';
export { parseExpression } from './parse.ts';
export { evaluateRow } from './row.ts';
export type {
  BooleanExpression,
  BooleanLike,
  Columns,
  DatetimeExpression,
  DatetimeLike,
  Expression,
  ExpressionLike,
  ExpressionOf,
  NumberExpression,
  NumberLike,
  OverOptions,
  ParseDateOptions,
  ParseNumberOptions,
  ParseUnitOptions,
  TextExpression,
  TextLike,
  Window,
} from './types.ts';
export { hasWindow } from './windows/check.ts';
export { WindowStates } from './windows/window.ts';
