import type { ExpressionNode } from '../node.ts';
import type { OperationName } from '../operations.ts';
import { invalid } from '../type-errors.ts';
import { readerOf } from './dates.ts';
import { UNIT_EXAMPLES, unitKinds } from './units.ts';

/**
 * Checks the literals that say how text is read, as far as they are no choice of a few: units, zones, pairs.
 * @throws MillraceError EXPRESSION_INVALID
 */
export function checkReading(name: OperationName, nodes: readonly ExpressionNode[]): void {
  if (name === 'parseUnit') checkUnits(nodes);
  else if (name === 'parseDate') checkZone(nodes[2]);
  else if (name === 'mapValues' && nodes.length % 2 === 0) {
    throw invalid(nodes.at(-1)!, "'mapValues' takes pairs: a value, and what it becomes", 'add what it becomes');
  }
}

function checkUnits([, unit, bare]: readonly ExpressionNode[]): void {
  const kinds = unitKinds(textOf(unit));
  if (kinds.length > 1) {
    throw invalid(unit!, `'${textOf(unit)}' is a unit of ${kinds.join(' and of ')}`, "write 'min' or 'metre', for one");
  }
  if (kinds.length === 0) throw invalid(unit!, `there is no unit '${textOf(unit)}'`, `units are: ${UNIT_EXAMPLES}, …`);
  if (bare === undefined || textOf(bare) === '' || unitKinds(textOf(bare)).includes(kinds[0]!)) return;
  throw invalid(
    bare,
    `'${textOf(bare)}' is no unit of ${kinds[0]}`,
    `name one, or '' to take no number without a unit`,
  );
}

function checkZone(node: ExpressionNode | undefined): void {
  if (node === undefined) return;
  try {
    readerOf({ order: 'none', zone: textOf(node), formats: [] });
  } catch {
    throw invalid(node, `there is no time zone '${textOf(node)}'`, "write it as 'Europe/Berlin' or 'UTC'");
  }
}

function textOf(node: ExpressionNode | undefined): string {
  return node?.kind === 'literal' ? String(node.value ?? '') : '';
}
