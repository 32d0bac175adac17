import { nearestName } from '../core/nearest.ts';
import { type AnyExpression, caseNode, expressionOf } from './builder.ts';
import { isoFromMicroseconds, microsecondsFromIso } from './civil.ts';
import { RESERVED } from './format.ts';
import { type ExpressionNode, MAX_DEPTH, setPlace, tooDeep } from './node.ts';
import { argumentCounts, describeArgumentCounts, OPERATION_NAMES, type OperationName } from './operations.ts';
import { syntaxError, type Token, tokenize } from './tokens.ts';

const COMPARISONS: Readonly<Record<string, OperationName>> = {
  '=': 'eq',
  '==': 'eq',
  '!=': 'ne',
  '<>': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
};
const SUMS: Readonly<Record<string, OperationName>> = { '+': 'add', '-': 'sub' };
const PRODUCTS: Readonly<Record<string, OperationName>> = { '*': 'mul', '/': 'div', '%': 'mod' };

/** Function names that differ from the operation's, in lower case. */
const FUNCTIONS: ReadonlyMap<string, OperationName> = new Map([
  ...OPERATION_NAMES.map((name) => [name.toLowerCase(), name] as const),
  ['if', 'when'],
  ['fillmissing', 'coalesce'],
]);

/**
 * Reads an expression from text, such as `delay > 15` or `speed <= 200 and not (status = 'bad')`.
 *
 * Loosest first: `or`; `and`; `not`; `= != < <= > >=`, `in (…)`, `not in (…)`, `between … and …`, `is null`, `is not null`; `+ -`;
 * `* / %`; `-x`; `^`. Functions are the operations by name (`log(x)`, `hour(date)`), `if(condition, a, b)`,
 * `case(condition, a, condition, b, …, otherwise)`,
 * `datetime('2001-01-31')` and `rowId()`. Names with odd characters stand in double quotes or backticks, text in
 * single quotes (a quote inside is doubled). Keywords and function names may be written in any case.
 * @throws MillraceError EXPRESSION_INVALID with the position and what was expected there.
 */
