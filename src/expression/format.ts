import { type ExpressionNode, MAX_DEPTH, tooDeep } from './node.ts';
import type { OperationName } from './operations.ts';

/** How tightly each form binds, the loosest first. The parser's levels are the same. */
const LEVEL = { or: 1, and: 2, not: 3, comparison: 4, sum: 5, product: 6, negation: 7, power: 8, primary: 9 } as const;

const INFIX: Partial<Record<OperationName, readonly [string, number]>> = {
  or: ['or', LEVEL.or],
  and: ['and', LEVEL.and],
  eq: ['=', LEVEL.comparison],
  ne: ['!=', LEVEL.comparison],
  lt: ['<', LEVEL.comparison],
  le: ['<=', LEVEL.comparison],
  gt: ['>', LEVEL.comparison],
  ge: ['>=', LEVEL.comparison],
  add: ['+', LEVEL.sum],
  sub: ['-', LEVEL.sum],
  mul: ['*', LEVEL.product],
  div: ['/', LEVEL.product],
  mod: ['%', LEVEL.product],
  pow: ['^', LEVEL.power],
};

/** Words that are no column names unless quoted. */
export const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'is', 'null', 'true', 'false']);

export const BARE_NAME = /^[\p{L}_][\p{L}\p{N}_.]*$/u;

/** The expression as text that `parse` reads back to an equal one. */
export function formatNode(node: ExpressionNode, depth = 1): string {
  return print(node, depth)[0];
}

/** The text and how tightly it binds. */
function print(node: ExpressionNode, depth: number): [string, number] {
  if (depth > MAX_DEPTH) throw tooDeep();
  switch (node.kind) {
    case 'column':
      return [formatName(node.name), LEVEL.primary];
    case 'rowId':
      return ['rowId()', LEVEL.primary];
    case 'datetime':
      return [`datetime(${quoteText(node.value)})`, LEVEL.primary];
    case 'literal':
      if (typeof node.value === 'string') return [quoteText(node.value), LEVEL.primary];
      return [String(node.value), typeof node.value === 'number' && node.value < 0 ? LEVEL.negation : LEVEL.primary];
    case 'call':
      return printCall(node.operation, node.arguments, depth + 1);
  }
}

function printCall(operation: OperationName, nodes: readonly ExpressionNode[], depth: number): [string, number] {
  const at = (i: number, level: number) => {
    const [text, own] = print(nodes[i]!, depth);
    return own < level ? `(${text})` : text;
  };
  const list = (from: number) =>
    nodes
      .slice(from)
      .map((node) => formatNode(node, depth))
      .join(', ');
  const infix = INFIX[operation];
  if (infix !== undefined && nodes.length === 2) {
    const [sign, level] = infix;
    // Sums, products, `and` and `or` group to the left; comparisons and powers are always set apart.
    const left = level === LEVEL.comparison || level === LEVEL.power ? level + 1 : level;
    return [`${at(0, left)} ${sign} ${at(1, level + 1)}`, level];
  }
  if (operation === 'not' && nodes.length === 1) return [`not ${at(0, LEVEL.not)}`, LEVEL.not];
  if (operation === 'neg' && nodes.length === 1) {
    // `-5` is the literal, `-(5)` the negation of 5.
    const text = at(0, LEVEL.power);
    return [nodes[0]!.kind === 'literal' && !text.startsWith('(') ? `-(${text})` : `-${text}`, LEVEL.negation];
  }
  if (operation === 'isMissing' && nodes.length === 1) return [`${at(0, LEVEL.sum)} is null`, LEVEL.comparison];
  if (operation === 'between' && nodes.length === 3) {
    return [`${at(0, LEVEL.sum)} between ${at(1, LEVEL.sum)} and ${at(2, LEVEL.sum)}`, LEVEL.comparison];
  }
  if (operation === 'isIn' && nodes.length > 1) return [`${at(0, LEVEL.sum)} in (${list(1)})`, LEVEL.comparison];
  return [`${operation === 'when' ? 'if' : operation}(${list(0)})`, LEVEL.primary];
}

function formatName(name: string): string {
  if (BARE_NAME.test(name) && !RESERVED.has(name.toLowerCase())) return name;
  return `"${name.replaceAll('"', '""')}"`;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
