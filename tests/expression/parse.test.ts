import { describe, expect, it } from 'vitest';
import {
  column,
  columnsOf,
  type Expression,
  type ExpressionNode,
  expressionFromJson,
  expressionOf,
  formatExpression,
  literal,
  parseExpression,
  rowId,
  when,
} from '../../src/expression/index.ts';
import { argumentCounts, OPERATION_NAMES, OPERATIONS } from '../../src/expression/operations.ts';
import { errorOf, randomBelow } from './support.ts';

const a = column('a');
const b = column('b');
const c = column('c');

describe('parseExpression', () => {
  const cases: readonly (readonly [string, Expression])[] = [
    ['delay > 15', column('delay').gt(15)],
    ["speed <= 200 and not (status = 'bad')", column('speed').le(200).and(column('status').eq('bad').not())],
    ['a + b * c', a.add(b.mul(c))],
    ['(a + b) * c', a.add(b).mul(c)],
    ['a - b - c', a.sub(b).sub(c)],
    ['a - (b - c)', a.sub(b.sub(c))],
    ['a ^ b ^ c', a.pow(b.pow(c))],
    ['-a ^ 2', a.pow(2).neg()],
    ['-5 * a', literal(-5).mul(a)],
    ['- 5', literal(-5)],
    ['-(5)', literal(5).neg()],
    ['a - -5', a.sub(-5)],
    ['a % 2 / .5', a.mod(2).div(0.5)],
    ['a or b and not c', a.or(b.and(c.not()))],
    ['NOT a OR b', a.not().or(b)],
    ['a != 1e-3', a.ne(0.001)],
    ['a <> 1', a.ne(1)],
    ['a == true', a.eq(true)],
    ['a is null', a.isMissing()],
    ['a is not missing', a.isMissing().not()],
    ["a in ('x', 'it''s')", a.isIn(['x', "it's"])],
    ['a not in (1, -2, null)', a.isIn([1, -2, null]).not()],
    ['if(a > 1, b, c)', when(a.gt(1), b, c)],
    ['HOUR(date)', column('date').hour()],
    ['dayofweek(date)', column('date').dayOfWeek()],
    ['round(log(a), 2)', a.log().round(2)],
    ['slice(a, 1, -1)', a.slice(1, -1)],
    ['fillMissing(a, 0)', a.fillMissing(0)],
    ['rowId() % 2', rowId().mod(2)],
    ["datetime('2001-01-31') > date", literal(new Date(Date.UTC(2001, 0, 31))).gt(column('date'))],
    ['"odd "" name" + `x``y`', column('odd " name').add(column('x`y'))],
    ['"and" = Sepal.Length', column('and').eq(column('Sepal.Length'))],
    ['größe_2 >= 1', column('größe_2').ge(1)],
    ['log + 1', column('log').add(1)],
  ];

  it.each(cases)('%s', (text, expected) => {
    expect(parseExpression(text).node).toEqual(expected.node);
  });

  it.each([
    ['delay >', 8, 'expected a column, a value or a function, found the end'],
    ['delay 15', 7, "expected an operator or the end, found '15'"],
    ['(a + b', 7, "expected ')', found the end"],
    ['a < b < c', 7, "expected 'and' or 'or' between two comparisons"],
    ['a && b', 3, "'&' has no meaning here"],
    ["a = 'bad", 5, "the quote ' is never closed"],
    ['a is 5', 6, "expected 'null' after 'is'"],
    ['a in 5', 6, "expected '(' after 'in'"],
    ['a in ()', 7, 'expected a value in the list'],
    ['a not b', 7, "expected 'in' after 'not'"],
    ['log(a, b)', 1, "'log' takes 1 argument, not 2"],
    ['concat(a,)', 10, 'expected a column, a value or a function'],
    ['lgo1p(a)', 1, "there is no function 'lgo1p'"],
    ["datetime('soon')", 1, "'datetime' takes one date or time as text"],
    ['and > 1', 1, "a column named 'and' needs double quotes"],
    ['1e999', 1, 'expected a number that float64 can hold'],
    ['', 1, 'expected a column, a value or a function, found the end'],
    ['\u{1F600}', 1, "'\u{1F600}' has no meaning here"],
  ])('names the place in %j', (text, character, message) => {
    const error = errorOf(() => parseExpression(text));
    expect(error.code).toBe('EXPRESSION_INVALID');
    expect(error.message).toContain(message);
    expect(error.message).toContain(`(at character ${character} of "${text}")`);
    expect(error.remedy).toBeTruthy();
  });

  it('suggests the nearest function', () => {
    expect(errorOf(() => parseExpression('dayofweak(d)')).remedy).toBe("did you mean 'dayOfWeek'?");
  });

  it.each(['('.repeat(300), 'not '.repeat(300), '-'.repeat(300), '2^'.repeat(300), 'log('.repeat(300)])(
    'refuses to nest without end',
    (start) => {
      const error = errorOf(() => parseExpression(`${start}a${start.includes('(') ? ')'.repeat(300) : ''}`));
      expect(error.code).toBe('EXPRESSION_INVALID');
      expect(error.message).toContain('nests deeper');
    },
  );
});