export function parseExpression(text: string): AnyExpression {
  return expressionOf(new Parser(text).parse());
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  parse(): ExpressionNode {
    const node = this.#or();
    if (this.#next.kind !== 'end') throw this.#unexpected('an operator or the end');
    return node;
  }

  get #next(): Token {
    return this.#tokens[this.#at]!;
  }

  #or(): ExpressionNode {
    // Every level of nesting passes here; the parts that do not (`not`, `-`, `^`) count for themselves.
    return this.#nested(() =>
      this.#chain(
        () => this.#and(),
        () => (this.#takeWord('or') ? 'or' : undefined),
      ),
    );
  }

  #and(): ExpressionNode {
    return this.#chain(
      () => this.#not(),
      () => (this.#takeWord('and') ? 'and' : undefined),
    );
  }

  #not(): ExpressionNode {
    const start = this.#next.start;
    if (!this.#takeWord('not')) return this.#comparison();
    return this.#call('not', [this.#nested(() => this.#not())], start);
  }

  #comparison(): ExpressionNode {
    const start = this.#next.start;
    const left = this.#sum();
    const operation = this.#takeSign(COMPARISONS);
    if (operation !== undefined) {
      const node = this.#call(operation, [left, this.#sum()], start);
      if (this.#next.kind === 'sign' && COMPARISONS[this.#next.value] !== undefined) {
        throw this.#unexpected("'and' or 'or' between two comparisons");
      }
      return node;
    }
    if (this.#takeWord('is')) {
      const negated = this.#takeWord('not');
      if (!this.#takeWord('null') && !this.#takeWord('missing')) throw this.#unexpected("'null' after 'is'");
      return this.#negatedIf(negated, this.#call('isMissing', [left], start), start);
    }
    const negated = this.#isWord('not') && this.#takeWord('not');
    if (this.#takeWord('between')) {
      const low = this.#sum();
      if (!this.#takeWord('and')) throw this.#unexpected("'and' between two bounds");
      return this.#negatedIf(negated, this.#call('between', [left, low, this.#sum()], start), start);
    }
    if (this.#takeWord('in')) {
      const members = this.#list("'(' after 'in'");
      if (members.length === 0) throw this.#unexpected('a value in the list', this.#at - 1);
      return this.#negatedIf(negated, this.#call('isIn', [left, ...members], start), start);
    }
    if (negated) throw this.#unexpected("'in' after 'not', or 'between'");
    return left;
  }

  #sum(): ExpressionNode {
    return this.#chain(
      () => this.#product(),
      () => this.#takeSign(SUMS),
    );
  }

  #product(): ExpressionNode {
    return this.#chain(
      () => this.#unary(),
      () => this.#takeSign(PRODUCTS),
    );
  }

  #unary(): ExpressionNode {
    const start = this.#next.start;
    if (this.#takeSign({ '+': 'add' }) !== undefined) return this.#nested(() => this.#unary());
    if (this.#takeSign({ '-': 'neg' }) === undefined) return this.#power();
    const bare = this.#next.kind === 'number';
    const operand = this.#nested(() => this.#unary());
    if (bare && operand.kind === 'literal' && typeof operand.value === 'number') {
      return this.#placed({ kind: 'literal', value: operand.value === 0 ? 0 : -operand.value }, start);
    }
    return this.#call('neg', [operand], start);
  }

  #power(): ExpressionNode {
    const start = this.#next.start;
    const base = this.#primary();
    if (this.#takeSign({ '^': 'pow', '**': 'pow' }) === undefined) return base;
    return this.#call('pow', [base, this.#nested(() => this.#unary())], start);
  }

  #primary(): ExpressionNode {
    const token = this.#next;
    const { start } = token;
    if (token.kind === 'number') {
      const value = Number(token.value);
      if (!Number.isFinite(value)) throw this.#unexpected('a number that float64 can hold');
      this.#at++;
      return this.#placed({ kind: 'literal', value }, start);
    }
    if (token.kind === 'text') {
      this.#at++;
      return this.#placed({ kind: 'literal', value: token.value }, start);
    }
    if (token.kind === 'name') {
      if (!token.quoted && RESERVED.has(token.value.toLowerCase())) return this.#keyword(token);
      this.#at++;
      if (!token.quoted && this.#isSign('(')) return this.#function(token);
      const node: ExpressionNode = { kind: 'column', name: token.value };
      const doubleQuoted = token.quoted && this.#text[start] === '"';
      setPlace(node, { text: this.#text, start, end: token.end, doubleQuoted });
      return node;
    }
    if (this.#isSign('(')) {
      this.#at++;
      const node = this.#or();
      if (!this.#isSign(')')) throw this.#unexpected("')'");
      this.#at++;
      return node;
    }
    throw this.#unexpected('a column, a value or a function');
  }

  #keyword(token: Token): ExpressionNode {
    const word = token.value.toLowerCase();
    if (word !== 'null' && word !== 'true' && word !== 'false') {
      throw this.#unexpected(`a column, a value or a function (a column named '${token.value}' needs double quotes)`);
    }
    this.#at++;
    return this.#placed({ kind: 'literal', value: word === 'null' ? null : word === 'true' }, token.start);
  }

  #function(token: Token): ExpressionNode {
    const word = token.value.toLowerCase();
    const { start } = token;
    const operation = FUNCTIONS.get(word);
    const isSpecial = word === 'rowid' || word === 'datetime' || word === 'case';
    if (word === 'lead') throw looksAhead(this.#text, start);
    if (operation === undefined && !isSpecial) {
      const near = nearestName(word, [...OPERATION_NAMES, 'if', 'case', 'fillMissing', 'datetime', 'rowId']);
      const remedy = near === undefined ? `functions are: ${OPERATION_NAMES.join(', ')}` : `did you mean '${near}'?`;
      throw syntaxError(this.#text, start, `there is no function '${token.value}'`, remedy);
    }
    const values = this.#list("'('");
    if (operation !== undefined) {
      const [least, most] = argumentCounts(operation);
      if (values.length < least || values.length > most) {
        const expected = `'${token.value}' takes ${describeArgumentCounts(operation)}, not ${values.length}`;
        throw syntaxError(this.#text, start, expected, 'give as many values, separated by commas');
      }
      return this.#call(operation, values, start);
    }
    if (word === 'case') return this.#case(values, start);
    if (word === 'rowid') {
      if (values.length === 0) return this.#placed({ kind: 'rowId' }, start);
      throw syntaxError(this.#text, start, "'rowId' takes no arguments", "write 'rowId()'");
    }
    const [value] = values;
    const text = values.length === 1 && value?.kind === 'literal' ? value.value : undefined;
    const microseconds = typeof text === 'string' ? microsecondsFromIso(text) : undefined;
    if (microseconds !== undefined) {
      return this.#placed({ kind: 'datetime', value: isoFromMicroseconds(microseconds) }, start);
    }
    const remedy = "write datetime('2001-01-31') or datetime('2001-01-31T06:00:00Z')";
    throw syntaxError(this.#text, start, "'datetime' takes one date or time as text", remedy);
  }

  /** `case(condition, value, …, otherwise)`: pairs, and what holds where no condition is true (missing if left out). */
  #case(values: readonly ExpressionNode[], start: number): ExpressionNode {
    if (values.length < 2) {
      const remedy = "write case(a > 1, 'high', a > 0, 'low', 'none')";
      throw syntaxError(this.#text, start, "'case' takes pairs of a condition and a value", remedy);
    }
    const even = values.length - (values.length % 2);
    let node: ExpressionNode = values[even] ?? this.#placed({ kind: 'literal', value: null }, start);
    for (let i = even - 2; i >= 0; i -= 2) {
      node = this.#placed(caseNode(values[i]!, values[i + 1]!, node), start);
    }
    return node;
  }

  /** `(a, b, …)`, which may be empty. */
  #list(opening: string): ExpressionNode[] {
    if (!this.#isSign('(')) throw this.#unexpected(opening);
    this.#at++;
    const nodes: ExpressionNode[] = [];
    while (!this.#isSign(')')) {
      nodes.push(this.#or());
      if (this.#isSign(')')) break;
      if (!this.#isSign(',')) throw this.#unexpected("',' or ')'");
      this.#at++;
      if (this.#isSign(')')) throw this.#unexpected('a column, a value or a function');
    }
    this.#at++;
    return nodes;
  }

  /** `a ∘ b ∘ c` grouped to the left. Each step nests the tree one deeper. */
  #chain(operand: () => ExpressionNode, operator: () => OperationName | undefined): ExpressionNode {
    const start = this.#next.start;
    let node = operand();
    for (let operation = operator(); operation !== undefined; operation = operator()) {
      node = this.#call(operation, [node, operand()], start);
    }
    return node;
  }

  #nested(parse: () => ExpressionNode): ExpressionNode {
    if (++this.#depth > MAX_DEPTH) throw tooDeep();
    const node = parse();
    this.#depth--;
    return node;
  }

  #negatedIf(negated: boolean, node: ExpressionNode, start: number): ExpressionNode {
    return negated ? this.#call('not', [node], start) : node;
  }

  #call(operation: OperationName, nodes: readonly ExpressionNode[], start: number): ExpressionNode {
    return this.#placed({ kind: 'call', operation, arguments: nodes }, start);
  }

  #placed(node: ExpressionNode, start: number): ExpressionNode {
    setPlace(node, { text: this.#text, start, end: this.#tokens[this.#at - 1]!.end });
    return node;
  }

  #isSign(sign: string): boolean {
    return this.#next.kind === 'sign' && this.#next.value === sign;
  }

  #takeSign(signs: Readonly<Record<string, OperationName>>): OperationName | undefined {
    const operation = this.#next.kind === 'sign' ? signs[this.#next.value] : undefined;
    if (operation !== undefined) this.#at++;
    return operation;
  }

  #isWord(word: string): boolean {
    return this.#next.kind === 'name' && !this.#next.quoted && this.#next.value.toLowerCase() === word;
  }

  #takeWord(word: string): boolean {
    if (!this.#isWord(word)) return false;
    this.#at++;
    return true;
  }

  #unexpected(expected: string, at = this.#at) {
    const token = this.#tokens[at]!;
    const found = token.kind === 'end' ? 'the end' : `'${this.#text.slice(token.start, token.end)}'`;
    const remedy = "examples: delay > 15; speed <= 200 and not (status = 'bad'); if(a > 1, b, log(c))";
    return syntaxError(this.#text, token.start, `expected ${expected}, found ${found}`, remedy);
  }
}

function looksAhead(text: string, at: number) {
  const message = "'lead' looks ahead: no prediction could know the rows that follow";
  return syntaxError(text, at, message, 'use lag(x, n), which looks back; make a target of later rows before reading');
}
