import { type ColumnType, isNumericType } from '../core/column.ts';
import { MillraceError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';
import type { Schema } from '../core/schema.ts';
import { microsecondsFromIso } from './civil.ts';
import { formatNode } from './format.ts';
import { checkLiterals } from './literals.ts';
import { type ExpressionNode, type ExpressionType, MAX_DEPTH, placeOf, tooDeep } from './node.ts';
import {
  argumentCounts,
  describeArgumentCounts,
  isWindow,
  OPERATIONS,
  type Operation,
  type OperationName,
} from './operations.ts';
import { checkReading } from './reading/check.ts';
import { describePlace, invalid, mixedTypes, wrongType } from './type-errors.ts';
import { checkWindows, outsideOver } from './windows/check.ts';

/** A node with its type, and its literals read as what they stand beside. What evaluation runs. */
export type CheckedNode =
  | { readonly kind: 'column'; readonly type: ExpressionType; readonly name: string }
  | { readonly kind: 'rowId'; readonly type: 'number' }
  /** A datetime's value is microseconds since 1970-01-01 UTC. */
  | { readonly kind: 'literal'; readonly type: ExpressionType; readonly value: number | string | boolean | null }
  | {
      readonly kind: 'call';
      readonly type: ExpressionType;
      readonly operation: OperationName;
      readonly arguments: readonly CheckedNode[];
    };

/** The type of a column by its name; null for a value whose type is unknown because it is missing. */
export type ColumnTypes = (name: string, node: ExpressionNode) => ColumnType | null;

/** The type that a column has inside expressions. */
export function expressionTypeOf(type: ColumnType): ExpressionType {
  if (isNumericType(type)) return 'number';
  if (type === 'boolean') return 'boolean';
  return type === 'utf8' ? 'text' : 'datetime';
}

/**
 * Looks columns up in a schema.
 * @throws MillraceError COLUMN_MISSING, with the nearest name there is.
 */
export function columnTypesOf(schema: Schema): ColumnTypes {
  return (name, node) => {
    if (schema.has(name)) return schema.field(name).type;
    const near = nearestName(name, schema.names);
    const place = placeOf(node);
    let remedy = near === undefined ? schemaRemedy(schema) : `did you mean '${near}'?`;
    if (place?.doubleQuoted) remedy += `; text is written in single quotes: '${name}'`;
    throw new MillraceError('COLUMN_MISSING', `there is no column '${name}'${describePlace(place)}`, {
      column: name,
      remedy,
    });
  };
}

/**
 * Checks an expression against the types of its columns.
 * @throws MillraceError COLUMN_MISSING, COLUMN_TYPE or EXPRESSION_INVALID, each naming the place and a remedy.
 */
export function check(node: ExpressionNode, types: ColumnTypes): CheckedNode {
  if (node.kind === 'call' && isWindow(node.operation)) throw outsideOver(node);
  return withType(checkNode(node, types, 1), 'number');
}

/** A node whose type is open yet: a missing value takes the type its place asks for. */
type OpenNode = CheckedNode | { readonly kind: 'missing'; readonly type: null };

const MISSING: OpenNode = { kind: 'missing', type: null };

function checkNode(node: ExpressionNode, types: ColumnTypes, depth: number): OpenNode {
  if (depth > MAX_DEPTH) throw tooDeep();
  switch (node.kind) {
    case 'column': {
      const type = types(node.name, node);
      return type === null ? MISSING : { kind: 'column', type: expressionTypeOf(type), name: node.name };
    }
    case 'rowId':
      return { kind: 'rowId', type: 'number' };
    case 'literal':
      if (node.value === null) return MISSING;
      return { kind: 'literal', type: literalType(node.value), value: node.value };
    case 'datetime':
      return instant(node.value, node);
    case 'call':
      return checkCall(node, types, depth);
  }
}

function checkCall(node: ExpressionNode & { kind: 'call' }, types: ColumnTypes, depth: number): CheckedNode {
  const name = node.operation;
  const operation: Operation = OPERATIONS[name];
  const [least, most] = argumentCounts(name);
  if (node.arguments.length < least || node.arguments.length > most) {
    const remedy = name === 'isIn' ? 'list at least one value' : `give ${describeArgumentCounts(name)}`;
    throw invalid(node, `'${name}' takes ${describeArgumentCounts(name)}, not ${node.arguments.length}`, remedy);
  }
  const checked = node.arguments.map((argument) => checkNode(argument, types, depth + 1));
  const parameter = (i: number) => operation.parameters[Math.min(i, operation.parameters.length - 1)]!;
  const common = commonType(checked.filter((_, i) => parameter(i).same));

  const known = checked.map(({ type }) => type);
  const settled = checked.map((argument, i): CheckedNode => {
    const { same, types: allowed, literal, choices, whole } = parameter(i);
    const source = node.arguments[i]!;
    const wanted = same ? (common ?? allowed[0]!) : allowed[0]!;
    if (literal && source.kind !== 'literal' && source.kind !== 'datetime') {
      throw invalid(source, `'${name}' takes a literal here`, 'write the value itself, not a column or a calculation');
    }
    if (argument.type === null) return withType(argument, wanted);
    if (wanted === 'datetime' && source.kind === 'literal' && typeof source.value === 'string') {
      return instant(source.value, source);
    }
    if (!allowed.includes(argument.type)) throw wrongType(name, source, argument.type, allowed);
    if (choices !== undefined) requireChoice(source, choices);
    if (whole) requireWhole(name, source);
    if (same && argument.type !== common) throw mixedTypes(name, node.arguments, known, i, common!);
    return argument;
  });
  checkReading(name, node.arguments);
  checkLiterals(name, node.arguments);
  checkWindows(name, node);
  return {
    kind: 'call',
    type: operation.result === 'same' ? (common ?? 'number') : operation.result,
    operation: name,
    arguments: settled,
  };
}

/** The type that arguments share: a datetime wins over text, which may be a literal instant; else the first one. */
function commonType(nodes: readonly OpenNode[]): ExpressionType | undefined {
  const known = nodes.flatMap((node) => node.type ?? []);
  return known.includes('datetime') ? 'datetime' : known[0];
}

function withType(node: OpenNode, type: ExpressionType): CheckedNode {
  return node.kind === 'missing' ? { kind: 'literal', type, value: null } : node;
}

function instant(text: string, node: ExpressionNode): CheckedNode {
  const value = microsecondsFromIso(text);
  if (value === undefined) {
    throw invalid(node, `'${text}' is no date or time`, `write it as '2001-01-31' or '2001-01-31T06:00:00Z'`);
  }
  return { kind: 'literal', type: 'datetime', value };
}

function requireChoice(node: ExpressionNode, choices: readonly string[]): void {
  if (node.kind === 'literal' && choices.includes(String(node.value))) return;
  const list = choices.map((one) => `'${one}'`).join(' or ');
  throw invalid(node, `this takes ${list}, not ${formatNode(node)}`, `write ${list}`);
}

function requireWhole(name: string, node: ExpressionNode): void {
  if (node.kind === 'literal' && Number.isInteger(node.value) && Math.abs(node.value as number) < 2 ** 31) return;
  throw invalid(node, `'${name}' takes a whole number here, not ${formatNode(node)}`, 'write a whole number');
}

function literalType(value: number | string | boolean): ExpressionType {
  if (typeof value === 'number') return 'number';
  return typeof value === 'string' ? 'text' : 'boolean';
}

/** The names to choose from, where none is near. */
function schemaRemedy(schema: Schema): string {
  const names = schema.names;
  return `use one of: ${names.slice(0, 20).join(', ')}${names.length > 20 ? `, and ${names.length - 20} more` : ''}`;
}