describe('random trees', () => {
  const random = randomBelow(7);
  const trees = Array.from({ length: 3000 }, () => randomNode(random, 4));

  it('come back from text as they were', () => {
    for (const node of trees) {
      const text = formatExpression(expressionOf(node));
      expect(parseExpression(text).node, text).toEqual(node);
    }
  });

  it('come back from JSON as they were', () => {
    for (const node of trees) {
      expect(expressionFromJson(JSON.parse(JSON.stringify(expressionOf(node)))).node).toEqual(node);
    }
  });
});

describe('expressionFromJson', () => {
  const literalNode = { kind: 'literal', value: 1 };
  it.each<[string, unknown]>([
    ['no object', 5],
    ['a list', []],
    ['an unknown kind', { kind: 'script', source: 'process.exit()' }],
    ['an unknown operation', { kind: 'call', operation: 'eval', arguments: [literalNode] }],
    ['an inherited operation', { kind: 'call', operation: 'constructor', arguments: [literalNode] }],
    ['too few arguments', { kind: 'call', operation: 'add', arguments: [literalNode] }],
    ['too many arguments', { kind: 'call', operation: 'log', arguments: [literalNode, literalNode] }],
    ['arguments that are no list', { kind: 'call', operation: 'log', arguments: literalNode }],
    ['a broken argument', { kind: 'call', operation: 'log', arguments: [null] }],
    ['an unknown key', { kind: 'column', name: 'a', extra: 1 }],
    ['a name that is no text', { kind: 'column', name: 5 }],
    ['an infinite literal', { kind: 'literal', value: Number.POSITIVE_INFINITY }],
    ['an object as literal', { kind: 'literal', value: {} }],
    ['a literal without a value', { kind: 'literal' }],
    ['no instant', { kind: 'datetime', value: 'today' }],
    ['endless nesting', Array.from({ length: 5000 }).reduce((node) => call('neg', node), literalNode)],
  ])('refuses %s', (_, json) => {
    expect(errorOf(() => expressionFromJson(json)).code).toBe('MODEL_CORRUPT');
  });

  it('names the path of what is wrong', () => {
    const json = call('neg', { kind: 'call', operation: 'add', arguments: [literalNode, { kind: 'column', name: 1 }] });
    expect(errorOf(() => expressionFromJson(json)).message).toContain('expression.arguments[0].arguments[1].name');
  });
});

describe('columnsOf', () => {
  it('lists each column once, in order', () => {
    expect(columnsOf(parseExpression('if(b > 1, a, b) + c + rowId()'))).toEqual(['b', 'a', 'c']);
    expect(columnsOf(literal(1))).toEqual([]);
  });
});

describe('builder', () => {
  it('refuses values that no literal can hold', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 2n ** 53n + 1n, new Date(Number.NaN)]) {
      expect(errorOf(() => literal(value as number)).code).toBe('EXPRESSION_INVALID');
    }
  });

  it('prints itself', () => {
    expect(String(column('delay').gt(15).and(column('x y').isMissing()))).toBe('delay > 15 and "x y" is null');
  });
});

function call(operation: string, ...values: unknown[]): unknown {
  return { kind: 'call', operation, arguments: values };
}

/** Any tree whose arguments fit in number; types are not looked at. */
function randomNode(random: (below: number) => number, depth: number): ExpressionNode {
  if (depth === 0 || random(5) === 0) return randomLeaf(random);
  const operation = OPERATION_NAMES[random(OPERATION_NAMES.length)]!;
  const [least, most] = argumentCounts(operation);
  const count = least + random(Math.min(most, least + 2) - least + 1);
  const { parameters } = OPERATIONS[operation];
  return {
    kind: 'call',
    operation,
    arguments: Array.from({ length: count }, (_, i) =>
      parameters[Math.min(i, parameters.length - 1)]!.literal ? randomLeaf(random) : randomNode(random, depth - 1),
    ),
  };
}

function randomLeaf(random: (below: number) => number): ExpressionNode {
  const leaves: readonly ExpressionNode[] = [
    { kind: 'column', name: ['a', 'odd name', 'q"`\'', 'not', 'If', '', 'log', '1st'][random(8)]! },
    { kind: 'rowId' },
    { kind: 'literal', value: [0, -1, 2.5, -1e-7, 1e21, 123_456_789][random(6)]! },
    { kind: 'literal', value: ['', "it's", 'a "b"', 'néé\n'][random(4)]! },
    { kind: 'literal', value: [true, false, null][random(3)]! },
    { kind: 'datetime', value: ['1969-12-31T23:59:59.999999Z', '2001-01-31T00:00:00Z'][random(2)]! },
  ];
  return leaves[random(leaves.length)]!;
}
