import type { ColumnData, ColumnType } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import { type CheckedNode, check } from './check.ts';
import { binary, clip, round, unary } from './kernels/arithmetic.ts';
import { calendarPart, weekend } from './kernels/calendar.ts';
import { toBoolean, toNumber, toText } from './kernels/casts.ts';
import { compare, isIn } from './kernels/compare.ts';
import { addTime, age, datePart, difference, isLeapYear, shiftZone, truncate } from './kernels/dates.ts';
import { between, cycle, extreme, isFiniteNumber } from './kernels/extremes.ts';
import { collapseSpaces, mapValues, normalize, stripAccents } from './kernels/folding.ts';
import { hash } from './kernels/hash.ts';
import { holidays } from './kernels/holidays.ts';
import { and, coalesce, isMissing, not, or, when } from './kernels/logic.ts';
import { extract, matches, replaceMatches } from './kernels/patterns.ts';
import { betweenPlaces } from './kernels/places.ts';
import { parseDate, parseNumber, parseUnit } from './kernels/reading.ts';
import { changeCase, concat, holdsPart, length, literalText, replace, slice, trim } from './kernels/text.ts';
import { indexOf, pad, repeat, reverse, right, splitPart, title, wordCount } from './kernels/text-parts.ts';
import { columnNames, type ExpressionNode } from './node.ts';
import { carryNonFinite, countNonFinite } from './nonfinite.ts';
import type { WindowName } from './operations.ts';
import { columnOfVector } from './output.ts';
import type { Expression } from './types.ts';
import {
  type BooleanVector,
  type NumberVector,
  type TextVector,
  type Vector,
  vectorOfColumn,
  vectorOfLiteral,
} from './vector.ts';
import { spanOf } from './windows/check.ts';
import { type WindowStates, withoutHistory } from './windows/window.ts';

/** What an expression is evaluated on. Columns are asked for by name, and only those it reads. */
export interface ExpressionBatch {
  readonly length: number;
  /** float64[length]: the id of each row in its source. */
  readonly rowIds: Float64Array;
  column(name: string): ColumnData;
}

export interface Evaluation {
  readonly column: ColumnData;
  /** Rows that are missing because an operation on present values had no finite result, such as log(−1) or 1/0. */
  readonly nonFinite: number;
}

/**
 * The value of an expression in every row of a batch. An expression that only names a column gives that column itself.
 * Missing operands (null, NaN) give missing results, except where `and`, `or`, `coalesce` and `isMissing` say otherwise.
 * A result that is not finite is missing, and counted; so is one computed from an infinite value of a column.
 * @param windows what the windows of the expression know of the rows before this batch; without it of none
 * @throws MillraceError COLUMN_TYPE or EXPRESSION_INVALID when the batch's columns do not have the types it needs.
 */
export function evaluate(expression: Expression, batch: ExpressionBatch, windows?: WindowStates): Evaluation {
  const { node } = expression;
  if (node.kind === 'column') return { column: batch.column(node.name), nonFinite: 0 };
  const plan = planOf(node);
  const columns = new Map<string, ColumnData | null>();
  for (const name of plan.names) columns.set(name, batch.column(name));
  const vector = evaluateColumns(plan, columns, batch.rowIds, batch.length, windows);
  return { column: columnOfVector(vector, batch.length), nonFinite: countNonFinite(vector, batch.length) };
}

/** What is kept of an expression between batches: the columns it reads, and the check against their last types. */
export interface Plan {
  readonly node: ExpressionNode;
  readonly names: readonly string[];
  types: readonly (ColumnType | null)[];
  checked: CheckedNode | undefined;
}

const plans = new WeakMap<ExpressionNode, Plan>();

export function planOf(node: ExpressionNode): Plan {
  let plan = plans.get(node);
  if (plan === undefined) {
    plan = { node, names: columnNames(node), types: [], checked: undefined };
    plans.set(node, plan);
  }
  return plan;
}

/** A column that is null holds a single missing value of no known type. */
export function evaluateColumns(
  plan: Plan,
  columns: ReadonlyMap<string, ColumnData | null>,
  rowIds: Float64Array,
  rowCount: number,
  windows?: WindowStates,
): Vector {
  const typeAt = (name: string): ColumnType | null => columns.get(name)?.type ?? null;
  if (plan.checked === undefined || plan.names.some((name, i) => plan.types[i] !== typeAt(name))) {
    plan.checked = check(plan.node, typeAt);
    plan.types = plan.names.map(typeAt);
  }
  windows?.begin();
  return evaluateNode(plan.checked, { columns, rowIds, rowCount, windows });
}

