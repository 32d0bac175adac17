import { MillraceError } from '../core/errors.ts';
import { formatNode } from './format.ts';
import { type ExpressionNode, type ExpressionType, type Place, placeOf } from './node.ts';
import type { OperationName } from './operations.ts';

/** An argument of a type that the operation does not take. */
export function wrongType(
  name: OperationName,
  node: ExpressionNode,
  found: ExpressionType,
  allowed: readonly ExpressionType[],
): MillraceError {
  const message = `'${name}' takes ${allowed.map(describeType).join(' or ')}, but ${formatNode(node)} is ${describeType(found)}`;
  return typeError(node, message, conversion(found, allowed[0]!));
}

/** Arguments that must have one type and have two: `sources[at]` is not of the type that the first has. */
export function mixedTypes(
  name: OperationName,
  sources: readonly ExpressionNode[],
  types: readonly (ExpressionType | null)[],
  at: number,
  common: ExpressionType,
): MillraceError {
  const other = sources[types.indexOf(common)]!;
  const found = types[at]!;
  const [a, b] = [formatNode(other), formatNode(sources[at]!)];
  const message = `'${name}' takes values of one type, but ${a} is ${describeType(common)} and ${b} is ${describeType(found)}`;
  const literal = [sources[at]!, other].find((node) => node.kind === 'literal');
  const wanted = literal === other ? found : common;
  const remedy = literal
    ? `write ${describeType(wanted)} in place of ${formatNode(literal)}`
    : conversion(found, common);
  // The column is the one to look at when a literal of another type stands beside it.
  return typeError(sources[at]!.kind === 'column' ? sources[at]! : other, message, remedy);
}

function conversion(found: ExpressionType, wanted: ExpressionType): string {
  if (wanted === 'number' && found === 'datetime') return 'use epochSeconds(…), or a part such as year(…)';
  if (wanted === 'number') return 'convert it with toNumber(…)';
  if (wanted === 'text') return 'convert it with toText(…)';
  if (wanted === 'boolean') return `compare it with a value, such as ${found === 'text' ? "… = 'yes'" : '… > 0'}`;
  return 'read the column as a date or time: state its type where the file is read';
}

function typeError(node: ExpressionNode, message: string, remedy: string): MillraceError {
  if (node.kind !== 'column') return invalid(node, message, remedy);
  return new MillraceError('COLUMN_TYPE', message + describePlace(placeOf(node)), { column: node.name, remedy });
}

/** An error at a node, wherever it came from. */
export function invalid(node: ExpressionNode, message: string, remedy: string): MillraceError {
  const place = placeOf(node);
  const where = place === undefined ? ` in ${formatNode(node)}` : describePlace(place);
  return new MillraceError('EXPRESSION_INVALID', message + where, { remedy, value: place?.text });
}

/** ` (at character 7 of "delay > x")`, or nothing for a node that was not parsed. */
export function describePlace(place: Place | undefined): string {
  return place === undefined ? '' : ` (at character ${place.start + 1} of "${place.text}")`;
}

function describeType(type: ExpressionType): string {
  return { number: 'a number', boolean: 'true or false', text: 'text', datetime: 'a date or time' }[type];
}
