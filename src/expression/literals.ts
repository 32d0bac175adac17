import { holidayPlaceFault } from './holiday-table.ts';
import { isZone } from './kernels/dates.ts';
import type { ExpressionNode } from './node.ts';
import type { OperationName } from './operations.ts';
import { LinearPattern } from './pattern/linear-pattern.ts';
import { invalid } from './type-errors.ts';

/**
 * Checks literals that are more than a type: patterns, zones, places, widths.
 * @throws MillraceError EXPRESSION_INVALID
 */
export function checkLiterals(name: OperationName, nodes: readonly ExpressionNode[]): void {
  switch (name) {
    case 'matches':
    case 'extract':
    case 'replaceMatches':
      checkPattern(nodes[1]!, name === 'extract' ? nodes[2] : undefined);
      break;
    case 'toZone':
    case 'fromZone':
      if (isZone(textOf(nodes[1]))) return;
      throw invalid(nodes[1]!, `there is no time zone '${textOf(nodes[1])}'`, "write it as 'Europe/Berlin' or 'UTC'");
    case 'holiday':
    case 'isHoliday': {
      const fault = holidayPlaceFault(nodes.slice(1).map(textOf));
      if (fault === undefined) return;
      throw invalid(nodes.at(-1)!, `no holidays are known of ${nodes.slice(1).map(textOf).join('-')}`, fault);
    }
    case 'splitPart':
      demand(nodes[1]!, textOf(nodes[1]) !== '', 'a separator is at least one character');
      break;
    case 'padStart':
    case 'padEnd':
      if (nodes[2] !== undefined) demand(nodes[2], textOf(nodes[2]) !== '', 'a filling is at least one character');
      demand(nodes[1]!, inRange(nodes[1]!, 0, 65_536), 'a width is from 0 to 65,536');
      break;
    case 'repeat':
      demand(nodes[1]!, inRange(nodes[1]!, 0, 65_536), 'text is repeated 0 to 65,536 times');
      break;
    case 'left':
    case 'right':
      demand(nodes[1]!, inRange(nodes[1]!, 0, 2 ** 31), 'a count is not negative');
      break;
    case 'cycleSin':
    case 'cycleCos':
      demand(nodes[1]!, inRange(nodes[1]!, Number.MIN_VALUE, Number.MAX_VALUE), 'a period is above 0');
      break;
  }
}

function checkPattern(node: ExpressionNode, group: ExpressionNode | undefined): void {
  let pattern: LinearPattern;
  try {
    pattern = new LinearPattern(textOf(node));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalid(node, error.message, 'see the documentation of matches for what a pattern may hold');
  }
  if (group === undefined) return;
  demand(group, inRange(group, 0, pattern.groupCount), `the pattern has the groups 0 to ${pattern.groupCount}`);
}

function inRange(node: ExpressionNode, low: number, high: number): boolean {
  return node.kind === 'literal' && typeof node.value === 'number' && node.value >= low && node.value <= high;
}

function demand(node: ExpressionNode, holds: boolean, message: string): void {
  if (!holds) throw invalid(node, message, 'write another value');
}

function textOf(node: ExpressionNode | undefined): string {
  return node?.kind === 'literal' ? String(node.value ?? '') : '';
}
