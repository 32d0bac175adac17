import { MillraceError } from '../core/errors.ts';
import { type AnyExpression, expressionOf } from './builder.ts';
import { microsecondsFromIso } from './civil.ts';
import { type ExpressionNode, MAX_DEPTH } from './node.ts';
import { argumentCounts, isOperationName } from './operations.ts';

/**
 * Reads an expression from the JSON that a model holds. Nothing is taken on trust: kinds and operations are closed
 * lists, keys are exactly the known ones, and depth is bounded.
 * @throws MillraceError MODEL_CORRUPT, naming the path of what is wrong.
 */
export function expressionFromJson(json: unknown): AnyExpression {
  return expressionOf(nodeFromJson(json, 'expression', 1));
}

function nodeFromJson(json: unknown, path: string, depth: number): ExpressionNode {
  if (depth > MAX_DEPTH) throw corrupt(path, `nests deeper than ${MAX_DEPTH} levels`);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw corrupt(path, 'is no expression node');
  const node = json as Readonly<Record<string, unknown>>;
  switch (node.kind) {
    case 'column':
      requireKeys(node, path, ['kind', 'name']);
      if (typeof node.name !== 'string') throw corrupt(`${path}.name`, 'is no column name');
      return { kind: 'column', name: node.name };
    case 'rowId':
      requireKeys(node, path, ['kind']);
      return { kind: 'rowId' };
    case 'literal':
      requireKeys(node, path, ['kind', 'value']);
      if (!isLiteral(node.value)) throw corrupt(`${path}.value`, 'is no finite number, text, boolean or null');
      return { kind: 'literal', value: node.value };
    case 'datetime':
      requireKeys(node, path, ['kind', 'value']);
      if (typeof node.value !== 'string' || microsecondsFromIso(node.value) === undefined) {
        throw corrupt(`${path}.value`, 'is no instant');
      }
      return { kind: 'datetime', value: node.value };
    case 'call':
      requireKeys(node, path, ['kind', 'operation', 'arguments']);
      return callFromJson(node, path, depth);
    default:
      throw corrupt(`${path}.kind`, 'is no kind of expression');
  }
}

function callFromJson(node: Readonly<Record<string, unknown>>, path: string, depth: number): ExpressionNode {
  const { operation, arguments: values } = node;
  if (typeof operation !== 'string' || !isOperationName(operation)) throw corrupt(`${path}.operation`, 'is unknown');
  const [least, most] = argumentCounts(operation);
  if (!Array.isArray(values) || values.length < least || values.length > most) {
    throw corrupt(`${path}.arguments`, `do not fit '${operation}'`);
  }
  const nodes = values.map((value: unknown, i) => nodeFromJson(value, `${path}.arguments[${i}]`, depth + 1));
  return { kind: 'call', operation, arguments: nodes };
}

function isLiteral(value: unknown): value is number | string | boolean | null {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function requireKeys(node: object, path: string, keys: readonly string[]): void {
  for (const key of Object.keys(node)) if (!keys.includes(key)) throw corrupt(`${path}.${key}`, 'is unknown');
}

function corrupt(path: string, message: string): MillraceError {
  return new MillraceError('MODEL_CORRUPT', `${path} ${message}`, {
    remedy: 'get the model again from where it was saved',
  });
}