interface Rows {
  readonly columns: ReadonlyMap<string, ColumnData | null>;
  readonly rowIds: Float64Array;
  readonly rowCount: number;
  readonly windows: WindowStates | undefined;
}

function evaluateNode(node: CheckedNode, rows: Rows): Vector {
  const { columns, rowIds, rowCount } = rows;
  switch (node.kind) {
    case 'column':
      return vectorOfColumn(columns.get(node.name)!);
    case 'rowId':
      return { type: 'number', values: rowIds, stride: 1, nonFinite: undefined };
    case 'literal':
      return vectorOfLiteral(node.type, node.value);
    case 'call': {
      if (node.operation === 'over') return evaluateWindow(node, rows);
      const operands = node.arguments.map((argument) => evaluateNode(argument, rows));
      const result = run(node, operands, rowCount);
      // These two choose among values, and take their marks along with them.
      if (node.operation === 'when' || node.operation === 'coalesce') return result;
      return carryNonFinite(result, operands, rowCount);
    }
  }
}

/** `over(window(operand, size), entity, time, includeCurrent)`. */
function evaluateWindow(node: CheckedNode & { kind: 'call' }, rows: Rows): Vector {
  const [inner, entity, time, current] = node.arguments as [CheckedNode & { kind: 'call' }, ...CheckedNode[]];
  const [operand, size] = inner.arguments;
  const { rowIds, rowCount, windows } = rows;
  const [operandRows, entityRows] = [evaluateNode(operand!, rows), evaluateNode(entity!, rows)];
  const isTimed = time !== undefined && !(time.kind === 'literal' && time.value === null);
  const timeRows = isTimed ? (evaluateNode(time, rows) as NumberVector) : undefined;
  if (windows === undefined) return withoutHistory(node.type, rowCount);
  const given = size?.kind === 'literal' ? size.value : 1;
  const state = windows.next({
    operation: inner.operation as WindowName,
    size: typeof given === 'string' ? spanOf(given)! : Number(given),
    isSpan: typeof given === 'string',
    includeCurrent: current?.kind === 'literal' && current.value === true,
  });
  return state.run(operandRows, entityRows, timeRows, rowIds, rowCount);
}

