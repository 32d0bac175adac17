import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  type BooleanExpression,
  type Columns,
  column,
  columnsOfSchema,
  columnTypeOf,
  type DatetimeExpression,
  deriveColumns,
  type Expression,
  type ExpressionLike,
  type NumberExpression,
  parseExpression,
  type TextExpression,
  typeOf,
  when,
} from '../../src/expression/index.ts';
import { schemaOf } from './batch.ts';
import { errorOf } from './support.ts';

const TYPES = {
  delay: 'int16',
  date: 'timestamp_us',
  born: 'date32',
  status: 'utf8',
  late: 'boolean',
  'odd name': 'float32',
  // biome-ignore lint/suspicious/noThenProperty: a column may have any name
  then: 'float64',
  column: 'utf8',
} as const;
type Types = typeof TYPES;
const schema = schemaOf(TYPES);

describe('deriveColumns', () => {
  it('gives expressions with the types of their columns', () => {
    const derived = deriveColumns<Types>(schema, (c) => ({
      hour: c.date.hour(),
      late15: c.delay.gt(15),
      odd: c.column('odd name').log(),
      state: c.status.lower(),
      born: c.born,
      soon: c.date.fillMissing('2001-01-01'),
      one: 1,
      odder: c.column('then').add(c.column('column').length()),
    }));
    expect(derived.map(({ name, type }) => [name, type])).toEqual([
      ['hour', 'float64'],
      ['late15', 'boolean'],
      ['odd', 'float64'],
      ['state', 'utf8'],
      ['born', 'date32'],
      ['soon', 'timestamp_us'],
      ['one', 'float64'],
      ['odder', 'float64'],
    ]);
    expect(String(derived[1]!.expression)).toBe('delay > 15');
  });

  it('has every method where the type is not known', () => {
    const build = (c: Columns) => ({ a: c.column('delay').log(), b: c.column('status').lower().contains('x') });
    expect(deriveColumns(schema, build).map(({ type }) => type)).toEqual(['float64', 'boolean']);
  });

  it('finds a missing column when it is named', () => {
    const error = errorOf(() => deriveColumns(schema, (c) => ({ hour: c.column('dalay').add(1) })));
    expect([error.code, error.column, error.remedy]).toEqual(['COLUMN_MISSING', 'dalay', "did you mean 'delay'?"]);
  });

  it('checks types when it builds', () => {
    const error = errorOf(() => deriveColumns(schema, (c) => ({ hour: c.column('delay').hour() })));
    expect([error.code, error.column]).toEqual(['COLUMN_TYPE', 'delay']);
    expect(error.message).toBe("'hour' takes a date or time, but delay is a number");
  });

  it('refuses what is no object of expressions', () => {
    for (const wrong of [() => column('delay'), () => null, () => [], () => ({ a: Number.NaN }), () => ({ a: {} })]) {
      const build = wrong as unknown as (c: Columns) => Record<string, ExpressionLike>;
      expect(errorOf(() => deriveColumns(schema, build)).code).toBe('EXPRESSION_INVALID');
    }
  });

  it('is no promise, and neither are expressions', async () => {
    const columns = columnsOfSchema(schema);
    expect(await columns).toBe(columns);
    const expression = column('late');
    expect(await expression).toBe(expression);
  });
});

describe('static types', () => {
  it('follow the columns', () => {
    type C = Columns<Types>;
    expectTypeOf<C['delay']>().toEqualTypeOf<NumberExpression>();
    expectTypeOf<C['status']>().toEqualTypeOf<TextExpression>();
    expectTypeOf<C['late']>().toEqualTypeOf<BooleanExpression>();
    expectTypeOf<C['date']>().toEqualTypeOf<DatetimeExpression>();
    expectTypeOf(when(column('late'), 1, 2)).toEqualTypeOf<NumberExpression>();
    expectTypeOf(column('x').fillMissing('none')).toEqualTypeOf<TextExpression>();
    expectTypeOf(column('x').gt(1).choose('a', 'b')).toEqualTypeOf<TextExpression>();
    // @ts-expect-error text has no logarithm
    expectTypeOf<C['status']>().toHaveProperty('log');
  });
});

describe('typeOf', () => {
  it.each([
    ['delay + 1', 'number'],
    ['delay > 1', 'boolean'],
    ['concat(status, column)', 'text'],
    ['coalesce(date, born)', 'datetime'],
    ['date - born', 'number'],
    ['if(late, status, null)', 'text'],
    ["if(late, null, '2001-01-01')", 'text'],
    ["if(late, date, '2001-01-01')", 'datetime'],
    ['null', 'number'],
  ])('%s is %s', (text, type) => {
    expect(typeOf(parseExpression(text), schema)).toBe(type);
  });

  it('keeps the type of a column that is passed on', () => {
    expect(columnTypeOf(column('odd name'), schema)).toBe('float32');
    expect(columnTypeOf(column('odd name').add(1), schema)).toBe('float64');
  });

  it.each<[string, string, string, RegExp]>([
    ['dealy > 15', 'COLUMN_MISSING', 'there is no column \'dealy\' (at character 1 of "dealy > 15")', /'delay'/],
    ['status = "bad"', 'COLUMN_MISSING', "'bad' (at character 10", /single quotes: 'bad'/],
    [
      "delay > 'late'",
      'COLUMN_TYPE',
      "delay is a number and 'late' is text (at character 1",
      /write a number in place of 'late'/,
    ],
    ['log(status)', 'COLUMN_TYPE', "'log' takes a number, but status is text (at character 5", /toNumber/],
    ['not delay', 'COLUMN_TYPE', "'not' takes true or false, but delay is a number", /> 0/],
    [
      'lower(delay + 1)',
      'EXPRESSION_INVALID',
      "'lower' takes text, but delay + 1 is a number (at character 7",
      /toText/,
    ],
    ["date > 'soon'", 'EXPRESSION_INVALID', "'soon' is no date or time (at character 8", /2001-01-31/],
    ['hour(status)', 'COLUMN_TYPE', "'hour' takes a date or time, but status is text", /state its type/],
    ['date + 1', 'COLUMN_TYPE', "'add' takes a number, but date is a date or time", /epochSeconds/],
    ['date - 1', 'COLUMN_TYPE', "'sub' takes values of one type", /write a date or time in place of 1/],
    ['status in (delay)', 'EXPRESSION_INVALID', "'isIn' takes a literal here (at character 12", /value itself/],
    ['round(delay, 0.5)', 'EXPRESSION_INVALID', "'round' takes a whole number here, not 0.5", /whole number/],
    ['late = 1', 'COLUMN_TYPE', 'late is true or false and 1 is a number', /write true or false in place of 1/],
  ])('explains %s', (text, code, message, remedy) => {
    const error = errorOf(() => typeOf(parseExpression(text), schema));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.remedy).toMatch(remedy);
  });

  it('names the expression where there is no text', () => {
    const built: Expression = column('delay')
      .add(column('status').length().add(1).round(0))
      .isIn([1, 'x' as never]);
    expect(errorOf(() => typeOf(built, schema)).message).toContain("'x' is text in");
  });

  it('counts arguments', () => {
    const error = errorOf(() => typeOf(column('delay').isIn([]), schema));
    expect([error.code, error.remedy]).toEqual(['EXPRESSION_INVALID', 'list at least one value']);
  });

  it('refuses trees that nest too deeply', () => {
    let deep = column('delay').add(1);
    for (let i = 0; i < 300; i++) deep = deep.add(1);
    expect(errorOf(() => typeOf(deep, schema)).message).toContain('nests deeper than 256');
  });
});
