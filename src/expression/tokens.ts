import { MillraceError } from '../core/errors.ts';

export type TokenKind = 'number' | 'text' | 'name' | 'sign' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The decoded content: a name without its quotes, a sign as written. */
  readonly value: string;
  /** Whether the name was quoted, so that it is no keyword. */
  readonly quoted: boolean;
  readonly start: number;
  readonly end: number;
}

const SPACE = /\s*/y;

/** Each kind of word in turn; the first that begins here is taken. */
const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['text', /'(?:[^']|'')*'/y],
  ['name', /"(?:[^"]|"")*"|`(?:[^`]|``)*`/y],
  ['number', /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['name', /[\p{L}_][\p{L}\p{N}_.]*/uy],
  ['sign', /<=|>=|!=|<>|==|\*\*|[-+*/%^<>=(),]/y],
];

/**
 * Cuts an expression into words.
 * @throws MillraceError EXPRESSION_INVALID at a character that begins none.
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = endOf(SPACE, text, 0)!; at < text.length; ) {
    const token = tokenAt(text, at);
    if (token === undefined) throw unreadable(text, at);
    tokens.push(token);
    at = endOf(SPACE, text, token.end)!;
  }
  tokens.push({ kind: 'end', value: '', quoted: false, start: text.length, end: text.length });
  return tokens;
}

function tokenAt(text: string, start: number): Token | undefined {
  for (const [kind, pattern] of PATTERNS) {
    const end = endOf(pattern, text, start);
    if (end === undefined) continue;
    const quote = text[start]!;
    const quoted = `'"\``.includes(quote);
    const value = quoted ? text.slice(start + 1, end - 1).replaceAll(quote + quote, quote) : text.slice(start, end);
    return { kind, value, quoted, start, end };
  }
  return undefined;
}

/** Where a match of a sticky pattern that begins at `start` ends. */
function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function unreadable(text: string, at: number): MillraceError {
  const character = text.slice(at, at + 2).match(/^./su)?.[0] ?? '';
  const opened = `'"\``.includes(character);
  const message = opened ? `the quote ${character} is never closed` : `'${character}' has no meaning here`;
  return syntaxError(text, at, message, opened ? `close it with ${character}` : hint(character));
}

function hint(character: string): string {
  if (character === '&') return "write 'and'";
  if (character === '|') return "write 'or'";
  if (character === '!') return "write 'not'";
  return 'put column names with such characters in double quotes, and text in single quotes';
}

export function syntaxError(text: string, at: number, message: string, remedy: string): MillraceError {
  return new MillraceError('EXPRESSION_INVALID', `${message} (at character ${at + 1} of "${text}")`, {
    value: text,
    remedy,
  });
}