/** From an operation's name to its kernel. The casts hold because the expression was checked. */
function run(node: CheckedNode & { kind: 'call' }, operands: readonly Vector[], rowCount: number): Vector {
  const { operation } = node;
  const numbers = operands as readonly NumberVector[];
  const booleans = operands as readonly BooleanVector[];
  const texts = operands as readonly TextVector[];
  switch (operation) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'div':
    case 'mod':
    case 'pow':
    case 'atan2':
    case 'hypot':
      return binary(operation, numbers[0]!, numbers[1]!, rowCount);
    case 'neg':
    case 'abs':
    case 'log':
    case 'log1p':
    case 'exp':
    case 'sqrt':
    case 'floor':
    case 'ceil':
    case 'sign':
    case 'log2':
    case 'log10':
    case 'sin':
    case 'cos':
    case 'tan':
      return unary(operation, numbers[0]!, rowCount);
    case 'round':
      return round(numbers[0]!, numbers[1]?.values[0] ?? 0, rowCount);
    case 'clip':
      return clip(numbers[0]!, numbers[1]!, numbers[2]!, rowCount);
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return compare(operation, operands[0]!, operands[1]!, rowCount);
    case 'isIn':
      return isIn(operands[0]!, operands.slice(1), rowCount);
    case 'and':
      return and(booleans[0]!, booleans[1]!, rowCount);
    case 'or':
      return or(booleans[0]!, booleans[1]!, rowCount);
    case 'not':
      return not(booleans[0]!, rowCount);
    case 'when':
      return when(booleans[0]!, operands[1]!, operands[2]!, rowCount);
    case 'isMissing':
      return isMissing(operands[0]!, rowCount);
    case 'coalesce':
      return coalesce(operands, rowCount);
    case 'lower':
    case 'upper':
      return changeCase(operation, texts[0]!, rowCount);
    case 'trim':
      return trim(texts[0]!, rowCount);
    case 'length':
      return length(texts[0]!, rowCount);
    case 'contains':
    case 'startsWith':
    case 'endsWith':
      return holdsPart(operation, texts[0]!, texts[1]!, rowCount);
    case 'concat':
      return concat(texts, rowCount);
    case 'replace':
      return replace(texts[0]!, texts[1]!, texts[2]!, rowCount);
    case 'slice':
      return slice(texts[0]!, numbers[1]!.values[0]!, numbers[2]?.values[0] ?? 2 ** 31, rowCount);
    case 'weekend':
      return weekend(numbers[0]!, rowCount);
    case 'year':
    case 'quarter':
    case 'month':
    case 'day':
    case 'dayOfYear':
    case 'dayOfWeek':
    case 'hour':
    case 'minute':
    case 'second':
    case 'epochSeconds':
      return calendarPart(operation, numbers[0]!, rowCount);
    case 'toNumber':
      return toNumber(operands[0]!, rowCount);
    case 'toText':
      return toText(operands[0]!, rowCount);
    case 'parseNumber':
      return parseNumber(operands, rowCount);
    case 'parseUnit':
      return parseUnit(operands, rowCount);
    case 'parseDate':
      return parseDate(operands, rowCount);
    case 'normalize':
      return normalize(texts[0]!, texts[1]!, rowCount);
    case 'stripAccents':
      return stripAccents(texts[0]!, rowCount);
    case 'collapseSpaces':
      return collapseSpaces(texts[0]!, rowCount);
    case 'mapValues':
      return mapValues(texts, rowCount);
    case 'greatest':
    case 'least':
      return extreme(operation, numbers, rowCount);
    case 'isFinite':
      return isFiniteNumber(numbers[0]!, rowCount);
    case 'between':
      return between(operands[0]!, operands[1]!, operands[2]!, rowCount);
    case 'cycleSin':
    case 'cycleCos':
      return cycle(operation, numbers[0]!, numbers[1]!.values[0]!, rowCount);
    case 'distance':
    case 'bearing':
      return betweenPlaces(operation, numbers, rowCount);
    case 'splitPart':
      return splitPart(texts[0]!, literalText(operands[1]), numbers[2]!.values[0]!, rowCount);
    case 'padStart':
    case 'padEnd':
      return pad(operation, texts[0]!, numbers[1]!.values[0]!, literalText(operands[2], ' '), rowCount);
    case 'repeat':
      return repeat(texts[0]!, numbers[1]!.values[0]!, rowCount);
    case 'indexOf':
      return indexOf(texts[0]!, texts[1]!, rowCount);
    case 'left':
      return slice(texts[0]!, 0, numbers[1]!.values[0]!, rowCount);
    case 'right':
      return right(texts[0]!, numbers[1]!.values[0]!, rowCount);
    case 'reverse':
      return reverse(texts[0]!, rowCount);
    case 'title':
      return title(texts[0]!, rowCount);
    case 'wordCount':
      return wordCount(texts[0]!, rowCount);
    case 'matches':
      return matches(texts[0]!, literalText(operands[1]), rowCount);
    case 'extract':
      return extract(texts[0]!, literalText(operands[1]), numbers[2]?.values[0] ?? 0, rowCount);
    case 'replaceMatches':
      return replaceMatches(texts[0]!, literalText(operands[1]), texts[2]!, rowCount);
    case 'week':
    case 'daysInMonth':
      return datePart(operation, numbers[0]!, rowCount);
    case 'isLeapYear':
      return isLeapYear(numbers[0]!, rowCount);
    case 'addTime':
      return addTime(numbers[0]!, numbers[1]!, literalText(operands[2]), rowCount);
    case 'difference':
      return difference(numbers[0]!, numbers[1]!, literalText(operands[2]), rowCount);
    case 'truncate':
      return truncate(numbers[0]!, literalText(operands[1]), rowCount);
    case 'age':
      return age(numbers[0]!, numbers[1]!, literalText(operands[2], 'year'), rowCount);
    case 'toZone':
    case 'fromZone':
      return shiftZone(operation, numbers[0]!, literalText(operands[1]), rowCount);
    case 'holiday':
    case 'isHoliday': {
      const place = operands.slice(1).map((operand) => literalText(operand));
      const { names, days } = holidays(numbers[0]!, place, rowCount);
      return operation === 'holiday' ? names() : days();
    }
    case 'toBoolean':
      return toBoolean(operands[0]!, rowCount);
    case 'hash':
      return hash(operands[0]!, rowCount);
    default:
      // Windows are evaluated where they stand, in `over`.
      throw new MillraceError('INTERNAL', `'${operation}' is no operation on single rows`);
  }
}
